"""The README's client, run as it stands there against a running site."""

import hashlib
import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.utils import timezone
from pytest_django import Settings

from filings import contents, tasks
from filings.enums import JobState, TokenScope
from filings.models import Document, Job
from filings.services import tokens
from tests.factories import wall_down
from tests.filings.filling import complete
from tests.people import make_people

ROOT = Path(__file__).resolve().parents[3]


def client_of_the_readme() -> str:
    (found,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return str(found)


def test_the_client_is_short() -> None:
    assert len([line for line in client_of_the_readme().splitlines() if line.strip()]) < 40


def work_until(done: threading.Event) -> None:
    """A worker for what the client orders."""
    while not done.wait(0.2):
        with transaction.atomic(), wall_down():
            jobs = list(Job.objects.filter(state=JobState.WAITING))
        for job in jobs:
            tasks.run_job(job.pk, job.provider_id)
    connections.close_all()


@pytest.mark.slow
def test_the_client_goes_from_json_to_the_public_notice(
    site: str, tmp_path: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    with transaction.atomic():
        people = make_people()
        _made, secret = tokens.make(by=people.filer, name="client", scope=TokenScope.WRITE, days=1)
    facts = {
        "algorithm": {
            "name_zh": "星澜推荐算法",
            "type": "personalised_push",
            "role": "service_provider",
        },
        "answers": complete(contents.form_on(timezone.localdate()), people.filer),
    }
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    (tmp_path / "client.py").write_text(client_of_the_readme())
    done = threading.Event()
    worker = threading.Thread(target=work_until, args=(done,))
    worker.start()
    try:
        ran = subprocess.run(
            [sys.executable, "client.py", "facts.json"],
            cwd=tmp_path,
            env={"BEIAN": site, "TOKEN": secret, "PATH": ""},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        done.set()
        worker.join()
    assert ran.returncode == 0, ran.stderr
    with transaction.atomic(), wall_down():
        issued = dict(Document.objects.values_list("name", "sha256"))
    assert issued
    for name, sha256 in issued.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == sha256
        assert sha256 in ran.stdout
    assert re.search(r"^applies \w+", ran.stdout, re.MULTILINE)
