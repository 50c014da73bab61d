"""A review in a real Chromium: an approval at the desk in Chinese, an expert's part on a phone."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page

from filings.enums import JobKind, JobState
from filings.models import Job, User
from reviews.enums import Choice
from reviews.models import Motion
from reviews.services import expert_review, meetings
from tests.browser.conftest import Contexts
from tests.browser.watching import Watch, barriers, overflow
from tests.browser.windows import come_in, sent, shot
from tests.journeys.committee import named
from tests.reviews import judging
from tests.reviews.documents import printed
from tests.reviews.judging import Bench, do, seen


@pytest.fixture
def bench(empty_site: str) -> Bench:
    with transaction.atomic():
        made = named(judging.submitted(judging.make_bench()))
    User.objects.update(language="zh-Hans")
    return made


COLOUR = "box => getComputedStyle(box).backgroundColor"


class Desk:
    """People of one review, each at a window of their own, going by the links of the case."""

    def __init__(self, contexts: Contexts, address: str, bench: Bench) -> None:
        self.contexts, self.address, self.bench = contexts, address, bench
        self.pages: dict[int, Page] = {}
        self.watches: list[Watch] = []

    def page(self, person: User) -> Page:
        if person.pk not in self.pages:
            self.pages[person.pk] = come_in(self.contexts(), self.address, person)
            self.watches.append(Watch(self.pages[person.pk]))
        return self.pages[person.pk]

    def case(self, person: User) -> Page:
        page = self.page(person)
        page.goto(self.address + self.bench.the_case.get_absolute_url())
        return page

    def does(self, person: User, obj: Any, action: str, **typed: Any) -> None:
        """By the link on the case, through the form, back to the case that says it is done."""
        page = self.case(person)
        thing = type(obj).__name__.lower()
        path = reverse("reviews:act", args=[thing, obj.pk, action])
        sent(page, page.locator(f'main a[href="{path}"]').first)
        for name, value in typed.items():
            self._enter(page, name, value)
        shot(page, f"{action}")
        sent(page, page.locator("main form[method=post] button[type=submit]").first)
        page.locator("main, .messages").get_by_text("已完成").first.wait_for()
        judging.now(self.bench)

    @staticmethod
    def _enter(page: Page, name: str, value: Any) -> None:
        field = page.locator(f'main [name="{name}"]')
        kind = field.first.evaluate("e => e.type || e.tagName")
        if kind in {"radio", "checkbox"}:
            for each in value if isinstance(value, list) else [value]:
                page.locator(f'main [name="{name}"][value="{each}"]').check()
        elif kind.startswith("select"):
            field.select_option(str(value))
        else:
            field.fill(str(value))


def test_an_ordinary_approval_at_the_desk_in_chinese(
    contexts: Contexts, empty_site: str, bench: Bench
) -> None:
    desk = Desk(contexts, empty_site, bench)
    secretary, chair, reviewer = bench.secretary.person, bench.chair, bench.members[2]
    desk.does(
        secretary,
        bench.round,
        "accept",
        procedure="general",
        reason="影响面可控",
        list_reason="逐项对照，不在清单内",
    )
    desk.does(reviewer.person, bench.case, "declare", level="none")
    with transaction.atomic():
        judging.declare(bench)
    seats = [seat.pk for seat in bench.members[2:4]]
    desk.does(chair, bench.round, "assign", seats=seats)
    with seen():
        mine = bench.the_round.assignments.get(seat=reviewer)
    desk.does(
        reviewer.person,
        mine,
        "submit_opinion",
        point_fairness="新老用户曝光相差不大。",
        outcome="approve",
        summary="可行。",
    )
    with transaction.atomic():
        judging.opine(bench, bench.members[3])
    desk.does(secretary, bench.round, "deliberate")
    motion = meets_and_opens_the_vote(desk)
    desk.does(reviewer.person, motion, "cast", choice="yes")
    with transaction.atomic():
        for seat in [seat for seat in bench.members if seat != reviewer]:
            do(seat.person, meetings.cast, motion=motion, choice=Choice.YES)
    desk.does(chair, motion, "close_vote")
    assert "24 ≥ 16" in (desk.case(chair).locator("main").text_content() or "")
    desk.does(secretary, bench.round, "stage", reasons="风险可控，措施充分。")
    with seen():
        job = Job.objects.get(kind=JobKind.REVIEW_PAPER, state=JobState.WAITING)
    with transaction.atomic():
        printed.run(job)
    desk.does(chair, bench.round, "release")
    page = desk.case(bench.filer)
    shot(page, "applicant")
    assert "已批准" in (page.locator("main").text_content() or "")
    with page.expect_download() as letter:
        page.goto(empty_site + reverse("reviews:case_papers", args=[bench.the_case.pk]))
        page.locator("main a[download]").first.click()
    content = letter.value.path().read_bytes()
    assert "科技伦理审查决定书" in printed.squeezed(printed.text_of(content))
    assert [watch.faults for watch in desk.watches if watch.faults] == []


def meets_and_opens_the_vote(desk: Desk) -> Motion:
    """The chair does one of each by hand; the other members arrive by the service."""
    bench, chair = desk.bench, desk.bench.chair
    desk.does(chair, bench.round, "call_meeting", place="A 座会议室")
    with seen():
        meeting = bench.the_round.meetings.get()
    desk.does(chair, meeting, "open_meeting")
    desk.does(chair, meeting, "attend", seat=bench.members[1].pk, mode="video")
    with transaction.atomic():
        for seat in bench.members[2:]:
            do(chair, meetings.attend, meeting=meeting, seat=seat)
    desk.does(chair, bench.round, "open_vote", outcome="approve")
    with seen():
        motion: Motion = bench.the_round.motions.get()
    return motion


def test_an_expert_comes_from_the_link_to_the_signature_on_a_phone(
    contexts: Contexts, empty_site: str, bench: Bench
) -> None:
    with transaction.atomic():
        judging.voted(bench, listed=True)
        organiser, head = judging.centre()
        review = do(
            bench.secretary.person, expert_review.request, round_=bench.round, organiser=organiser
        )
        do(head, expert_review.compose, review=review)
        for number in range(1, 5):
            seat, _link = do(
                head, expert_review.invite, review=review, person=judging.expert(number)
            )
            with judging.as_judge(head):
                expert_review.accept_seat(seat=seat, relations="无")
        _seat, link = do(head, expert_review.invite, review=review, person=judging.expert(0))
    page = contexts(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="en-US"
    ).new_page()
    watch = Watch(page)
    page.goto(empty_site + reverse("reviews:expert", args=[link]))
    fits(page, "1-code")
    with page.expect_navigation():
        page.get_by_role("button", name="Send the code").tap()
    page.get_by_label("Code from the mail").fill(code_mailed())
    page.get_by_role("button", name="Go on").tap()
    for known in ("星澜首页商品推荐", "Xinglan Ethics Committee"):
        page.get_by_text(known).first.wait_for()
    page.get_by_label("Your relations").fill("None.")
    page.get_by_label("I keep what I read here confidential").check()
    fits(page, "2-declare")
    page.get_by_role("button", name="Declare and read").tap()
    page.get_by_text("The review begins when the group is complete").wait_for()
    fits(page, "3-read")
    assert "24 ≥ 16" in (page.locator("main").text_content() or "")
    with transaction.atomic():
        do(head, expert_review.start, review=review)
    page.reload()
    page.get_by_label("I agree with the first opinion").check()
    page.get_by_label("On compliance").fill("The rules were followed.")
    page.get_by_label("On reasonableness").fill("The conclusion follows from the facts.")
    signed = page.get_by_label("I sign this with my name")
    signed.check()
    assert signed.evaluate(COLOUR) != "rgb(255, 255, 255)", "a tick that cannot be seen"
    fits(page, "4-sign")
    page.get_by_role("button", name="Sign and send").tap()
    page.get_by_text("Your opinion has been signed and sealed").wait_for()
    fits(page, "5-done")
    assert watch.faults == []


def fits(page: Page, name: str) -> None:
    """Nothing is wider than the phone or shut to whoever cannot see or point."""
    shot(page, f"expert-{name}")
    assert overflow(page, 390) == []
    assert barriers(page) == []


def code_mailed() -> str:
    found = re.findall(r"\d{6}", str(mail.outbox[-1].body))
    assert len(found) == 1
    return str(found[0])
