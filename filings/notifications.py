"""Mail: who gets it, in their own language."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from filings import regulations
from filings.models import Deadline, User


def mail(person: User, template: str, **context: Any) -> None:
    """Send `emails/<template>` to the person once the present transaction has been kept."""
    with translation.override(person.language):
        facts = {"person": person, **context}
        subject = render_to_string(f"emails/{template}.subject.txt", facts).strip()
        body = render_to_string(f"emails/{template}.body.txt", facts)

    def send() -> None:
        send_mail(subject, body, None, [person.email])

    transaction.on_commit(send, robust=True)  # a dead mail server must not undo the act


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
