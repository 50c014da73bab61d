"""The pages on which an ethics review is settled, each as one story."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from filings.enums import FilingState
from filings.models import Clearance, Disclosure
from tests.factories import (
    AlgorithmFactory,
    ClearanceFactory,
    DeterminationFactory,
    DisclosureFactory,
    EnclosureFactory,
    FilingFactory,
    wall_down,
)
from tests.filings import files
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def version(people: People) -> Disclosure:
    algorithm = AlgorithmFactory(provider=people.provider)
    made: Disclosure = DisclosureFactory(algorithm=algorithm, number=1, frozen=True)
    DeterminationFactory(
        disclosure=made, ethics_review="applies", expert_review_l2="exemption_possible"
    )
    return made


def page(name: str, version: Disclosure) -> str:
    return reverse(f"filings:{name}", args=[version.algorithm_id, version.number])


def typed(**facts: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "settles": "review",
        "body": "集团科技伦理委员会",
        "reference": "伦审-1",
        "decided_on": "2026-01-05",
        "scan": SimpleUploadedFile("决定.pdf", files.pdf()),
    } | facts


def text(response: Any) -> str:
    return str(response.content.decode())


def test_what_is_due_is_settled_on_its_page(
    client: Client, people: People, version: Disclosure
) -> None:
    filing = FilingFactory(algorithm=version.algorithm, disclosure=version, state=FilingState.READY)
    client.force_login(people.filer)
    assert "The ethics review of version 1 is not settled" in text(
        client.get(filing.get_absolute_url())
    )
    shown = text(client.get(page("ethics", version)))
    assert shown.count("due, not settled") == 2
    key = str(uuid4())
    for _click in range(2):
        answer = client.post(page("clearance_outside", version), typed(key=key))
        assert answer.headers["Location"] == page("ethics", version)
    with wall_down():
        made = Clearance.objects.get()
    shown = text(client.get(page("ethics", version)))
    assert (shown.count("due, not settled"), "伦审-1" in shown) == (1, True)
    assert made.scan is not None
    download = client.get(made.scan.get_absolute_url())
    assert b"".join(download) == files.pdf()
    assert download.headers["Content-Disposition"].startswith("attachment")

    client.force_login(people.legal)
    facts = {"key": str(uuid4()), "step": "second_review", "reason": "已受监管", "signed": "on"}
    assert client.post(page("clearance_exemption", version), facts).status_code == 302
    assert "due, not settled" not in text(client.get(page("ethics", version)))
    client.force_login(people.filer)
    assert "is not settled" not in text(client.get(filing.get_absolute_url()))


def test_a_refused_decision_keeps_what_was_typed(
    client: Client, people: People, version: Disclosure
) -> None:
    client.force_login(people.filer)
    office = SimpleUploadedFile("决定.docx", files.office())
    answer = client.post(page("clearance_outside", version), typed(scan=office))
    assert answer.status_code == 409
    assert "A scan is a PDF, PNG or JPEG file" in text(answer)
    assert 'value="集团科技伦理委员会"' in text(answer)
    answer = client.post(page("clearance_outside", version), {"key": str(uuid4())})
    assert answer.status_code == 422


def test_an_exemption_that_is_not_signed_or_not_possible_is_refused(
    client: Client, people: People, version: Disclosure
) -> None:
    client.force_login(people.legal)
    facts = {"key": str(uuid4()), "step": "second_review", "reason": "已受监管"}
    assert client.post(page("clearance_exemption", version), facts).status_code == 422
    facts |= {"step": "review", "signed": "on"}
    assert client.post(page("clearance_exemption", version), facts).status_code == 422
    ClearanceFactory(disclosure=version, settles="both")
    assert "No step of this version can be exempt" in text(
        client.get(page("clearance_exemption", version))
    )
    with wall_down():
        assert Clearance.objects.count() == 1


def test_legal_withdraws_a_decision_and_the_filer_reads_why_not(
    client: Client, people: People, version: Disclosure
) -> None:
    made = ClearanceFactory(disclosure=version)
    address = reverse("filings:clearance_withdraw", args=[made.pk])
    facts = {"key": str(uuid4()), "reason": "委员会复议后撤销"}
    client.force_login(people.filer)
    assert "Legal can withdraw it" in text(client.get(page("ethics", version)))
    answer = client.post(address, facts)
    assert (answer.status_code, "Only legal may do this" in text(answer)) == (409, True)
    client.force_login(people.legal)
    assert client.post(address, facts).status_code == 302
    shown = text(client.get(page("ethics", version)))
    assert "no longer holds" in shown
    assert "委员会复议后撤销" in shown


def test_damaged_bytes_are_not_given_out(
    client: Client, people: People, version: Disclosure
) -> None:
    client.force_login(people.auditor)
    row = EnclosureFactory(algorithm=version.algorithm)
    answer = client.get(row.get_absolute_url())
    assert (answer.status_code, "no longer have the digest" in text(answer)) == (410, True)


def test_another_provider_finds_none_of_it(
    client: Client, people: People, version: Disclosure
) -> None:
    made = ClearanceFactory(disclosure=version)
    client.force_login(people.stranger)
    for address in (
        page("ethics", version),
        page("clearance_outside", version),
        page("clearance_exemption", version),
        reverse("filings:clearance_withdraw", args=[made.pk]),
        made.scan.get_absolute_url(),
    ):
        assert client.get(address).status_code == 404


def test_the_page_costs_few_queries(
    client: Client,
    people: People,
    version: Disclosure,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _more in range(10):
        ClearanceFactory(disclosure=version)
    client.force_login(people.auditor)
    client.get(page("ethics", version))
    with django_assert_max_num_queries(16):
        client.get(page("ethics", version))
