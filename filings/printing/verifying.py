"""The check of a dossier that somebody hands in, in a process of its own.

`python -m filings.printing.verifying` reads the file from standard input, with limits of memory and
time and without anything of the caller's environment: a hostile file kills that process only.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.printing import verify_dossier
from filings.printing.limits import MEGABYTE

ROOT = Path(__file__).parents[2]
MEMORY, SECONDS = 2048 * MEGABYTE, 60


@dataclass(frozen=True, slots=True)
class Verdict:
    """`findings`: what does not hold, as (code, place); `said`: what the file says of itself."""

    findings: list[tuple[str, str]]
    said: dict[str, Any]

    @property
    def holds(self) -> bool:
        return not self.findings


def verify(content: bytes) -> Verdict:
    """Never raises: a file that cannot be read within the limits does not hold."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "filings.printing.verifying"],
            input=content, capture_output=True, timeout=SECONDS + 10, check=True, cwd="/",
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        findings, said = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return Verdict([("unreadable", "")], {})
    return Verdict([(code, place) for code, place in findings], said)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(verify_dossier.verify(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
