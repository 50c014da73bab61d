"""Serve: database, web, worker and clock as children, started in order and stopped in reverse."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

from config import children
from config.commanding import prepare, welcome
from config.environment import BASE_DIR
from config.furnishing import furnish, offer_again
from config.installation import Installation, last_lines
from config.refusal import CannotStart, Exit

FIRST_PORT, LAST_PORT = 8000, 8099
HOST = "127.0.0.1"
PATIENCE = 8.0  # the worker finishes its poll of the queue first
LONGEST_PAUSE, SETTLED = 30.0, 60.0
PYTHON = (sys.executable, "-m")


def free_port() -> int:
    """PORT if given and free, else the first free one from 8000."""
    if chosen := os.environ.get("PORT"):
        if not chosen.isdecimal() or not 0 < int(chosen) < 65536:
            raise CannotStart(f"PORT must be a number from 1 to 65535, not {chosen!r}.")
        if not _free(int(chosen)):
            raise CannotStart(
                f"Port {chosen} is in use. Give another one: PORT={int(chosen) % 65535 + 1} ./run. "
                "端口已被占用。",
                Exit.PORT_TAKEN,
            )
        return int(chosen)
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if _free(port):
            return port
    raise CannotStart(f"No port from {FIRST_PORT} to {LAST_PORT} is free.", Exit.PORT_TAKEN)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@dataclass
class Service:
    """One child that is started again when it ends, later each time it ends early."""

    name: str
    command: Sequence[str]
    installation: Installation
    extra: dict[str, str] = field(default_factory=dict)
    before: Callable[[], object] = bool
    process: subprocess.Popen[bytes] | None = None
    pause: float = 0.0
    since: float = 0.0

    def start(self) -> None:
        self.before()
        with self.installation.log(self.name).open("ab") as output:
            self.process = children.start(
                self.command,
                output,
                env=self.installation.environment() | self.extra,
                folder=BASE_DIR,
            )
        self.since = time.monotonic()

    def look(self) -> None:
        """Start it again once its pause is over."""
        if self.process is None or self.process.poll() is None:
            return
        lived = time.monotonic() - self.since
        if self.pause == 0 or lived > SETTLED:
            self.pause = 0.5
        if lived >= self.pause:
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            log = self.installation.log(self.name)
            print(f"The {self.name} ended and is started again; see {log}", flush=True)
            self.start()

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        if self.process:
            children.stop(self.process, signal.SIGTERM, PATIENCE)


def services(installation: Installation, port: int) -> list[Service]:
    web = f"gunicorn config.wsgi --bind {HOST}:{port} --workers 2 --threads 4 --no-control-socket"
    worker = (
        "celery -A config worker -P threads -c 4 --loglevel INFO "
        "--without-gossip --without-mingle --without-heartbeat"
    )
    clock = "celery -A config beat --loglevel INFO --pidfile="
    schedule = f"--schedule={installation.data / 'clock'}"
    server = installation.server
    forgotten = partial(offer_again, server) if server else bool
    timeouts = ("--worker-class", "gthread", "--timeout", "60", "--graceful-timeout", "4")
    return [
        Service("web", (*PYTHON, *web.split(), *timeouts), installation, {"DATABASE_POOL": "6"}),
        Service("worker", (*PYTHON, *worker.split()), installation, before=forgotten),
        Service("clock", (*PYTHON, *clock.split(), schedule), installation),
    ]


class Supervisor:
    def __init__(self) -> None:
        self.installation = Installation()
        self.stopping = False
        self.services: list[Service] = []

    def serve(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self.installation.claim()
        port = free_port()
        try:
            self._open_database()
            prepare(self.installation)
            self.services = services(self.installation, port)
            for service in self.services:
                service.start()
            self._wait_for(port)
            welcome(self.installation, f"http://localhost:{port}")
            while not self.stopping:
                self._look_after()
                time.sleep(0.3)
        except KeyboardInterrupt:
            pass
        finally:
            self._close()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self.stopping:
            self.stopping = True
            print("\nStopping … 正在停止", flush=True)
            raise KeyboardInterrupt

    def _open_database(self) -> None:
        if server := self.installation.server:
            server.stop()  # one that a killed command left behind
            server.start()
            furnish(server)

    def _look_after(self) -> None:
        server = self.installation.server
        if server and not server.alive():
            print(f"The database ended and is started again; see {server.log}", flush=True)
            server.start()
        for service in self.services:
            service.look()

    def _wait_for(self, port: int) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    return
            self._look_after()
            time.sleep(0.1)
        log = self.installation.log("web")
        raise CannotStart(f"The web server does not answer; it says:\n{last_lines(log)}")

    def _close(self) -> None:
        for service in reversed(self.services):
            service.ask_to_stop()
        for service in reversed(self.services):
            service.stop()
        if self.installation.server:
            self.installation.server.stop()
