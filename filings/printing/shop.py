"""The shop's side: hands papers to a warm worker process, one per calling process.

For a long dossier there are several for a while. Safe in threads and after a fork (the child starts
its own worker, because two processes must not speak through one pipe).
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
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
    """The workers of a process: one, started when the first paper is printed, or for a while more.

    As many papers are printed at once as there may be workers; whoever comes later waits.
    """

    def __init__(self) -> None:
        self.gate = threading.Condition()
        self.idle: list[Worker] = []
        self.busy = 0
        self.most = 1

    @property
    def worker(self) -> Worker | None:
        """One that waits for work."""
        return self.idle[0] if self.idle else None

    def print(
        self, header: wire.Header, parts: Sequence[bytes]
    ) -> tuple[wire.Header, list[bytes], str]:
        """One paper and the fingerprint of the worker that printed it."""
        with self._worker() as worker:
            reply, contents = worker.print(header, parts)
            return reply, contents, worker.fingerprint

    def fingerprint(self) -> str:
        """Of a worker, which is started when there is none."""
        with self._worker() as worker:
            return worker.fingerprint

    @contextlib.contextmanager
    def several(self, most: int) -> Iterator[None]:
        """For a while as many workers as this; those above one end with it."""
        before = self.most
        self.most = max(before, most)
        try:
            yield
        finally:
            with self.gate:
                self.most = before
                while len(self.idle) + self.busy > before and self.idle:
                    self.idle.pop().stop()

    def close(self) -> None:
        """Stop the workers; the next paper starts another."""
        with self.gate:
            while self.idle:
                self.idle.pop().stop()

    @contextlib.contextmanager
    def _worker(self) -> Iterator[Worker]:
        with self.gate:
            self.gate.wait_for(lambda: self.busy < self.most)
            self.busy += 1
            worker = self._waiting()
        try:
            worker = worker or Worker()
            yield worker
        finally:
            with self.gate:
                self.busy -= 1
                if worker and worker.usable and len(self.idle) + self.busy < self.most:
                    self.idle.append(worker)
                elif worker:
                    worker.stop()
                self.gate.notify()

    def _waiting(self) -> Worker | None:
        while self.idle:
            worker = self.idle.pop(0)
            if worker.process.poll() is None:
                return worker
            worker.stop()
        return None


def _raise(header: wire.Header) -> None:
    if header["code"]:
        failure = FAILURES[header["code"]]
        parameters = header["parameters"]
        raise failure(**parameters)


SHOP = Shop()
several = SHOP.several


def _after_fork() -> None:
    workers = SHOP.idle
    SHOP.__init__()  # type: ignore[misc]
    for worker in workers:
        worker.forget()


os.register_at_fork(after_in_child=_after_fork)
