"""A hundred letters in a row: time, memory of the worker, throughput of two workers against one.

python -m benchmarks.printing.row
"""

import time
from concurrent.futures import ThreadPoolExecutor

import psutil

from benchmarks.printing import content
from filings import printing
from filings.printing import shop

LETTERS, ROUNDS = 100, 3
HTML = content.html(2)


def letter(_number: int) -> int:
    return printing.render(HTML, title="报告").pages


def resident() -> float:
    assert shop.SHOP.worker
    return float(psutil.Process(shop.SHOP.worker.process.pid).memory_info().rss) / 2**20


def timed(workers: int) -> float:
    with shop.several(workers), ThreadPoolExecutor(workers) as pool:
        list(pool.map(letter, range(workers * 4)))  # warm
        began = time.perf_counter()
        list(pool.map(letter, range(LETTERS)))
        return time.perf_counter() - began


def main() -> None:
    for _ in range(15):
        letter(0)
    before = resident()
    for number in range(LETTERS):
        letter(number)
    print(f"memory of the worker after {LETTERS} letters: {resident() - before:+.1f} MB")
    for _ in range(ROUNDS):
        one, two = timed(1), timed(2)
        print(f"one worker {one:.2f} s, two workers {two:.2f} s, ratio {one / two:.2f}")


if __name__ == "__main__":
    main()
