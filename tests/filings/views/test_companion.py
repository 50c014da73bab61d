"""The companion of the official form: its order, its values, who ticked what and when."""

import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from filings import regulations, walls
from filings.enums import FilingKind
from filings.models import Algorithm, CompanionTick, Disclosure, Filing
from filings.selectors import companion
from filings.services import enclosures
from tests.factories import AlgorithmFactory, FilingFactory, wall_down
from tests.filings.files import pdf
from tests.filings.versions import frozen, told
from tests.people import People


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, name_zh="星澜商城推荐算法")
    return made


def filed(algorithm: Algorithm, disclosure: Disclosure) -> Filing:
    made: Filing = FilingFactory(algorithm=algorithm, disclosure=disclosure)
    return made


@pytest.fixture
def filing(people: People, algorithm: Algorithm) -> Filing:
    basics = {"type": "personalised_push", "role": "service_provider"}
    return filed(algorithm, frozen(algorithm, told(people, basics=basics)))


def text(response: Any) -> str:
    return str(response.content.decode())


def entries(filing: Filing, people: People) -> dict[str, companion.Entry]:
    with wall_down():
        sheets = companion.shown(filing, people.filer).sheets
    return {entry.place: entry for sheet in sheets for entry in sheet.entries}


def tick(client: Client, filing: Filing, entry: companion.Entry, done: str = "1") -> Any:
    typed = {"place": entry.place, "sha256": entry.sha256, "done": done}
    return client.post(reverse("filings:companion_tick", args=[filing.pk]), typed)


def ticks() -> list[tuple[str, bool]]:
    with wall_down():
        rows = CompanionTick.objects.order_by("id")
        return [(row.place, row.is_done) for row in rows]


def test_pages_stand_in_the_order_of_the_form(
    client: Client, people: People, filing: Filing
) -> None:
    client.force_login(people.filer)
    page = text(client.get(reverse("filings:filing_companion", args=[filing.pk])))
    titles = re.findall(r'<h2 id="page-(\w+)"', page)
    assert titles == ["entity", "basics", "details", "products", "paths", "functions"]
    assert "not verified" in page
    assert "The fields of the form are not published" in page


def test_values_are_those_of_the_frozen_version_in_chinese(people: People, filing: Filing) -> None:
    found = entries(filing, people)
    assert found["entity.name"].value == "星澜（上海）商贸有限公司"
    assert found["basics.type"].value == "个性化推送类"
    assert found["basics.launched"].value == "2026年3月31日"
    assert "basics.role" not in found
    assert found["details.strategy"].value.splitlines()[0].startswith("关于排序与推荐规则的说明")
    assert "。；" not in found["details.risks"].value
    assert found["entity.representative_document"].value == ""
    assert found["entity.representative_document"].absent.startswith("Not kept here")


def test_products_paths_and_functions_have_entries_of_their_own(
    people: People, algorithm: Algorithm
) -> None:
    answers = told(people, basics={"role": "service_provider"})
    first = answers["products"]["products"][0]
    second = {**first, "key": "22223333", "name": "星澜小铺"}
    answers["products"]["products"] = [first, second]
    found = entries(filed(algorithm, frozen(algorithm, answers)), people)
    names = [
        entry.value for place, entry in found.items() if re.match(r"products\..*\.name", place)
    ]
    assert names == [first["name"], "星澜小铺"]
    assert "functions.22223333.0a1b2c3d.0a1b2c3d.description" in found


def test_a_generating_algorithm_is_asked_for_its_role_and_a_supporter_for_its_service(
    people: People, algorithm: Algorithm
) -> None:
    basics = {"type": "generation_synthesis", "role": "technical_supporter"}
    found = entries(filed(algorithm, frozen(algorithm, told(people, basics=basics))), people)
    assert found["basics.role"].value == "服务技术支持者"
    assert found["support.way"].value == "API"
    assert not [place for place in found if place.startswith("products")]


def test_what_is_only_guessed_says_so(client: Client, people: People, filing: Filing) -> None:
    client.force_login(people.filer)
    page = reverse("filings:filing_companion", args=[filing.pk])
    guessed = "these are the pages of a first filing"
    assert guessed not in text(client.get(page))
    with wall_down():
        Filing.objects.update(kind=FilingKind.CHANGE)
    assert guessed in text(client.get(page))


@pytest.mark.parametrize(
    ("kind", "pages", "asked"),
    [
        (FilingKind.GENAI_FILING, ["entity", "models", "service", "corpus", "files"], 8),
        (FilingKind.GENAI_REGISTRATION, ["entity", "models", "service", "corpus", "files"], 2),
        (FilingKind.SECURITY_ASSESSMENT, ["entity", "service", "control", "conclusion"], 1),
    ],
)
def test_other_kinds_have_a_form_of_their_own_with_their_materials(
    client: Client,
    people: People,
    algorithm: Algorithm,
    kind: FilingKind,
    pages: list[str],
    asked: int,
) -> None:
    made = FilingFactory(algorithm=algorithm, disclosure=frozen(algorithm, told(people)), kind=kind)
    found = entries(made, people)
    files = {place: entry.files[0] for place, entry in found.items() if entry.files}
    assert (len(files), {file.lacks for file in files.values()}) == (asked, {"attach"})
    client.force_login(people.filer)
    page = text(client.get(reverse("filings:filing_companion", args=[made.pk])))
    assert re.findall(r'<h2 id="page-(\w+)"', page) == pages
    assert found["entity.name"].value == "星澜（上海）商贸有限公司"
    assert f"?material={next(iter(regulations.load().materials_of(kind)))}" in page
    place, first = next(iter(files.items()))
    with walls.for_person(people.filer):
        enclosures.attach(
            filing=Filing.objects.get(pk=made.pk),
            material=first.url.rpartition("=")[2],
            file=io.BytesIO(pdf(b"x")),
            name="材料.pdf",
            by=people.filer,
        )
    there = entries(made, people)[place]
    assert (there.files[0].name, there.can_tick) == ("材料.pdf", True)
    tick(client, made, there)
    assert ticks() == [(place, True)]


def test_a_field_is_ticked_with_name_and_time_and_unticked(
    client: Client, people: People, filing: Filing
) -> None:
    client.force_login(people.filer)
    entry = entries(filing, people)["basics.type"]
    for _click in range(2):
        answer = tick(client, filing, entry)
    assert answer.headers["Location"].endswith("/companion/#e-basics-type")
    assert ticks() == [("basics.type", True)]
    page = text(client.get(reverse("filings:filing_companion", args=[filing.pk])))
    assert re.search(r"entered \d+ \w+ \d{4}, \d\d:\d\d, Filer", page), page
    assert "1 of " in page
    tick(client, filing, entry, "0")
    assert ticks() == [("basics.type", True), ("basics.type", False)]
    assert entries(filing, people)["basics.type"].tick is None


def test_a_tick_does_not_hold_for_another_value(
    client: Client, people: People, algorithm: Algorithm, filing: Filing
) -> None:
    client.force_login(people.filer)
    entry = entries(filing, people)["details.summary"]
    tick(client, filing, entry)
    answers = told(people)
    answers["basics"]["summary"] = {"zh": "新的简介。", "en": "New.", "behind": None}
    with wall_down():
        Filing.objects.update(disclosure=frozen(algorithm, answers, number=2))
        later = Filing.objects.select_related("disclosure", "algorithm", "provider").get()
    now = entries(later, people)["details.summary"]
    assert now.tick is None
    assert now.stale is not None
    assert "has another value by now" in text(client.get(tick(client, later, entry)["Location"]))
    assert len(ticks()) == 1


def test_nothing_is_ticked_that_has_nothing_to_enter(
    client: Client, people: People, filing: Filing
) -> None:
    client.force_login(people.filer)
    report = entries(filing, people)["basics.report"]
    assert [file.lacks for file in report.files] == ["print"]
    assert "has nothing to enter yet" in text(
        client.get(tick(client, filing, report).headers["Location"])
    )
    nowhere = {"place": "basics.poem", "sha256": "", "done": "1"}
    answer = client.post(reverse("filings:companion_tick", args=[filing.pk]), nowhere)
    assert "The form has no such field" in text(client.get(answer.headers["Location"]))
    assert ticks() == []


def test_only_a_filer_ticks_and_others_read_why(
    client: Client, people: People, filing: Filing
) -> None:
    client.force_login(people.approver)
    entry = entries(filing, people)["basics.type"]
    page = reverse("filings:filing_companion", args=[filing.pk])
    assert "Only a filer" in text(client.get(page))
    tick(client, filing, entry)
    assert ticks() == []
    client.force_login(people.stranger)
    assert client.get(page).status_code == 404
    assert tick(client, filing, entry).status_code == 404


def test_the_page_costs_few_queries(
    client: Client,
    people: People,
    filing: Filing,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(people.filer)
    page = reverse("filings:filing_companion", args=[filing.pk])
    client.get(page)
    with django_assert_max_num_queries(11):
        client.get(page)
