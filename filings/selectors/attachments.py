"""What is uploaded with a filing: printed papers with their signed copies, and files of proof."""

from dataclasses import dataclass

from django.urls import reverse

from filings import papers_of
from filings.documents import PAPERS
from filings.documents.annexes import stem
from filings.enums import DocumentKind
from filings.models import Document, Enclosure, Evidence, Filing
from filings.regulations.companion import Item

OF_ENTITY = {DocumentKind.COMMITMENT, DocumentKind.RESPONSIBILITY}
SIGNED = {DocumentKind.COMMITMENT, DocumentKind.RESPONSIBILITY, DocumentKind.SELF_ASSESSMENT}
"""What the authority wants stamped; the report is signed by hand as well."""


@dataclass(frozen=True)
class Attachment:
    """`name` is the name to upload it under; `is_ready` once the form can take it."""

    name: str
    url: str
    sha256: str
    is_ready: bool
    lacks: str = ""
    """`print`, `sign` or `attach`: what is still to be done."""


@dataclass(frozen=True)
class Attachments:
    filing: Filing
    papers: dict[str, Document]
    files: list[Evidence]
    materials: list[Enclosure]

    def of(self, item: Item) -> tuple[Attachment, ...]:
        if item.paper:
            return (self.paper(DocumentKind(item.paper)),)
        if item.material:
            return self._material(item)
        return tuple(
            Attachment(file.name, file.get_absolute_url(), file.sha256, is_ready=True)
            for file in self.files
            if file.kind in item.evidence
        )

    def _material(self, item: Item) -> tuple[Attachment, ...]:
        page = reverse("filings:filing_material", args=[self.filing.pk])
        absent = Attachment(
            item.label.zh, f"{page}?material={item.material}", "", is_ready=False, lacks="attach"
        )
        return tuple(
            Attachment(file.name, file.get_absolute_url(), file.sha256, is_ready=True)
            for file in self.materials
            if file.material == item.material
        ) or (absent,)

    def paper(self, kind: DocumentKind) -> Attachment:
        """The signed copy where there is one, else what there is of it."""
        document = self.papers.get(kind)
        name = self._name(kind)
        if document is None:
            url = reverse("filings:filing_papers", args=[self.filing.pk])
            return Attachment(name, url, "", is_ready=False, lacks="print")
        if copy := papers_of.signed_copy(document):
            ending = copy.scan.name.rpartition(".")[2]
            name = f"{stem({'name': name})}.{ending}"
            return Attachment(name, copy.scan.get_absolute_url(), copy.scan.sha256, is_ready=True)
        url, sha256 = document.get_absolute_url(), document.sha256
        if kind in SIGNED:
            return Attachment(name, url, sha256, is_ready=False, lacks="sign")
        return Attachment(name, url, sha256, is_ready=True)

    def _name(self, kind: DocumentKind) -> str:
        content = self.filing.disclosure.content or {}
        of_entity = kind in OF_ENTITY
        called = (
            content.get("provider", {}).get("name_zh")
            if of_entity
            else self.filing.algorithm.name_zh
        )
        title = PAPERS[kind].file_name.zh.removesuffix("填写单")
        return f"{title}-{called or self.filing.algorithm.name_zh}.pdf"


def of(filing: Filing) -> Attachments:
    return Attachments(
        filing,
        papers_of.newest(filing),
        list(filing.disclosure.evidence.filter(removed_at=None)),
        [] if filing.is_of_algorithm else papers_of.materials(filing),
    )
