"""What users see of a filing: each look with its proof, and the next one."""

import datetime as dt
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from filings import walls
from filings.enums import Act, DisplayItem, Role
from filings.models import DisplayCheck, Enclosure, Event, Product
from filings.selectors import display as selectors
from filings.services import display
from filings.services.display import Seen
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, ProductFactory, wall_down
from tests.filings import files
from tests.filings.services.test_lifecycle import GOOD
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def product(people: People) -> Product:
    algorithm = AlgorithmFactory(provider=people.provider, number=GOOD)
    made: Product = ProductFactory(algorithm=algorithm)
    return made


def today() -> dt.date:
    return timezone.localdate()


def seen(**facts: Any) -> Seen:
    given: dict[str, Any] = {
        "is_met": True,
        "checked_on": today(),
        "again_on": today() + dt.timedelta(days=180),
        "text": f"备案编号：{GOOD}",
        "link": "https://mall.xinglan.example/about",
        "screenshot": io.BytesIO(files.picture("PNG")),
        "name": "关于页面.png",
    }
    return Seen(**given | facts)


def look(
    product: Product, people: People, item: DisplayItem, role: Role = Role.FILER, **facts: Any
) -> DisplayCheck:
    person = people.acting_as(role)
    with walls.for_person(person):
        return display.check(product=product, item=item, seen=seen(**facts), by=person)


def traces() -> list[int]:
    with wall_down():
        return [model.objects.count() for model in (DisplayCheck, Enclosure, Event)]


def test_each_look_counts_until_the_next_one(people: People, product: Product) -> None:
    for item in (each for each in DisplayItem if each not in selectors.RIGHTS):
        look(product, people, item)
    with wall_down():
        shown = selectors.display(product.algorithm, today())
        assert (shown.proven, shown.total) == (4, 4)
        assert not any(line.is_due for line in shown.products[0].lines)
        event = Event.objects.filter(act=Act.DISPLAY_CHECKED).latest("id")
        assert (event.payload["item"], event.payload["is_met"]) == ("link_shown", True)
    look(product, people, DisplayItem.NUMBER, is_met=False, screenshot=None, text="")
    with wall_down():
        shown = selectors.display(product.algorithm, today())
        assert shown.proven == 3
        later = selectors.display(product.algorithm, today() + dt.timedelta(days=180))
        assert all(line.is_due for line in later.products[0].lines)


@pytest.mark.parametrize(
    ("item", "facts", "sentence"),
    [
        (DisplayItem.NUMBER, {"text": "备案编号见下"}, f"does not hold the number {GOOD}"),
        (DisplayItem.LINK, {"link": " "}, "Give the address"),
        (DisplayItem.TEXT, {"link": ""}, "Give the address"),
        (DisplayItem.NOTICE, {"screenshot": None}, "Add a screenshot"),
        (
            DisplayItem.NOTICE,
            {"screenshot": io.BytesIO(files.office()), "name": "a.docx"},
            "A scan is a PDF",
        ),
        (DisplayItem.NOTICE, {"again_on": today()}, "comes after this one"),
        (
            DisplayItem.NOTICE,
            {"checked_on": today() + dt.timedelta(days=1)},
            "lies in the future",
        ),
    ],
)
def test_a_look_that_proves_nothing_is_refused(
    people: People, product: Product, item: DisplayItem, facts: dict[str, Any], sentence: str
) -> None:
    before = traces()
    with pytest.raises(ActionRefused, match=sentence):
        look(product, people, item, **facts)
    assert traces() == before


def test_only_who_discloses_records_a_look(people: People, product: Product) -> None:
    for role in (Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(ActionRefused, match="Only a filer"):
            look(product, people, DisplayItem.NOTICE, role)
    for role in (Role.ALGORITHM_OWNER, Role.LEGAL):
        look(product, people, DisplayItem.NOTICE, role)


def test_without_a_number_there_is_none_to_show(people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    product = ProductFactory(algorithm=algorithm)
    gone = ProductFactory(algorithm=algorithm, withdrawn=True)
    with pytest.raises(ActionRefused, match="no filing number to show"):
        look(product, people, DisplayItem.LINK)
    with pytest.raises(ActionRefused, match="no longer part"):
        look(gone, people, DisplayItem.NOTICE)
    with wall_down():
        shown = selectors.display(algorithm, today())
    assert [line.item for line in shown.products[0].lines] == [
        DisplayItem.NOTICE,
        DisplayItem.TEXT,
    ]
    assert len(shown.products) == 1


def test_the_database_wants_proof_and_changes_nothing(people: People, product: Product) -> None:
    made = look(product, people, DisplayItem.NOTICE)
    with pytest.raises(ProgrammingError), transaction.atomic(), wall_down():
        DisplayCheck.objects.filter(pk=made.pk).update(note="另")
    with pytest.raises(IntegrityError, match="met_is_proven"), transaction.atomic(), wall_down():
        DisplayCheck.objects.create(
            provider_id=made.provider_id,
            algorithm_id=made.algorithm_id,
            product=product,
            item=made.item,
            is_met=True,
            checked_on=made.checked_on,
            again_on=made.again_on,
            checked_by=people.filer,
        )


def test_its_pages(client: Client, people: People, product: Product) -> None:
    client.force_login(people.filer)
    listed = reverse("filings:display", args=[product.algorithm_id])
    page = reverse("filings:display_check", args=[product.pk, "number_shown"])
    assert page in client.get(listed).content.decode()
    typed = {
        "key": str(uuid4()),
        "is_met": "yes",
        "text": "备案编号见下",
        "checked_on": today().isoformat(),
        "again_on": (today() + dt.timedelta(days=90)).isoformat(),
    }
    scan = SimpleUploadedFile("关于.png", files.picture("PNG"))
    answer = client.post(page, typed | {"screenshot": scan})
    assert (answer.status_code, "备案编号见下" in answer.content.decode()) == (409, True)
    for _click in range(2):
        scan = SimpleUploadedFile("关于.png", SHOT)
        facts = typed | {"text": GOOD, "screenshot": scan}
        assert client.post(page, facts).headers["Location"] == listed
    shown = client.get(listed).content.decode()
    assert "关于.png" in shown
    assert "1 of 4 proven" in shown
    assert client.get(page.replace("number_shown", "no_such")).status_code == 404
    client.force_login(people.stranger)
    for hidden in (listed, page):
        assert client.get(hidden).status_code == 404


SHOT = files.picture("PNG")
