"""How the sealing of the history stands, for whoever keeps the installation."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone

from filings.models import Checkpoint, Mail
from filings.notifications import MOST_TRIES
from filings.sealing import notes

SHOWN = 10
ALARM_SECONDS = 10
"""Since the sealer's last sign of life, or of the oldest event that it found."""
STALE_HOURS = 26
"""Since the last check of everything."""


@dataclass(frozen=True)
class Standing:
    checkpoints: list[Checkpoint]
    fingerprint: str
    silent: float | None
    """Seconds since the sealer last ran; nothing when it never did."""
    file: str
    is_late: bool


def standing(seen_at: datetime | None, lag: float) -> Standing:
    newest = list(Checkpoint.objects.all()[:SHOWN])
    silent = (timezone.now() - seen_at).total_seconds() if seen_at else None
    return Standing(
        checkpoints=newest,
        fingerprint=notes.fingerprint(bytes.fromhex(newest[0].key)) if newest else "",
        silent=silent,
        file=Path(settings.CHECKPOINT_FILE).name,
        is_late=silent is None or max(silent, lag) > ALARM_SECONDS,
    )


@dataclass(frozen=True)
class Post:
    """Mail that has not left: how much, since when, and how much nobody tries any more."""

    waiting: int
    oldest: datetime | None
    given_up: int


def post() -> Post:
    found = Mail.objects.filter(sent_at=None).aggregate(
        waiting=Count("pk"),
        oldest=Min("made_at"),
        given_up=Count("pk", filter=Q(tries__gte=MOST_TRIES)),
    )
    return Post(**found)


def is_stale(at: str) -> bool:
    """Whether a check of everything lies too far back."""
    return (timezone.now() - datetime.fromisoformat(at)).total_seconds() > STALE_HOURS * 3600
