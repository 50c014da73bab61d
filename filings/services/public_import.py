"""The public national lists as the target of an import.

An entry is known by its list and number. What earlier imports said of a changed entry is kept.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from filings import history, numbers, searching
from filings.enums import InstallationAct, PublicList, RowOutcome
from filings.models import PublicEntry, User
from filings.numbers import FilingNumber
from filings.services import import_words, importing, publication
from filings.services.importing import Column, PlannedRow
from filings.statemachine import ActionRefused

COLUMNS: tuple[Column, ...] = (
    Column("number", ("备案编号", "filing_number"), gettext_lazy("Filing number"), "", True),
    Column("name", ("算法名称", "algorithm_name"), gettext_lazy("Algorithm"), ""),
    Column("type", ("算法类别", "算法类型", "algorithm_type"), gettext_lazy("Type"), ""),
    Column("role", ("角色",), gettext_lazy("Role"), ""),
    Column("provider", ("主体名称", "备案主体"), gettext_lazy("Provider"), ""),
    Column("product", ("应用产品", "产品名称"), gettext_lazy("Products"), ""),
    Column("purpose", ("主要用途",), gettext_lazy("Purpose"), ""),
    Column("remarks", ("备注",), gettext_lazy("Remarks"), ""),
    Column("announced", ("公告日期", "announcement_date"), gettext_lazy("Announced"), ""),
    Column("batch", ("批次",), gettext_lazy("Batch"), ""),
    Column("list", ("清单",), gettext_lazy("List"), ""),
    Column("source", ("来源",), gettext_lazy("Source"), ""),
)
WRITTEN = (
    "announced",
    "batch",
    "role",
    "name",
    "type",
    "type_published",
    "provider",
    "product",
    "purpose",
    "remarks",
    "source",
)
LONGEST = {"name": 200, "provider": 200, "role": 40, "batch": 60, "type": 40, "announced": 10}
BATCH_SIZE = 1_000
_REMARK = re.compile(r"(.*?)（((?:变更：|原名|已注销|\d{4}-\d{2}更新)[^（）]*)）", re.DOTALL)


class PublicLists:
    """`published_in`, `announced`, `batch` and `source` stand for columns the file lacks."""

    columns = COLUMNS

    def __init__(
        self,
        *,
        published_in: PublicList | None = None,
        announced: str = "",
        batch: str = "",
        source: str = "",
    ) -> None:
        self.given = {"announced": announced, "batch": batch, "source": source}
        self.published_in = published_in

    def judge(self, rows: Sequence[PlannedRow]) -> None:
        for row in rows:
            self._read(row)
        _refuse_duplicates(rows)
        standing = _standing(rows)
        for row in rows:
            found = standing.get((row.facts["published_in"], row.facts["number"]))
            if found is not None and row.outcome == RowOutcome.NEW:
                said = {name: row.facts[name] for name in WRITTEN if name in row.facts}
                importing.compare(row, found, said)

    def write(self, rows: Sequence[PlannedRow], by: User | None) -> None:
        if by is not None and not by.is_operator:
            raise ActionRefused(
                _("Only the installation administrator imports public lists. Ask them.")
            )
        now = timezone.now()
        made: list[PublicEntry] = []
        changed: list[PublicEntry] = []
        for row in rows:
            entry = row.standing or PublicEntry(
                published_in=row.facts["published_in"], number=row.facts["number"]
            )
            if row.changes:
                before = {name: pair[0] for name, pair in row.changes.items()}
                entry.earlier = [*entry.earlier, before | {"until": now.isoformat()}]
            for name in WRITTEN:
                setattr(entry, name, row.facts.get(name, getattr(entry, name)))
            _index(entry)
            entry.imported_at = now
            (changed if row.standing else made).append(entry)
        PublicEntry.objects.bulk_create(made, batch_size=BATCH_SIZE)
        fields = [*WRITTEN, "earlier", "name_sort", "text", "imported_at"]
        PublicEntry.objects.bulk_update(changed, fields, batch_size=BATCH_SIZE)
        publication.confirm_numbers({entry.number for entry in (*made, *changed)}, by=by)
        if made or changed:
            history.record_for_all(
                InstallationAct.REGISTER_IMPORTED,
                by=by,
                lists=sorted({entry.published_in for entry in (*made, *changed)}),
                new=len(made),
                changed=len(changed),
                origin=_origin(made + changed),
            )

    def _read(self, row: PlannedRow) -> None:
        texts: dict[str, str] = dict(row.facts)
        number = numbers.parse(texts["number"])
        facts = self.given | {name: texts[name] for name in self.given if texts.get(name)}
        facts |= {n: texts[n] for n in ("name", "role", "provider", "product") if n in texts}
        facts |= _remarks(texts)
        facts["published_in"] = self._list(row, texts.get("list", ""))
        facts["number"] = str(number or texts["number"])
        facts["announced"] = _announced(facts["announced"])
        facts |= _type(row, texts.get("type", ""), number)
        row.facts = facts
        _judge(row, texts, number)

    def _list(self, row: PlannedRow, text: str) -> str:
        found = import_words.find(import_words.LISTS, text) if text else self.published_in
        if found is None:
            row.refuse(
                _("The list “%(list)s” is unknown.") % {"list": text}
                if text
                else _("Neither the file nor you say in which list this was published.")
            )
        return found.value if found else ""


def _origin(entries: Sequence[PublicEntry]) -> str:
    """What the rows, or who imported them, name as their source; the first one speaks for all."""
    return next((entry.source for entry in entries if entry.source), "")


def original_purpose(entry: PublicEntry) -> str:
    """The purpose as published, with the remark that stood in brackets behind it."""
    if _REMARK.fullmatch(f"（{entry.remarks}）"):
        return f"{entry.purpose}（{entry.remarks}）"
    return entry.purpose


def _remarks(texts: dict[str, str]) -> dict[str, str]:
    """What was remarked in the purpose's brackets stands apart, unless there is a column for it."""
    purpose = texts.get("purpose", "")
    if not texts.get("remarks") and (found := _REMARK.fullmatch(purpose)):
        return {"purpose": found[1], "remarks": found[2]}
    return {name: texts[name] for name in ("purpose", "remarks") if name in texts}


def _type(row: PlannedRow, text: str, number: FilingNumber | None) -> dict[str, str]:
    kind = import_words.algorithm_type(text, number)
    if kind is None and text and import_words.TWO_IN_ONE not in text:
        row.warn(_("The type “%(type)s” is unknown; the number's code tells it.") % {"type": text})
    if kind is None and number is not None:
        kind = number.type
    return {"type": kind.value if kind else "", "type_published": text}


def _judge(row: PlannedRow, texts: dict[str, str], number: FilingNumber | None) -> None:
    if number is None:
        row.refuse(
            _("“%(number)s” is not a filing number: 网信算备, 21 digits, 号.")
            % {"number": texts["number"]}
        )
    else:
        for sentence in numbers.warnings(number, kind=row.facts["type"]):
            row.warn(sentence)
    if not texts.get("name"):
        row.warn(_("The algorithm's name is missing; it is listed by its number."))
    if not texts.get("provider"):
        row.note(_("The provider's name is missing."))
    for name, most in LONGEST.items():
        if len(row.facts.get(name, "")) > most:
            row.refuse(
                _("“%(text)s…” is longer than %(most)d characters.")
                % {"text": row.facts[name][:20], "most": most}
            )


def _refuse_duplicates(rows: Sequence[PlannedRow]) -> None:
    seen: dict[tuple[Any, Any], PlannedRow] = {}
    for row in rows:
        first = seen.setdefault((row.facts["published_in"], row.facts["number"]), row)
        if first is row or row.is_refused:
            continue
        if first.facts == row.facts:
            row.note(_("The same as row %(row)d; it counts once.") % {"row": first.line})
            row.outcome = RowOutcome.UNCHANGED
        else:
            row.refuse(
                _("Row %(row)d says something else of the same number.") % {"row": first.line}
            )


def _standing(rows: Sequence[PlannedRow]) -> dict[tuple[str, str], PublicEntry]:
    entries = PublicEntry.objects.filter(number__in={row.facts["number"] for row in rows})
    return {(e.published_in, e.number): e for e in entries.defer("grams", "text")}


def _announced(text: str) -> str:
    found = import_words.day(text)
    return found.isoformat() if found else text


def _index(entry: PublicEntry) -> None:
    entry.name_sort = searching.sort_key(entry.name)
    entry.text = searching.text(
        [entry.name, entry.provider],
        [entry.number, entry.product, entry.purpose, entry.remarks, entry.type_published],
    )
