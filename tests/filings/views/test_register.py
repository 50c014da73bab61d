"""The public register and the two imports, each as one story."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from filings.enums import Act
from filings.models import Algorithm, Event, PublicEntry
from tests import tables
from tests.factories import AlgorithmFactory, PublicEntryFactory, wall_down
from tests.people import People

HEAD = ["内部编号", "算法名称", "算法类别", "应用产品", "备案编号", "上线日期", "负责人邮箱"]
GOOD = ["S-1", "商城推荐算法", "个性化推送类", "商城（APP）、商城（小程序）", "", "2025/3/1", ""]
BAD = ["S-2", "", "新类型", "", "网信算备1号", "昨天", "nobody@example.com"]


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(*rows: list[str], name: str = "ledger.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, tables.csv_bytes(HEAD, rows))


def preview(client: Client, people: People, *rows: list[str]) -> str:
    """The address of the preview of a file with these rows."""
    url = reverse("filings:algorithm_import")
    response = client.post(url, {"file": upload(*rows), "provider": people.provider.pk})
    assert response.status_code == 302, response.content.decode()
    return str(response.url)  # type: ignore[attr-defined]


def confirm(client: Client, address: str, **ticked: str):
    path, _mark, _upload = address.partition("?")
    reference = client.get(address).context["upload"]
    return client.post(path, {"upload": reference} | ticked)


def references() -> set[str]:
    with wall_down():
        return set(Algorithm.objects.values_list("reference", flat=True))


def test_a_ledger_is_imported_after_a_preview_and_safely_again(
    client: Client, people: People
) -> None:
    client.force_login(people.filer)
    assert client.get(reverse("filings:algorithm_import")).status_code == 200
    address = preview(client, people, GOOD)
    assert "Import 1 row" in client.get(address).content.decode()
    assert references() == set()
    assert confirm(client, address).url == reverse("filings:algorithms")
    with wall_down():
        made = Algorithm.objects.get()
        assert [str(p) for p in made.products.all()] == ["商城（App）", "商城（Mini-program）"]
        assert str(made.launched_on) == "2025-03-01"
        assert [e.act for e in Event.objects.all()] == [Act.ALGORITHM_IMPORTED]
    assert made.name_zh in client.get(reverse("filings:algorithms"), {"q": "推荐"}).content.decode()
    again = client.get(preview(client, people, GOOD)).content.decode()
    assert "Nothing is new or changed" in again
    changed = preview(client, people, [*GOOD[:2], "排序精选类", *GOOD[3:]])
    page = client.get(changed).content.decode()
    assert "<del>Personalised push</del> → <ins>Ranking and selection</ins>" in page
    confirm(client, changed)
    with wall_down():
        assert Algorithm.objects.get().type == "ranking_selection"


def test_every_row_gets_its_findings_and_nothing_is_written(client: Client, people: People) -> None:
    client.force_login(people.filer)
    address = preview(client, people, GOOD, BAD, GOOD)
    page = client.get(address).content.decode()
    for sentence in (
        "The name is missing",
        "The type “新类型” is unknown",
        "“网信算备1号” is not a filing number",
        "“昨天” is not a date",
        "Nobody with the address nobody@example.com",
        "Row 2 has the same reference",
    ):
        assert sentence in page
    response = confirm(client, address)
    assert response.status_code == 409
    assert "nothing was imported" in response.content.decode()
    assert references() == set()
    assert confirm(client, address, without_refused="1").status_code == 302
    assert references() == {"S-1"}


def test_an_imported_number_that_is_published_is_confirmed(client: Client, people: People) -> None:
    number = "网信算备310101234567802240019号"
    PublicEntryFactory(number=number)
    client.force_login(people.filer)
    confirm(client, preview(client, people, [*GOOD[:4], number, *GOOD[5:]]))
    with wall_down():
        assert Algorithm.objects.get().published_at is not None
        assert Event.objects.filter(act=Act.PUBLICATION_CONFIRMED).count() == 1


def test_a_name_known_under_another_reference_is_a_warning(client: Client, people: People) -> None:
    AlgorithmFactory(provider=people.provider, reference="OLD", name_zh=GOOD[1])
    client.force_login(people.filer)
    page = client.get(preview(client, people, GOOD)).content.decode()
    assert "OLD has the same name" in page


def test_a_file_that_is_no_table_is_refused_on_the_form(client: Client, people: People) -> None:
    client.force_login(people.filer)
    file = SimpleUploadedFile("x.csv", b"\x00\x01")
    data = {"file": file, "provider": people.provider.pk}
    response = client.post(reverse("filings:algorithm_import"), data)
    assert "not accepted" in response.content.decode()


def test_a_file_without_a_needed_column_says_which(client: Client, people: People) -> None:
    client.force_login(people.filer)
    content = tables.csv_bytes(["算法名称", "算法类别"], [["甲", "乙"]])
    data = {"file": SimpleUploadedFile("x.csv", content), "provider": people.provider.pk}
    response = client.post(reverse("filings:algorithm_import"), data, follow=True)
    assert response.status_code == 409
    assert "lacks the column “Reference”" in response.content.decode()


def test_a_preview_is_of_its_uploader_alone(client: Client, people: People) -> None:
    client.force_login(people.filer)
    address = preview(client, people, GOOD)
    client.force_login(people.stranger)
    assert client.get(address).status_code == 404
    assert client.get(f"{address}x").status_code == 404


@pytest.mark.parametrize("name", ["filings:algorithm_import", "filings:import_template"])
def test_only_filers_import_into_the_ledger(client: Client, people: People, name: str) -> None:
    client.force_login(people.auditor)
    assert client.get(reverse(name)).status_code == 404
    client.force_login(people.filer)
    assert client.get(reverse(name)).status_code == 200


def test_only_the_operator_imports_public_lists(client: Client, people: People) -> None:
    url = reverse("filings:register_import")
    client.force_login(people.filer)
    assert client.get(url).status_code == 404
    client.force_login(people.operator)
    row = ["公开算法", "检索过滤类", "主体", "产品", "用途", "网信算备110101135224304220013号"]
    head = ["算法名称", "算法类别", "主体名称", "应用产品", "主要用途", "备案编号"]
    file = SimpleUploadedFile("2026-07.csv", tables.csv_bytes(head, [row]))
    response = client.post(url, {"file": file, "published_in": "algorithms", "batch": "2026-07"})
    assert confirm(client, response.url).url == reverse("filings:register")  # type: ignore[attr-defined]
    entry = PublicEntry.objects.get()
    assert (entry.type, entry.batch, entry.source) == (
        "information_retrieval",
        "2026-07",
        "2026-07.csv",
    )


def test_the_register_is_filtered_searched_and_read(client: Client, people: People) -> None:
    shown = PublicEntryFactory(
        name="话题榜排序算法", remarks="已注销2025-07", earlier=[{"name": "旧名"}]
    )
    other = PublicEntryFactory(published_in="deep_synthesis")
    client.force_login(people.auditor)
    url = reverse("filings:register")
    for asked in ({"q": "榜"}, {"published_in": "algorithms"}):
        page = client.get(url, asked).content.decode()
        assert shown.number in page
        assert other.number not in page
    own = AlgorithmFactory(provider=people.provider, number=shown.number)
    page = client.get(shown.get_absolute_url()).content.decode()
    for text in ("Deregistered", "旧名", own.reference):
        assert text in page
    export = reverse("filings:register_export", args=["csv"])
    assert shown.number in client.get(export, {"q": "榜"}).getvalue().decode()
    assert client.get(reverse("filings:public_entry", args=[999_999])).status_code == 404


def test_the_register_asks_few_questions(
    client: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        PublicEntryFactory()
    client.force_login(people.auditor)
    client.get(reverse("filings:register"))
    with django_assert_max_num_queries(12):
        client.get(reverse("filings:register"), {"q": "推荐"})
