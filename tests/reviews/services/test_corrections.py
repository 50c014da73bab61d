"""A slip in a released letter is corrected by two, with a notice; the letter stays as it was."""

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction

from filings import walls
from filings.enums import DocumentKind, JobKind, JobState
from filings.models import Document, Job
from filings.statemachine import ActionRefused
from reviews import invariants
from reviews.documents import PAPERS
from reviews.enums import CorrectionState, LetterPlace, RecusalGround
from reviews.models import Correction, Decision, Paper
from reviews.selectors import cases
from reviews.services import corrections, decisions, panel
from tests.factories import wall_down
from tests.reviews import judging
from tests.reviews.documents import printed
from tests.reviews.judging import Bench, do

SLIP = {
    "place": LetterPlace.REASONS,
    "passage": "重点各项",
    "reading": "要点各项",
    "reason": "排版时误植。",
}


@pytest.fixture
def decided(bench: Bench) -> Bench:
    return judging.released(bench)


def decision_of(bench: Bench) -> Decision:
    with wall_down():
        return Decision.objects.select_related("round__case__algorithm").get(round=bench.round)


def proposed(bench: Bench, **facts: Any) -> Correction:
    found: Correction = do(
        bench.secretary.person,
        corrections.propose,
        decision=decision_of(bench),
        **(SLIP | facts),
    )
    return found


def printed_notice() -> list[Document]:
    with wall_down():
        job = Job.objects.filter(kind=JobKind.REVIEW_PAPER, state=JobState.WAITING).latest("pk")
    return printed.run(job)


def test_two_correct_a_letter_and_the_applicant_reads_the_notice(
    decided: Bench, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    before = decision_of(decided)
    correction = proposed(decided)
    with walls.for_person(decided.filer):
        assert not Correction.objects.visible_to(decided.filer).exists()
    with pytest.raises(ActionRefused, match="not been printed"):
        do(decided.chair, corrections.make, correction=correction)
    notice = printed_notice()[0]
    with walls.for_person(decided.filer):
        assert not Paper.objects.visible_to(decided.filer).filter(document=notice).exists()
    with django_capture_on_commit_callbacks(execute=True):
        do(decided.chair, corrections.make, correction=correction)
    words = printed.squeezed(printed.text_of(printed.bytes_of(notice)))
    for said in ("更正通知书", "重点各项", "要点各项", "排版时误植", "批准"):
        assert said in words
    with walls.for_person(decided.filer):
        assert Paper.objects.visible_to(decided.filer).filter(document=notice).exists()
        (seen,) = Correction.objects.visible_to(decided.filer)
        (shown,) = cases.shown(decided.the_case, decided.filer).decisions
    assert (seen.state, seen.letter_id) == (CorrectionState.MADE, notice.pk)
    assert [each.reading for each in shown.corrections.all()] == ["要点各项"]
    after = decision_of(decided)
    assert (after.reasons, after.sha256, after.letter_id, after.outcome) == (
        before.reasons,
        before.sha256,
        before.letter_id,
        before.outcome,
    )
    assert [message.to for message in mailoutbox] == [[decided.filer.email]]
    assert all(found.holds for found in invariants.check())


def test_a_letter_printed_again_names_its_correction(decided: Bench) -> None:
    correction = proposed(decided)
    printed_notice()
    kind = PAPERS[DocumentKind.REVIEW_DECISION]
    with walls.for_judge(decided.chair):
        assert "要点各项" not in printed.said(kind.facts(decision_of(decided), "zh-Hans"))
    do(decided.chair, corrections.make, correction=correction)
    with walls.for_judge(decided.chair):
        said = printed.said(kind.facts(decision_of(decided), "zh-Hans"))
    assert "符合审查重点各项要求" in said
    assert "要点各项" in said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"passage": "不在其中"}, "does not stand"),
        ({"place": LetterPlace.ADVICE}, "does not stand"),
        ({"passage": " "}, "Copy the passage"),
        ({"reading": "重点各项"}, "reads the same"),
        ({"reason": " "}, "how the slip"),
    ],
)
def test_only_what_stands_in_the_letter_is_corrected(
    decided: Bench, facts: dict[str, Any], said: str
) -> None:
    with pytest.raises(ActionRefused, match=said):
        proposed(decided, **facts)


def test_a_passage_that_stands_twice_is_refused(bench: Bench) -> None:
    judging.voted(bench)
    do(
        bench.secretary.person,
        decisions.stage,
        round_=bench.round,
        reasons="风险可控。\r\n措施可控。",
    )
    judging.with_letter(judging.now(bench))
    judging.released(bench)
    with pytest.raises(ActionRefused, match="more than once"):
        proposed(bench, passage="可控")
    assert proposed(bench, passage="风险可控。\r\n措施").passage == "风险可控。\n措施"


def test_nobody_corrects_alone_and_one_waits_at_a_time(decided: Bench) -> None:
    chair = decided.chair
    correction = do(chair, corrections.propose, decision=decision_of(decided), **SLIP)
    with pytest.raises(ActionRefused, match="Settle that one first"):
        proposed(decided, passage="各项要求")
    printed_notice()
    with pytest.raises(ActionRefused, match="You proposed"):
        do(chair, corrections.make, correction=correction)
    for person in (decided.secretary.person, decided.filer, decided.members[4].person):
        with pytest.raises(ActionRefused):
            do(person, corrections.make, correction=correction)
    with pytest.raises(ActionRefused, match="why"):
        do(chair, corrections.drop, correction=correction, reason=" ")
    do(chair, corrections.drop, correction=correction, reason="原文无误")
    proposed(decided, passage="各项要求")
    with walls.for_person(decided.filer):
        assert not Correction.objects.visible_to(decided.filer).exists()


def test_whoever_is_recused_reads_and_makes_no_correction(decided: Bench) -> None:
    correction = proposed(decided)
    printed_notice()
    chair = decided.chair
    do(chair, panel.recuse, case=decided.case, person=chair, ground=RecusalGround.MONEY)
    with pytest.raises(ActionRefused):
        do(chair, corrections.make, correction=correction)
    with walls.for_judge(judging.fresh(chair)):
        assert not Correction.objects.visible_to(judging.fresh(chair)).exists()


def test_a_prepared_decision_is_taken_back_not_corrected(bench: Bench) -> None:
    judging.staged(bench)
    with pytest.raises(ActionRefused):
        proposed(bench)


ANOTHER = """INSERT INTO reviews_correction (provider_id, decision_id, place, passage, reading,
  reason, state, proposed_by_id, proposed_at, state_since) SELECT provider_id, decision_id, {},
  passage, reading, reason, {}, proposed_by_id, now(), now() FROM reviews_correction"""


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE reviews_correction SET state = 'made', settled_by_id = {chair}", "notice_missing"),
        ("UPDATE reviews_correction SET passage = '审查'", "fixed"),
        ("UPDATE reviews_correction SET reading = '审查'", "fixed"),
        (ANOTHER.format("'advice'", "'proposed'"), "not_in_the_letter"),
        (ANOTHER.format("'reasons'", "'made'"), "no_such_move"),
        (ANOTHER.format("'reasons'", "'proposed'"), "reviews_correction_one_waiting"),
    ],
)
def test_the_database_keeps_the_law_of_corrections(
    decided: Bench, statement: str, refusal: str
) -> None:
    proposed(decided)
    refused(statement.format(chair=decided.chair.pk), refusal)


def test_the_database_asks_who_makes_it(decided: Bench) -> None:
    do(decided.chair, corrections.propose, decision=decision_of(decided), **SLIP)
    printed_notice()
    settled = "UPDATE reviews_correction SET state = 'made', settled_by_id = {}"
    refused(settled.format(decided.members[4].person_id), "no_member")
    refused(settled.format(decided.chair.pk), "reviews_correction_second_person")
    vice = decided.members[1].person
    do(vice, panel.recuse, case=decided.case, person=vice, ground=RecusalGround.MONEY)
    refused(settled.format(vice.pk), "recused")


def test_what_is_settled_stays_settled(decided: Bench) -> None:
    correction = proposed(decided)
    printed_notice()
    do(decided.chair, corrections.make, correction=correction)
    refused("UPDATE reviews_correction SET state = 'dropped'", "over")
    refused("UPDATE reviews_correction SET letter_id = NULL", "over")
    refused("DELETE FROM reviews_correction", "permission denied")


def refused(statement: str, refusal: str) -> None:
    with (
        wall_down(),
        pytest.raises(DatabaseError, match=refusal),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
