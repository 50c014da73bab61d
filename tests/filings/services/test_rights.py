"""Users' rights looked at product by product, and the way of personal information abroad."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from filings import findings, walls
from filings.documents.known import Known
from filings.enums import DisplayItem, ExportStep, Verdict
from filings.models import Algorithm, Deadline, Event
from filings.selectors import display as looks
from filings.selectors import export_route
from filings.services import display, exporting
from filings.services.display import Seen
from filings.services.exporting import Step
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, ProductFactory, wall_down
from tests.filings import files
from tests.filings.versions import frozen, told
from tests.people import People

ABROAD = {
    "abroad": True,
    "critical": False,
    "abroad_important": False,
    "abroad_count": 80_000,
    "abroad_sensitive": 0,
    "abroad_exemption": "none",
    "computing": True,
    "computing_techniques": ["federated"],
    "computing_parties": None,
}


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    ProductFactory(algorithm=made)
    return made


def look(algorithm: Algorithm, people: People, item: DisplayItem, **facts: Any) -> None:
    today = timezone.localdate()
    given: dict[str, Any] = {
        "is_met": True,
        "checked_on": today,
        "again_on": today + dt.timedelta(days=90),
        "screenshot": io.BytesIO(files.picture("PNG")),
        "name": "截图.png",
    }
    with walls.for_person(people.filer):
        display.check(
            product=algorithm.products.get(),
            item=item,
            seen=Seen(**given | facts),
            by=people.filer,
        )


def test_the_answers_say_which_rights_are_owed(people: People, algorithm: Algorithm) -> None:
    basics = {"type": "personalised_push", "minors": True, "sells": False}
    version = frozen(algorithm, told(people, basics=basics))
    with wall_down():
        shown = looks.rights(algorithm, version, timezone.localdate())
    owed = {line.item for line in shown.products[0].lines}
    assert {DisplayItem.SWITCH_OFF, DisplayItem.TAGS, DisplayItem.MINORS} <= owed
    assert DisplayItem.COMPLAINTS in owed
    assert not {DisplayItem.PRICES, DisplayItem.WORKERS} & owed
    assert shown.proven == 0


def test_a_look_proves_the_field_and_goes_into_the_report(
    people: People, algorithm: Algorithm
) -> None:
    version = frozen(algorithm, told(people, rights={"complaint_days": 5}))
    with wall_down():
        before = {f.rule.code for f in findings.of(version).findings}
    look(algorithm, people, DisplayItem.COMPLAINTS, days=3)
    with wall_down():
        after = {f.rule.code for f in findings.of(version).findings}
        assert "complaint_screen" in before - after
        told_files = [(f["path"], f["name"]) for f in Known(version, "en").files()]
    assert told_files == [("rights.complaints", "截图.png")]


def test_a_complaint_is_answered_in_the_time_promised(people: People, algorithm: Algorithm) -> None:
    frozen(algorithm, told(people, rights={"complaint_days": 5}))
    with pytest.raises(ActionRefused, match="after how many days"):
        look(algorithm, people, DisplayItem.COMPLAINTS)
    with pytest.raises(ActionRefused, match="6 days, 5 are promised"):
        look(algorithm, people, DisplayItem.COMPLAINTS, days=6)
    look(algorithm, people, DisplayItem.COMPLAINTS, days=6, is_met=False)
    with wall_down():
        assert algorithm.display_checks.count() == 1


@pytest.mark.parametrize(
    ("count", "sensitive", "route", "room"),
    [
        (80_000, 0, "Export free by number", 20_000),
        (100_000, 0, "Standard contract or certification", 0),
        (80_000, 1, "Standard contract or certification", 20_000),
        (1_000_000, 0, "Security assessment of export", 0),
        (80_000, 10_000, "Security assessment of export", 20_000),
    ],
)
def test_the_route_follows_the_thresholds(
    people: People, algorithm: Algorithm, count: int, sensitive: int, route: str, room: int
) -> None:
    said = ABROAD | {"abroad_count": count, "abroad_sensitive": sensitive}
    version = frozen(algorithm, told(people, data={"personal": True}, personal=said))
    with walls.for_person(people.filer):
        shown = export_route.abroad(algorithm, version, people.filer)
    assert [str(each.title) for each in shown.routes] == [route, "Notice and consent for export"]
    assert shown.routes[0].verdict == Verdict.APPLIES
    assert shown.thresholds[0].room == room
    assert shown.computing is not None
    assert [str(f.label) for f in shown.computing.lacks] == ["Parties"]


def recorded(people: People, algorithm: Algorithm, step: ExportStep, on: dt.date) -> None:
    with walls.for_person(people.filer):
        exporting.record(algorithm=algorithm, step=Step(step, on), by=people.filer)


def test_a_contract_in_effect_is_filed_within_ten_working_days(
    people: People, algorithm: Algorithm
) -> None:
    with pytest.raises(ActionRefused, match="when the contract took effect"):
        recorded(people, algorithm, ExportStep.CONTRACT_FILED, dt.date(2026, 3, 4))
    recorded(people, algorithm, ExportStep.CONTRACT_IN_EFFECT, dt.date(2026, 3, 2))
    with wall_down():
        assert Deadline.objects.get().due_on == dt.date(2026, 3, 16)
    recorded(people, algorithm, ExportStep.CONTRACT_FILED, dt.date(2026, 3, 4))
    recorded(people, algorithm, ExportStep.ASSESSMENT_PASSED, dt.date(2026, 5, 6))
    with wall_down():
        running = Deadline.objects.get(state="open")
        assert (running.rule, running.due_on) == ("export_validity", dt.date(2029, 5, 7))
        before = Event.objects.count()
    with walls.for_person(people.auditor), pytest.raises(ActionRefused, match="Only a filer"):
        exporting.record(
            algorithm=algorithm,
            step=Step(ExportStep.ASSESSMENT_PASSED, dt.date(2026, 5, 7)),
            by=people.auditor,
        )
    with wall_down():
        assert Event.objects.count() == before


def test_the_page_tells_route_declaration_and_rights(
    people: People, algorithm: Algorithm, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    frozen(algorithm, told(people, data={"personal": True}, personal=ABROAD))
    client = Client()
    client.force_login(people.filer)
    place = reverse("filings:personal", args=[algorithm.pk])
    client.get(place)
    with django_assert_max_num_queries(34):
        page = client.get(place).content.decode()
    for words in ("Export free by number", "20,000", "It replaces neither", "Complaints are"):
        assert words in page
    step = reverse("filings:export_step", args=[algorithm.pk])
    assert client.get(step).status_code == 200
