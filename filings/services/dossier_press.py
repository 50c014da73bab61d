"""Prints the parts of a dossier and binds them; writes nothing.

Everything is printed chapter by chapter. An exhibit that cannot be shown, whatever is wrong with
it, is named with its hash and its original enclosed; it never ends the dossier.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import IO, TypeVar

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from filings import canonical, documents, printing
from filings.documents.beside import in_both
from filings.documents.dossier import Chapter, Dossier, Exhibit, Front, Line, Sheets
from filings.documents.written import Row, WrittenChapter
from filings.models import Document, Enclosure, Evidence
from filings.printing import Attachment, PrintingFailed, Rendered, binding
from filings.printing.binding import Part
from filings.printing.errors import NotReadable
from filings.printing.sheets import sheets_of
from filings.services import files, issuing, jobs, parts
from filings.services.dossier_lists import row

T = TypeVar("T")
Said = Callable[[], str]
"""A sentence in the language that is active when it is asked for."""
PICTURES = {"image/png", "image/jpeg"}
PDF = "application/pdf"
MOST_SHEETS = 40
"""Pages of one exhibit that are shown; the original is enclosed whole."""
MOST_BYTES = 150 * 1024 * 1024
"""Of all enclosed originals together; what goes beyond is named with its hash."""


UNSHOWN = gettext_noop("It cannot be shown on paper: it is broken, encrypted or too large.")
OTHER_KIND = gettext_noop("A file of this kind is not shown on paper.")
LONG = 60_000
"""Characters of markup from which on a second worker is worth its start."""


@dataclass(frozen=True)
class Piece:
    """A part with its number of pages; `below`: it belongs to the chapter before it."""

    part: Part
    pages: int
    below: bool = False


@dataclass(frozen=True)
class Ordered:
    """A chapter to be printed, and what is printed instead when that fails."""

    title: str
    html: str
    assets: Mapping[str, bytes]
    below: bool = False
    otherwise: Callable[[], "Ordered"] | None = None
    once: bool = False
    """No other dossier will have the same words."""


@dataclass
class Press:
    """One dossier in the making: what is ordered is printed together, by several workers."""

    facts: Dossier
    moment: datetime
    provider_id: int
    ordered: list[Ordered | Piece] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    originals: list[Attachment] = field(default_factory=list)
    enclosed: int = 0

    def written(
        self, template: str, facts: object, title: str, assets: Mapping[str, bytes] | None = None
    ) -> Ordered:
        html = render_to_string(f"documents/{template}.html", {"facts": facts})
        return Ordered(title, html, assets or {})

    def printed(self, order: Ordered) -> Rendered:
        """Runs beside others; asks the database nothing."""
        if order.once:
            return printing.render(
                order.html, title=order.title, language=self.facts.language, created=self.moment,
                assets=order.assets, whole=False, limits=printing.DOSSIER,
            )  # fmt: skip
        return parts.printed(
            self.provider_id, order.html,
            title=order.title, language=self.facts.language, assets=order.assets,
        )  # fmt: skip

    def settle(self, told: Callable[[], None]) -> None:
        """Print what was ordered, in its order; `told` is called for each and may stop it all."""
        long = sum(len(each.html) for each in self.ordered if isinstance(each, Ordered)) > LONG
        workers = settings.PRINT_WORKERS if long else 1
        with printing.several(workers), ThreadPoolExecutor(workers) as pool:
            results = [
                pool.submit(self.printed, each) if isinstance(each, Ordered) else None
                for each in self.ordered
            ]
            try:
                for each, result in zip(self.ordered, results, strict=True):
                    if isinstance(each, Ordered):
                        assert result
                        each = self._piece(each, result.result)  # noqa: PLW2901
                    self.pieces.append(each)
                    told()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _piece(self, order: Ordered, result: Callable[[], Rendered]) -> Piece:
        try:
            rendered = result()
        except PrintingFailed as failure:
            if order.otherwise is None:
                raise jobs.JobFailed(failure.code, **failure.parameters) from failure
            instead = order.otherwise()
            return self._piece(instead, lambda: self.printed(instead))
        return Piece(Part(order.title, rendered.content), rendered.pages, order.below)

    # -- chapters ---------------------------------------------------------------------------------
    def chapter(self, written: WrittenChapter) -> None:
        facts = Chapter(self.facts.language, written.title, written)
        self.ordered.append(self.written("dossier_chapter", facts, written.title))

    def paper(self, paper: Document) -> None:
        """Bound in with the bytes that it was issued with; enclosed as well."""
        facts = next(each for each in self.facts.papers if each.sha256 == paper.sha256)
        try:
            content = issuing.read(paper).read()
        except files.Damaged as damaged:
            raise jobs.JobFailed("paper_damaged", name=paper.name) from damaged
        title = f"{facts.number}. {facts.title}"
        if binding.is_bindable(content):
            self.ordered.append(Piece(Part(title, content, number=False), paper.pages, below=True))
        self.originals.append(Attachment(facts.file, content, "Supplement", paper.name))

    def exhibit(self, exhibit: Exhibit, file: Evidence | Enclosure) -> None:
        content = _bytes(file)
        if content is None:
            gone = gettext_noop("The kept bytes are gone or damaged.")
            self.ordered.append(self._named(exhibit, lambda: _(gone)))
            return
        rest = self._enclose(exhibit, content)
        instead = partial(self._named, exhibit, lambda: f"{_(UNSHOWN)} {rest()}")
        try:
            pictures, pages = drawn(file.media_type, content)
        except NotReadable:
            self.ordered.append(instead())
        else:
            shown = self._shown(exhibit, pictures, pages, rest)
            self.ordered.append(replace(shown, otherwise=instead))

    def _enclose(self, exhibit: Exhibit, content: bytes) -> Said:
        self.enclosed += len(content)
        if self.enclosed > MOST_BYTES:
            self.enclosed -= len(content)
            return lambda: _("The original is not enclosed because of its size.")
        description = f"{exhibit.number} {exhibit.name}"
        self.originals.append(Attachment(exhibit.file, content, "Supplement", description))
        return lambda: _("The original is enclosed as %(file)s.") % {"file": exhibit.file}

    def _shown(self, exhibit: Exhibit, pictures: list[bytes], pages: int, rest: Said) -> Ordered:
        if not pictures:
            return self._named(exhibit, lambda: f"{_(OTHER_KIND)} {rest()}")
        names = [f"sheet-{number}" for number in range(1, len(pictures) + 1)]

        def told() -> Sheets:
            shown = tuple(
                (name, _("page %(number)d of %(pages)d") % {"number": number, "pages": pages})
                for number, name in enumerate(names, 1)
            )
            more = _("Pages after the %(number)d. are in the original only.")
            cut = f"{more % {'number': len(pictures)}} " if pages > len(pictures) else ""
            return replace(self._sheets(exhibit, f"{cut}{rest()}"), pages=shown)

        facts = self.said(told)
        assets = dict(zip(names, pictures, strict=True))
        return replace(self.written("dossier_exhibit", facts, facts.title, assets), below=True)

    def _named(self, exhibit: Exhibit, rest: Said) -> Ordered:
        facts = self.said(lambda: self._sheets(exhibit, rest()))
        return replace(self.written("dossier_exhibit", facts, facts.title), below=True)

    def said(self, make: Callable[[], T]) -> T:
        """The press's own words, in both languages where the dossier is told in both."""
        return in_both(make) if self.facts.beside else make()

    def _sheets(self, exhibit: Exhibit, rest: str) -> Sheets:
        stamp = _("Exhibit %(number)d") % {"number": exhibit.number}
        facts = [
            (_("File"), exhibit.name),
            (_("Kind"), exhibit.kind),
            (_("What it proves"), exhibit.proves),
            (_("Dated"), exhibit.dated),
            ("SHA-256", exhibit.sha256),
        ]
        return Sheets(
            language=self.facts.language,
            title=f"{stamp} {exhibit.name}",
            stamp=stamp,
            rows=tuple(row(label, text) for label, text in facts if text),
            pages=(),
            rest=rest,
        )

    # -- cover and contents -----------------------------------------------------------------------
    def front(self, subtitle: str, seal: Sequence[Row], seal_title: str) -> Rendered:
        """Printed again until the contents know how long they are themselves."""
        pages = 2
        for _try in range(3):
            facts = Front(
                language=self.facts.language,
                title=self.facts.title,
                subtitle=subtitle,
                cover=self.facts.cover,
                contents=self.said(lambda: _("Contents")),
                lines=tuple(self._lines(pages)),
                seal=tuple(seal),
                seal_title=seal_title,
            )
            order = self.written("dossier_front", facts, self.facts.title)
            rendered = self.printed(replace(order, once=True))
            if rendered.pages == pages:
                break
            pages = rendered.pages
        return rendered

    def _lines(self, before: int) -> Iterator[Line]:
        page = before + 1
        for to, piece in enumerate(self.pieces, 1):
            yield Line(piece.part.title, page, to, piece.below)
            page += piece.pages

    def ranges(self, before: int) -> list[dict[str, str | int]]:
        first, found = before + 1, list[dict[str, str | int]]()
        for piece in self.pieces:
            found.append(
                {"title": piece.part.title, "first": first, "last": first + piece.pages - 1}
            )
            first += piece.pages
        return found


def drawn(media_type: str, content: bytes) -> tuple[list[bytes], int]:
    """The pages as pictures and how many there are; raises NotReadable."""
    if media_type in PICTURES:
        return [content], 1
    return sheets_of(content, MOST_SHEETS) if media_type == PDF else ([], 0)


def facts_file(facts: Dossier) -> bytes:
    return canonical.encode(documents.as_json(facts))


def _bytes(file: Evidence | Enclosure) -> bytes | None:
    try:
        opened: IO[bytes] = files.read(file.storage_name, file.sha256)
    except files.Damaged:
        return None
    with opened:
        return opened.read()
