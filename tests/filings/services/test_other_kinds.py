"""Filings outside the algorithm filing system: on the same steps, with numbers of their own."""

import datetime as dt
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from filings import numbers, regulations, walls
from filings.enums import DeadlineState, FilingAction, FilingKind, FilingState, Role
from filings.models import Algorithm, Deadline, Enclosure, Event, Filing
from filings.services import deadlines, enclosures, lifecycle
from filings.statemachine import ActionRefused, ConfirmationNeeded
from tests.factories import (
    AlgorithmFactory,
    DeterminationFactory,
    DisclosureFactory,
    FilingFactory,
    wall_down,
)
from tests.filings import files
from tests.filings.services.test_lifecycle import GOOD
from tests.people import People

A = FilingAction
OTHERS = [
    FilingKind.GENAI_FILING,
    FilingKind.GENAI_REGISTRATION,
    FilingKind.SECURITY_ASSESSMENT,
]
REGISTERED = "Guangdong-Dr.GDCDC-20260706S0054"


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, number=GOOD)
    DeterminationFactory(disclosure=DisclosureFactory(algorithm=made, number=1, frozen=True))
    return made


def today() -> dt.date:
    return timezone.localdate()


def act(filing: Filing, action: A, people: People, **fields: Any) -> Filing:
    person = people.approver if action == A.APPROVE else people.filer
    with walls.for_person(person):
        return lifecycle.perform(filing, action, by=person, **fields)


def submitted(algorithm: Algorithm, kind: FilingKind, people: People) -> Filing:
    with walls.for_person(people.filer):
        filing = lifecycle.start(algorithm=algorithm, by=people.filer, other=kind)
    assert filing.kind == kind
    filing = act(filing, A.SEND_TO_APPROVAL, people)
    filing = act(filing, A.APPROVE, people, version=1)
    return act(filing, A.RECORD_SUBMISSION, people, submitted_on=today(), confirmed=True)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (FilingKind.GENAI_FILING, "Shanghai-TongYiWanXiang-202410090024"),
        (FilingKind.GENAI_REGISTRATION, REGISTERED),
        (FilingKind.SECURITY_ASSESSMENT, "安评 2026-7"),
    ],
)
def test_each_kind_goes_to_its_number_and_leaves_the_algorithms_alone(
    people: People, algorithm: Algorithm, kind: FilingKind, number: str
) -> None:
    filing = submitted(algorithm, kind, people)
    filing = act(filing, A.RECORD_NUMBER, people, number=f" {number} ", filed_on=today())
    with wall_down():
        algorithm.refresh_from_db()
        assert (filing.state, filing.number) == (FilingState.FILED, number)
        assert (algorithm.number, algorithm.status) == (GOOD, "filed")
        assert not Deadline.objects.filter(rule="alg_authority").exists()


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (FilingKind.GENAI_FILING, REGISTERED),
        (FilingKind.GENAI_FILING, "Beijing-YunQue-20231321"),
        (FilingKind.GENAI_FILING, GOOD),
        (FilingKind.GENAI_REGISTRATION, "Beijing-YunQue-20230821"),
        (FilingKind.GENAI_REGISTRATION, "Guangdong-Dr.GDCDC-20260706S054"),
        (FilingKind.SECURITY_ASSESSMENT, "  "),
    ],
)
def test_a_number_of_another_kind_is_refused(
    people: People, algorithm: Algorithm, kind: FilingKind, number: str
) -> None:
    filing = submitted(algorithm, kind, people)
    with wall_down():
        before = Event.objects.count()
    with pytest.raises(ActionRefused, match=r"A number of this kind|Give the reference"):
        act(filing, A.RECORD_NUMBER, people, number=number, filed_on=today())
    with wall_down():
        filing.refresh_from_db()
        assert (filing.state, Event.objects.count()) == (FilingState.SUBMITTED, before)


@pytest.mark.parametrize(
    ("text", "filing", "registration"),
    [
        ("Beijing-YunQue-20230821", True, False),
        ("Shanghai-TongYiWanXiang-202410090024", True, False),
        (REGISTERED, False, True),
        ("Beijing-20230821", False, False),
        ("Beijing-YunQue-202308210", False, False),
        ("Beijing-YunQue-20230231", False, False),
        ("", False, False),
    ],
)
def test_published_numbers_are_told_apart(text: str, filing: bool, registration: bool) -> None:
    assert numbers.is_of_genai_filing(text) is filing
    assert numbers.is_of_registration(text) is registration


def test_one_of_each_kind_is_open_beside_that_of_the_algorithm(
    people: People, algorithm: Algorithm
) -> None:
    bare: Algorithm = AlgorithmFactory(provider=people.provider)
    DisclosureFactory(algorithm=bare, number=1, frozen=True)
    with walls.for_person(people.filer):
        lifecycle.start(algorithm=bare, by=people.filer)
        for kind in OTHERS:
            lifecycle.start(algorithm=bare, by=people.filer, other=kind)
            with pytest.raises(ActionRefused, match="open already"):
                lifecycle.start(algorithm=bare, by=people.filer, other=kind)
        with pytest.raises(ActionRefused, match="follows from the record"):
            lifecycle.start(algorithm=bare, by=people.filer, other=FilingKind.DEREGISTRATION)
        bare.refresh_from_db()
        assert bare.status == "filing"


def test_the_next_of_a_kind_takes_the_place_of_the_former(
    people: People, algorithm: Algorithm
) -> None:
    first = submitted(algorithm, FilingKind.GENAI_REGISTRATION, people)
    act(first, A.RECORD_NUMBER, people, number=REGISTERED, filed_on=today())
    second = submitted(algorithm, FilingKind.GENAI_REGISTRATION, people)
    act(second, A.RECORD_NUMBER, people, number=REGISTERED, filed_on=today())
    with wall_down():
        states = Filing.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [FilingState.SUPERSEDED, FilingState.FILED]
    with pytest.raises(IntegrityError, match="in_force_of_other"), transaction.atomic():
        FilingFactory(
            algorithm=algorithm, kind=FilingKind.GENAI_REGISTRATION, state=FilingState.FILED
        )


def test_practice_is_confirmed_not_forced(people: People) -> None:
    bare: Algorithm = AlgorithmFactory(provider=people.provider)
    DeterminationFactory(disclosure=DisclosureFactory(algorithm=bare, number=1, frozen=True))
    filing = FilingFactory(
        algorithm=bare, kind=FilingKind.GENAI_REGISTRATION, state=FilingState.READY
    )
    with pytest.raises(ConfirmationNeeded) as asked:
        act(filing, A.RECORD_SUBMISSION, people, submitted_on=today())
    assert "no filing number yet" in str(asked.value)
    assert "Proof that the called model is filed" in str(asked.value)


def test_a_security_assessment_meets_its_terms_and_waits_for_no_review(
    people: People, algorithm: Algorithm
) -> None:
    version = DisclosureFactory(algorithm=algorithm, number=2, frozen=True)
    DeterminationFactory(disclosure=version, ethics_review="applies")
    with walls.for_person(people.filer):
        deadlines.start(
            algorithm=algorithm, rule="assess_after", starts_on=today(), by=people.filer
        )
        filing = lifecycle.start(
            algorithm=algorithm, by=people.filer, other=FilingKind.SECURITY_ASSESSMENT
        )
    filing = act(filing, A.SEND_TO_APPROVAL, people)
    filing = act(filing, A.APPROVE, people, version=2)
    act(filing, A.RECORD_SUBMISSION, people, submitted_on=today(), confirmed=True)
    with wall_down():
        assert Deadline.objects.get(rule="assess_after").state == DeadlineState.MET


# -- materials ------------------------------------------------------------------------------------
def attach(filing: Filing, people: People, material: str, role: Role = Role.FILER) -> Enclosure:
    person = people.acting_as(role)
    with walls.for_person(person):
        return enclosures.attach(
            filing=filing,
            material=material,
            file=io.BytesIO(files.office()),
            name="服务协议.docx",
            by=person,
        )


def test_materials_are_attached_while_the_filing_is_open(
    people: People, algorithm: Algorithm
) -> None:
    filing = FilingFactory(algorithm=algorithm, kind=FilingKind.GENAI_REGISTRATION)
    made = attach(filing, people, "genai_agreement")
    assert (made.filing_id, made.material) == (filing.pk, "genai_agreement")
    closed = FilingFactory(
        algorithm=AlgorithmFactory(provider=people.provider),
        kind=FilingKind.GENAI_REGISTRATION,
        state=FilingState.WITHDRAWN,
    )
    for which, material, role, sentence in (
        (filing, "genai_agreement", Role.FILER, "attached here already"),
        (filing, "genai_table", Role.FILER, "no such material"),
        (filing, "genai_called_model", Role.AUDITOR, "Only a filer"),
        (closed, "genai_agreement", Role.FILER, "is closed"),
    ):
        with pytest.raises(ActionRefused, match=sentence):
            attach(which, people, material, role)
    with wall_down():
        assert Enclosure.objects.count() == 1


def test_every_kind_has_its_materials_and_no_other_has() -> None:
    law = regulations.load()
    assert {kind for m in law.materials.values() for kind in m.kinds} == set(OTHERS)
    assert all(law.materials_of(kind) for kind in OTHERS)
    assert law.materials_of(FilingKind.FIRST) == {}


def test_a_registration_is_started_and_furnished_on_its_pages(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.filer)
    start = reverse("filings:filing_start", args=[algorithm.pk])
    answer = client.post(start, {"key": str(uuid4()), "kind": "genai_registration"})
    with wall_down():
        filing = Filing.objects.get()
    assert answer.headers["Location"] == filing.get_absolute_url()
    page = reverse("filings:filing_material", args=[filing.pk])
    shown = client.get(filing.get_absolute_url()).content.decode()
    assert shown.count("missing") == 2
    typed = {"key": str(uuid4()), "material": "genai_called_model"}
    for _click in range(2):
        scan = SimpleUploadedFile("备案证明.pdf", files.pdf())
        assert client.post(page, typed | {"file": scan}).status_code == 302
    shown = client.get(filing.get_absolute_url()).content.decode()
    assert (shown.count("备案证明.pdf</a>"), shown.count("missing")) == (1, 1)
    assert client.post(start, {"key": str(uuid4()), "kind": "first"}).status_code == 302
    client.force_login(people.stranger)
    assert client.get(page).status_code == 404
    client.force_login(people.filer)
    first = FilingFactory(algorithm=AlgorithmFactory(provider=people.provider))
    assert client.get(reverse("filings:filing_material", args=[first.pk])).status_code == 404
