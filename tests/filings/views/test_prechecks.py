"""The precheck as people read it, and legal's page."""

import pytest
from django.test import Client
from django.urls import reverse

from filings import findings
from filings.models import Disclosure, Override
from filings.precheck import Finding
from tests.factories import DisclosureFactory, wall_down
from tests.people import People


@pytest.fixture
def frozen(people: People) -> Disclosure:
    made: Disclosure = DisclosureFactory(
        algorithm__provider=people.provider,
        frozen=True,
        answers={"personal": {"assessed": True}},
        started_by=people.filer,
    )
    return made


def address(disclosure: Disclosure, *more: str) -> str:
    name = "filings:precheck_let_pass" if more else "filings:precheck"
    return reverse(name, args=[disclosure.algorithm_id, disclosure.number, *more])


def finding_of(disclosure: Disclosure, code: str) -> Finding:
    with wall_down():
        return next(f for f in findings.of(disclosure).findings if f.rule.code == code)


def test_a_finding_says_where_why_and_which_clause(
    client: Client, frozen: Disclosure, people: People
) -> None:
    client.force_login(people.filer)
    page = client.get(address(frozen)).content.decode()
    found = finding_of(frozen, "pipia_missing")
    assert found.why in page
    assert str(found.rule.title) in page
    assert f'href="{frozen.get_absolute_url()}#personal"' in page
    assert reverse("filings:clause", args=[found.rule.clause]) in page
    assert "Only legal may do this" in page


def test_a_finding_of_a_draft_leads_to_its_field(client: Client, people: People) -> None:
    draft = DisclosureFactory(algorithm__provider=people.provider, started_by=people.filer)
    with wall_down():
        draft.sections.create(
            provider_id=draft.provider_id, code="basics", answers={"name": {"zh": "别的名称"}}
        )
    client.force_login(people.filer)
    section = reverse(
        "filings:disclosure_section", args=[draft.algorithm_id, draft.number, "basics"]
    )
    assert f'href="{section}#f-name"' in client.get(address(draft)).content.decode()
    page = client.get(section).content.decode()
    assert 'id="f-name' in page
    assert "of the precheck" in page
    assert finding_of(draft, "name_pattern").why in page


def test_legal_gives_the_reason_on_a_page_of_its_own(
    client: Client, frozen: Disclosure, people: People
) -> None:
    client.force_login(people.legal)
    page = address(frozen, finding_of(frozen, "pipia_missing").digest)
    assert page in client.get(address(frozen)).content.decode()
    assert client.get(page).status_code == 200
    empty = client.post(page, {"reason": ""})
    assert empty.status_code == 422
    assert client.post(page, {"reason": "当面提交。"}).url == address(frozen)  # type: ignore[attr-defined]
    shown = client.get(address(frozen)).content.decode()
    assert "当面提交。" in shown
    assert "Let pass by legal" in shown
    again = client.post(page, {"reason": "再来一次"})
    assert again.status_code == 409
    assert "already" in again.content.decode()
    with wall_down():
        assert Override.objects.get().made_by == people.legal


def test_what_is_no_blocking_finding_is_not_found(
    client: Client, frozen: Disclosure, people: People
) -> None:
    client.force_login(people.legal)
    assert client.get(address(frozen, "0" * 64)).status_code == 404


def test_others_do_not_find_the_precheck(
    client: Client, frozen: Disclosure, people: People
) -> None:
    client.force_login(people.stranger)
    assert client.get(address(frozen)).status_code == 404
