"""What stands above every page of an algorithm: what is due, what comes next, how much there is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from filings import workdays
from filings.enums import AlgorithmStatus, DeadlineState, Verdict
from filings.models import (
    Algorithm,
    Deadline,
    Disclosure,
    Document,
    Duty,
    Event,
    Evidence,
    Filing,
    User,
)
from filings.permissions import is_filer, may_disclose
from filings.selectors.deadlines import Term, words
from filings.statemachine import Who

Sentence = str | Promise
DUE_SHOWN = 3


@dataclass(frozen=True)
class NextStep:
    """What to do now, where, and why one may not."""

    sentence: Sentence
    label: Sentence
    page: str
    """Name of the URL; it takes the algorithm's id."""
    refusal: Sentence | None


_STEPS: dict[str, tuple[Sentence, Sentence, str, Who]] = {
    AlgorithmStatus.REGISTERED: (
        _("Disclose how the algorithm works; duties follow from the disclosure."),
        _("Start the disclosure"),
        "disclosures",
        may_disclose,
    ),
    AlgorithmStatus.DISCLOSING: (
        _("Complete the sections of the disclosure and freeze the version."),
        _("Continue the disclosure"),
        "disclosures",
        may_disclose,
    ),
    AlgorithmStatus.DISCLOSED: (
        _("Read which duties follow; where filing is one of them, prepare it."),
        _("See the duties"),
        "duties",
        is_filer,
    ),
    AlgorithmStatus.FILING: (
        _("A filing is under way."),
        _("Go to the filing"),
        "filings_of",
        is_filer,
    ),
    AlgorithmStatus.FILED: (
        _("Show the filing number and a link to it on the product. File every change."),
        _("Record a change"),
        "algorithm_edit",
        is_filer,
    ),
    AlgorithmStatus.SERVICE_ENDED: (
        _("Deregister the filing within the term."),
        _("See the duties"),
        "duties",
        is_filer,
    ),
}


def next_step(algorithm: Algorithm, user: User) -> NextStep | None:
    if (found := _STEPS.get(algorithm.status)) is None:
        return None
    sentence, label, page, who = found
    refusal = None if who.allows(user, algorithm) else who.otherwise
    return NextStep(sentence, label, page, refusal)


def due(algorithm: Algorithm) -> list[Term]:
    """The terms that run, the nearest first."""
    running = Deadline.objects.filter(algorithm=algorithm, state=DeadlineState.OPEN)
    nearest = list(running.order_by("due_on", "id")[:DUE_SHOWN])
    return words(nearest, timezone.localdate(), workdays.calendar()) if nearest else []


def counts(algorithm: Algorithm) -> dict[str, int]:
    """How much each tab holds, by the tab's code, in one query."""
    duties = Duty.objects.filter(determination__current=True).exclude(
        verdict=Verdict.DOES_NOT_APPLY
    )
    counted: dict[str, QuerySet[Any]] = {
        "duties": duties,
        "disclosure": Disclosure.objects.all(),
        "filing": Filing.objects.all(),
        "papers": Document.objects.of_the_record(),
        "evidence": Evidence.objects.filter(removed_at=None),
        "history": Event.objects.told(),
    }
    shown = {
        code: _count(rows, "determination__algorithm" if code == "duties" else "algorithm")
        for code, rows in counted.items()
    }
    (row,) = Algorithm.objects.filter(pk=algorithm.pk).values_list(*shown.values())
    return dict(zip(shown, row, strict=True))


def _count(rows: QuerySet[Model], algorithm: str) -> Coalesce:
    number = (
        rows.order_by()
        .filter(**{algorithm: OuterRef("pk")})
        .values(algorithm)
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(number), 0)
