"""The public register: read by anybody, in both languages, cheaply; and the page that fills it."""

import csv
import io
import json
import re
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from filings.models import Algorithm, Disclosure, PublishedEntry
from tests.filings.services.test_lifecycle import GOOD
from tests.filings.services.test_publishing import (
    CANARY,
    LINK,
    filed,
    frozen,
    publish,
    withdraw,
)
from tests.people import People

__all__ = ["filed"]
ENDINGS = ("json", "jsonld", "csv", "atom")


@pytest.fixture
def version(people: People, filed: Algorithm) -> Disclosure:
    return frozen(filed, people)


@pytest.fixture
def entry(people: People, filed: Algorithm, version: Disclosure) -> PublishedEntry:
    publish(filed, version, people)
    return PublishedEntry.objects.get(latest=True)


def places(entry: PublishedEntry) -> list[str]:
    return [
        reverse("filings:published_index"),
        reverse("filings:published_provider", args=[entry.uscc]),
        reverse("filings:published_entry", args=[entry.uscc, entry.entry]),
        reverse("filings:published_version", args=[entry.uscc, entry.entry, entry.number]),
        *(reverse("filings:published_data", args=[entry.uscc, end]) for end in ENDINGS),
    ]


def test_anybody_reads_it_without_a_session_in_few_queries(
    client: Client, entry: PublishedEntry, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for place in places(entry):
        for lang in ("", "?lang=zh", "?lang=en"):
            with django_assert_max_num_queries(5):
                answer = client.get(place + lang)
            assert (answer.status_code, answer.cookies.output()) == (200, ""), place
            text = answer.content.decode()
            assert CANARY not in text
            assert "<script" not in text
            assert answer["Cache-Control"] == "public, max-age=300"


def test_who_holds_a_copy_is_told_so_until_it_changes(
    client: Client, people: People, filed: Algorithm, entry: PublishedEntry
) -> None:
    before = {place: client.get(place) for place in places(entry)}
    for place, answer in before.items():
        for known in (
            {"If-None-Match": answer["ETag"]},
            {"If-Modified-Since": answer["Last-Modified"]},
        ):
            assert client.get(place, headers=known).status_code == 304, place
        other = client.get(f"{place}?lang=zh", headers={"If-None-Match": answer["ETag"]})
        assert other.status_code == 200
    publish(filed, frozen(filed, people, 2, rights__complaint_days=15), people, reason="更正")
    for place, answer in before.items():
        known = {"If-None-Match": answer["ETag"]}
        assert client.get(place, headers=known).status_code == 200, place


def test_it_reads_in_chinese_and_english(
    client: Client, people: People, entry: PublishedEntry
) -> None:
    place = entry.get_absolute_url()
    chinese = client.get(f"{place}?lang=zh").content.decode()
    english = client.get(f"{place}?lang=en").content.decode()
    for text in (GOOD, LINK, "星澜商城推荐", 'itemprop="identifier"'):
        assert text in chinese
        assert text in english
    assert 'lang="zh-Hans"' in chinese
    assert "算法基本原理" in chinese
    assert "受理后" in chinese
    assert "Basic principle" in english
    assert people.provider.name_en in english
    assert client.get(place, headers={"Accept-Language": "zh-CN"})["Content-Language"] == "zh-hans"


def test_programs_read_the_same(client: Client, people: People, entry: PublishedEntry) -> None:
    rest = zip(ENDINGS, places(entry)[4:], strict=True)
    bodies = {end: client.get(place).content for end, place in rest}
    address = f"http://testserver{entry.get_absolute_url()}"
    (told,) = json.loads(bodies["json"])["entries"]
    assert (told["url"], told["algorithm"]["number"]) == (address, GOOD)
    assert told["texts"]["principle"]["en"] == "Text"
    (linked,) = json.loads(bodies["jsonld"])["@graph"]
    assert (linked["@id"], linked["identifier"]) == (address, GOOD)
    (line,) = csv.DictReader(io.StringIO(bodies["csv"].decode("utf-8-sig")))
    assert (line["url"], line["number"], line["principle_en"]) == (address, GOOD, "Text")
    assert line["uscc"] == people.provider.uscc
    feed = ET.fromstring(bodies["atom"])
    links = [link.get("href") for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert address in links


def test_earlier_versions_stay_until_a_withdrawal(
    client: Client, people: People, filed: Algorithm, entry: PublishedEntry
) -> None:
    publish(filed, frozen(filed, people, 2, rights__complaint_days=15), people, reason="更正")
    here = entry.get_absolute_url()
    assert "within 15 days" in client.get(f"{here}?lang=en").content.decode()
    old = client.get(f"{here}1/?lang=en").content.decode()
    assert "within 120000 days" in old.replace(",", "")
    assert "A later one is published" in old
    withdraw(filed, people)
    for place in (here, f"{here}1/", f"{here}2/"):
        answer = client.get(place)
        assert answer.status_code == 410
        assert GOOD not in answer.content.decode()
    listed = reverse("filings:published_provider", args=[entry.uscc])
    assert client.get(listed).status_code == 404
    feed = client.get(f"/public/{entry.uscc}.atom").content.decode()
    assert f"Withdrawn: entry {entry.entry}" in feed
    assert GOOD not in feed


@pytest.mark.parametrize(
    "path",
    ["/public/91310000MA00000000/", "/public/{uscc}/ffff/", "/public/{uscc}/{entry}/7/",
     "/public/{uscc}.xml", "/public/none.json", "/public/{uscc}/?after=%00"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, entry: PublishedEntry, path: str) -> None:
    asked = path.format(uscc=entry.uscc, entry=entry.entry)
    assert client.get(asked).status_code in {404, 200 if "after" in path else 404}
    assert client.post(reverse("filings:published_index")).status_code == 405


def test_legal_reads_the_preview_publishes_and_withdraws(
    client: Client, people: People, filed: Algorithm, version: Disclosure
) -> None:
    page = reverse("filings:publication", args=[filed.pk])
    client.force_login(people.filer)
    shown = client.get(page).content.decode()
    assert "Only legal may do this" in shown
    client.force_login(people.legal)
    typed = {"key": str(uuid4()), "version": "1", "link": "http://plain.example/"}
    refused = client.post(page, typed)
    assert (refused.status_code, "plain.example" in refused.content.decode()) == (409, True)
    for _click in range(2):
        facts = typed | {"key": typed["key"], "link": LINK}
        assert client.post(page, facts)["Location"] == page
    entry = PublishedEntry.objects.get()
    assert entry.get_absolute_url() in client.get(page).content.decode()
    away = reverse("filings:publication_withdraw", args=[filed.pk])
    assert client.post(away, {"key": str(uuid4())}).status_code == 422
    assert client.post(away, {"key": str(uuid4()), "reason": "误发"})["Location"] == page
    client.force_login(people.stranger)
    for hidden in (page, away, reverse("filings:snippet", args=[filed.pk])):
        assert client.get(hidden).status_code == 404


OTHER = "网信算备310101234567801240027号"
PAGES: dict[str, tuple[str, str]] = {
    "as given": ("{snippet}", ""),
    "spaced": ("<p>{spaced} <a href='{link}'>x</a></p>", ""),
    "nothing": ("<p>About us</p>", "not on the page.*No link leads"),
    "in a comment": ("<!-- {number} --><a href='{link}'>x</a>", "do not see it"),
    "in a script": ("<script>var a='{number}'</script><a href='{link}'>x</a>", "do not see it"),
    "not displayed": (
        "<div style='display: none'><br><p>{number}</p></div><a href='{link}'>x</a>",
        "do not see it",
    ),
    "another number": (
        "<p>网信算备310101234567801240027号 <a href='{link}'>x</a>",
        "another number",
    ),
    "link elsewhere": ("<p>{number} <a href='https://else.example/'>x</a>", "No link leads"),
    "link hidden": ("<p>{number} <a hidden href='{link}'>x</a>", "link.*do not see it"),
    "in old Chinese letters": ("<p>编号{number}<a href='{link}'>x</a>", ""),
}


@pytest.mark.parametrize("case", PAGES)
def test_a_saved_page_is_checked_for_number_and_link(
    client: Client, people: People, filed: Algorithm, entry: PublishedEntry, case: str
) -> None:
    client.force_login(people.filer)
    page = reverse("filings:snippet", args=[filed.pk])
    given = re.search(r"<code>(.*?)</code>", client.get(page).content.decode(), re.DOTALL)
    assert given
    body, sentence = PAGES[case]
    facts: dict[str, Any] = {
        "snippet": given[1].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"'),
        "number": GOOD,
        "spaced": f"{GOOD[:8]} {GOOD[8:]}",
        "link": LINK,
    }
    encoding = "gb18030" if "old" in case else "utf-8"
    saved = SimpleUploadedFile("about.html", body.format(**facts).encode(encoding))
    text = client.post(page, {"page": saved}).content.decode()
    assert ("Number and link stand on the page" in text) is not bool(sentence)
    assert re.search(sentence, text, re.DOTALL)


def test_a_file_that_is_no_page_is_refused(
    client: Client, people: People, filed: Algorithm, entry: PublishedEntry
) -> None:
    client.force_login(people.filer)
    page = reverse("filings:snippet", args=[filed.pk])
    for content in (b"plain", b"<" * (5 * 2**20 + 1)):
        answer = client.post(page, {"page": SimpleUploadedFile("a.html", content)})
        assert answer.status_code == 422
