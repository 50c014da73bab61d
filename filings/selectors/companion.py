"""The official form page by page, each value ready to copy, with a tick for what is entered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone
from django.utils.translation import get_language, override

from filings import canonical, regulations
from filings.answers.reading import ReadField, ReadRow
from filings.documents import CHINESE
from filings.documents.known import Known, spoken_of
from filings.enums import FilingKind
from filings.models import CompanionTick, Filing, User
from filings.permissions import is_filer
from filings.regulations.companion import Companion, Item, Page
from filings.regulations.facts import Material
from filings.selectors import attachments
from filings.selectors.attachments import Attachment
from filings.statemachine import Sentence


@dataclass(frozen=True)
class Entry:
    """One field of the form. `tick` holds for this very value, `stale` for an earlier one."""

    place: str
    label: str
    reading: str
    """The label in the reader's language, where that is another one."""
    value: str = ""
    sha256: str = ""
    files: tuple[Attachment, ...] = ()
    absent: str = ""
    is_unverified: bool = False
    tick: CompanionTick | None = None
    stale: CompanionTick | None = None

    @property
    def ident(self) -> str:
        return "e-" + self.place.replace(".", "-")

    @property
    def can_tick(self) -> bool:
        return bool(self.value or self.absent or any(file.is_ready for file in self.files))


@dataclass(frozen=True)
class Group:
    """The entries of one product, path or function; of the page itself, without a title."""

    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Sheet:
    code: str
    title: str
    reading: str
    note: str
    groups: list[Group]

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries]

    @property
    def done(self) -> int:
        return sum(1 for entry in self.entries if entry.tick)


@dataclass(frozen=True)
class Shown:
    filing: Filing
    companion: Companion
    sheets: list[Sheet]
    refusal: Sentence | None

    @property
    def is_guessed(self) -> bool:
        """The pages for a change or an end are not known; those of a first filing stand in."""
        return self.filing.kind in {FilingKind.CHANGE, FilingKind.DEREGISTRATION}

    @property
    def done(self) -> int:
        return sum(sheet.done for sheet in self.sheets)

    @property
    def total(self) -> int:
        return sum(len(sheet.entries) for sheet in self.sheets)


def shown(filing: Filing, user: User) -> Shown:
    companion = _companion(filing)
    return Shown(
        filing=filing,
        companion=companion,
        sheets=_Writer(filing).sheets(companion),
        refusal=None if is_filer.allows(user, filing) else is_filer.otherwise,
    )


def entry_at(filing: Filing, place: str) -> Entry | None:
    """What stands there now; nothing where the form has no such field."""
    sheets = _Writer(filing).sheets(_companion(filing))
    entries = (entry for sheet in sheets for entry in sheet.entries)
    return next((entry for entry in entries if entry.place == place), None)


def _companion(filing: Filing) -> Companion:
    frozen_on = timezone.localdate(filing.disclosure.frozen_at)
    return regulations.load().companion(filing.kind, frozen_on)


@dataclass
class _Writer:
    """Values are Chinese whoever reads: the official form is."""

    filing: Filing
    language: str = field(default_factory=lambda: get_language() or "")

    @cached_property
    def known(self) -> Known:
        return Known(self.filing.disclosure, CHINESE)

    @cached_property
    def ticks(self) -> dict[str, CompanionTick]:
        rows = self.filing.ticks.select_related("made_by").order_by("id")
        return {row.place: row for row in rows}

    @cached_property
    def materials(self) -> dict[str, Material]:
        return regulations.load().materials_of(self.filing.kind)

    @cached_property
    def attached(self) -> attachments.Attachments:
        return attachments.of(self.filing)

    def sheets(self, companion: Companion) -> list[Sheet]:
        with override("zh-hans"):
            return [self._sheet(page) for page in companion.pages if self.known.holds(page.when)]

    def _sheet(self, page: Page) -> Sheet:
        return Sheet(
            code=page.code,
            title=page.title.zh,
            reading=self._read(page.title),
            note=self._in_language(page.note) if page.note else "",
            groups=list(self._groups(page)),
        )

    def _read(self, text: regulations.Text) -> str:
        return "" if self.language.startswith("zh") else text.en

    def _in_language(self, text: regulations.Text) -> str:
        return text.zh if self.language.startswith("zh") else text.en

    def _groups(self, page: Page) -> Iterator[Group]:
        if not page.rows:
            yield Group("", [e for item in page.items for e in self._entry(page, item)])
            return
        top = ".".join(page.rows.split(".")[:2])
        table = self.known.fields.get(top)
        deeper = page.rows.split(".")[2:]
        for keys, title, row in _rows(table, deeper) if table else ():
            entries = [e for item in page.items for e in self._entry(page, item, keys, row)]
            yield Group(title, entries)

    def _entry(
        self, page: Page, item: Item, keys: Sequence[str] = (), row: ReadRow | None = None
    ) -> Iterator[Entry]:
        wanted = not item.material or item.material in self.materials
        if not wanted or not self.known.holds(item.when):
            return
        place = ".".join((page.code, *keys, item.code))
        value = "\n".join(text for path in item.of if (text := self._value(path, row)))
        files = self.attached.of(item)
        sha256 = canonical.digest([value, [file.sha256 for file in files]])
        tick = self.ticks.get(place)
        done = tick if tick and tick.is_done else None
        yield Entry(
            place=place,
            label=item.label.zh,
            reading=self._read(item.label),
            value=value,
            sha256=sha256,
            files=files,
            absent=self._in_language(item.absent) if item.absent else "",
            is_unverified=not item.certainty.verified,
            tick=done if done and done.sha256 == sha256 else None,
            stale=done if done and done.sha256 != sha256 else None,
        )

    def _value(self, path: str, row: ReadRow | None) -> str:
        if row is not None and "." not in path:
            found = next((each for each in row.fields if each.field.code == path), None)
            return _told(found) if found else ""
        known = self.known.fields.get(path)
        return _told(known) if known else self.known.text(path)


def _told(known: ReadField) -> str:
    """A value as text; the rows of a table one a line."""
    if not known.rows:
        words = spoken_of(known, CHINESE)
        return words.text if words else ""
    lines = [
        "；".join(
            f"{each.field.label}：{text.rstrip('。；')}"
            for each in row.fields
            if (text := _told(each))
        )
        for row in known.rows
    ]
    return "\n".join(lines)


Placed = tuple[tuple[str, ...], str, ReadRow]


def _rows(table: ReadField, deeper: Sequence[str]) -> Iterator[Placed]:
    """The rows of a table, or of the tables in its rows, with their keys and names."""
    for row in table.rows:
        first = next((each for each in row.fields if each.words), None)
        name = _told(first) if first else ""
        if not deeper:
            yield (row.key,), name, row
            continue
        inner = next((each for each in row.fields if each.field.code == deeper[0]), None)
        for keys, title, found in _rows(inner, deeper[1:]) if inner else ():
            yield (row.key, *keys), f"{name} › {title}", found
