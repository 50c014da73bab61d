"""The pages of the ledger, each as one story."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from filings import spreadsheets
from filings.enums import AlgorithmType, Role
from filings.models import Algorithm
from filings.services.ledger import fingerprint
from tests.factories import AlgorithmFactory, FunctionFactory, MembershipFactory, wall_down
from tests.people import People

PAGES = ["filings:algorithm", "filings:algorithm_history"]
FORMS = ["filings:algorithm_edit", "filings:algorithm_siblings", "filings:algorithm_end"]


def sign_in(client: Client, people: People) -> Client:
    client.force_login(people.filer)
    return client


def test_the_list_shows_what_the_person_may_see_and_nothing_else(
    client: Client, people: People
) -> None:
    mine = AlgorithmFactory(provider=people.provider)
    foreign = AlgorithmFactory(provider=people.elsewhere)
    page = sign_in(client, people).get(reverse("filings:algorithms")).content.decode()
    assert mine.name_zh in page
    assert foreign.name_zh not in page


def test_filters_narrow_the_list(client: Client, people: People) -> None:
    push = AlgorithmFactory(provider=people.provider, owner=people.algorithm_owner)
    rank = AlgorithmFactory(provider=people.provider, type=AlgorithmType.RANKING_SELECTION)
    sign_in(client, people)
    for asked in ({"type": "personalised_push"}, {"owner": str(people.algorithm_owner.pk)}):
        page = client.get(reverse("filings:algorithms"), asked).content.decode()
        assert push.reference in page
        assert rank.reference not in page


@pytest.mark.parametrize("name", [*PAGES, *FORMS])
def test_an_algorithm_of_another_provider_is_not_found(
    client: Client, people: People, name: str
) -> None:
    foreign = AlgorithmFactory(provider=people.elsewhere)
    assert sign_in(client, people).get(reverse(name, args=[foreign.pk])).status_code == 404


def test_the_overview_shows_names_products_paths_and_functions(
    client: Client, people: People
) -> None:
    shown = AlgorithmFactory(provider=people.provider)
    FunctionFactory(path__product__algorithm=shown)
    page = sign_in(client, people).get(shown.get_absolute_url()).content.decode()
    for text in (shown.name_zh, shown.name_en, "星澜商城", "首页—推荐", "商品推荐"):
        assert text in page


def product(place: int, **facts: str) -> dict[str, str]:
    said = {"name": "星澜商城", "form": "app"} | facts
    return {f"products-{place}-{name}": value for name, value in said.items()}


def typed(**facts: str) -> dict[str, str]:
    """What a browser sends for a new record with one product."""
    said = {
        "name_zh": "星澜搜索排序算法",
        "type": "ranking_selection",
        "role": "service_provider",
        "products-TOTAL_FORMS": "1",
        "products-INITIAL_FORMS": "0",
    }
    return said | product(0, paths="首页—搜索：商品排序、店铺排序") | facts


def test_register_change_and_read_the_history(client: Client, people: People) -> None:
    sign_in(client, people)
    new = reverse("filings:algorithm_new")
    assert client.get(new).status_code == 200
    response = client.post(new, typed(provider=str(people.provider.pk)))
    assert response.status_code == 302, response.content.decode()
    page = client.get(response.url).content.decode()  # type: ignore[attr-defined]
    for text in (
        "星澜搜索排序算法",
        "A-0001",
        "首页—搜索",
        "店铺排序",
        "Disclose how the algorithm works",
    ):
        assert text in page
    with wall_down():
        made = Algorithm.objects.get(reference="A-0001")
    edit = reverse("filings:algorithm_edit", args=[made.pk])
    shown = client.get(edit).content.decode()
    assert "首页—搜索：商品排序、店铺排序" in shown
    facts = typed(reference="S-1", seen=seen(made), number="网信算备310101234567802240018号")
    assert client.post(edit, facts).status_code == 302
    page = client.get(made.get_absolute_url()).content.decode()
    assert "The check digit does not fit" in page
    assert "carries the type code of" in page
    history = client.get(reverse("filings:algorithm_history", args=[made.pk])).content.decode()
    for text in (
        "Algorithm registered",
        "Algorithm changed",
        "<del>A-0001</del>",
        "<ins>S-1</ins>",
    ):
        assert text in history


def seen(algorithm: Algorithm) -> str:
    with wall_down():
        return fingerprint(algorithm)


def test_another_row_for_a_product_needs_no_script_and_keeps_what_was_typed(
    client: Client, people: People
) -> None:
    sign_in(client, people)
    facts = typed(provider=str(people.provider.pk), add_product="1")
    page = client.post(reverse("filings:algorithm_new"), facts).content.decode()
    assert 'name="products-1-name"' in page
    assert "首页—搜索：商品排序、店铺排序" in page
    with wall_down():
        assert not Algorithm.objects.exists()


def test_two_editors_get_both_texts_and_nothing_typed_is_lost(
    client: Client, people: People
) -> None:
    shown = AlgorithmFactory(provider=people.provider)
    sign_in(client, people)
    edit = reverse("filings:algorithm_edit", args=[shown.pk])
    before = seen(shown)
    client.post(edit, typed(reference=shown.reference, name_en="<i>Theirs</i>", seen=before))
    response = client.post(edit, typed(reference=shown.reference, name_en="Mine", seen=before))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mine" in page
    assert "Saved meanwhile: &lt;i&gt;Theirs&lt;/i&gt;" in page


def test_link_a_sibling_and_see_where_it_differs(client: Client, people: People) -> None:
    here = AlgorithmFactory(provider=people.provider, name_zh="同名算法", name_sort="tong")
    there = AlgorithmFactory(
        provider=people.elsewhere,
        name_zh="同名算法",
        name_sort="tong",
        type=AlgorithmType.RANKING_SELECTION,
    )
    MembershipFactory(provider=people.elsewhere, user=people.filer, role=Role.FILER)
    sign_in(client, people)
    url = reverse("filings:algorithm_siblings", args=[here.pk])
    assert there.reference in client.get(url).content.decode()
    assert client.post(url, {"sibling": "no such"}).status_code == 200
    assert client.post(url, {"sibling": there.reference}).status_code == 302
    page = client.get(here.get_absolute_url()).content.decode()
    assert page.count("differs") >= 1
    assert there.get_absolute_url() in page
    assert client.post(url, {"sibling": there.reference}).status_code == 409


def test_a_sibling_begins_with_what_its_like_says(client: Client, people: People) -> None:
    here = AlgorithmFactory(provider=people.provider, purpose_zh="按兴趣推荐")
    MembershipFactory(provider=people.elsewhere, user=people.filer, role=Role.FILER)
    sign_in(client, people)
    url = f"{reverse('filings:algorithm_new')}?like={here.pk}"
    page = client.get(url).content.decode()
    assert here.name_zh in page
    assert "按兴趣推荐" in page
    assert client.post(url, typed(provider=str(people.elsewhere.pk))).status_code == 302
    with wall_down():
        assert Algorithm.objects.filter(family=here.family).count() == 2


def test_the_end_of_service_is_recorded(client: Client, people: People) -> None:
    shown = AlgorithmFactory(provider=people.provider)
    sign_in(client, people)
    url = reverse("filings:algorithm_end", args=[shown.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"ended_on": "2026-11-01"}).status_code == 302
    assert "Service ended" in client.get(shown.get_absolute_url()).content.decode()
    assert client.post(url, {"ended_on": "2026-11-01"}).status_code == 409


@pytest.mark.parametrize("sort", ["changed", "name", "reference", "status"])
def test_paging_meets_every_record_once_forward_and_back(
    client: Client, people: People, sort: str
) -> None:
    made = {AlgorithmFactory(provider=people.provider).reference for _ in range(60)}
    sign_in(client, people)
    url = f"{reverse('filings:algorithms')}?sort={sort}"
    forward, last = walk(client, url, "next")
    assert [len(page) for page in forward] == [25, 25, 10]
    assert {reference for page in forward for reference in page} == made
    backward, _first = walk(client, last, "prev")
    assert backward[::-1] == forward


def walk(client: Client, url: str, direction: str) -> tuple[list[list[str]], str]:
    pages = []
    while True:
        response = client.get(url)
        page = response.context["listing"].page
        pages.append([row.reference for row in page.rows])
        place = page.next if direction == "next" else page.previous
        if place is None:
            return pages, url
        base = url.split("&at=", maxsplit=1)[0]
        url = f"{base}&at={place}"


def test_a_place_somebody_tampered_with_is_the_first_page(client: Client, people: People) -> None:
    AlgorithmFactory(provider=people.provider)
    sign_in(client, people)
    for at in ("x", "%00", "W10", "WyJhIiwxLGZhbHNlXQ", "'; drop table", "é" * 30):
        response = client.get(reverse("filings:algorithms"), {"at": at})
        assert response.status_code == 200
        assert len(response.context["listing"].page.rows) == 1


def test_the_export_holds_every_page_of_the_view_and_nothing_else(
    client: Client, people: People
) -> None:
    for _ in range(30):
        AlgorithmFactory(provider=people.provider, name_zh="=cmd()")
    AlgorithmFactory(provider=people.provider, type=AlgorithmType.RANKING_SELECTION)
    AlgorithmFactory(provider=people.elsewhere)
    sign_in(client, people)
    for ending in ("csv", "xlsx"):
        url = reverse("filings:algorithm_export", args=[ending])
        content = client.get(url, {"type": "personalised_push"}).getvalue()
        sheet = spreadsheets.read(io.BytesIO(content), f"x.{ending}")
        assert len(sheet.lines) == 30
        assert {line.cells["Name in Chinese"] for line in sheet.lines} == {"=cmd()"}
        assert sheet.lines[0].cells["Address"].startswith("http://testserver/algorithms/")
    assert b"'=cmd()" in client.get(reverse("filings:algorithm_export", args=["csv"])).getvalue()
    assert client.get(reverse("filings:algorithm_export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "most"),
    [("filings:algorithms", 12), ("filings:algorithm", 18), ("filings:algorithm_history", 12)],
)
def test_pages_ask_few_questions(
    client: Client,
    people: People,
    name: str,
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    shown, *_others = (AlgorithmFactory(provider=people.provider) for _ in range(30))
    FunctionFactory(path__product__algorithm=shown)
    sign_in(client, people)
    url = reverse(name, args=[shown.pk] if name != "filings:algorithms" else [])
    client.get(url)
    with django_assert_max_num_queries(most):
        client.get(url, {"q": "星澜"})
