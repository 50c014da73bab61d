"""What the clock does for the judgement. It changes nothing there: it counts and reminds."""

from celery import shared_task
from django.utils import timezone

from filings import walls
from reviews.services import checking, hand_ins


@shared_task(name="reviews.check_invariants")
def check_invariants() -> None:
    """Every vote, decision, second review and follow-up anew; the result waits on its page."""
    checking.check()


@shared_task(name="reviews.remind")
def remind() -> None:
    """Registration of a committee and its report on a year, told of each once at each step."""
    now = timezone.now()
    with walls.for_clock():
        hand_ins.plan(now)
    with walls.for_clock():
        hand_ins.send(now)
