"""The worker process: warm, replaced when it ends, shared by threads, never across a fork."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from filings import printing
from filings.printing import problems, shop
from tests.filings.printing.papers import NOTICE

MOMENT = datetime(2026, 11, 24, tzinfo=UTC)


def notice() -> printing.Rendered:
    return printing.render(NOTICE, title="拟公示内容", created=MOMENT)


def worker_pid() -> int:
    notice()
    assert shop.SHOP.worker
    return shop.SHOP.worker.process.pid


@pytest.fixture
def fresh_shop() -> Iterator[None]:
    shop.SHOP.close()
    yield
    shop.SHOP.close()


def test_one_worker_prints_many_papers() -> None:
    assert worker_pid() == worker_pid()


def test_worker_killed_between_papers_is_replaced() -> None:
    before = worker_pid()
    os.kill(before, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(before)] if psutil.pid_exists(before) else [], timeout=2)
    assert worker_pid() != before


def test_worker_killed_while_printing_is_a_clear_failure_and_the_next_paper_prints() -> None:
    before = worker_pid()
    endless = NOTICE.replace("</body>", "<p>字</p>" * 9_000 + "</body>")
    threading.Timer(0.4, os.kill, (before, signal.SIGKILL)).start()
    with pytest.raises(printing.WorkerLost):
        printing.render(endless, title="一")
    assert notice().pages == 1


def test_paper_that_takes_too_long_on_the_wall_is_stopped() -> None:
    before = worker_pid()
    os.kill(before, signal.SIGSTOP)
    with pytest.raises(printing.TooSlow):
        printing.render(NOTICE, title="一", limits=printing.Limits(wall=1))
    assert notice().pages == 1


def test_memory_has_a_ceiling() -> None:
    tight = printing.Limits(memory=2**20)
    with pytest.raises(printing.PrintingFailed) as failure:
        printing.render(
            NOTICE.replace("</body>", "<p>字</p>" * 9_000 + "</body>"), title="一", limits=tight
        )
    assert failure.value.code in {"too_much_memory", "worker_lost"}
    assert notice().pages == 1


def test_worker_is_replaced_after_its_share(
    fresh_shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop, "PAPERS_PER_WORKER", 2)
    notice()
    assert shop.SHOP.worker
    notice()
    assert shop.SHOP.worker is None


def test_threads_share_the_worker() -> None:
    with ThreadPoolExecutor(8) as pool:
        digests = {printed.sha256 for printed in pool.map(lambda _: notice(), range(24))}
    assert len(digests) == 1


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_forked_process_starts_its_own_worker() -> None:
    parent = worker_pid()
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        answer = b"0"
        try:
            answer = str(worker_pid()).encode()
        finally:
            shop.SHOP.close()
            os.write(writing, answer)
            os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(reading, 20)) not in {0, parent}
    os.close(reading)
    os.close(writing)
    assert worker_pid() == parent


def test_worker_knows_no_secret(monkeypatch: pytest.MonkeyPatch, fresh_shop: None) -> None:
    monkeypatch.setenv("SECRET_KEY", "4711")
    environment = psutil.Process(worker_pid()).environ()
    assert "SECRET_KEY" not in environment
    assert environment["FONTCONFIG_FILE"].endswith("fonts.conf")


def test_worker_ends_with_its_caller() -> None:
    script = (
        "from filings import printing; from filings.printing.shop import SHOP;"
        "printing.render('<html><p>x</p></html>', title='x'); print(SHOP.worker.process.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=shop.ROOT
    )
    deadline = time.monotonic() + 5
    while psutil.pid_exists(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(int(done.stdout))


def test_memory_stays_flat_over_a_hundred_letters(fresh_shop: None) -> None:
    process = psutil.Process(worker_pid())
    for _ in range(15):
        notice()
    before = process.memory_info().rss
    for _ in range(100):
        notice()
    assert process.memory_info().rss - before < 5 * 2**20


def test_nothing_is_missing_here_and_a_missing_font_has_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert printing.shop_problems() == []
    monkeypatch.setattr(problems, "FONTS", tmp_path)
    monkeypatch.setattr(problems, "LIBRARIES", [("nolib", "libnolib.so.9", "libnolib9")])
    missing_library, *missing_fonts = printing.shop_problems()
    assert "libnolib9" in missing_library
    assert len(missing_fonts) == len(problems.FACES)


def test_several_workers_print_at_once_and_one_stays(fresh_shop: None) -> None:
    with shop.SHOP.several(2), ThreadPoolExecutor(2) as pool:
        digests = {printed.sha256 for printed in pool.map(lambda _: notice(), range(4))}
        assert len(shop.SHOP.idle) == 2
    assert len(digests) == 1
    assert len(shop.SHOP.idle) == 1
