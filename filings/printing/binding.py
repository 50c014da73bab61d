"""Binds chapters and papers into one file: pages, tags, bookmarks, links, numbers, attachments.

Papers keep the bytes of their pages as issued; nothing is laid out anew. Chapters get their fonts,
one subset of each face for all of them, their page numbers and running heads here. The result is
PDF/A-3a and PDF/UA-1 when every part is, and the same parts give the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from typing import Any, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from filings.printing import conformance
from filings.printing.enclosing import attach
from filings.printing.errors import MarkupRefused, NotReadable
from filings.printing.faces import Faces
from filings.printing.furniture import Furnisher, Furniture
from filings.printing.printer import Attachment, Bound

LINK = "part:"
"""Begins the address of a link to a part, which its place among the parts ends."""


@dataclass(frozen=True, slots=True)
class Part:
    """One paper of a dossier; `number` when its pages take the numbers of the whole.

    So many pages at its beginning as `headless` says have no running head.
    """

    title: str
    content: bytes
    number: bool = True
    headless: int = 0


def bind(
    parts: Sequence[Part],
    *,
    properties: conformance.Properties,
    furniture: Furniture | None = None,
    attachments: Sequence[Attachment] = (),
) -> Bound:
    """One file of all parts; raises NotReadable for a part that is no tagged PDF of the shop."""
    if not parts:
        raise MarkupRefused(rule="parts")
    whole = _Whole()
    for part in parts:
        with _opened(part) as source:
            whole.take(source, part)
    whole.furnish(furniture or Furniture())
    whole.finish(properties, attachments)
    stream = BytesIO()
    whole.pdf.save(
        stream,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        min_version="1.7",
    )
    return Bound(content=stream.getvalue(), pages=len(whole.pdf.pages))


class _Whole:
    """The file in the making."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self.faces = Faces(self.pdf)
        self.starts: list[tuple[int, Part]] = []
        self.chapters: list[OutlineItem] = []
        self.tags: list[Any] = []
        self.places: dict[int, Any] = {}
        self.key = 0

    def take(self, source: pikepdf.Pdf, part: Part) -> None:
        """Append one part: its pages, then what points at them."""
        first = len(self.pdf.pages)
        self.pdf.add_pages_from(source, outlines="ignore")
        pages = list(self.pdf.pages)[first:]
        self.starts.append((first, part))
        if pages:
            self.faces.join(pages[0])
        if "/OutputIntents" not in self.pdf.Root:
            colours = source.make_indirect(source.Root.OutputIntents)
            self.pdf.Root.OutputIntents = self.pdf.copy_foreign(colours)
        self._tags(source, pages)
        self._bookmarks(source, part.title, first)

    def _tags(self, source: pikepdf.Pdf, pages: list[pikepdf.Page]) -> None:
        tree = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        for child in _each(tree.K):
            child.S = Name.Part
            self.tags.append(child)
        entries = tree.ParentTree.Nums
        shift = self.key
        for place in range(0, len(entries), 2):
            key = int(entries[place]) + shift
            self.places[key] = entries[place + 1]
            self.key = max(self.key, key + 1)
        for page in pages:
            page.obj.StructParents = int(page.obj.StructParents) + shift
            for note in page.obj.get("/Annots", []):
                if "/StructParent" in note:
                    note.StructParent = int(note.StructParent) + shift

    def _bookmarks(self, source: pikepdf.Pdf, title: str, first: int) -> None:
        numbers = _numbers(source)
        chapter = OutlineItem(title, first, "Fit")
        with source.open_outline() as outline:
            chapter.children.extend(
                _shifted(item, numbers, first)
                for root in outline.root
                for item in (root.children if root.title == title else [root])
            )
        self.chapters.append(chapter)

    def furnish(self, furniture: Furniture) -> None:
        """Heads, numbers and links; then the fonts know every glyph they need."""
        pages = list(self.pdf.pages)
        furnisher = Furnisher(self.faces, furniture)
        ends = [*(first for first, _part in self.starts[1:]), len(pages)]
        for (first, part), end in zip(self.starts, ends, strict=True):
            for at in range(first, end):
                shown = part.number
                furnisher.furnish(
                    pages[at],
                    number=at + 1 if shown else 0,
                    of=len(pages),
                    head=shown and at - first >= part.headless,
                )
                self._lead(pages[at])
        self.faces.finish()

    def _lead(self, page: pikepdf.Page) -> None:
        """Links to parts lead to their first page."""
        for note in page.obj.get("/Annots", []):
            address = str(note.get("/A", Dictionary()).get("/URI", ""))
            if address.startswith(LINK):
                first, part = self.starts[int(address.removeprefix(LINK))]
                del note.A
                note.Dest = Array([self.pdf.pages[first].obj, Name.Fit])
                note.Contents = String(part.title)

    def finish(self, properties: conformance.Properties, attachments: Sequence[Attachment]) -> None:
        """Write what belongs to the whole: tree, places, bookmarks, properties, files."""
        root = self.pdf.Root
        tree = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        body = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array(self.tags))
        )
        for child in self.tags:
            child.P = body
        numbers = [piece for key in sorted(self.places) for piece in (key, self.places[key])]
        tree.K = Array([body])
        tree.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        tree.ParentTreeNextKey = self.key
        root.StructTreeRoot = tree
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.Lang = String(properties.language)
        root.PageMode = Name.UseOutlines
        with self.pdf.open_outline() as outline:
            outline.root.extend(self.chapters)
        _describe(self.pdf, properties)
        for file in attachments:
            attach(self.pdf, file, properties.created)


def is_bindable(content: bytes) -> bool:
    """Whether it is a tagged PDF of the shop's kind."""
    try:
        _opened(Part("", content)).close()
    except NotReadable:
        return False
    return True


def _opened(part: Part) -> pikepdf.Pdf:
    try:
        source = pikepdf.open(BytesIO(part.content))
    except (pikepdf.PdfError, pikepdf.PasswordError) as fault:
        raise NotReadable from fault
    if "/StructTreeRoot" not in source.Root or "/OutputIntents" not in source.Root:
        source.close()
        raise NotReadable
    return source


def _numbers(source: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    return {page.obj.objgen: number for number, page in enumerate(source.pages)}


def _each(kids: Any) -> Iterator[Any]:
    if isinstance(kids, Array):
        yield from kids
    else:
        yield kids


def _shifted(item: OutlineItem, numbers: dict[tuple[int, int], int], first: int) -> OutlineItem:
    page, kind, *rest = list(cast("Array", item.destination))
    left, top = (float(each) for each in rest[:2])
    number = first + numbers[page.objgen]
    moved = OutlineItem(item.title, number, str(kind).lstrip("/"), left=left, top=top)
    moved.children.extend(_shifted(child, numbers, first) for child in item.children)
    return moved


def _describe(pdf: pikepdf.Pdf, properties: conformance.Properties) -> None:
    stream = pdf.make_stream(conformance.packet(properties), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = stream
    date = properties.created.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    info = {
        "/Title": properties.title,
        "/Author": properties.author,
        "/Creator": conformance.PRODUCER,
        "/Producer": conformance.PRODUCER,
        "/CreationDate": date,
        "/ModDate": date,
        "/AIGC": properties.label,
    }
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary({key: String(value) for key, value in info.items() if value})
    )
