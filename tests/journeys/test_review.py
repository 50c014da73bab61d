"""What reviews come to in practice, each told over HTTP by its people, with the papers it leaves.

BEIAN_PAPERS names a folder for the papers, to look at them.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from filings.enums import DocumentKind
from reviews.enums import CommitteeKind
from reviews.models import Decision, Exemption, ExpertReview, FollowUp, InterestDeclaration
from tests.factories import DisclosureFactory, wall_down
from tests.journeys.committee import People, named, scan, seat_of
from tests.reviews import judging
from tests.reviews.judging import make_bench

KIND = DocumentKind
DUE = "2026-12-31"


@pytest.fixture
def people(db: None, settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> People:
    """Before anything was asked for."""
    settings.MEDIA_ROOT = tmp_path
    return People(named(make_bench()), request.node.name.removeprefix("test_"))


def test_an_ordinary_review_from_the_algorithm_to_the_released_decision(people: People) -> None:
    bench, secretary = people.bench, people.bench.secretary.person
    people.step = people.does  # the pages of every step are read once
    people.opens()
    people.does(bench.filer, bench.case, "submit_case", late_reason="")
    people.does(secretary, bench.round, "ask_supplement", missing="测试报告\n应急预案")
    assert "应急预案" in people.prints(secretary, KIND.REVIEW_DEFICIENCIES)
    people.does(bench.filer, bench.round, "supplement", note="测试报告和应急预案见附件")
    accepts(people)
    people.does(bench.chair, bench.case, "declare", level="none", words="")
    judging.declare(bench)
    reviewers = bench.members[2:4]
    people.does(bench.chair, bench.round, "assign", seats=[seat.pk for seat in reviewers])
    assert "隐私保护" in people.prints(secretary, KIND.REVIEW_INVITATION, str(reviewers[0].person))
    for seat in reviewers:
        opines(people, seat)
    people.does(secretary, bench.round, "deliberate")
    people.votes()
    page = people.reads(bench.chair)
    assert "8 attending, 0 recused and not counted, 8 of 8 in favour" in page
    assert "24 ≥ 16, carried" in page
    assert "8 attending" not in people.reads(bench.filer)
    assert "24≥16" in people.stages()
    assert "chair or a vice chair" in people.refused(secretary, bench.round, "release")
    page = people.reads(bench.chair, people.act(bench.round, "release"))
    for words in ("24 ≥ 16, carried", "数据来源清楚", str(secretary), "审查决定书"):
        assert words in page, "whoever releases reads what"
    people.releases()
    assert bench.the_case.state == "in_force"
    assert "Approved and in force" in people.reads(bench.filer)
    corrects(people)


def corrects(people: People) -> None:
    """A slip in the letter: the secretary proposes, the chair makes it, the applicant reads it."""
    bench, secretary = people.bench, people.bench.secretary.person
    with wall_down():
        decision = Decision.objects.get(round=bench.round)
    slip = {"place": "reasons", "passage": "数据来源清楚", "reading": "数据来源合法"}
    assert "does not stand" in people.refused(
        secretary, decision, "propose_correction", **slip | {"passage": "全体一致"}, reason="笔误"
    )
    people.does(secretary, decision, "propose_correction", **slip, reason="笔误")
    with wall_down():
        correction = decision.corrections.get()
    assert "数据来源合法" not in people.reads(bench.filer)
    notice = people.printed()
    assert "更正通知书" in notice
    assert "数据来源合法" in notice
    assert "chair or a vice chair" in people.refused(secretary, correction, "make_correction")
    people.does(bench.chair, correction, "make_correction")
    assert "数据来源合法" in people.reads(bench.filer)
    assert bench.the_case.state == "in_force"


def test_an_approval_after_changes_waits_for_its_conditions(people: People) -> None:
    bench = people.bench
    secretary, filer = bench.secretary.person, bench.filer
    judging.deliberating(bench)
    people.votes("approve_after_changes")
    assert "names its conditions" in people.refused(
        secretary, bench.round, "stage", reasons="可行", advice="", conditions="", due_on=""
    )
    wanted = "补充对新老用户的偏见测试\n在首页说明关闭个性化推荐的方法"
    letter = people.stages(conditions=wanted, due_on=DUE, advice="每季度复核一次拒绝率。")
    for words in ("修改后批准", "补充对新老用户的偏见测试", "2026年12月31日", "24≥16"):
        assert words in letter
    people.releases()
    assert "Not in force yet" in people.reads(filer)
    with wall_down():
        first, second = Decision.objects.get(round=bench.round).conditions.order_by("number")
    people.does(filer, first, "hand_in", report="已补测，见附件。", proof=scan("test.pdf"))
    people.does(secretary, first, "send_back_evidence", remark="缺少样本量")
    people.does(filer, first, "hand_in", report="已补样本量。", proof=scan("more.pdf"))
    people.does(secretary, first, "verify")
    assert bench.the_case.state == "conditional"
    people.does(filer, second, "hand_in", report="首页已说明。")
    people.does(secretary, second, "verify")
    assert bench.the_case.state == "in_force"
    sheet = people.prints(filer, KIND.REVIEW_CONDITIONS)
    assert sheet.count("已核实") == 2
    assert "缺少样本量" in sheet


def test_a_revised_version_is_judged_anew(people: People) -> None:
    bench = people.bench
    judging.deliberating(bench)
    people.votes("revise_and_resubmit")
    letter = people.stages(reasons="人工干预途径未说明。")
    assert "修改后再审" in letter
    people.releases()
    assert "Nothing has been frozen since" in people.refused(
        bench.filer, bench.case, "resubmit", note="已修改"
    )
    DisclosureFactory(algorithm=bench.algorithm, number=2, frozen=True, answers={"a": {"b": "c"}})
    people.does(bench.filer, bench.case, "resubmit", note="补充了人工干预途径")
    judging.deliberating(bench)
    notice = people.prints(bench.secretary.person, KIND.REVIEW_ACCEPTANCE, " 2")
    assert "2（修改后再审）" in notice
    people.votes()
    again = people.stages()
    assert "批准" in again
    people.releases()
    assert bench.the_case.state == "in_force"


def test_a_rejection_is_appealed_and_heard_by_others(people: People) -> None:
    bench, secretary = people.bench, people.bench.secretary.person
    judging.deliberating(bench)
    people.votes("reject")
    letter = people.stages(reasons="对未成年人的诱导无法消除。")
    assert "不予批准" in letter
    assert "申诉" in letter
    people.releases()
    people.does(bench.filer, bench.case, "appeal", reason="测试数据被误读，附复测结果。")
    accepts(people)
    judging.declare(bench)
    before, others = bench.members[2:4], bench.members[4:6]
    assert people.refused(bench.chair, bench.round, "assign", seats=[seat.pk for seat in before])
    people.does(bench.chair, bench.round, "assign", seats=[seat.pk for seat in others])
    for seat in others:
        opines(people, seat)
    people.does(secretary, bench.round, "deliberate")
    people.votes()
    assert f"被申诉的决定{bench.the_case.number}-1" in people.stages(reasons="复测表明有误。")
    people.releases()
    assert bench.the_case.state == "in_force"
    assert "复测" in people.prints(bench.chair, KIND.REVIEW_OPINION, str(others[0].person))


def accepts(people: People, **typed: Any) -> None:
    given = {
        "procedure": "general",
        "reason": "风险有限，影响面可控。",
        "list_reason": "逐项对照，不在清单内。",
    }
    people.step(people.bench.secretary.person, people.bench.round, "accept", **given | typed)


def opines(people: People, seat: Any, outcome: str = "approve") -> None:
    with wall_down():
        row = people.bench.the_round.assignments.get(seat=seat)
    people.step(
        seat.person,
        row,
        "submit_opinion",
        outcome=outcome,
        summary="复测数据充分，可行。",
        point_fairness="新老用户曝光相差不超过百分之五。",
        point_privacy="不使用敏感个人信息。",
    )


def test_a_simplified_review_turns_general_on_a_doubt(people: People) -> None:
    bench = people.bench
    judging.submitted(bench)
    assert "ground for the simplified" in people.refused(
        bench.secretary.person,
        bench.round,
        "accept",
        procedure="simplified",
        reason="风险低",
        list_reason="不在清单内",
    )
    accepts(people, procedure="simplified", simplified_ground="minimal_risk")
    notice = people.prints(bench.secretary.person, KIND.REVIEW_ACCEPTANCE)
    assert "简易程序" in notice
    judging.declare(bench)
    people.does(bench.chair, bench.round, "assign", seats=[s.pk for s in bench.members[2:4]])
    opines(people, bench.members[2], "revise_and_resubmit")
    assert bench.the_round.procedure == "general"
    opines(people, bench.members[3])
    people.does(bench.secretary.person, bench.round, "deliberate")
    people.votes()
    letter = people.stages()
    assert "一般程序" in letter
    assert "24≥16" in letter
    people.releases()
    assert bench.the_case.state == "in_force"


def test_an_emergency_is_decided_within_seventy_two_hours(people: People) -> None:
    bench, secretary = people.bench, people.bench.secretary.person
    judging.submitted(bench)
    assert "Name the act" in people.refused(
        secretary, bench.round, "accept", procedure="emergency", reason="急", list_reason="不在"
    )
    accepts(people, procedure="emergency", emergency_act="国发〔2026〕1号")
    accepted_at, due_at = bench.the_round.accepted_at, bench.the_round.due_at
    assert accepted_at
    assert due_at
    assert due_at - accepted_at == timedelta(hours=72)
    notice = people.prints(secretary, KIND.REVIEW_ACCEPTANCE)
    assert "应急程序" in notice
    assert "国发〔2026〕1号" in notice
    judging.deliberating(judging.independent(bench))
    people.votes(mode="video")
    assert "应急程序" in people.stages()
    people.releases()
    assert bench.the_case.state == "in_force"
    minutes = people.prints(secretary, KIND.REVIEW_MINUTES)
    assert minutes.count("视频") >= 1
    assert "24≥16" in minutes


# -- the second review ----------------------------------------------------------------------------
def test_a_listed_feed_passes_the_experts_of_whom_one_is_replaced(
    people: People, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    bench, secretary = people.bench, people.bench.secretary.person
    centre, head = judging.centre()
    centre.name_zh, centre.name_en = "江城科技伦理服务中心", "River City Ethics Service Centre"
    centre.save()
    judging.deliberating(bench, listed=True)
    people.votes()
    assert "on the list" in people.refused(secretary, bench.round, "stage", reasons="可行")
    people.does(secretary, bench.round, "request_experts", organiser=centre.pk, organiser_name="")
    with wall_down():
        review = ExpertReview.objects.get()
    people.does(head, review, "compose")
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            invites(people, head, review, number)
    experts = [people.expert(message) for message in mail.outbox if "/" in message.body]
    assert len(experts) == 5
    for place, expert in enumerate(experts):
        assert "8 attending" not in expert.page()
        expert.comes_in(django_capture_on_commit_callbacks)
        for words in ("8 attending", "按相关程度从高到低排列商品"):
            assert words not in expert.page(), "papers are shown before the declaration"
        expert.sends(relations="曾任申请单位顾问" if place == 2 else "无", confidential="on")
        assert "8 attending" in expert.page()
        assert "按相关程度从高到低排列商品" in expert.page()
    conflicted = experts.pop(2)
    people.does(head, seat_of(conflicted), "recuse_expert", reason="曾任申请单位顾问")
    assert conflicted.status() == 404
    assert "Too few experts" in people.refused(head, review, "start_review")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        invites(people, head, review, 7)
    experts.append(people.expert(next(m for m in mail.outbox if "/reviews/expert/" in m.body)))
    experts[-1].comes_in(django_capture_on_commit_callbacks)
    experts[-1].sends(relations="无", confidential="on")
    people.does(head, review, "start_review")
    for place, expert in enumerate(experts):
        expert.sends(
            agrees="yes" if place else "no",
            compliance="程序合规",
            reasonableness="结论合理" if place else "对未成年人的影响评估不足",
            signed="on",
        )
    people.does(head, review, "close_review")
    assert "4 / 5: 12 ≥ 10" in people.reads(head, review.get_absolute_url())
    assert conflicted.status() == 404
    assert experts[0].status() == 404, "the link ends"
    group = people.prints(head, KIND.REVIEW_EXPERT_OPINION)
    for words in ("12≥10", "曾任申请单位顾问", "对未成年人的影响评估不足"):
        assert words in group
    people.prints(head, KIND.REVIEW_EXPERT_PACKAGE)
    people.votes()
    assert bench.the_round.state == "voted_final"
    letter = people.stages()
    assert [letter.count(words) for words in ("24≥16", "12≥10")] == [2, 1]
    people.releases()
    assert bench.the_case.state == "in_force"


def invites(people: People, head: Any, review: ExpertReview, number: int) -> None:
    people.step(head, review, "invite", **expert_typed(number))


def expert_typed(number: int) -> dict[str, str]:
    typed = judging.expert(number)
    return {
        "name": f"{'赵钱孙李周吴郑王'[number]}教授",
        "email": typed.email,
        "unit": typed.unit,
        "title": "教授",
        "discipline": typed.discipline.value,
    }


def test_a_second_review_outside_is_recorded_with_its_scan(people: People) -> None:
    bench, secretary = people.bench, people.bench.secretary.person
    judging.deliberating(bench, listed=True)
    people.votes()
    authority = "某省科学技术厅"
    people.does(secretary, bench.round, "request_experts", organiser="", organiser_name=authority)
    with wall_down():
        review = ExpertReview.objects.get()
    people.does(secretary, review, "compose")
    for number in range(4):
        people.sends(secretary, review, "record_expert", **expert_typed(number))
    assert "Too few experts" in people.refused(secretary, review, "start_review")
    people.does(secretary, review, "record_expert", **expert_typed(4))
    people.does(secretary, review, "start_review")
    with wall_down():
        seats = list(review.seats.order_by("pk"))
    people.does(
        secretary,
        review,
        "record_reply",
        reference="科伦复〔2026〕7号",
        replied_on="2026-11-25",
        scan=scan("reply.pdf"),
        compliance="程序合规",
        reasonableness="结论合理",
        **{f"agrees_{seat.pk}": "on" for seat in seats[:4]},
    )
    group = people.prints(secretary, KIND.REVIEW_EXPERT_OPINION)
    for words in ("科伦复〔2026〕7号", "12≥10", authority, "以向主管部门申报的为准"):
        assert words in group
    assert f"{authority}（盖章）" not in group, "the committee's record, not the authority's paper"
    people.votes()
    assert "12≥10" in people.stages()
    people.releases()
    assert bench.the_case.state == "in_force"


def test_an_exemption_is_signed_by_legal_and_spares_the_experts(people: People) -> None:
    bench, secretary = people.bench, people.bench.secretary.person
    legal = bench.people["legal"]
    judging.deliberating(bench, listed=True)
    people.votes()
    people.does(
        bench.filer,
        bench.round,
        "propose_exemption",
        grounds="已按算法推荐管理规定备案并接受监管。",
        evidence="备案编号：网信算备000000000000000000号",
    )
    assert "legal" in people.refused(bench.filer, bench.round, "sign_exemption")
    assert "on the list" in people.refused(secretary, bench.round, "stage", reasons="可行")
    people.does(legal, bench.round, "sign_exemption")
    record = people.prints(bench.filer, KIND.REVIEW_EXEMPTION)
    assert "已按算法推荐管理规定备案" in record
    with wall_down():
        assert Exemption.objects.get().signed_by == legal
    assert "不再开展专家复核" in people.stages()
    people.releases()
    assert bench.the_case.state == "in_force"


# -- who may preside ------------------------------------------------------------------------------
def test_a_chair_in_conflict_neither_reads_nor_presides(people: People) -> None:
    bench = people.bench
    chair, vice = bench.chair, bench.members[1].person
    judging.accepted(bench)
    people.does(chair, bench.case, "declare", level="declared", words="配偶任职于申请单位")
    with wall_down():
        declared = InterestDeclaration.objects.get(person=chair)
    ruling = {"declaration": declared.pk, "ruling": "recused"}
    assert people.refused(chair, bench.case, "rule", **ruling)
    people.does(vice, bench.case, "rule", **ruling)
    assert people.status(chair) == 404
    assert bench.the_case.number not in people.reads(chair, reverse("reviews:cases"))
    judging.declare(bench, *(seat.person for seat in bench.members[1:]))
    people.does(vice, bench.round, "assign", seats=[seat.pk for seat in bench.members[2:4]])
    judging.deliberating(bench)
    bench.members.pop(0)
    people.votes(chair=vice)
    letter = people.stages()
    assert "21≥14" in letter
    people.releases(vice)
    assert bench.the_case.state == "in_force"
    minutes = people.prints(bench.secretary.person, KIND.REVIEW_MINUTES)
    for words in (str(chair), "回避", "21≥14"):
        assert words in minutes


def test_where_nobody_may_preside_legal_entrusts_another_committee(people: People) -> None:
    bench, legal = people.bench, people.bench.people["legal"]
    judging.accepted(bench)
    for seat in bench.members[:2]:
        people.does(
            seat.person, bench.case, "recuse", person=seat.person.pk, ground="superior", words=""
        )
    assert "Entrust" in people.reads(legal)
    other, seats, secretary = judging.make_committee(bench.provider, kind=CommitteeKind.CENTRE)
    people.does(legal, bench.round, "entrust", committee=other.pk, reason="主任委员均须回避。")
    assert bench.the_round.committee_id == other.pk
    bench.committee, bench.members, bench.secretary = other, seats, secretary
    accepts(people)
    judging.deliberating(judging.independent(bench))
    people.votes()
    people.stages()
    people.releases()
    assert bench.the_case.state == "in_force"


# -- after the approval ---------------------------------------------------------------------------
def test_a_follow_up_suspends_and_a_vote_lifts_the_suspension(people: People) -> None:
    bench, secretary = people.bench, people.bench.secretary.person
    judging.released(bench)
    with wall_down():
        first = FollowUp.objects.get(case=bench.case)
    people.does(bench.filer, first, "report_follow_up", text="模型升级两次。\n投诉增加三成。")
    people.does(secretary, bench.case, "begin_follow_up", simplified="", reason="投诉增加")
    judging.deliberating(judging.independent(bench))
    people.votes("suspend")
    letter = people.stages(reasons="投诉增加，原因未明。")
    assert "暂停" in letter
    people.releases()
    assert "Suspended" in people.reads(bench.filer)
    report = people.prints(bench.filer, KIND.REVIEW_FOLLOW_UP)
    assert "投诉增加三成" in report
    assert "暂停" in report
    people.does(bench.chair, bench.case, "propose", reason="整改完成，建议恢复。")
    people.votes("lift")
    assert "恢复" in people.stages(reasons="整改经复测有效。")
    people.releases()
    assert bench.the_case.state == "in_force"
