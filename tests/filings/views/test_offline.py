"""A disclosure filled in elsewhere comes back frozen, or is refused cell by cell."""

import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filings import contents, walls, workbooks
from filings.models import Algorithm, Disclosure, DisclosureSection, Event
from filings.services import drafting
from tests.factories import AlgorithmFactory, wall_down
from tests.filings.api.test_api import System
from tests.filings.filling import complete
from tests.filings.test_workbooks import cell_of, plain
from tests.people import People


@pytest.fixture
def draft(people: People) -> Disclosure:
    algorithm: Algorithm = AlgorithmFactory(provider=people.provider)
    with walls.for_person(people.filer):
        return drafting.start(algorithm=algorithm, by=people.filer)


def filled(people: People, draft: Disclosure) -> Any:
    """As somebody fills it in who answers everything."""
    made: Any = complete(contents.form_on(timezone.localdate()), people.filer)
    made["basics"]["type"] = draft.algorithm.type
    return made


def sent(client: Client, draft: Disclosure, content: bytes, name: str) -> Any:
    page = reverse("filings:disclosure_offline", args=[draft.algorithm_id, draft.number])
    return client.post(page, {"file": SimpleUploadedFile(name, content)})


def workbook(client: Client, draft: Disclosure, answers: Any) -> bytes:
    """The one that the page gives, filled in."""
    address = reverse("filings:disclosure_file", args=[draft.algorithm_id, draft.number, "xlsx"])
    blank = b"".join(client.get(address))
    assert len(openpyxl.load_workbook(io.BytesIO(blank)).sheetnames) > 14
    file = io.BytesIO()
    known = {"basics": {"type": draft.algorithm.type, "role": draft.algorithm.role}}
    sheets = workbooks.layout(contents.form_on(timezone.localdate()), known)
    workbooks.write(file, sheets, answers)
    return file.getvalue()


def kept(draft: Disclosure) -> dict[str, Any]:
    with wall_down():
        rows = DisclosureSection.objects.filter(disclosure=draft)
        return {row.code: plain(row.answers) for row in rows}


def test_a_filled_workbook_comes_back_as_a_frozen_disclosure(
    client: Client, people: People, draft: Disclosure
) -> None:
    client.force_login(people.filer)
    said = filled(people, draft)
    answer = sent(client, draft, workbook(client, draft, said), "填好的表.xlsx")
    assert (answer.status_code, answer["Location"]) == (302, draft.get_absolute_url())
    page = reverse("filings:disclosure_freeze", args=[draft.algorithm_id, draft.number])
    assert client.post(page)["Location"] == draft.get_absolute_url()
    with wall_down():
        frozen = Disclosure.objects.get(pk=draft.pk)
    assert frozen.is_frozen
    content: Any = frozen.content
    for path in ("basics", "notice", "products", "rights"):
        for code, value in content["answers"][path].items():
            assert plain(value) == plain(said[path][code]), f"{path}.{code}"
    late = sent(client, draft, workbook(client, draft, said), "again.xlsx")
    assert (late.status_code, "never changes" in late.content.decode()) == (409, True)


def test_json_comes_back_as_it_went(client: Client, people: People, draft: Disclosure) -> None:
    client.force_login(people.algorithm_owner)
    said = filled(people, draft)
    assert sent(client, draft, json.dumps(said).encode(), "a.json").status_code == 302
    address = reverse("filings:disclosure_file", args=[draft.algorithm_id, draft.number, "json"])
    told = json.loads(b"".join(client.get(address)))
    assert plain(told["answers"]) == plain(said)
    before = kept(draft)
    partial = {"answers": {"notice": {"purpose": {"zh": "新的目的"}}}}
    assert sent(client, draft, json.dumps(partial).encode(), "b.json").status_code == 302
    after = kept(draft)
    assert after["notice"].pop("purpose") == {"zh": "新的目的", "en": "Text"}
    before["notice"].pop("purpose")
    assert after == before


def test_wrong_cells_are_named_and_nothing_is_taken_over(
    client: Client, people: People, draft: Disclosure
) -> None:
    client.force_login(people.filer)
    book = openpyxl.load_workbook(io.BytesIO(workbook(client, draft, filled(people, draft))))
    sheet, cell = cell_of(book, "rights.complaint_days")
    cell.value = "尽快"
    file = io.BytesIO()
    book.save(file)
    before = kept(draft)
    answer = sent(client, draft, file.getvalue(), "a.xlsx")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sheet.title in text
    assert f"<td>{cell.coordinate}</td>" in text
    assert kept(draft) == before


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"{", "a.json", "This is no JSON"),
        (b'{"basics": NaN}', "a.json", "This is no JSON"),
        (b"[" * 100_000, "a.json", "This is no JSON"),
        (b"[]", "a.json", "Send an object"),
        (b'{"nothing": {}}', "a.json", "no such section"),
        (b'{"basics": {"type": ["a"]}}', "a.json", "Choose one of"),
        (b'{"basics": {"a\\u0000": 1}}', "a.json", "no such field"),
        (b"PK", "a.xlsx", "file"),
        (b"a,b\n1,2", "a.csv", "not a workbook"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    client: Client, people: People, draft: Disclosure, content: bytes, name: str, sentence: str
) -> None:
    client.force_login(people.filer)
    before = kept(draft)
    answer = sent(client, draft, content, name)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert kept(draft) == before


def test_only_who_discloses_hands_in(client: Client, people: People, draft: Disclosure) -> None:
    client.force_login(people.auditor)
    with wall_down():
        before = Event.objects.count()
    assert sent(client, draft, b'{"rights": {"tags": true}}', "a.json").status_code == 409
    client.force_login(people.stranger)
    assert sent(client, draft, b'{"rights": {"tags": true}}', "a.json").status_code == 404
    with wall_down():
        assert Event.objects.count() == before


def test_another_system_writes_all_answers_at_once(people: People, draft: Disclosure) -> None:
    system = System(people.filer)
    version = f"algorithms/{draft.algorithm_id}/disclosures/{draft.number}"
    body = {"answers": filled(people, draft)}
    assert system.ask("put", f"{version}/answers/", body).status_code == 428
    assert system.ask("put", f"{version}/answers/", body, if_match="x").status_code == 412
    etag = system.get(f"{version}/answers/")["etag"]
    done = system.ask("put", f"{version}/answers/", body, if_match=f'"{etag}"')
    assert done.status_code == 200, done.content
    assert system.ask("put", f"{version}/answers/", body, if_match=etag).status_code == 412
    assert system.get(f"{version}/missing/")["results"] == []
    schema = system.get(f"forms/{draft.form_version}/schema/")
    assert schema["properties"]["notice"]["properties"]["principle"]["x-audience"] == "public"
    bad = system.ask("put", f"{version}/answers/", {"answers": {"rights": {"tags": 5}}},
                     if_match=done.json()["etag"])  # fmt: skip
    assert bad.status_code == 409
    wrong = SimpleUploadedFile("a.json", b'{"rights": {"tags": 5}}')
    cells = system.client.post(f"/api/v1/{version}/workbook/", {"file": wrong})
    assert (cells.status_code, list(cells.json()["errors"])) == (422, ["rights!tags"])
