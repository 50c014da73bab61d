"""The start command as people meet it: started, refused, killed, started again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from config.embedded import Server

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
"""Seconds; much more than it takes, for machines that are busy with the other tests."""
READY = re.compile(r"ready at (http://localhost:\d+)")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("start")]


class Started:
    """A running start command, with what it has said so far."""

    def __init__(self, data: Path, **variables: str) -> None:
        self.data = data
        self.said = data.parent / f"said-{time.monotonic_ns()}"
        with self.said.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config"],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=environment(data, **variables),
                start_new_session=True,
            )

    def address(self) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := READY.search(self.said.read_text()):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(self.said.read_text())

    def family(self) -> list[psutil.Process]:
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found

    def stop(self, how: signal.Signals = signal.SIGINT) -> float:
        """Seconds until everything is gone."""
        family, begun = self.family(), time.monotonic()
        self.process.send_signal(how)
        self.process.wait(30)
        _gone, alive = psutil.wait_procs(family, 15)
        assert alive == []
        return time.monotonic() - begun


def environment(data: Path, **variables: str) -> dict[str, str]:
    ours = {"DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "BEIAN_DEBUG"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    settings = {"BEIAN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return kept | settings | variables


def said_by(data: Path, *words: str, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "config", *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE,
        env=environment(data, **variables),
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose path is too long for a socket and has a blank in it."""
    folder = Path("/tmp") / f"beian start {os.getpid()}" / ("long" * 24)
    folder.mkdir(parents=True)
    yield folder
    for path in sorted(folder.parent.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    folder.parent.rmdir()


def test_started_refused_killed_and_started_again(data: Path) -> None:
    first = Started(data)
    address = first.address()
    with urlopen(f"{address}/accounts/login/", timeout=10) as page:
        assert page.status == 200
    names = {"gunicorn", "celery", "postgres"}
    seen = {name for name in names for child in first.family() if name in " ".join(child.cmdline())}
    assert seen == names

    code, sentence = said_by(data)
    assert (code, "already running" in sentence) == (3, True)

    code, tables = said_by(data, "manage", "showmigrations", "filings")
    assert (code, "[X] 0001_initial" in tables, "[ ]" in tables) == (0, True, False)

    family = first.family()
    first.process.kill()
    first.process.wait()
    _gone, alive = psutil.wait_procs(family, 15)
    assert alive == []

    begun = time.monotonic()
    second = Started(data)
    second.address()
    assert time.monotonic() - begun < 30
    assert "loaded already" in second.said.read_text()
    assert second.stop() < 10
    assert second.process.returncode == 0


def test_a_dead_child_is_started_again(data: Path) -> None:
    started = Started(data)
    started.address()
    victims = {child.pid: child for child in started.family() if "beat" in child.cmdline()}
    assert len(victims) == 1
    for victim in victims.values():
        victim.kill()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and "clock ended" not in started.said.read_text():
        time.sleep(0.2)
    reborn = [child for child in started.family() if "beat" in child.cmdline()]
    assert [child.pid in victims for child in reborn] == [False]
    started.stop(signal.SIGTERM)


def test_a_command_brings_the_database_up_and_down(data: Path) -> None:
    code, said = said_by(data, "manage", "showmigrations", "filings")
    assert (code, "[X] 0001_initial" in said) == (0, True)
    assert not Server(data).answers()


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = said_by(tmp_path, PORT=str(port))
    assert (code, f"Port {port} is in use" in said) == (4, True)


def test_a_port_is_a_number(tmp_path: Path) -> None:
    assert said_by(tmp_path, PORT="http") == (
        1,
        "PORT must be a number from 1 to 65535, not 'http'.\n",
    )


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said = said_by(tmp_path / "file" / "data")
    assert (code, "cannot be written" in said) == (1, True)
