"""What legal lets pass, and the texts that later filings are compared with."""

import copy
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from filings import findings, walls
from filings.enums import Act, FilingAction
from filings.models import Disclosure, Event, Override, TextPrint
from filings.services import lifecycle, prechecks
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, DisclosureFactory, FilingFactory
from tests.people import People

TEXT = (
    "本算法根据用户浏览、收藏、加购和购买记录计算商品与用户的相关程度，按相关程度从高到低排列首页商品，"
    "并保证同一类目连续出现不超过三件；用户关闭个性化推荐后，改按上架时间和销量排列。"
)
BLOCKED: dict[str, Any] = {"personal": {"assessed": True}}
"""An impact assessment was made, and no file shows it."""


def version(people: People, answers: dict[str, Any] = BLOCKED, **more: Any) -> Disclosure:
    made: Disclosure = DisclosureFactory(
        algorithm__provider=people.provider,
        frozen=True,
        answers=copy.deepcopy(answers),
        started_by=people.filer,
        **more,
    )
    return made


def blocking(disclosure: Disclosure) -> dict[str, str]:
    return {each.rule.code: each.digest for each in findings.of(disclosure).open_blocks}


def test_legal_lets_a_blocking_finding_pass_and_the_reason_stays(people: People) -> None:
    disclosure = version(people)
    with walls.for_person(people.legal):
        digest = blocking(disclosure)["pipia_missing"]
        prechecks.let_pass(
            disclosure=disclosure, digest=digest, reason=" 当面提交。 ", by=people.legal
        )
        assert "pipia_missing" not in blocking(disclosure)
        event = Event.objects.get(act=Act.FINDING_OVERRIDDEN)
        row = Override.objects.get()
    assert (row.code, row.path, row.reason) == ("pipia_missing", "personal.assessed", "当面提交。")
    assert row.why
    assert (event.actor, event.disclosure) == (people.legal, disclosure)
    assert event.payload["reason"] == "当面提交。"


@pytest.mark.parametrize("role", ["filer", "approver", "algorithm_owner", "auditor"])
def test_nobody_but_legal_lets_a_finding_pass(people: People, role: str) -> None:
    disclosure, person = version(people), getattr(people, role)
    with walls.for_person(person):
        digest = blocking(disclosure)["pipia_missing"]
        with pytest.raises(ActionRefused, match="Only legal"):
            prechecks.let_pass(disclosure=disclosure, digest=digest, reason="R", by=person)
        assert not Override.objects.exists()


def test_a_finding_passes_once_with_a_reason_and_only_while_it_blocks(people: People) -> None:
    disclosure = version(people)

    def let_pass(digest: str, reason: str) -> None:
        prechecks.let_pass(disclosure=disclosure, digest=digest, reason=reason, by=people.legal)

    with walls.for_person(people.legal):
        digest = blocking(disclosure)["pipia_missing"]
        with pytest.raises(ActionRefused, match="Say why"):
            let_pass(digest, "  ")
        with pytest.raises(ActionRefused, match="no longer exists"):
            let_pass("0" * 64, "R")
        let_pass(digest, "R")
        with pytest.raises(ActionRefused, match="already"):
            let_pass(digest, "R")
        assert Override.objects.count() == 1


def test_a_draft_is_corrected_and_not_let_pass(people: People) -> None:
    draft = DisclosureFactory(algorithm__provider=people.provider)
    with walls.for_person(people.legal), pytest.raises(ActionRefused, match="Freeze"):
        prechecks.let_pass(disclosure=draft, digest="0" * 64, reason="R", by=people.legal)


def test_another_fact_makes_another_finding(people: People) -> None:
    """The override of one version's product count says nothing of the next version's."""
    first = version(people, {"basics": {"name": {"zh": "无此名称的文本", "en": ""}}})
    other = version(people, {"basics": {"name": {"zh": "另一个名称", "en": ""}}})
    with walls.for_person(people.legal):
        ours, theirs = blocking(first)["name_record"], blocking(other)["name_record"]
    assert ours != theirs


def test_no_role_of_the_database_edits_an_override(people: People) -> None:
    disclosure = version(people)
    with walls.for_person(people.legal):
        digest = blocking(disclosure)["pipia_missing"]
        prechecks.let_pass(disclosure=disclosure, digest=digest, reason="R", by=people.legal)
        for statement in (
            "UPDATE filings_override SET reason = 'x'",
            "DELETE FROM filings_override",
        ):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert Override.objects.get().reason == "R"


def test_what_blocks_keeps_a_filing_from_approval_until_legal_lets_it_pass(people: People) -> None:
    disclosure = version(people)
    filing = FilingFactory(
        algorithm=disclosure.algorithm, disclosure=disclosure, prepared_by=people.filer
    )

    def send() -> None:
        lifecycle.perform(filing, FilingAction.SEND_TO_APPROVAL, by=people.filer)

    with walls.for_person(people.filer), pytest.raises(ActionRefused, match="blocking finding"):
        send()
    with walls.for_person(people.legal):
        for digest in blocking(disclosure).values():
            prechecks.let_pass(disclosure=disclosure, digest=digest, reason="R", by=people.legal)
    with walls.for_person(people.filer):
        send()
        filing.refresh_from_db()
        assert filing.state == "approval"


def test_a_copied_text_is_found_with_its_passage_and_where_it_stands(people: People) -> None:
    first = version(people, {"notice": {"principle": {"zh": TEXT, "en": ""}}})
    second = version(people, {"notice": {"principle": {"zh": TEXT, "en": ""}}})
    with walls.for_person(people.filer):
        prechecks.keep_texts(first)
        found = {f.rule.code: f for f in findings.of(second).findings}
    assert found["copied"].passages
    assert first.algorithm.reference in found["copied"].why


def test_the_next_version_replaces_the_texts_of_the_one_before(people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    answers = {"notice": {"principle": {"zh": TEXT, "en": ""}}}
    first = DisclosureFactory(algorithm=algorithm, frozen=True, answers=answers, number=1)
    second = DisclosureFactory(algorithm=algorithm, frozen=True, answers={}, number=2)
    with walls.for_person(people.filer):
        prechecks.keep_texts(first)
        assert TextPrint.objects.get().text == TEXT
        prechecks.keep_texts(second)
        row = TextPrint.objects.get()
    assert (row.text, row.prints, row.disclosure) == ("", [], second)


def test_texts_of_another_provider_are_never_compared(people: People) -> None:
    foreign = DisclosureFactory(
        algorithm__provider=people.elsewhere,
        frozen=True,
        answers={"notice": {"principle": {"zh": TEXT, "en": ""}}},
    )
    own = version(people, {"notice": {"principle": {"zh": TEXT, "en": ""}}})
    with walls.for_person(people.stranger):
        prechecks.keep_texts(foreign)
    with walls.for_person(people.filer):
        assert "copied" not in {f.rule.code for f in findings.of(own).findings}
