"""Times the print shop against plain WeasyPrint and, where installed, other engines.

    python -m benchmarks.printing.compare

The same Chinese content of about 2, 20 and 200 pages for all; CPU seconds of the best of several
runs on a warm process, wall seconds, peak memory, file size. Each engine in its own process.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import weasyprint

from filings import printing
from filings.printing import shop, word

SIZES = {2: 2, 20: 26, 200: 262}
RUNS = {2: 20, 20: 4, 200: 1}
TEXT = (
    "本算法根据用户的浏览、收藏和购买行为，结合商品的类目、价格与库存，预测用户对商品的兴趣，按“QPS≥1,200”"
    "（峰值）排序展示；用户可以在“设置—隐私—个性化推荐”中关闭。提供者应当落实算法安全主体责任，建立健全"
    "算法机制机理审核、科技伦理审查、用户注册、信息发布审核、数据安全和个人信息保护等管理制度和技术措施。"
)
ROW = (
    "<tr><td>浏览记录</td><td>兴趣建模，对用户近30天的浏览做加权</td>"
    "<td>6个月</td><td>公开</td></tr>"
)


def document(sections: int) -> str:
    """Headings, text and a table of ten rows for each section."""
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("数据", "用途", "期限", "对象"))
    body = "".join(
        f"<h2>第{number}节　算法机制机理</h2>{f'<p>{TEXT}</p>' * 4}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{ROW * 6}</tbody></table>"
        for number in range(1, sections + 1)
    )
    title = "<h1>算法安全自评估报告</h1>"
    return f"<html lang='zh-Hans'><head><title>报告</title></head><body>{title}{body}</body></html>"


def shop_engine(html: str) -> bytes:
    return printing.render(html, title="报告", limits=printing.DOSSIER).content


def plain_engine(html: str) -> bytes:
    return weasyprint.HTML(string=html).write_pdf() or b""


def office_engine(html: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.docx"
        file.write_bytes(word.to_docx(html, title="报告", limits=printing.DOSSIER))
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, file]
        subprocess.run(command, check=True, capture_output=True)
        return file.with_suffix(".pdf").read_bytes()


ENGINES: dict[str, Callable[[str], bytes]] = {
    "print shop": shop_engine,
    "plain WeasyPrint": plain_engine,
    "LibreOffice from DOCX": office_engine,
}


def spent() -> tuple[float, int]:
    """CPU seconds and peak bytes of this process, its ended children and the shop's worker."""
    seconds = peak = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        seconds += used.ru_utime + used.ru_stime
        peak = max(peak, used.ru_maxrss * 1024)
    if worker := shop.SHOP.worker:
        seconds += sum(psutil.Process(worker.process.pid).cpu_times()[:2])
        status = Path(f"/proc/{worker.process.pid}/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
    return seconds, int(peak)


def measure(engine: str, pages: int) -> dict[str, float]:
    html, run = document(SIZES[pages]), ENGINES[engine]
    run(document(1))
    best, wall, content = 1e9, 1e9, b""
    for _ in range(RUNS[pages]):
        before, began = spent()[0], time.perf_counter()
        content = run(html)
        wall = min(wall, time.perf_counter() - began)
        best = min(best, spent()[0] - before)
    return {"cpu": best, "wall": wall, "peak": spent()[1] / 2**20, "size": len(content) / 1024}


def main() -> None:
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
        return
    print("| engine | pages | CPU s | wall s | peak MB | KB |\n|---|---|---|---|---|---|")
    for engine in ENGINES:
        if engine.startswith("Libre") and not shutil.which("soffice"):
            continue
        for pages in SIZES:
            command = [sys.executable, "-m", "benchmarks.printing.compare", engine, str(pages)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found = json.loads(done.stdout.splitlines()[-1])
            print(
                f"| {engine} | {pages} | {found['cpu']:.3f} | {found['wall']:.3f} "
                f"| {found['peak']:.0f} | {found['size']:.0f} |"
            )


if __name__ == "__main__":
    main()
