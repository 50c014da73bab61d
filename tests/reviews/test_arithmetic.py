"""Every split of every vote against exact fractions, counted by the database."""

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from reviews.enums import Choice, Outcome
from reviews.models import Attendance, Ballot, Motion
from reviews.refusals import key_of
from reviews.services import meetings
from tests.factories import wall_down
from tests.reviews import judging
from tests.reviews.judging import Bench, do

MOST = 15
TWO_THIRDS = Fraction(2, 3)
YES, NO, ABSTAIN = [Choice.YES], [Choice.NO], [Choice.ABSTAIN]


@pytest.fixture
def large(db: None) -> Bench:
    """A committee of fifteen deliberating, with nobody but the chair in the meeting."""
    bench = judging.deliberating(judging.make_bench(members=MOST))
    called = do(bench.chair, meetings.call, round_=bench.round, starts_at=timezone.now())
    do(bench.chair, meetings.open_meeting, meeting=called)
    return bench


def splits(present: int) -> Iterator[tuple[int, int, int]]:
    for yes, no in itertools.product(range(present + 1), repeat=2):
        if yes + no <= present:
            yield yes, no, present - yes - no


def attend(bench: Bench, present: int) -> Any:
    meeting = bench.the_round.meetings.get()
    for seat in bench.members[1:present]:
        Attendance.objects.create(
            provider=bench.provider,
            meeting=meeting,
            seat=seat,
            arrived_at=timezone.now(),
            recorded_by=bench.chair,
        )
    return meeting


def opened(bench: Bench, meeting: Any) -> Motion:
    made = Motion.objects.create(
        provider=bench.provider,
        round=bench.the_round,
        meeting=meeting,
        submission_id=bench.the_round.submission_id,
        outcome=Outcome.APPROVE,
        wording="批准",
        opened_by=bench.chair,
    )
    made.refresh_from_db()
    return made


def counted(bench: Bench, motion: Motion, choices: list[Choice]) -> Motion:
    """The vote cast and closed inside a savepoint that is then undone."""
    with transaction.atomic():
        Ballot.objects.bulk_create(
            Ballot(provider=bench.provider, voter=voter, choice=choice, reason="理由", cast_by_id=1)
            for voter, choice in zip(motion.voters.all(), choices, strict=True)
        )
        row = Motion.objects.get(pk=motion.pk)
        row.state, row.closed_by = "closed", bench.chair
        row.save()
        row.refresh_from_db()
        transaction.set_rollback(True)
    return row


@pytest.mark.parametrize("present", range(1, MOST + 1))
def test_a_vote_carries_with_two_thirds_of_those_attending(large: Bench, present: int) -> None:
    with wall_down():
        meeting = attend(large, present)
        if present < 5:
            with pytest.raises(IntegrityError) as refused, transaction.atomic():
                opened(large, meeting)
            assert key_of(refused.value) == "no_quorum"
            return
        motion = opened(large, meeting)
        tried = 0
        for yes, no, abstain in splits(present):
            row = counted(large, motion, YES * yes + NO * no + ABSTAIN * abstain)
            assert (row.present, row.yes, row.no, row.abstain, row.basis, row.carried) == (
                present,
                yes,
                no,
                abstain,
                present,
                Fraction(yes, present) >= TWO_THIRDS,
            )
            tried += 1
        assert tried == (present + 1) * (present + 2) // 2


@pytest.mark.parametrize("missing", ["ai_technology", "ai_application", "ethics", "law"])
def test_no_vote_is_opened_without_every_category(large: Bench, missing: str) -> None:
    present = [seat for seat in large.members if seat.category != missing]
    with wall_down():
        meeting = large.the_round.meetings.get()
        meeting.attendance.update(left_at=timezone.now())
        for seat in present:
            Attendance.objects.create(
                provider=large.provider,
                meeting=meeting,
                seat=seat,
                arrived_at=timezone.now(),
                recorded_by=large.chair,
            )
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            opened(large, meeting)
    assert key_of(refused.value) == "category_missing"


def test_a_vote_closes_only_when_everybody_on_the_list_has_voted(large: Bench) -> None:
    with wall_down():
        motion = opened(large, attend(large, 8))
        voters = list(motion.voters.all())
        for voter in voters[:-1]:
            Ballot.objects.create(
                provider=large.provider, voter=voter, choice="yes", cast_by=large.chair
            )
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Motion.objects.filter(pk=motion.pk).update(
                state="closed", closed_by=large.chair, present=8, yes=8, carried=True
            )
    assert key_of(refused.value) == "ballot_missing"


def test_what_the_caller_says_of_the_result_is_overwritten(large: Bench) -> None:
    with wall_down():
        motion = opened(large, attend(large, 8))
        for voter in motion.voters.all():
            Ballot.objects.create(
                provider=large.provider,
                voter=voter,
                choice="no",
                reason="理由",
                cast_by=large.chair,
            )
        Motion.objects.filter(pk=motion.pk).update(
            state="closed", closed_by=large.chair, present=8, yes=8, no=0, carried=True
        )
        motion.refresh_from_db()
    assert (motion.yes, motion.no, motion.carried) == (0, 8, False)


def test_the_database_computes_with_whole_numbers_only() -> None:
    """0.67 instead of two thirds would refuse four of six."""
    assert 4 * 3 >= 2 * 6
    assert 4 / 6 < 0.67


# -- the experts ----------------------------------------------------------------------------------
@pytest.fixture
def composed(bench: Bench) -> Bench:
    """A second review with fifteen experts who take part."""
    judging.with_experts(bench, MOST)
    return bench


@pytest.mark.parametrize("seats", range(1, MOST + 1))
def test_experts_pass_with_two_thirds_of_all_of_them(composed: Bench, seats: int) -> None:
    with wall_down(), connection.cursor() as cursor:
        review = composed.the_round.expert_reviews.get()
        dropped = [seat.pk for seat in composed.seats[seats:]]
        review.seats.filter(pk__in=dropped).update(state="recused")
        with transaction.atomic():
            if seats < 5:
                with pytest.raises(IntegrityError) as refused, transaction.atomic():
                    review.__class__.objects.filter(pk=review.pk).update(state="reviewing")
                assert key_of(refused.value) == "too_few_experts"
                return
            review.__class__.objects.filter(pk=review.pk).update(state="reviewing")
        for agree in range(seats + 1):
            with transaction.atomic():
                cursor.executemany(
                    """INSERT INTO reviews_expertopinion
                       (provider_id, seat_id, agrees, compliance, reasonableness, points, sha256)
                       VALUES (%s, %s, %s, 'a', 'b', '{}', '')""",
                    [
                        (composed.provider.pk, seat.pk, place < agree)
                        for place, seat in enumerate(composed.seats[:seats])
                    ],
                )
                review.__class__.objects.filter(pk=review.pk).update(
                    state="closed", closed_by=composed.chair
                )
                review.refresh_from_db()
                assert (review.seats_counted, review.agreed, review.passed) == (
                    seats,
                    agree,
                    Fraction(agree, seats) >= TWO_THIRDS,
                )
                transaction.set_rollback(True)
