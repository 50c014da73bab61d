"""Two worlds that differ in a secret of the committee read alike for whoever may not know it.

The same person asks for the same pages before and after the secret came to be: status, headers and
text must be equal (promises 2, 7 and 8).
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from filings.enums import DocumentKind, TokenScope
from filings.models import Mail, User
from filings.services import tokens
from filings.statemachine import ActionRefused
from reviews.enums import Outcome, PaperAudience, RecusalGround, SeatRole
from reviews.models import Assignment, Opinion, Paper
from reviews.selectors.acts import THINGS
from reviews.services import access, expert_review, meetings, opinions, panel
from reviews.workflow import TABLES
from tests.factories import wall_down
from tests.reliability.asking import Answer, masked
from tests.reliability.world import reset_wall, undone
from tests.reviews import judging
from tests.reviews.judging import Bench, do, make_seat

Seen = dict[str, tuple[int, bytes, dict[str, str]]]
QUERIES = ("", "?q=CANARY", "?state=in_force", "?state=under_review", "?page=2")


def client_of(user: User) -> Client:
    """A browser that is signed in, whose requests to the API carry the person's token."""
    _made, token = tokens.make(by=user, name="test", scope=TokenScope.READ, days=30)
    client = Client(headers={"authorization": f"Bearer {token}"})
    client.force_login(user)
    client.get("/accounts/sessions/")  # the session is in use from here on
    reset_wall()
    return client


def look(client: Client, paths: list[str]) -> Seen:
    """What the person gets at each address, without what differs in every answer."""
    found: Seen = {}
    for path in paths:
        answer = Answer(client, "GET", path)
        headers = {k: v for k, v in answer.headers.items() if k not in {"Date", "Expires"}}
        found[path] = (answer.status, masked(answer.body), headers)
    return found


MAIL = "mail"


def differing(
    client: Client, paths: list[str], secret: Callable[[], Any], to: str = ""
) -> list[str]:
    """The addresses that answer otherwise once the secret has come to be, those of the papers that
    came with it included; and whether it brought mail `to` the person."""
    told = _mail(to)
    with undone():
        secret()
        paths = [*paths, *papers()]
        after, told_after = look(client, paths), _mail(to)
    before = look(client, paths)
    found = [path for path in paths if before[path] != after[path]]
    return [*found, MAIL] if told_after != told else found


def _mail(to: str) -> list[tuple[str, str]]:
    return list(Mail.objects.filter(to=to).order_by("pk").values_list("subject", "body"))


def papers() -> list[str]:
    """Where every paper issued so far would be read, whoever may."""
    with wall_down():
        rows = list(Paper.objects.values_list("pk", "document_id"))
    return [
        path
        for paper, document in rows
        for path in (
            reverse("reviews:paper", args=[paper]),
            reverse("reviews:paper_file", args=[paper]),
            reverse("api:review_paper_file", args=[paper]),
            reverse("filings:document_file", args=[document]),
            reverse("api:document_file", args=[document]),
        )
    ]


def pages_of(bench: Bench) -> list[str]:
    """Every address that could tell of this case, of the record and of the judgement."""
    algorithm, case = bench.algorithm.pk, bench.the_case.pk
    named = [
        reverse("reviews:cases"),
        reverse("reviews:committees"),
        reverse("reviews:case", args=[case]),
        reverse("reviews:committee", args=[bench.committee.pk]),
        reverse("filings:desk"),
        reverse("filings:deadlines"),
        reverse("filings:algorithms"),
        reverse("filings:filings"),
        reverse("filings:algorithm", args=[algorithm]),
        reverse("filings:algorithm_history", args=[algorithm]),
        reverse("filings:duties", args=[algorithm]),
        reverse("filings:papers", args=[algorithm]),
        reverse("filings:ethics", args=[algorithm, 1]),
        reverse("filings:algorithm_export", args=["csv"]),
        reverse("filings:dossiers_of", args=[algorithm]),
        reverse("reviews:case_papers", args=[case]),
        reverse("reviews:dossiers", args=[case]),
        reverse("reviews:registrations"),
        *programs_read(algorithm, case),
    ]
    listed = [path + query for path in named[:2] for query in QUERIES]
    searched = [f"{reverse('filings:search')}?q={word}" for word in ("CANARY", "LL-2026", "伦理")]
    return [*named, *listed, *searched, *acts_of(bench)]


def programs_read(algorithm: int, case: int) -> list[str]:
    of_case = ("review", "review_papers")
    of_algorithm = ("algorithm", "duties", "history", "filings_of", "papers", "reviews_of")
    return [
        *(reverse(f"api:{name}") for name in ("reviews", "algorithms", "deadlines", "filings")),
        *(reverse(f"api:{name}", args=[case]) for name in of_case),
        *(reverse(f"api:{name}", args=[algorithm]) for name in of_algorithm),
    ]


def acts_of(bench: Bench) -> list[str]:
    """The page of every act on every row of the case, and on rows that are not there yet."""
    numbers = {"case": [bench.the_case.pk], "round": [bench.the_round.pk]}
    with wall_down():
        numbers["assignment"] = list(Assignment.objects.values_list("pk", flat=True))
    return [
        reverse("reviews:act", args=[thing, pk, code])
        for thing, model in THINGS.items()
        for pk in numbers.get(thing, [1, 2])
        for code in TABLES[model].rows
    ]


def judged_on(bench: Bench, *, outcome: Outcome = Outcome.APPROVE) -> None:
    """From the independent opinions to a decision prepared."""
    for seat in bench.members[2:4]:
        with wall_down():
            row = Assignment.objects.get(round=bench.round, seat=seat)
        if row.state == "invited":
            do(
                seat.person,
                opinions.submit,
                assignment=row,
                outcome=outcome,
                summary="CANARY 审查意见",
            )
    do(bench.secretary.person, opinions.deliberate, round_=bench.round)
    judging.now(bench)
    judging.vote(bench, outcome)
    judging.staged(bench, outcome)
    kind, audience = DocumentKind.REVIEW_MINUTES, PaperAudience.COMMITTEE
    judging.issued(bench, kind, "CANARY", audience=audience)


@pytest.mark.parametrize("role", ["member", "secretary"])
def test_whoever_is_recused_cannot_tell_what_the_committee_does(bench: Bench, role: str) -> None:
    judging.independent(bench)
    gone = bench.members.pop().person if role == "member" else replaced_secretary(bench)
    do(gone, panel.recuse, case=bench.case, person=gone, ground=RecusalGround.FAMILY)
    client, paths = client_of(gone), pages_of(bench)
    assert Answer(client, "GET", reverse("reviews:case", args=[bench.the_case.pk])).status == 404

    def secret() -> None:
        judged_on(bench)
        judging.released(bench)

    assert differing(client, paths, secret, gone.email) == []


def replaced_secretary(bench: Bench) -> User:
    """The one who is about to leave the case to another."""
    gone = bench.secretary.person
    bench.secretary = make_seat(bench.committee, 3, role=SeatRole.SECRETARY)
    return gone


def test_a_recused_secretary_cannot_tell_that_a_listed_activity_was_approved(bench: Bench) -> None:
    """The term of its registration starts with the approval."""
    judging.voted(bench, listed=True)
    gone = replaced_secretary(bench)
    do(gone, panel.recuse, case=bench.case, person=gone, ground=RecusalGround.FAMILY)
    client, paths = client_of(gone), pages_of(bench)

    def secret() -> None:
        judging.replied(bench)
        judging.vote(bench)
        judging.released(bench)

    assert differing(client, paths, secret, gone.email) == []


def opined(bench: Bench, outcome: Outcome = Outcome.APPROVE) -> None:
    """Another reviewer's opinion, with its paper."""
    judging.opine(bench, bench.members[2], outcome)
    with wall_down():
        row = Opinion.objects.get(assignment__seat=bench.members[2], round=bench.round)
    judging.issued(
        bench,
        DocumentKind.REVIEW_OPINION,
        "CANARY",
        audience=PaperAudience.REVIEWER,
        opinion=row,
    )


@pytest.mark.parametrize("outcome", [Outcome.APPROVE, Outcome.REJECT])
def test_a_reviewer_cannot_tell_what_others_think_before_their_own_opinion(
    bench: Bench, outcome: Outcome
) -> None:
    judging.independent(bench)
    reader = bench.members[3].person
    client, paths = client_of(reader), pages_of(bench)
    assert differing(client, paths, lambda: opined(bench, outcome), reader.email) == []


@pytest.mark.parametrize("outcome", [Outcome.APPROVE, Outcome.REJECT])
@pytest.mark.parametrize("role", ["filer", "legal", "administrator", "auditor"])
def test_an_applicant_cannot_tell_how_it_was_voted_before_the_release(
    bench: Bench, role: str, outcome: Outcome
) -> None:
    judging.independent(bench)
    client, paths = client_of(bench.people[role]), pages_of(bench)
    secret = lambda: judged_on(bench, outcome=outcome)  # noqa: E731 - the secret
    assert differing(client, paths, secret, bench.people[role].email) == []


def test_a_member_cannot_tell_how_a_vote_runs(bench: Bench) -> None:
    judging.deliberating(bench)
    judging.meeting(bench)
    motion = do(bench.chair, meetings.open_vote, round_=bench.round, outcome=Outcome.APPROVE)
    client = client_of(bench.members[6].person)

    def secret() -> None:
        for seat in bench.members[2:5]:
            do(
                seat.person,
                meetings.cast,
                motion=motion,
                choice="no",
                reason="CANARY",
            )

    paths = [
        *pages_of(bench),
        *(reverse("reviews:act", args=["motion", motion.pk, c]) for c in ("cast", "void_vote")),
    ]
    assert differing(client, paths, secret) == []


def test_an_expert_cannot_tell_what_the_others_reply(bench: Bench) -> None:
    review, head = judging.with_experts(bench)
    do(head, expert_review.start, review=review)
    with judging.as_judge(head):
        link = access.grant(bench.seats[0], head)
        token = bench.seats[0].tokens.latest("pk")
    client = Client()
    session = client.session
    session["expert_links"] = {str(token.pk): token.digest}
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    path = reverse("reviews:expert", args=[link])
    assert b"agrees" in Answer(client, "GET", path).body

    def secret() -> None:
        with judging.as_judge(head):
            for seat in bench.seats[1:]:
                expert_review.opine(seat=seat, said=expert_review.Said(False, "CANARY", "CANARY"))

    assert differing(client, [path], secret) == []


# -- the control: who may know does see the difference ---------------------------------------------
def test_the_chair_does_see_an_opinion_come_in(bench: Bench) -> None:
    judging.independent(bench)
    client = client_of(bench.chair)
    path = reverse("reviews:case", args=[bench.the_case.pk])
    assert path in differing(client, [path], lambda: opined(bench))


def test_the_applicant_does_see_the_release(bench: Bench) -> None:
    judging.staged(bench)
    client = client_of(bench.filer)
    path = reverse("reviews:case", args=[bench.the_case.pk])
    found = differing(client, [path], lambda: judging.released(bench), bench.filer.email)
    with wall_down():
        letter = Paper.objects.get(kind=DocumentKind.REVIEW_DECISION)
    assert {path, reverse("reviews:paper_file", args=[letter.pk]), MAIL} <= set(found)


def test_a_refusal_is_no_difference_in_itself(bench: Bench) -> None:
    """Whoever may not act reads the same whether or not the act would be possible."""
    judging.independent(bench)
    with pytest.raises(ActionRefused):
        do(bench.filer, opinions.deliberate, round_=bench.round)
