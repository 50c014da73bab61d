"""The people of a review, each in a browser of their own, and the papers that they print.

Every act is sent over HTTP. Of what a journey is about, the page that offers it and its form are
read before; what every journey passes is sent alone; what it only presupposes the services do.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from filings.documents import CHINESE
from filings.enums import DocumentKind, JobKind, JobState
from filings.models import Document, Job, User
from filings.services.issuing import PDF
from reviews.enums import AttendanceMode, Choice
from reviews.models import Case, ExpertReview, ExpertSeat, Meeting, Motion
from reviews.services import meetings
from tests.factories import wall_down
from tests.filings import files
from tests.reliability.world import reset_wall
from tests.reviews import judging
from tests.reviews.documents import printed
from tests.reviews.judging import Bench

PICTURES = os.environ.get("BEIAN_PAPERS", "")
"""A folder in which to leave every paper of the journeys, to look at them."""
NAMES = ["顾明远", "林知夏", "沈若兰", "周启文", "何静姝", "罗一鸣", "邵清", "唐与之", "秦书怀"]


def named(bench: Bench) -> Bench:
    """The committee under names that a paper may bear; its secretary is the last."""
    with wall_down():
        for seat, name in zip([*bench.members, bench.secretary], NAMES, strict=True):
            seat.person.name = name
            seat.person.save(update_fields=["name"])
        bench.algorithm.name_zh, bench.algorithm.name_en = "星澜首页商品推荐", "Xinglan home feed"
        bench.algorithm.save()
    return bench


def scan(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf(), content_type="application/pdf")


class People:
    """Each person in a browser of their own; `told` is the journey's name for its papers.

    `step` is how they do what all journeys pass; one of them does it by its pages.
    """

    def __init__(self, bench: Bench, told: str = "") -> None:
        self.bench, self.told = bench, told
        self.browsers: dict[int, Client] = {}
        self.step = self.sends

    def browser(self, user: User) -> Client:
        if user.pk not in self.browsers:
            self.browsers[user.pk] = Client()
            self.browsers[user.pk].force_login(user)
        reset_wall()
        return self.browsers[user.pk]

    def reads(self, user: User, path: str = "") -> str:
        """What a page says, as one line; the page of the case unless told otherwise."""
        response = self.browser(user).get(path or self.case_page())
        assert response.status_code == 200, path
        return response.content.decode()

    def status(self, user: User, path: str = "") -> int:
        return self.browser(user).get(path or self.case_page()).status_code

    def does(self, user: User, obj: Any, action: str, **typed: Any) -> None:
        """Opens the act from the page that offers it, fills in the form and sends it."""
        path, review = self.act(obj, action), getattr(obj, "review", obj)
        own = isinstance(review, ExpertReview)
        offering = review.get_absolute_url() if own else self.case_page()
        assert path in self.reads(user, offering), f"{action} is not offered"
        assert "<form" in self.reads(user, path)
        self.sends(user, obj, action, **typed)

    def sends(self, user: User, obj: Any, action: str, **typed: Any) -> None:
        """Only sends the form."""
        response = self.browser(user).post(self.act(obj, action), {"key": str(uuid4())} | typed)
        assert response.status_code == 302, said(response.content.decode())
        reset_wall()
        judging.now(self.bench)

    def refused(self, user: User, obj: Any, action: str, **typed: Any) -> str:
        """Why the act cannot be done, as its page says after it was tried."""
        response = self.browser(user).post(self.act(obj, action), {"key": str(uuid4())} | typed)
        assert response.status_code in {409, 422}, response.status_code
        reset_wall()
        judging.now(self.bench)
        return said(response.content.decode())

    @staticmethod
    def act(obj: Any, action: str) -> str:
        return reverse("reviews:act", args=[type(obj).__name__.lower(), obj.pk, action])

    def case_page(self) -> str:
        return reverse("reviews:case", args=[self.bench.the_case.pk])

    def expert(self, message: Any) -> "Expert":
        """Whoever the mail went to."""
        return Expert(message)

    # -- what every journey passes ----------------------------------------------------------------
    def opens(self) -> None:
        bench = self.bench
        response = self.browser(bench.filer).post(
            reverse("reviews:case_open", args=[bench.algorithm.pk]),
            {"key": str(uuid4()), "committee": bench.committee.pk},
        )
        assert response.status_code == 302
        reset_wall()
        with wall_down():
            bench.case = Case.objects.get()
        judging.now(bench)

    def meets(self, chair: User, *, mode: str = "in_person", present: int = 8) -> Meeting:
        """Called and opened by who presides; one arrival is recorded by page, the rest by name."""
        bench = self.bench
        self.step(chair, bench.round, "call_meeting", starts_at="2026-11-20T10:00", place="A 座")
        with wall_down():
            meeting: Meeting = bench.the_round.meetings.exclude(state="ended").get()
        self.step(chair, meeting, "open_meeting")
        first, *others = [seat for seat in bench.members[:present] if seat.person != chair]
        self.step(chair, meeting, "attend", seat=first.pk, mode=mode)
        how = AttendanceMode(mode)
        for seat in others:
            judging.do(chair, meetings.attend, meeting=meeting, seat=seat, mode=how)
        return meeting

    def votes(
        self, outcome: str = "approve", *, chair: User | None = None, mode: str = "in_person"
    ) -> Motion:
        """The first ballot is cast by page; the rest by the service."""
        bench, chair = self.bench, chair or self.bench.chair
        with wall_down():
            sitting = bench.the_round.meetings.exclude(state="ended").first()
        meeting = sitting or self.meets(chair, mode=mode)
        self.step(chair, bench.round, "open_vote", outcome=outcome, wording="")
        with wall_down():
            motion: Motion = bench.the_round.motions.latest("pk")
            voters = [v.seat.person for v in motion.voters.select_related("seat__person")]
        self.step(voters[0], motion, "cast", choice="yes", reason="")
        for person in voters[1:]:
            judging.do(person, meetings.cast, motion=motion, choice=Choice.YES)
        self.step(chair, motion, "close_vote")
        self.step(chair, meeting, "end_meeting")
        return motion

    def stages(self, *, by: User | None = None, **typed: Any) -> str:
        """The decision is prepared and its letter printed; gives what the letter says."""
        secretary = by or self.bench.secretary.person
        given = {"reasons": "数据来源清楚，风险可控，措施充分。", "advice": ""} | typed
        self.step(secretary, self.bench.round, "stage", **given)
        return self.printed()

    def releases(self, chair: User | None = None) -> None:
        self.step(chair or self.bench.chair, self.bench.round, "release")

    # -- papers -----------------------------------------------------------------------------------
    def prints(self, user: User, kind: DocumentKind, about: str = "") -> str:
        """Ordered on the page of the papers, printed by a worker; gives what the Chinese one says.

        `about` names the subject where the page offers the paper about several.
        """
        page = reverse("reviews:case_papers", args=[self.bench.the_case.pk])
        offers = html.document_fromstring(self.reads(user, page)).xpath(
            "//li[form/input[@name='paper'][@value=$kind]][contains(., $about)]/form",
            kind=kind.value,
            about=about,
        )
        assert offers, f"{kind} is not offered"
        self.orders(user, offers[0])
        return self.printed()

    def orders(self, user: User, offer: Any) -> None:
        """By the button of this form on the page of the papers."""
        fields = {each.get("name"): each.get("value") for each in offer.xpath("input")}
        assert self.browser(user).post(offer.get("action"), fields).status_code == 302

    def printed(self) -> str:
        """What the Chinese paper says that was ordered last."""
        reset_wall()
        with wall_down():
            job = Job.objects.filter(kind=JobKind.REVIEW_PAPER, state=JobState.WAITING).latest("pk")
        issued = printed.run(job)
        with wall_down():
            assert job.state == JobState.DONE, job.trouble
        if PICTURES:
            leave(issued, self.told)
        reset_wall()
        (chinese,) = [d for d in issued if d.language == CHINESE and d.media_type == PDF]
        return printed.squeezed(printed.text_of(printed.bytes_of(chinese)))


def leave(issued: list[Document], told: str) -> None:
    folder = Path(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    for each in issued:
        if each.media_type == PDF:
            place = folder / f"{told}-{each.pk:04}-{each.kind}-{each.language}.pdf"
            place.write_bytes(printed.bytes_of(each))


def said(page: str) -> str:
    """The sentences of a page that say what is wrong."""
    found = html.document_fromstring(page).xpath(
        "//*[contains(@class, 'notice') or contains(@class, 'error') or @role='alert']"
    )
    return " ".join(" ".join(each.text_content().split()) for each in found)


class Expert:
    """Somebody outside with nothing but a mail."""

    def __init__(self, message: Any) -> None:
        self.address = message.to[0]
        found = re.search(r"\S*/reviews/expert/\S+", message.body)
        assert found, message.body
        self.path = re.sub(r"^https?://[^/]+", "", found[0])
        self.client = Client()

    def page(self) -> str:
        reset_wall()
        response = self.client.get(self.path)
        assert response.status_code == 200
        return response.content.decode()

    def status(self) -> int:
        reset_wall()
        return self.client.get(self.path).status_code

    def sends(self, **typed: Any) -> None:
        reset_wall()
        response = self.client.post(self.path, typed)
        assert response.status_code == 302, response.content.decode()[-3000:]

    def comes_in(self, capture: Callable[..., Any]) -> None:
        with capture(execute=True):
            self.sends(act="send")
        (code,) = re.findall(r"\d{6}", str(mail.outbox[-1].body))
        self.mistypes("000000" if code != "000000" else "1")
        self.sends(code=code)

    def mistypes(self, code: str) -> None:
        reset_wall()
        assert self.client.post(self.path, {"code": code}).status_code == 422


def seat_of(expert: Expert) -> ExpertSeat:
    with wall_down():
        found: ExpertSeat = ExpertSeat.objects.get(email=expert.address)
    return found
