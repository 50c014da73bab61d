"""What stands on a printed paper, to compare it with its facts."""

import io
import re
from collections.abc import Iterator

import docx
from pypdfium2 import PdfDocument

from filings.models import Document, Job
from filings.services import issuing
from reviews import tasks
from reviews.documents import Official
from tests.factories import wall_down

BLANK = re.compile(r"[\s\u200b\ufffe]+|—\d+—")


def squeezed(text: str) -> str:
    """Without blanks, line ends and page numbers, which the layout decides."""
    return BLANK.sub("", re.sub(r"— \d+ —", "", text))


def text_of(content: bytes) -> str:
    with PdfDocument(io.BytesIO(content)) as pdf:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf)


def said(facts: Official) -> str:
    """Everything the facts say, in the order of the paper."""
    return squeezed("".join(_said(facts)))


def _said(facts: Official) -> Iterator[str]:
    yield from (facts.issuer, facts.reference, facts.title, facts.note)
    if facts.addressee:
        yield f"{facts.addressee}{':' if facts.language == 'en' else '：'}"
    yield from facts.opening
    for part in facts.parts:
        yield part.heading
        yield from part.paragraphs
        for line in part.lines:
            yield from (line.label, line.text)
        for number, item in enumerate(part.items, 1):
            yield f"{number}.{item}"
        for table in part.tables:
            yield table.caption
            yield from (column.label for column in table.columns)
            for row in table.rows:
                yield from row
    yield from facts.closing
    yield from facts.signing
    yield facts.dated


def headings(content: bytes) -> list[str]:
    """Of a Word file, without the issuer's name above the title."""
    document = docx.Document(io.BytesIO(content))
    return [p.text for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]


def run(job: Job) -> list[Document]:
    """The job done by a worker; what it issued."""
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        job.refresh_from_db()
        return list(Document.objects.filter(job=job).order_by("id"))


def bytes_of(document: Document) -> bytes:
    return issuing.read(document).read()
