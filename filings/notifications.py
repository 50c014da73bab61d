"""Mail: who gets it, in their own language, and how it leaves.

A message is a row of the transaction that causes it, so that no crash loses it; it is tried at
once and, where the mail server does not take it, again with growing pauses.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from filings import regulations
from filings.models import Deadline, Mail, User

logger = logging.getLogger(__name__)

MOST_TRIES = 12
"""With the pauses below about two days; then somebody has to look."""
LONGEST_PAUSE = timedelta(hours=6)
AT_ONCE = 100
KEPT = timedelta(days=30)


def mail(person: User, template: str, **context: Any) -> None:
    """Send `emails/<template>` to the person once the present transaction has been kept.

    Another system reads no mail.
    """
    if person.is_system:
        return
    post(person.email, person.language, template, {"person": person, **context})


def post(to: str, language: str, template: str, facts: dict[str, Any]) -> None:
    """The same for an address without an account."""
    with translation.override(language):
        subject = render_to_string(f"emails/{template}.subject.txt", facts).strip()
        body = render_to_string(f"emails/{template}.body.txt", facts)
    made = Mail.objects.create(to=to, subject=subject, body=body)
    transaction.on_commit(lambda: deliver(made.pk), robust=True)


def deliver(pk: int) -> bool:
    """Try one message now; whether it left. Two at once never send the same."""
    with transaction.atomic():
        waiting = Mail.objects.select_for_update(skip_locked=True)
        row = waiting.filter(pk=pk, sent_at=None).first()
        if row is None:
            return False
        row.tries += 1
        try:
            _send(row)
        except Exception as error:  # noqa: BLE001 - each transport raises errors of its own
            row.trouble = type(error).__name__
            row.due_at = timezone.now() + min(timedelta(minutes=2**row.tries), LONGEST_PAUSE)
            logger.warning("Mail %s did not leave: %s", row.message_id, row.trouble)
        else:
            row.sent_at, row.body, row.trouble = timezone.now(), "", ""
        row.save()
        return row.sent_at is not None


def deliver_waiting(now: datetime) -> int:
    """Try what is due again; how many messages left."""
    due = Mail.objects.filter(sent_at=None, due_at__lte=now, tries__lt=MOST_TRIES)
    return sum(map(deliver, list(due.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])))


def forget(now: datetime) -> None:
    """Addresses and subjects of what has left are not kept for long."""
    Mail.objects.filter(sent_at__lt=now - KEPT).delete()


def _send(row: Mail) -> None:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    EmailMessage(
        row.subject,
        row.body,
        None,
        [row.to],
        headers={"Message-ID": f"<{row.message_id}@{domain}>"},
    ).send()


def remind(person: User, terms: Iterable[Deadline], today: date) -> None:
    """One mail for everything of which somebody is reminded now."""
    book = regulations.load()
    lines = [
        {
            "term": term,
            "title": book.deadlines[term.rule].title if term.rule in book.deadlines else term.rule,
            "is_over": term.due_on < today,
        }
        for term in terms
    ]
    mail(person, "filings_reminders", lines=lines, count=len(lines))
