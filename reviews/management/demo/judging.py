"""The invented committee and its cases, entered through the services so that history is whole."""

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from filings import walls
from filings.enums import Role
from filings.models import Algorithm, Membership, Provider, User
from filings.services import people
from filings.services.people import Invited
from reviews.enums import (
    Choice,
    CommitteeKind,
    Interest,
    LetterPlace,
    Outcome,
    Procedure,
    SeatRole,
)
from reviews.models import Assignment, Case, Committee, Decision, Meeting, Round, Seat
from reviews.services import (
    committees,
    corrections,
    decisions,
    intake,
    meetings,
    opinions,
    panel,
    papers,
)
from reviews.services.intake import Acceptance
from reviews.terms import add_months

APPROVED, RUNNING = "SZ-002", "HZ-002"
"""References of the algorithms whose cases are entered: one decided, one awaiting opinions."""
MEMBERS = Path(__file__).parent / "people.toml"
VIDEO_AND_SIMPLIFIED = {"video_allowed": True, "simplified_allowed": True}


SINCE = timedelta(days=12)
"""The committee is young: the term for its registration still runs."""


def enter(today: date) -> int:
    """All of it, in the caller's transaction; gives how many cases."""
    operator = User.objects.get(is_operator=True, is_demo=True)
    facts = tomllib.loads(MEMBERS.read_text(encoding="utf-8"))
    persons = {code: _enrol(person) for code, person in facts.items()}
    committee = _found(operator, facts, persons, today)
    bench = Bench(committee, persons)
    bench.decide(APPROVED)
    bench.open(RUNNING)
    return Case.objects.count()


def _enrol(person: dict[str, Any]) -> User:
    invited = Invited(person["email"], person["name"], person.get("language", "zh-hans"))
    return people.enrol(invited, is_demo=True)


def _found(
    operator: User, facts: dict[str, Any], persons: dict[str, User], today: date
) -> Committee:
    walls.enter(operator)
    committee = committees.found(
        facts={
            "kind": CommitteeKind.GROUP,
            "name_zh": "星澜集团科技伦理委员会",
            "name_en": "Xinglan Group Ethics Committee",
            "founded_on": today - SINCE,
        }
        | VIDEO_AND_SIMPLIFIED,
        provider=None,
        by=operator,
    )
    for provider in Provider.objects.visible_to(operator):
        committees.entrust(committee=committee, provider=provider, reason="", by=operator)
    for order, (code, person) in enumerate(facts.items()):
        committees.give_seat(
            committee=committee,
            person=persons[code],
            facts={
                "role": person.get("role", SeatRole.MEMBER),
                "order": order,
                "category": person["category"],
                "sex": person["sex"],
                "is_external": person.get("is_external", False),
                "unit": person["unit"],
                "title": person["title"],
                "valid_from": today - SINCE,
                "valid_until": add_months(today, 26 if order else 10),
            },
            by=operator,
        )
    return committee


class Bench:
    """Acts as one person after the other, each behind their own wall."""

    def __init__(self, committee: Committee, persons: dict[str, User]) -> None:
        self.committee, self.persons = committee, persons
        rows = Seat.objects.filter(committee=committee).select_related("person")
        self.voting = list(rows.voting())

    def act(self, person: User, service: Callable[..., Any], **facts: Any) -> Any:
        acting = User.objects.get(pk=person.pk)
        walls.enter(acting)
        walls.enter_as_judge(acting)
        return service(by=acting, **facts)

    def open(self, reference: str) -> Round:
        """Submitted, accepted, declared and given to two reviewers."""
        algorithm, filer = self._algorithm(reference)
        case = self.act(
            filer,
            intake.open_case,
            algorithm=algorithm,
            committee=self.committee,
            late_reason="算法上线时尚无本集团委员会，现补充申请审查。",
        )
        round_: Round = self.act(filer, intake.submit, case=case)
        self.act(
            self.persons["secretary"],
            intake.accept,
            round_=round_,
            facts=Acceptance(
                procedure=Procedure.GENERAL,
                reason="存在伦理风险，但发生可能性和程度有限，无紧急情形，适用一般程序。",
                listed=False,
                list_reason="对照专家复核清单三项逐一判断，均不属于。",
            ),
        )
        for seat in self.voting:
            self.act(seat.person, panel.declare, case=case, level=Interest.NONE)
        self.act(self.persons["chair"], panel.assign, round_=round_, seats=self.voting[2:4])
        return round_

    def decide(self, reference: str) -> None:
        """An ordinary approval, from the opinions to the release."""
        round_ = self.open(reference)
        for assignment in Assignment.objects.filter(round=round_).select_related("seat__person"):
            self.act(
                assignment.seat.person,
                opinions.submit,
                assignment=assignment,
                outcome=Outcome.APPROVE,
                summary="目的正当，数据来源合法，人工干预和停用措施有效，分组比较制度可以发现不公平。",
                points={"fairness": "已按年龄、性别分组比较，差异有处置规则。"},
            )
        secretary, chair = self.persons["secretary"], self.persons["chair"]
        self.act(secretary, opinions.deliberate, round_=round_)
        self._vote(round_, self._meet(round_))
        self.act(
            secretary,
            decisions.stage,
            round_=round_,
            reasons="活动符合增进人类福祉、公平公正、可控可信、公开透明和隐私保护的要求，风险防控措施与风险相当。",
            advice="建议每季度向委员会报送分组比较结果。",
        )
        papers.print_waiting(round_.case)
        self.correct(self.act(chair, decisions.release, round_=round_))

    def correct(self, decision: Decision) -> None:
        """A slip in the letter that was just released."""
        correction = self.act(
            self.persons["secretary"],
            corrections.propose,
            decision=decision,
            place=LetterPlace.ADVICE,
            passage="报送分组比较结果",
            reading="报送按年龄、性别分组比较的结果",
            reason="起草时漏写分组的依据。",
        )
        papers.print_waiting(decision.case)
        correction.refresh_from_db()
        self.act(self.persons["chair"], corrections.make, correction=correction)

    def _meet(self, round_: Round) -> Meeting:
        chair = self.persons["chair"]
        meeting: Meeting = self.act(
            chair,
            meetings.call,
            round_=round_,
            starts_at=timezone.now(),
            place="星澜集团总部三号会议室",
        )
        self.act(chair, meetings.open_meeting, meeting=meeting)
        for seat in self.voting:
            if seat.person_id != chair.pk:
                self.act(chair, meetings.attend, meeting=meeting, seat=seat)
        return meeting

    def _vote(self, round_: Round, meeting: Meeting) -> None:
        chair = self.persons["chair"]
        motion = self.act(chair, meetings.open_vote, round_=round_, outcome=Outcome.APPROVE)
        for place, seat in enumerate(self.voting):
            last = place == len(self.voting) - 1
            self.act(
                seat.person,
                meetings.cast,
                motion=motion,
                choice=Choice.ABSTAIN if last else Choice.YES,
                reason="希望看到更长时间的数据。" if last else "",
            )
        self.act(chair, meetings.close, motion=motion)
        self.act(chair, meetings.end, meeting=meeting)

    def _algorithm(self, reference: str) -> tuple[Algorithm, User]:
        """The algorithm, and a filer of its provider who did not freeze it alone."""
        operator = User.objects.get(is_operator=True, is_demo=True)
        walls.enter(operator)
        algorithm = Algorithm.objects.get(reference=reference)
        filers = Membership.objects.filter(provider=algorithm.provider_id, role=Role.FILER)
        return algorithm, filers.select_related("user").earliest("pk").user
