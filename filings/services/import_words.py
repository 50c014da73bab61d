"""The words that files use for types, roles, lists, service forms and days."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from filings.enums import AlgorithmType, ProviderRole, PublicList, ServiceForm
from filings.numbers import FilingNumber
from filings.services.products import ProductFacts

E = TypeVar("E", bound=Enum)

TYPES: dict[str, AlgorithmType] = {
    "生成合成": AlgorithmType.GENERATION_SYNTHESIS,
    "生成合成(深度合成)": AlgorithmType.GENERATION_SYNTHESIS,
    "深度合成": AlgorithmType.GENERATION_SYNTHESIS,
    "个性化推送": AlgorithmType.PERSONALISED_PUSH,
    "排序精选": AlgorithmType.RANKING_SELECTION,
    "信息检索": AlgorithmType.INFORMATION_RETRIEVAL,
    "内容过滤": AlgorithmType.CONTENT_FILTERING,
    "调度决策": AlgorithmType.SCHEDULING_DECISION,
    **{kind.value.replace("_", " "): kind for kind in AlgorithmType},
    "generation and synthesis": AlgorithmType.GENERATION_SYNTHESIS,
    "ranking and selection": AlgorithmType.RANKING_SELECTION,
    "scheduling and decision": AlgorithmType.SCHEDULING_DECISION,
}
TWO_IN_ONE = "检索过滤"
"""Order 9 names retrieval and filtering in one breath; the code in the number tells which."""

ROLES = {
    "服务提供者": ProviderRole.SERVICE_PROVIDER,
    "服务技术支持者": ProviderRole.TECHNICAL_SUPPORTER,
    "技术支持者": ProviderRole.TECHNICAL_SUPPORTER,
    **{role.value.replace("_", " "): role for role in ProviderRole},
}
LISTS = {
    "境内互联网信息服务算法备案清单": PublicList.ALGORITHMS,
    "境内深度合成服务算法备案清单": PublicList.DEEP_SYNTHESIS,
    "提供者公示": PublicList.PROVIDER_NOTICE,
    "算法备案注销公告": PublicList.DEREGISTRATIONS,
    **{each.value.replace("_", " "): each for each in PublicList},
}
FORMS = {
    "app": ServiceForm.APP,
    "应用程序": ServiceForm.APP,
    "网站": ServiceForm.WEBSITE,
    "website": ServiceForm.WEBSITE,
    "小程序": ServiceForm.MINI_PROGRAM,
    "微信小程序": ServiceForm.MINI_PROGRAM,
    "mini-program": ServiceForm.MINI_PROGRAM,
    "公众号": ServiceForm.OFFICIAL_ACCOUNT,
    "official account": ServiceForm.OFFICIAL_ACCOUNT,
    "api": ServiceForm.API,
    "接口": ServiceForm.API,
    "插件": ServiceForm.PLUG_IN,
    "plug-in": ServiceForm.PLUG_IN,
    "客户端": ServiceForm.DESKTOP,
    "桌面应用": ServiceForm.DESKTOP,
    "pc": ServiceForm.DESKTOP,
    "desktop": ServiceForm.DESKTOP,
    "其他": ServiceForm.OTHER,
    "other": ServiceForm.OTHER,
}
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_PRODUCT = re.compile(r"(.+?)\s*[（(]([^（()）]+)[)）]")


def find(words: Mapping[str, E], text: str) -> E | None:
    folded = unicodedata.normalize("NFKC", text).lower().replace("_", " ").strip()
    return words.get(folded)


def algorithm_type(text: str, number: FilingNumber | None) -> AlgorithmType | None:
    """The official type behind a published word; where one word stands for two, by the number."""
    word = unicodedata.normalize("NFKC", text).replace("类", "")
    coded = number.type if number else None
    if word == TWO_IN_ONE:
        two = {AlgorithmType.INFORMATION_RETRIEVAL, AlgorithmType.CONTENT_FILTERING}
        return coded if coded in two else None
    return find(TYPES, word)


def day(text: str) -> dt.date | None:
    found = _DAY.match(text)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def products(text: str) -> list[ProductFacts]:
    """`星澜商城（APP）、星澜商城（小程序）`: names, each with its service form in brackets."""
    found: dict[tuple[str, str], ProductFacts] = {}
    for piece in re.split(r"[；;、\n]", text):
        name = piece.strip()
        if not name.strip("-—"):
            continue
        shape = _PRODUCT.fullmatch(name)
        form = find(FORMS, shape[2]) if shape else None
        name = shape[1] if shape and form else name
        form = form or ServiceForm.OTHER
        found.setdefault((name, form.value), ProductFacts(name, form.value))
    return list(found.values())
