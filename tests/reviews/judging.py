"""A provider with its committee, and a case brought to wherever a test needs it."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings import walls
from filings.enums import DocumentKind, Role
from filings.models import Algorithm, Provider, User
from reviews.enums import (
    Category,
    Choice,
    CommitteeKind,
    Discipline,
    Interest,
    LetterPlace,
    Outcome,
    PaperAudience,
    Procedure,
    RoundState,
    SeatRole,
    ServiceBasis,
    Sex,
)
from reviews.models import (
    Case,
    Committee,
    CommitteeService,
    Correction,
    Decision,
    ExpertReview,
    ExpertSeat,
    InterestDeclaration,
    Meeting,
    Motion,
    Paper,
    Round,
    Seat,
)
from reviews.services import (
    corrections,
    decisions,
    expert_review,
    intake,
    meetings,
    opinions,
    panel,
)
from reviews.services.expert_review import Person, Said
from reviews.services.intake import Acceptance
from tests.factories import (
    AlgorithmFactory,
    DisclosureFactory,
    DocumentFactory,
    MembershipFactory,
    ProviderFactory,
    UserFactory,
    wall_down,
)

CATEGORIES = (
    Category.AI_TECHNOLOGY,
    Category.AI_APPLICATION,
    Category.ETHICS,
    Category.LAW,
    Category.AI_TECHNOLOGY,
    Category.ETHICS,
    Category.LAW,
    Category.AI_APPLICATION,
)


DISCLOSED = {"notice": {"principle": {"zh": "按相关程度从高到低排列商品。", "en": ""}}}


@dataclass
class Bench:
    """Who is there. Members: the chair, a vice chair, then ordinary ones; `secretary` apart."""

    provider: Provider
    committee: Committee
    people: dict[str, User]
    members: list[Seat]
    secretary: Seat
    algorithm: Algorithm
    case: Case | None = None
    round: Round | None = None
    seats: list[ExpertSeat] = field(default_factory=list)

    @property
    def chair(self) -> User:
        return self.members[0].person

    @property
    def filer(self) -> User:
        return self.people["filer"]

    @property
    def the_case(self) -> Case:
        assert self.case is not None
        return self.case

    @property
    def the_round(self) -> Round:
        assert self.round is not None
        return self.round


@contextmanager
def seen() -> Iterator[None]:
    """Everything, also where nothing else holds a transaction."""
    with transaction.atomic(), wall_down():
        yield


def make_committee(
    provider: Provider | None,
    *,
    members: int = 8,
    kind: CommitteeKind = CommitteeKind.OWN,
    **facts: Any,
) -> tuple[Committee, list[Seat], Seat]:
    founder = UserFactory()
    committee = Committee.objects.create(
        kind=kind,
        name_zh="星澜科技伦理委员会",
        name_en="Xinglan Ethics Committee",
        founded_on=date(2026, 1, 5),
        founded_by=founder,
        **({"video_allowed": True, "simplified_allowed": True} | facts),
    )
    if provider:
        with seen():
            CommitteeService.objects.create(
                provider=provider,
                committee=committee,
                basis=ServiceBasis.OWN if kind == CommitteeKind.OWN else ServiceBasis.ENTRUSTED,
                reason="" if kind == CommitteeKind.OWN else "无自有委员会",
                since=date(2026, 1, 5),
                arranged_by=founder,
            )
    seats = [make_seat(committee, number) for number in range(members)]
    return committee, seats, make_seat(committee, 0, role=SeatRole.SECRETARY)


def make_seat(committee: Committee, number: int, **facts: Any) -> Seat:
    role = [SeatRole.CHAIR, SeatRole.VICE_CHAIR][number] if number < 2 else SeatRole.MEMBER
    today = timezone.localdate()
    given: dict[str, Any] = {
        "role": role,
        "category": CATEGORIES[number % len(CATEGORIES)],
        "sex": Sex.FEMALE if number % 2 else Sex.MALE,
        "is_external": number % 3 == 2,
        "valid_from": today - timedelta(days=100),
        "valid_until": today + timedelta(days=900),
    } | facts
    return Seat.objects.create(
        committee=committee,
        person=given.pop("person", None) or UserFactory(),
        given_by=committee.founded_by,
        **given,
    )


def make_bench(
    *,
    members: int = 8,
    provider: Provider | None = None,
    people: dict[str, User] | None = None,
) -> Bench:
    provider = provider or ProviderFactory()
    people = people or {
        role.value: MembershipFactory(
            provider=provider, role=role, user__name=role.value.replace("_", " ").title()
        ).user
        for role in Role
    }
    committee, seats, secretary = make_committee(provider, members=members)
    algorithm = AlgorithmFactory(provider=provider)
    DisclosureFactory(algorithm=algorithm, number=1, frozen=True, answers=DISCLOSED)
    return Bench(provider, committee, people, seats, secretary, algorithm)


def as_judge(user: User) -> Any:
    return walls.for_judge(fresh(user))


def fresh(user: User) -> User:
    """As the next request knows the person."""
    return User.objects.get(pk=user.pk)


def do(user: User, service: Callable[..., Any], **fields: Any) -> Any:
    with as_judge(user):
        return service(by=fresh(user), **fields)


def now(bench: Bench) -> Bench:
    """The case and its last round as the database has them."""
    with seen():
        if bench.case:
            bench.case = Case.objects.select_related("algorithm").get(pk=bench.case.pk)
            bench.round = (
                Round.objects.select_related("case__algorithm", "submission", "rule_pack")
                .filter(case=bench.case)
                .order_by("-number")
                .first()
            )
    return bench


# -- steps ----------------------------------------------------------------------------------------
def submitted(bench: Bench) -> Bench:
    bench.case = do(
        bench.filer, intake.open_case, algorithm=bench.algorithm, committee=bench.committee
    )
    do(bench.filer, intake.submit, case=bench.case)
    return now(bench)


def accepted(
    bench: Bench,
    procedure: Procedure = Procedure.GENERAL,
    *,
    listed: bool = False,
    **facts: Any,
) -> Bench:
    if bench.round is None or bench.round.state != RoundState.SUBMITTED:
        submitted(bench)
    given = {
        "simplified_ground": "minimal_risk" if procedure == Procedure.SIMPLIFIED else "",
        "emergency_act": "国发〔2026〕1号" if procedure == Procedure.EMERGENCY else "",
    } | facts
    do(
        bench.secretary.person,
        intake.accept,
        round_=bench.round,
        facts=Acceptance(
            procedure=procedure,
            reason="按风险程度选择",
            listed=listed,
            list_reason="对照清单逐项判断",
            list_items=["L2"] if listed else [],
            **given,
        ),
    )
    return now(bench)


def declare(bench: Bench, *people: User) -> None:
    """Nothing to declare, said by those who have not spoken on this version yet."""
    with seen():
        spoken = set(
            InterestDeclaration.objects.filter(
                submission=bench.the_round.submission_id
            ).values_list("person_id", flat=True)
        )
    for person in people or [seat.person for seat in bench.members]:
        if person.pk not in spoken:
            do(person, panel.declare, case=bench.case, level=Interest.NONE)


def independent(bench: Bench, procedure: Procedure = Procedure.GENERAL, **facts: Any) -> Bench:
    if bench.round is None or bench.round.state != RoundState.ACCEPTED:
        accepted(bench, procedure, **facts)
    declare(bench)
    do(bench.chair, panel.assign, round_=bench.round, seats=bench.members[2:4])
    return now(bench)


def opine(bench: Bench, seat: Seat, outcome: Outcome | None = None) -> None:
    agreeing = Outcome.CONTINUE if bench.the_round.kind == "follow_up" else Outcome.APPROVE
    with seen():
        assignment = bench.the_round.assignments.get(seat=seat)
    do(
        seat.person,
        opinions.submit,
        assignment=assignment,
        outcome=outcome or agreeing,
        summary="风险可控，措施充分。",
    )


def deliberating(bench: Bench, **facts: Any) -> Bench:
    if bench.round is None or bench.round.state != RoundState.INDEPENDENT:
        independent(bench, **facts)
    for seat in bench.members[2:4]:
        opine(bench, seat)
    do(bench.secretary.person, opinions.deliberate, round_=bench.round)
    return now(bench)


def meeting(bench: Bench, *, present: int | None = None) -> Meeting:
    """In session, with the chair and the next members present."""
    called: Meeting = do(bench.chair, meetings.call, round_=bench.round, starts_at=timezone.now())
    do(bench.chair, meetings.open_meeting, meeting=called)
    for seat in bench.members[1:present]:
        do(bench.chair, meetings.attend, meeting=called, seat=seat)
    return called


def vote(
    bench: Bench,
    outcome: Outcome = Outcome.APPROVE,
    *,
    against: int = 0,
    present: int | None = None,
) -> Motion:
    """A vote opened, cast by everybody on the list and closed; the last ones are against."""
    with seen():
        running = bench.the_round.meetings.exclude(state="ended").first()
    running = running or meeting(bench, present=present)
    motion = do(bench.chair, meetings.open_vote, round_=bench.round, outcome=outcome)
    with seen():
        voters = [voter.seat.person for voter in motion.voters.select_related("seat__person")]
    for place, person in enumerate(voters):
        no = place >= len(voters) - against
        do(
            person,
            meetings.cast,
            motion=motion,
            choice=Choice.NO if no else Choice.YES,
            reason="风险过高" if no else "",
        )
    closed: Motion = do(bench.chair, meetings.close, motion=motion)
    now(bench)
    return closed


def voted(bench: Bench, outcome: Outcome = Outcome.APPROVE, **facts: Any) -> Bench:
    if bench.round is None or bench.round.state != RoundState.DELIBERATION:
        deliberating(bench, **facts)
    vote(bench, outcome)
    return bench


CONDITIONS = (decisions.Wanted(text="补充偏见测试", due_on=date(2026, 12, 31)),)


def staged(bench: Bench, outcome: Outcome = Outcome.APPROVE, **facts: Any) -> Bench:
    if bench.round is None or bench.round.state not in {RoundState.VOTED, RoundState.VOTED_FINAL}:
        voted(bench, outcome, **facts)
    do(
        bench.secretary.person,
        decisions.stage,
        round_=bench.round,
        reasons="符合审查重点各项要求。",
        conditions=CONDITIONS if outcome == Outcome.APPROVE_AFTER_CHANGES else (),
    )
    with_letter(now(bench))
    return bench


def issued(
    bench: Bench, kind: DocumentKind, name: str = "文书", by: User | None = None,
    facts: dict[str, Any] | None = None, **links: Any,
) -> Paper:  # fmt: skip
    """A paper as a row; tests of the papers print real ones."""
    given = {"audience": PaperAudience.APPLICANT, "case": bench.the_case} | links
    with transaction.atomic(), wall_down():
        document = DocumentFactory(
            provider_id=bench.provider.pk,
            algorithm=bench.algorithm,
            disclosure=None,
            kind=kind,
            name=f"{name}.pdf",
            sha256=hashlib.sha256(bench.provider.uscc.encode()).hexdigest(),
            issued_by=by,
            **({"facts": facts} if facts else {}),
        )
        made: Paper = Paper.objects.create(
            provider=bench.provider, document=document, kind=kind, subject=1, **given
        )
    return made


def with_letter(bench: Bench) -> None:
    """The letter of the prepared decision."""
    with transaction.atomic(), wall_down():
        decision = Decision.objects.get(round=bench.round, state="staged")
        letter = issued(bench, DocumentKind.REVIEW_DECISION, "决定书", decision=decision)
        Decision.objects.filter(pk=decision.pk).update(letter=letter.document)


def released(bench: Bench, outcome: Outcome = Outcome.APPROVE, **facts: Any) -> Bench:
    if bench.round is None or bench.round.state != RoundState.STAGED:
        staged(bench, outcome, **facts)
    do(bench.chair, decisions.release, round_=bench.round)
    return now(bench)


def corrected(bench: Bench) -> Correction:
    """A slip of the released letter, as the secretary proposes to correct it."""
    with wall_down():
        decision = Decision.objects.select_related("round__case__algorithm").get(round=bench.round)
    found: Correction = do(
        bench.secretary.person,
        corrections.propose,
        decision=decision,
        place=LetterPlace.REASONS,
        passage="重点各项",
        reading="要点各项",
        reason="排版时误植。",
    )
    return found


def with_notice(bench: Bench, correction: Correction) -> None:
    """The printed notice of a proposed correction."""
    notice = issued(
        bench,
        DocumentKind.REVIEW_CORRECTION,
        "更正",
        decision=correction.decision,
        correction=correction,
    )
    with transaction.atomic(), wall_down():
        Correction.objects.filter(pk=correction.pk).update(letter=notice.document)


# -- the second review ----------------------------------------------------------------------------
FIELDS = (
    Discipline.TECHNOLOGY,
    Discipline.ETHICS,
    Discipline.LAW,
    Discipline.TECHNOLOGY,
    Discipline.ETHICS,
)


def expert(number: int, **facts: Any) -> Person:
    given = {
        "name": f"专家{number}",
        "email": f"expert{number}@university.example",
        "unit": "某大学",
        "discipline": FIELDS[number % len(FIELDS)],
    } | facts
    return Person(**given)


def centre() -> tuple[Committee, User]:
    """A service centre and whoever organises second reviews there."""
    committee, seats, _secretary = make_committee(None, kind=CommitteeKind.CENTRE)
    return committee, seats[0].person


def with_experts(bench: Bench, count: int = 5) -> tuple[ExpertReview, User]:
    """A second review held by a centre, with experts who have accepted."""
    if bench.round is None or bench.round.state != RoundState.VOTED:
        voted(bench, listed=True)
    organiser, head = centre()
    review = do(
        bench.secretary.person, expert_review.request, round_=bench.round, organiser=organiser
    )
    do(head, expert_review.compose, review=review)
    for number in range(count):
        seat, _link = do(head, expert_review.invite, review=review, person=expert(number))
        with as_judge(head):
            expert_review.accept_seat(seat=seat, relations="无")
        bench.seats.append(seat)
    now(bench)
    return review, head


def replied(bench: Bench, *, against: int = 0) -> ExpertReview:
    review, head = with_experts(bench)
    do(head, expert_review.start, review=review)
    for place, seat in enumerate(bench.seats):
        with as_judge(head):
            expert_review.opine(
                seat=seat,
                said=Said(
                    agrees=place >= against, compliance="程序合规", reasonableness="结论合理"
                ),
            )
    closed: ExpertReview = do(head, expert_review.close, review=review)
    now(bench)
    return closed
