"""The pages of a PDF that somebody uploaded, as pictures; drawn in a process of its own.

`python -m filings.printing.sheets` reads the file from standard input, with limits of memory and
time and without anything of the caller's environment: a hostile file kills that process only.
"""

import os
import resource
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pypdfium2

from filings.printing import wire
from filings.printing.errors import NotReadable
from filings.printing.limits import MEGABYTE

ROOT = Path(__file__).parents[2]
DOTS_PER_INCH = 110
MEMORY, SECONDS = 1024 * MEGABYTE, 30
LARGEST = 2_200
"""Pixels of the longer side; a poster is shrunk to it."""


def sheets_of(content: bytes, most: int) -> tuple[list[bytes], int]:
    """The first pages as PNG, and how many there are; raises NotReadable."""
    request = BytesIO()
    wire.send(request, {"most": most}, [content])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "filings.printing.sheets"],
            input=request.getvalue(), capture_output=True, timeout=SECONDS, check=True, cwd="/",
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        header, pages = wire.receive(BytesIO(done.stdout))
    except (subprocess.SubprocessError, EOFError, ValueError) as error:
        raise NotReadable from error
    return pages, header["pages"]


def _draw(page: pypdfium2.PdfPage) -> bytes:
    scale = min(DOTS_PER_INCH / 72, LARGEST / max(page.get_size()))
    stream = BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(stream, "PNG", optimize=True)
    return stream.getvalue()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    header, (content,) = wire.receive(cast("BinaryIO", sys.stdin.buffer))
    with pypdfium2.PdfDocument(content) as document:
        count = len(document)
        pages = [_draw(document[number]) for number in range(min(count, header["most"]))]
    wire.send(cast("BinaryIO", sys.stdout.buffer), {"pages": count}, pages)


if __name__ == "__main__":
    main()
