"""Times the print shop against what one would use instead, all on the same content.

    python -m benchmarks.printing.compare [--engines 'NAME;NAME'] [--pages 2,20,200]

CPU seconds (of all processes together) and wall seconds of the best of several runs on a warm
process, the peak memory of the largest process, the size of the file. Each engine runs in a process
of its own. Engines that are not installed are left out: LibreOffice (`soffice`), Chromium
(`chromium`, driven by Playwright) and Typst (`pip install typst`).
"""

import argparse
import contextlib
import importlib
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import weasyprint
from playwright.sync_api import sync_playwright

from benchmarks.printing import content
from filings import printing
from filings.printing import binding, conformance, shop, word

SIZES = {2: 2, 20: 26, 200: 262}
"""Sections that fill so many pages."""
RUNS = {2: 8, 20: 3, 200: 1}
CHAPTER = 13
"""Sections of a chapter, about ten pages."""
MOMENT = datetime(2026, 11, 26, tzinfo=UTC)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def one_pass(sections: int) -> bytes:
    html = content.html(sections)
    return printing.render(html, title="报告", limits=printing.DOSSIER).content


def chapter(first: int, sections: int) -> bytes:
    html = content.html(sections, first)
    return printing.render(
        html, title="报告", created=MOMENT, whole=False, limits=printing.DOSSIER
    ).content


def bound(parts: list[bytes]) -> bytes:
    named = [binding.Part(f"第{n}章", part) for n, part in enumerate(parts, 1)]
    properties = conformance.Properties("报告", "zh-Hans", MOMENT)
    return binding.bind(named, properties=properties).content


def starts(sections: int) -> list[tuple[int, int]]:
    firsts = range(1, sections + 1, CHAPTER)
    return [(first, min(CHAPTER, sections + 1 - first)) for first in firsts]


def chapters(sections: int) -> bytes:
    with shop.several(2), ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda each: chapter(*each), starts(sections)))
    return bound(parts)


@cache
def kept(sections: int) -> tuple[bytes, ...]:
    return tuple(chapter(*each) for each in starts(sections))


def one_changed(sections: int) -> bytes:
    """What it takes when all other chapters are still kept."""
    parts = list(kept(sections))
    parts[0] = chapter(*starts(sections)[0])
    return bound(parts)


def plain(sections: int) -> bytes:
    return weasyprint.HTML(string=content.html(sections)).write_pdf() or b""


def office(sections: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.docx"
        html = content.html(sections)
        file.write_bytes(word.to_docx(html, title="报告", limits=printing.DOSSIER))
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, file]
        subprocess.run(command, check=True, capture_output=True)
        return file.with_suffix(".pdf").read_bytes()


@cache
def page_of_browser() -> Any:
    """One page for all runs: a page that is closed takes the account of its processor with it."""
    engine = sync_playwright().start()
    return engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]).new_page()


def chromium(sections: int) -> bytes:
    page_of_browser().set_content(content.html(sections))
    printed: bytes = page_of_browser().pdf(format="A4")
    return printed


def typst(sections: int) -> bytes:
    library = importlib.import_module("typst")
    fonts = str(Path(printing.__file__).with_name("fonts"))
    made: bytes = library.compile(
        content.typst(sections).encode(), font_paths=[fonts], ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
    )  # fmt: skip
    return made


ENGINES: dict[str, tuple[Callable[[int], bytes], bool]] = {
    "print shop, one pass": (one_pass, True),
    "print shop, chapters on two processes": (chapters, True),
    "print shop, one chapter changed": (one_changed, True),
    "plain WeasyPrint": (plain, True),
    "Chromium": (chromium, bool(CHROMIUM)),
    "LibreOffice from DOCX": (office, bool(shutil.which("soffice"))),
    "Typst": (typst, importlib.util.find_spec("typst") is not None),
}
ended: dict[int, float] = {}
"""CPU seconds of other processes at the last look, by process."""


def spent() -> tuple[float, float]:
    """CPU seconds of this process and all it started, and the peak of the largest, in MB."""
    total, peak = 0.0, 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        total += used.ru_utime + used.ru_stime
        peak = max(peak, used.ru_maxrss / 1024)
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error, OSError, IndexError):  # one that has just ended
            ended[child.pid] = sum(child.cpu_times()[:2])
            status = Path(f"/proc/{child.pid}/status").read_text()
            peak = max(peak, int(status.split("VmHWM:")[1].split()[0]) / 1024)
    total += sum(ended.values())
    return total, peak


def measure(engine: str, pages: int) -> dict[str, float]:
    run, sections = ENGINES[engine][0], SIZES[pages]
    run(1)
    if run is one_changed:
        kept(sections)
    best, wall, made = 1e9, 1e9, b""
    for _ in range(RUNS[pages]):
        before, began = spent()[0], time.perf_counter()
        made = run(sections)
        wall = min(wall, time.perf_counter() - began)
        best = min(best, spent()[0] - before)
    return {"cpu": best, "wall": wall, "peak": spent()[1], "size": len(made) / 1024}


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    here = [name for name, (_run, is_here) in ENGINES.items() if is_here]
    parser.add_argument(
        "--engines",
        type=lambda text: text.split(";"),
        default=here,
        help="names, with semicolons between them",
    )
    parser.add_argument("--pages", default="2,20,200")
    parser.add_argument("--one", action="store_true", help="measure here; prints JSON")
    return parser.parse_args()


def main() -> None:
    chosen = asked()
    engines, pages = chosen.engines, [int(each) for each in chosen.pages.split(",")]
    if chosen.one:
        print(json.dumps(measure(engines[0], pages[0])), flush=True)
        os._exit(0)  # the browser's own loop would wait for us
    print("| engine | pages | CPU s | wall s | peak MB | KB |\n|---|---|---|---|---|---|")
    for size in pages:
        for engine in engines:
            if size == 2 and engine.endswith(("processes", "changed")):
                continue  # a letter has no chapters
            command = [sys.executable, "-m", "benchmarks.printing.compare", "--one",
                       "--engines", engine, "--pages", str(size)]  # fmt: skip
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            told = json.loads(done.stdout.splitlines()[-1])
            print(
                f"| {engine} | {size} | {told['cpu']:.3f} | {told['wall']:.2f} "
                f"| {told['peak']:.0f} | {told['size']:.0f} |", flush=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
