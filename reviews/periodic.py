"""What the clock does for the judgement. It changes nothing there: it counts."""

from celery import shared_task

from reviews.services import checking


@shared_task(name="reviews.check_invariants")
def check_invariants() -> None:
    """Every vote, decision, second review and follow-up anew; the result waits on its page."""
    checking.check()
