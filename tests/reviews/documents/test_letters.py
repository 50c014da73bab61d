"""Letters: what is printed is what the facts say, and nothing is released without its letter."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from filings import canonical
from filings.documents import CHINESE, ENGLISH
from filings.documents.paper import as_json
from filings.enums import DocumentKind, JobState
from filings.models import Document, Event, Job
from filings.statemachine import ActionRefused
from reviews.documents import PAPERS, Official
from reviews.enums import Outcome, RecusalGround
from reviews.models import Decision, Paper
from reviews.refusals import key_of
from reviews.services import decisions, intake, panel, papers
from tests.factories import DocumentFactory, wall_down
from tests.reviews import judging
from tests.reviews.documents import printed
from tests.reviews.judging import Bench, do, now

LETTER = DocumentKind.REVIEW_DECISION
END = "15 ≥ 14, carried (Measures for Science and Technology Ethics Review (Trial), Art. 16)."


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def prepared(bench: Bench, outcome: Outcome = Outcome.APPROVE) -> Job:
    """The decision as the secretary prepared it; its letter is ordered and not printed."""
    judging.voted(bench, outcome)
    conditions = judging.CONDITIONS if outcome == Outcome.APPROVE_AFTER_CHANGES else ()
    do(
        bench.secretary.person,
        decisions.stage,
        round_=bench.round,
        reasons="测试充分。\n风险可控。",
        advice="每季度抽查一次。",
        conditions=conditions,
    )
    now(bench)
    with wall_down():
        return Job.objects.get(order__paper=LETTER)


def facts(kind: DocumentKind, bench: Bench, language: str) -> Official:
    with wall_down():
        return PAPERS[kind].facts(PAPERS[kind].subjects(bench.the_case).get(), language)


def decision_of(bench: Bench) -> Decision:
    with wall_down():
        return Decision.objects.select_related("letter").get(round=bench.round)


def test_preparing_a_decision_orders_its_letter_and_the_release_waits_for_it(bench: Bench) -> None:
    job = prepared(bench, Outcome.APPROVE_AFTER_CHANGES)
    with pytest.raises(ActionRefused, match="letter has not been printed"):
        do(bench.chair, decisions.release, round_=bench.round)
    issued = printed.run(job)
    assert (job.state, job.trouble) == (JobState.DONE, "")
    assert [(each.language, each.media_type[-4:]) for each in issued] == [
        (CHINESE, "/pdf"),
        (CHINESE, "ment"),
        (ENGLISH, "/pdf"),
        (ENGLISH, "ment"),
    ]
    for each in issued:
        said = facts(LETTER, bench, each.language)
        assert each.facts_sha256 == canonical.digest(as_json(said))
        content = printed.bytes_of(each)
        if each.media_type.endswith("pdf"):
            assert printed.squeezed(printed.text_of(content)) == printed.said(said)
        else:
            headings = [said.title, *(part.heading for part in said.parts)]
            assert printed.headings(content) == headings
    assert decision_of(bench).letter == issued[0]
    released = do(bench.chair, decisions.release, round_=now(bench).round)
    with wall_down():
        event = Event.objects.get(payload__action="release")
    assert (released.letter_id, event.payload["letter"]) == (issued[0].pk, issued[0].sha256)


def test_the_letter_says_what_the_database_counted(bench: Bench) -> None:
    judging.independent(bench)
    do(
        bench.chair,
        panel.recuse,
        case=bench.case,
        person=bench.members.pop(6).person,
        ground=RecusalGround.EARLIER,
    )
    judging.deliberating(now(bench))
    judging.vote(bench, against=2)
    judging.staged(bench)
    said = facts(LETTER, bench, ENGLISH)
    assert [part.heading for part in said.parts] == [
        "1. Decision",
        "2. How it was decided",
        "3. Reasons",
        "4. What follows",
    ]
    assert said.parts[1].paragraphs == (
        f"Vote of the committee: 7 attending, 1 recused and not counted, 5 of 7 in favour: {END}",
        "Against: 2. Abstaining: 0. Reckoned in whole numbers: 5 × 3 = 15, 2 × 7 = 14.",
    )
    (counted,) = said.counted
    assert (counted.yes, counted.base, counted.left, counted.right) == (5, 7, 15, 14)


@pytest.mark.parametrize(
    ("outcome", "chinese", "follows"),
    [
        (Outcome.APPROVE, "批准", "12个月内开展跟踪审查"),
        (Outcome.APPROVE_AFTER_CHANGES, "修改后批准", "全部落实并经核验后"),
        (Outcome.REVISE_AND_RESUBMIT, "修改后再审", "提交新版本重新审查"),
        (Outcome.REJECT, "不予批准", "提出书面申诉"),
    ],
)
def test_each_of_the_four_decisions_says_what_follows(
    bench: Bench, outcome: Outcome, chinese: str, follows: str
) -> None:
    judging.staged(bench, outcome)
    said = facts(LETTER, bench, CHINESE)
    assert said.parts[0].paragraphs == (chinese,)
    assert follows in "".join(said.parts[-1].paragraphs)
    conditions = [part for part in said.parts if part.tables]
    assert len(conditions) == (outcome == Outcome.APPROVE_AFTER_CHANGES)
    if conditions:
        assert conditions[0].tables[0].rows == (
            ("1", "补充偏见测试", "申请单位", "2026年12月31日"),
        )


def test_printing_again_leaves_the_letter_as_it_is(bench: Bench) -> None:
    first = printed.run(prepared(bench))
    again = do(bench.secretary.person, papers.ask, kind=LETTER, subject=decision_of(bench))
    printed.run(again)
    assert decision_of(bench).letter_id == first[0].pk


def test_a_decision_taken_back_is_not_printed_any_more(bench: Bench) -> None:
    job = prepared(bench)
    do(bench.chair, decisions.unstage, round_=bench.round, reason="理由有误")
    assert printed.run(job) == []
    assert (job.state, job.trouble) == (JobState.FAILED, "moved_on")


def test_whoever_is_recused_meanwhile_gets_no_paper(bench: Bench) -> None:
    job = prepared(bench)
    do(
        bench.chair,
        panel.recuse,
        case=bench.case,
        person=bench.secretary.person,
        ground=RecusalGround.FAMILY,
    )
    assert printed.run(job) == []
    assert (job.state, job.trouble) == (JobState.FAILED, "access_lost")


def refused(act: Any) -> str:
    with wall_down(), pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    return key_of(error.value)


def test_the_database_releases_nothing_without_the_letter_of_that_decision(bench: Bench) -> None:
    prepared(bench)
    rows = Decision.objects.filter(round=bench.round)
    assert refused(lambda: rows.update(state="released", released_by=bench.chair)) == (
        "letter_missing"
    )
    other = DocumentFactory(
        provider_id=bench.provider.pk, algorithm=bench.algorithm, disclosure=None, kind=LETTER
    )
    assert refused(lambda: rows.update(letter=other)) == "letter_missing"


def test_no_condition_is_added_once_the_letter_is_there(bench: Bench) -> None:
    judging.staged(bench, Outcome.APPROVE_AFTER_CHANGES)
    with wall_down():
        condition = decision_of(bench).conditions.get()
    condition.pk, condition.number = None, 2
    assert refused(condition.save) == "fixed"


def test_a_paper_belongs_to_the_case_of_what_it_is_about(bench: Bench) -> None:
    judging.staged(bench)
    other = judging.staged(judging.make_bench(provider=bench.provider))
    letter = DocumentFactory(
        provider_id=bench.provider.pk, algorithm=bench.algorithm, disclosure=None, kind=LETTER
    )

    def planted() -> None:
        Paper.objects.create(
            provider=bench.provider,
            document=letter,
            kind=LETTER,
            audience="applicant",
            subject=1,
            case=bench.the_case,
            decision=decision_of(other),
        )

    assert refused(planted) == "fixed"


def test_what_is_missing_is_listed_once_and_completely(bench: Bench) -> None:
    judging.submitted(bench)
    missing = "风险评估报告\n应急预案\n\n承诺书"
    do(bench.secretary.person, intake.ask_supplement, round_=bench.round, missing=missing)
    said = facts(DocumentKind.REVIEW_DEFICIENCIES, bench, CHINESE)
    assert said.parts[0].items == ("风险评估报告", "应急预案", "承诺书")
    assert "《科技伦理审查办法（试行）》第十条" in said.opening[0]
    assert said.addressee == bench.provider.name_zh


def test_acceptance_names_the_procedure_the_term_and_the_list(bench: Bench) -> None:
    judging.accepted(bench, listed=True)
    said = facts(DocumentKind.REVIEW_ACCEPTANCE, bench, ENGLISH)
    lines = {line.label: line.text for part in said.parts for line in part.lines}
    assert lines["Procedure applied"] == "General procedure"
    assert lines["Items"] == "L2 Mobilisation of opinion and guidance of consciousness"
    assert lines["Basis of the term"].endswith("Art. 17")


def test_a_refusal_of_acceptance_gives_its_reasons(bench: Bench) -> None:
    judging.submitted(bench)
    do(bench.secretary.person, intake.refuse, round_=bench.round, reason="不属于审查范围")
    said = facts(DocumentKind.REVIEW_ACCEPTANCE, bench, CHINESE)
    assert (said.title, said.parts[1].paragraphs) == ("不予受理通知书", ("不属于审查范围",))


def test_the_record_shows_no_paper_of_the_judgement(bench: Bench) -> None:
    issued = printed.run(prepared(bench))
    with wall_down():
        kept = Document.objects.filter(pk__in=[each.pk for each in issued])
        jobs = Job.objects.filter(order__paper=LETTER)
        assert (kept.count(), jobs.count()) == (4, 1)
        assert not kept.visible_to(bench.filer).exists()
        assert not jobs.visible_to(bench.filer).exists()
