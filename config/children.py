"""Processes that never outlive the one that started them."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from config.accounts import Account

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def dies_with_parent(death: signal.Signals) -> Callable[[], None]:
    """Runs in the child: the kernel sends it this signal when its parent ends (Linux only)."""

    def arrange() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(death))

    return arrange


def start(
    command: Sequence[str | Path],
    output: IO[bytes],
    *,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    death: signal.Signals | None = signal.SIGTERM,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """A child in a session of its own, so that Ctrl-C reaches the parent alone."""
    return subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=dict(env) if env is not None else None,
        cwd=folder,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        start_new_session=True,
        preexec_fn=dies_with_parent(death) if death else None,  # noqa: PLW1509  no threads yet
    )


def stop(child: subprocess.Popen[bytes], how: signal.Signals, patience: float) -> None:
    """Ask, wait ``patience`` seconds, then kill."""
    if child.poll() is not None:
        return
    child.send_signal(how)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
