"""How many pages a Word file prints to, beside the PDF of the same paper.

    BEIAN_PAPERS=FOLDER python -m pytest tests/reliability/test_papers.py
    python -m benchmarks.printing.pages_of_word FOLDER

LibreOffice (`soffice`) prints the Word files with the fonts of the shop. The aim is the same number
of pages, give or take one in ten; of a paper of few pages, give or take one.
"""

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from pypdfium2 import PdfDocument


def pages(file: Path) -> int:
    with PdfDocument(file) as pdf:
        return len(pdf)


def reprinted(papers: list[Path], into: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("LibreOffice is not installed: no soffice on the path.")
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{into}/profile", "--convert-to",
         "pdf", "--outdir", str(into), *map(str, papers)],
        check=True,
        capture_output=True,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    papers = sorted(folder.glob("*.docx"))
    with tempfile.TemporaryDirectory() as made:
        reprinted(papers, Path(made))
        print("| paper | PDF | Word | |")
        print("|---|---|---|---|")
        for paper in papers:
            ours, theirs = pages(paper.with_suffix(".pdf")), pages(Path(made) / f"{paper.stem}.pdf")
            off = abs(ours - theirs) > max(1, round(ours / 10))
            print(f"| {paper.stem} | {ours} | {theirs} | {'off' if off else ''} |")


if __name__ == "__main__":
    main()
