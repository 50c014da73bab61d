"""Puts files into a finished PDF (ISO 19005-3, associated files), the pages staying as they are."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
from pikepdf import AttachedFileSpec, Name
from pyhanko.pdf_utils.reader import PdfFileReader

from filings.printing import verify_dossier
from filings.printing.printer import Attachment

MIME_TYPES = {
    "json": "application/json",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}


def enclose(content: bytes, files: Sequence[Attachment], moment: datetime) -> bytes:
    """The same bytes for the same files and moment."""
    stream = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        for file in files:
            attach(pdf, file, moment)
        pdf.save(
            stream,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            min_version="1.7",
        )
    return stream.getvalue()


def attach(pdf: pikepdf.Pdf, file: Attachment, moment: datetime) -> None:
    date = moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    pdf.attachments[file.name] = AttachedFileSpec(
        pdf,
        file.content,
        filename=file.name,
        description=file.description,
        mime_type=mime_type(file.name),
        relationship=Name("/" + file.relationship),
        creation_date=date,
        mod_date=date,
    )


def mime_type(name: str) -> str:
    """By the name alone, and the same on every machine."""
    return MIME_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def page_digests(content: bytes) -> list[str]:
    """What the stand-alone check compares pages with."""
    return verify_dossier.page_digests(PdfFileReader(BytesIO(content)))
