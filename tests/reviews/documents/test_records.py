"""Records of the review: opinions, minutes, second review, conditions, follow-up, as recorded."""

from collections import Counter

import pytest
from django.utils import timezone

from filings.documents import CHINESE, ENGLISH
from filings.enums import DocumentKind
from filings.services.issuing import Ready, set_in_type
from reviews.documents import PAPERS, Official
from reviews.enums import Interest, Outcome, RecusalGround, Ruling
from reviews.models import FollowUp, InterestDeclaration
from reviews.services import expert_review, follow_ups, meetings, opinions, panel
from tests.factories import wall_down
from tests.reviews import judging
from tests.reviews.documents import printed
from tests.reviews.judging import Bench, do, now

KIND = DocumentKind
SEVEN = "7 attending, 1 recused and not counted,"
ARTICLE = "Measures for Science and Technology Ethics Review (Trial), Art."


def facts(kind: DocumentKind, bench: Bench, language: str = ENGLISH) -> list[Official]:
    """Of every subject that the paper can be printed about now."""
    now(bench)
    with wall_down():
        paper = PAPERS[kind]
        return [
            paper.facts(each, language) for each in paper.subjects(bench.the_case).order_by("pk")
        ]


def rows(said: Official, caption: str) -> tuple[tuple[str, ...], ...]:
    found = [t for part in said.parts for t in part.tables if t.caption == caption]
    assert len(found) == 1, [t.caption for part in said.parts for t in part.tables]
    return found[0].rows


def lines(said: Official) -> dict[str, str]:
    return {line.label: line.text for part in said.parts for line in part.lines}


def test_an_opinion_is_printed_only_after_all_are_opened(bench: Bench) -> None:
    judging.independent(bench)
    judging.opine(bench, bench.members[2])
    assert facts(KIND.REVIEW_OPINION, bench) == []
    judging.opine(bench, bench.members[3])
    do(bench.secretary.person, opinions.deliberate, round_=bench.round)
    first, _second = facts(KIND.REVIEW_OPINION, bench)
    with wall_down():
        sealed = bench.the_round.opinions.order_by("pk")[0]
    said = lines(first)
    assert said["Reviewer"] == str(bench.members[2].person)
    assert said["Proposes"] == "Approve"
    assert first.parts[1].paragraphs == ("风险可控，措施充分。",)
    assert sealed.sha256 in said.values()


def test_minutes_are_written_from_the_facts(bench: Bench) -> None:
    judging.accepted(bench)
    interested = bench.members[7].person
    do(interested, panel.declare, case=bench.case, level=Interest.DECLARED, words="曾任顾问")
    with wall_down():
        declared = InterestDeclaration.objects.get(person=interested)
    do(bench.chair, panel.rule, declaration=declared, ruling=Ruling.TAKES_PART)
    judging.deliberating(bench)
    meeting = judging.meeting(bench)
    do(
        bench.chair,
        meetings.note,
        meeting=meeting,
        heard="申请人说明了测试。",
        remarks="会议顺利。",
    )
    open_vote = do(bench.chair, meetings.open_vote, round_=bench.round, outcome=Outcome.REJECT)
    recused = bench.members[6]
    do(
        recused.person,
        panel.recuse,
        case=bench.case,
        person=recused.person,
        ground=RecusalGround.FAMILY,
    )
    judging.vote(bench, against=3)
    judging.vote(bench, against=2)
    assert facts(KIND.REVIEW_MINUTES, bench) == []
    do(bench.chair, meetings.end, meeting=meeting)
    (said,) = facts(KIND.REVIEW_MINUTES, bench)
    assert [part.heading for part in said.parts] == [
        "1. Meeting",
        "2. Matter reviewed",
        "3. Attendance",
        "4. Recusals and interests",
        "5. The applicant was heard",
        "6. Vote: Do not approve",
        "7. Vote: Approve",
        "8. Vote: Approve",
        "9. Remarks of the chair",
    ]
    present = rows(said, "Who was present, and when")
    assert [row[0] for row in present] == [str(seat.person) for seat in bench.members]
    assert all(":" in row[4] and ":" in row[5] for row in present)
    ((who, ground, _at),) = rows(said, "Recused: neither counted nor heard")
    assert (who, ground) == (str(recused.person), "Close personal relation")
    assert rows(said, "Declared interests decided upon") == (
        (str(interested), "Takes part", str(bench.chair)),
    )
    assert said.parts[5].paragraphs == ("The vote is void: somebody on the list was recused.",)
    assert [part.paragraphs[0] for part in said.parts[6:8]] == [
        f"{SEVEN} 4 of 7 in favour: 12 < 14, not carried ({ARTICLE} 16).",
        f"{SEVEN} 5 of 7 in favour: 15 ≥ 14, carried ({ARTICLE} 16).",
    ]
    ballots = said.parts[7].tables[0].rows
    assert [row[2] for row in ballots] == ["In favour"] * 5 + ["Against"] * 2
    assert ballots[-1][3] == "风险过高"
    assert [(c.yes, c.carried) for c in said.counted] == [(4, False), (5, True)]
    assert open_vote.pk


def test_the_package_lists_what_is_sealed_with_its_digests(bench: Bench) -> None:
    review, _head = judging.with_experts(bench)
    (said,) = facts(KIND.REVIEW_EXPERT_PACKAGE, bench)
    with wall_down():
        opinions = list(bench.the_round.opinions.order_by("pk").values_list("sha256", flat=True))
        version = bench.the_round.submission
    assert rows(said, "What is sealed") == (
        ("1", "Disclosure, version 1", version.sha256),
        ("2", "Opinion 1 of the first review", opinions[0]),
        ("3", "Opinion 2 of the first review", opinions[1]),
    )
    assert lines(said)["Digest of the package"] == review.package_sha256
    assert said.parts[1].paragraphs[1].endswith(f"24 ≥ 16, carried ({ARTICLE} 16).")


def test_an_expert_is_invited_with_what_is_asked(bench: Bench) -> None:
    judging.with_experts(bench)
    invited = facts(KIND.REVIEW_EXPERT_INVITATION, bench)
    assert [each.addressee for each in invited] == [f"专家{number}" for number in range(5)]
    assert "at least 5 experts" in invited[0].opening[0]


def test_the_group_opinion_counts_all_experts_and_reports_each_check(bench: Bench) -> None:
    review, head = judging.with_experts(bench, 6)
    do(head, expert_review.recuse_expert, seat=bench.seats.pop(0), reason="与申请单位合作")
    do(head, expert_review.start, review=review)
    for place, seat in enumerate(bench.seats):
        with judging.as_judge(head):
            expert_review.opine(
                seat=seat,
                said=expert_review.Said(place > 0, compliance="程序合规", reasonableness="合理"),
            )
    assert facts(KIND.REVIEW_EXPERT_OPINION, bench) == []
    do(head, expert_review.close, review=review)
    (said,) = facts(KIND.REVIEW_EXPERT_OPINION, bench)
    assert said.parts[0].paragraphs[:2] == (
        "The expert group agrees with the committee's first opinion.",
        f"5 experts, 4 of 5 agree: 12 ≥ 10, carried ({ARTICLE} 30).",
    )
    report = said.parts[3]
    assert report.heading == "4. Independence report"
    assert len(report.tables) == 6
    for each, seat in zip(report.tables, bench.seats, strict=False):
        assert each.caption.startswith(seat.name)
        assert [row[0] for row in each.rows] == [
            "No member of the committee that reviewed",
            "Not of the unit that applies",
            "Relations declared",
            "Confidentiality promised",
        ]
        assert all(row[2] for row in each.rows)
    ((name, state, reason, _since),) = report.tables[-1].rows
    assert (name, state, reason) == ("专家0", "Recused", "与申请单位合作")


def test_a_decision_on_the_experts_reply_prints_all_three_counts(bench: Bench) -> None:
    judging.replied(bench, against=1)
    judging.vote(bench, against=1)
    judging.staged(bench)
    (said,) = facts(KIND.REVIEW_DECISION, bench)
    told = said.parts[1].paragraphs[::2]
    assert [text.split(":")[0] for text in told] == [
        "First vote of the committee",
        "Expert group",
        "Final vote of the committee",
    ]
    assert [(c.yes, c.base, c.left, c.right) for c in said.counted] == [
        (8, 8, 24, 16),
        (4, 5, 12, 10),
        (7, 8, 21, 16),
    ]
    assert any("within 6 months" in text for text in said.parts[-1].paragraphs)
    assert any("Register the activity within 30 days" in t for t in said.parts[-1].paragraphs)


def test_an_exemption_is_recorded_with_its_grounds_and_who_signed(bench: Bench) -> None:
    judging.voted(bench, listed=True)
    do(
        bench.filer,
        expert_review.propose_exemption,
        round_=bench.round,
        grounds="已依算法推荐规定备案",
        evidence="备案编号",
    )
    assert facts(KIND.REVIEW_EXEMPTION, bench) == []
    legal = bench.people["legal"]
    do(legal, expert_review.sign_exemption, round_=now(bench).round)
    (said,) = facts(KIND.REVIEW_EXEMPTION, bench)
    assert lines(said)["Signed by, for legal"] == str(legal)
    assert "The committee's own review is not" in said.parts[3].paragraphs[0]
    judging.staged(bench)
    (letter,) = facts(KIND.REVIEW_DECISION, bench)
    assert letter.parts[1].paragraphs[-1].startswith("Exempt from the expert second review")


def test_conditions_are_followed_to_their_verification(bench: Bench) -> None:
    judging.staged(bench, Outcome.APPROVE_AFTER_CHANGES)
    assert facts(KIND.REVIEW_CONDITIONS, bench) == []
    judging.released(bench)
    (said,) = facts(KIND.REVIEW_CONDITIONS, bench)
    assert lines(said)["State"] == "Open"
    with wall_down():
        condition = bench.the_round.decisions.get().conditions.get()
    do(bench.filer, follow_ups.hand_in, condition=condition, report="已补充测试报告")
    do(bench.secretary.person, follow_ups.verify, condition=condition)
    (said,) = facts(KIND.REVIEW_CONDITIONS, bench)
    assert lines(said)["State"] == "Verified"
    assert lines(said)["Handed in"].startswith(str(bench.filer))
    assert lines(said)["Verification"].startswith(str(bench.secretary.person))


def test_a_follow_up_is_reported_with_what_it_led_to(bench: Bench) -> None:
    judging.released(bench)
    assert facts(KIND.REVIEW_FOLLOW_UP, bench) == []
    with wall_down():
        first = FollowUp.objects.get(case=bench.case)
    do(bench.filer, follow_ups.report, follow_up=first, text="方案未变更。\n风险可控。")
    (said,) = facts(KIND.REVIEW_FOLLOW_UP, bench)
    assert said.parts[1].paragraphs == ("方案未变更。", "风险可控。")
    assert len(said.parts) == 2
    do(bench.secretary.person, follow_ups.begin, case=bench.case, simplified=False, reason="例行")
    judging.released(now(bench), Outcome.CONTINUE)
    (said,) = facts(KIND.REVIEW_FOLLOW_UP, bench)
    assert said.parts[2].paragraphs == ("Continue",)


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_record_prints_what_its_facts_say(bench: Bench, language: str) -> None:
    judging.replied(bench, against=1)
    judging.vote(bench)
    with wall_down():
        meeting = bench.the_round.meetings.exclude(state="ended").get()
    do(bench.chair, meetings.end, meeting=meeting)
    for kind in (
        KIND.REVIEW_OPINION,
        KIND.REVIEW_MINUTES,
        KIND.REVIEW_EXPERT_PACKAGE,
        KIND.REVIEW_EXPERT_INVITATION,
        KIND.REVIEW_EXPERT_OPINION,
    ):
        said = facts(kind, bench, language)[0]
        made = set_in_type(
            PAPERS[kind].template, Ready(said), created=timezone.now(), style="official"
        )
        assert made.rendered.pages >= 1
        text = Counter(printed.squeezed(printed.text_of(made.rendered.content)))
        told = Counter(printed.said(said))
        assert told - text == Counter()
        assert kind in LONG or text == told
        titles = [said.title, *(part.heading for part in said.parts)]
        assert printed.headings(made.word) == titles


LONG = {KIND.REVIEW_MINUTES, KIND.REVIEW_EXPERT_OPINION}
"""Tables over several pages repeat their heads."""
