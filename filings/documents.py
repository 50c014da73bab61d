"""What each filing document says: frozen facts from a frozen disclosure, nothing else.

A template sees exactly these facts. Each kind of paper is one object in `PAPERS`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import contents
from filings.answers import reading
from filings.answers.reading import ReadField
from filings.enums import Audience, DocumentKind
from filings.models import Disclosure
from filings.regulations import Text

CHINESE, ENGLISH = "zh-Hans", "en"
_UNSAFE = re.compile(r"""[\x00-\x1f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]""")
"""What some file system refuses in a name, and what turns the direction of reading."""


class FactsMissing(Exception):
    """The paper would have a blank where a fact belongs; `labels` name what is missing."""

    def __init__(self, labels: list[str]) -> None:
        super().__init__(", ".join(labels))
        self.labels = labels


class Facts(Protocol):
    @property
    def language(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class Paper:
    """A kind of document: in which languages, from which facts, by which template."""

    kind: DocumentKind
    template: str
    file_name: Text
    languages: tuple[str, ...]
    facts: Callable[[Disclosure, str], Facts]

    def name(self, disclosure: Disclosure, language: str) -> str:
        """The file's name, by which people recognise it."""
        chinese = language == CHINESE
        algorithm = disclosure.algorithm
        called = algorithm.name_zh if chinese else algorithm.name_en or algorithm.name_zh
        prefix = self.file_name.zh if chinese else self.file_name.en
        return _UNSAFE.sub("-", f"{prefix} {called[:120]} v{disclosure.number}.pdf")


def as_json(facts: Any) -> dict[str, Any]:
    plain: dict[str, Any] = asdict(facts)
    return plain


# -- 拟公示内容 ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class NoticeRow:
    """`language` is that of the words, which may be Chinese in an English reading copy."""

    label: str
    paragraphs: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class PublicNotice:
    """The published texts of Order 9, Art. 16, as the filing system's form orders them."""

    language: str
    title: str
    rows: tuple[NoticeRow, ...]
    note: str


NOTICE = (
    "basics.name",
    "notice.principle",
    "notice.mechanism",
    "notice.scenario",
    "notice.purpose",
    "notice.publication",
)
OWED = {"basics.name", "notice.principle", "notice.mechanism", "notice.purpose"}


def public_notice(disclosure: Disclosure, language: str) -> PublicNotice:
    """Only what the public may read comes in: marked and internal texts are not even looked at."""
    form = contents.form_of(disclosure)
    with override("zh-hans" if language == CHINESE else "en"):
        sections = reading.read(form, disclosure.content or {}, Audience.PUBLIC)
        known = {field.path: field for section in sections for field in section.fields}
        labels = {path: str(field.label) for path, field in form.paths().items()}
        if missing := [labels[path] for path in NOTICE if path in OWED and path not in known]:
            raise FactsMissing(missing)
        return PublicNotice(
            language=language,
            title="拟公示内容" if language == CHINESE else "Content to be published",
            rows=tuple(
                _row(labels[path], known[path], language) for path in NOTICE if path in known
            ),
            note=""
            if language == CHINESE
            else _("Reading copy. The Chinese text is the one that is filed and published."),
        )


def _row(label: str, field: ReadField, language: str) -> NoticeRow:
    words = {each.language: each.text for each in field.words}
    wanted = "zh" if language == CHINESE else "en"
    chosen = wanted if wanted in words else next(iter(words))
    spoken = {"zh": CHINESE, "en": ENGLISH}.get(chosen, language)
    return NoticeRow(label, tuple(_paragraphs(words[chosen])), spoken)


def _paragraphs(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


PAPERS: dict[DocumentKind, Paper] = {
    paper.kind: paper
    for paper in (
        Paper(
            kind=DocumentKind.PUBLIC_NOTICE,
            template="documents/public_notice.html",
            file_name=Text("拟公示内容", "Public notice"),
            languages=(CHINESE, ENGLISH),
            facts=public_notice,
        ),
    )
}
