"""A worker in a process of its own, for tests that kill it: takes one job and says how far it is.

    python -m tests.reliability.worker JOB PROVIDER MOMENT DATABASE FOLDER

It stops and waits at the moment: `claimed`, `printed` (nothing is kept yet), `kept` (bytes are
stored, the transaction is open); at `none` it works through.
"""

import sys
import time
from typing import Any

import django
from django.conf import settings

from tests import settings as settings_of_tests

JOB, PROVIDER, MOMENT, DATABASE, FOLDER = sys.argv[1:]
for alias in settings_of_tests.DATABASES.values():
    alias["NAME"] = DATABASE
settings.MEDIA_ROOT = FOLDER
django.setup()

from filings.enums import JobKind  # noqa: E402
from filings.models import Job  # noqa: E402
from filings.services import issuing, jobs  # noqa: E402


def reached(moment: str) -> None:
    if moment == MOMENT:
        sys.stdout.write(f"{moment}\n")
        sys.stdout.flush()
        time.sleep(600)


def work(job: Job, progress: jobs.Progress) -> jobs.Deliver:
    reached("claimed")
    deliver = issuing.print_paper(job, progress)
    reached("printed")

    def slowly(current: Job) -> dict[str, Any]:
        result = deliver(current)
        reached("kept")
        return result

    return slowly


jobs.run(int(JOB), int(PROVIDER), {JobKind.PRINT: work})
