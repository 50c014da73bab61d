"""Management commands in the installed environment, with the database up while they last."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from config.embedded import START_SECONDS, Server
from config.environment import BASE_DIR
from config.furnishing import furnish
from config.installation import Installation
from config.refusal import CannotStart


def command(words: Sequence[str]) -> int:
    installation = Installation()
    fresh = installation.server is not None and not installation.server.cluster.exists()
    with database(installation):
        if fresh:
            prepare(installation)
        return run(installation, words)


def tour(words: Sequence[str]) -> int:
    """The main job without a browser, on tables that are up to date."""
    installation = Installation()
    with database(installation):
        prepare(installation)
        return run(installation, ["tour", *words])


def prepare(installation: Installation) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "config.preparation"],
        check=False,
        env=installation.environment(),
        cwd=BASE_DIR,
    )
    if done.returncode:
        raise CannotStart("The tables or the demo data could not be made; the reason is above.")


def welcome(installation: Installation, address: str) -> None:
    """Who may sign in where; an installation without demo data names nobody."""
    people = subprocess.run(
        [sys.executable, str(BASE_DIR / "manage.py"), "demo_people", "--address", address],
        check=False,
        env=installation.environment(),
        capture_output=True,
        text=True,
    )
    print(people.stdout if people.returncode == 0 else "", end="")
    print(f"Beian is ready at {address} · 备案已就绪 · Ctrl-C to stop", flush=True)


def run(installation: Installation, words: Sequence[str]) -> int:
    """The command in the folder where the user stands; Ctrl-C is for it to answer."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = subprocess.Popen(
            [sys.executable, str(BASE_DIR / "manage.py"), *words],
            env=installation.environment(),
            preexec_fn=_listens_to_the_keyboard,  # noqa: PLW1509  no threads yet
        )
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def _listens_to_the_keyboard() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def database(installation: Installation) -> Iterator[None]:
    """The embedded server, attached to or started; the last one out stops it."""
    server = installation.server
    if server is None:
        yield
        return
    if not installation.using.take(shared=True):
        _wait_for(server)  # somebody serves and keeps it up
        yield
        return
    installation.starting.take(wait=True)
    if not server.answers():
        server.start(outlives=True)
        furnish(server)
    installation.starting.release()
    try:
        yield
    finally:
        if installation.using.take():
            server.stop()


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.answers():
        if time.monotonic() > deadline:
            raise CannotStart("Beian is starting on this data but its database does not answer.")
        time.sleep(0.2)
