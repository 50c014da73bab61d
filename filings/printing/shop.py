"""The shop's side: hands papers to a warm worker process, one per calling process.

Safe in threads (one paper at a time) and after a fork (the child starts its own worker, because two
processes must not speak through one pipe).
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from filings.printing import wire
from filings.printing.errors import FAILURES, PrintingFailed, ShopClosed, TooSlow, WorkerLost

ROOT = Path(__file__).parents[2]
FONTS = Path(__file__).with_name("fonts")
PAPERS_PER_WORKER = 200  # then a fresh one, so that nothing a paper leaves behind adds up
START_SECONDS = 60

Answer = tuple[wire.Header, list[bytes]]


class Worker:
    """One worker process and the pipes to it."""

    def __init__(self) -> None:
        self.printed = 0
        # Nothing of the caller's environment: no secret reaches the process that reads user text.
        environment = {
            "FONTCONFIG_FILE": str(FONTS / "fonts.conf"),
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            "HOME": "/nonexistent",
        }
        for name in ("LD_LIBRARY_PATH", "VIRTUAL_ENV"):
            if name in os.environ:
                environment[name] = os.environ[name]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "filings.printing.child"], cwd="/", env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            header, _ = self._watched(START_SECONDS, self._receive)
        except PrintingFailed as failure:
            raise ShopClosed(reason="the worker does not start") from failure
        _raise(header)
        self.fingerprint: str = header["fingerprint"]

    def print(self, header: wire.Header, parts: Sequence[bytes]) -> Answer:
        """One paper; raises PrintingFailed, after which the worker may be dead (see `usable`)."""
        self.printed += 1
        reply, contents = self._watched(
            header["limits"]["wall"], lambda: self._exchange(header, parts)
        )
        _raise(reply)
        return reply, contents

    @property
    def usable(self) -> bool:
        return self.process.poll() is None and self.printed < PAPERS_PER_WORKER

    def stop(self) -> None:
        """End the process and close the pipes."""
        self._ended()
        self.forget()

    def forget(self) -> None:
        """Close this process's ends of the pipes."""
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()

    def _ended(self) -> int:
        """Kill the process and wait: one that is dying must not get the next paper."""
        self.process.kill()
        return self.process.wait()

    def _receive(self) -> Answer:
        return wire.receive(cast("BinaryIO", self.process.stdout))

    def _exchange(self, header: wire.Header, parts: Sequence[bytes]) -> Answer:
        wire.send(cast("BinaryIO", self.process.stdin), header, parts)
        return self._receive()

    def _watched(self, seconds: int, talk: Callable[[], Answer]) -> Answer:
        late = threading.Event()

        def end() -> None:
            late.set()
            self.process.kill()

        clock = threading.Timer(seconds, end)
        clock.daemon = True
        clock.start()
        try:
            return talk()
        except (EOFError, OSError, ValueError):
            if self._ended() == -signal.SIGXCPU or late.is_set():
                raise TooSlow(seconds=seconds) from None
            raise WorkerLost from None
        except BaseException:  # a cancelled task must not leave half a message in the pipe
            self._ended()
            raise
        finally:
            clock.cancel()


class Shop:
    """The one worker of a process, started when the first paper is printed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.worker: Worker | None = None

    def print(
        self, header: wire.Header, parts: Sequence[bytes]
    ) -> tuple[wire.Header, list[bytes], str]:
        """One paper and the fingerprint of the worker that printed it."""
        with self.lock:
            worker = self._ready()
            try:
                reply, contents = worker.print(header, parts)
            finally:
                if not worker.usable:
                    worker.stop()
                    self.worker = None
            return reply, contents, worker.fingerprint

    def close(self) -> None:
        """Stop the worker; the next paper starts another."""
        with self.lock:
            if self.worker:
                self.worker.stop()
                self.worker = None

    def _ready(self) -> Worker:
        if self.worker and self.worker.process.poll() is not None:
            self.worker.stop()
            self.worker = None
        self.worker = self.worker or Worker()
        return self.worker


def _raise(header: wire.Header) -> None:
    if header["code"]:
        failure = FAILURES[header["code"]]
        parameters = header["parameters"]
        raise failure(**parameters)


SHOP = Shop()


def _after_fork() -> None:
    worker = SHOP.worker
    SHOP.__init__()  # type: ignore[misc]
    if worker:
        worker.forget()


os.register_at_fork(after_in_child=_after_fork)
