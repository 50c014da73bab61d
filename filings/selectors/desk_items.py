"""Lines of the desk that no open filing stands for: what must be filed, what must be looked at."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from filings.enums import DeadlineState, Role
from filings.models import Algorithm, Deadline, DisplayCheck, Filing, ImpactAssessment, User
from filings.models.filing import ALGORITHM_KINDS, OPEN_STATES
from filings.regulations import Calendar
from filings.selectors import assessments, deadlines
from filings.selectors.deadlines import Term

LONGEST = 30
TO_FILE: dict[str, Promise] = {
    "alg_file": _("Start the filing"),
    "alg_change": _("Start the change filing"),
    "alg_dereg": _("Start the deregistration"),
}


@dataclass(frozen=True)
class Item:
    """One line of the desk: what to do with which algorithm, until when."""

    what: Promise | str
    algorithm: Algorithm
    url: str
    term: Term | None

    @property
    def due(self) -> date:
        return self.term.deadline.due_on if self.term else date.max


def to_file(user: User, provider_ids: list[int], today: date, calendar: Calendar) -> list[Item]:
    """For filers: terms to file that run while no filing is under way."""
    under_way = Filing.objects.filter(
        algorithm=OuterRef("algorithm"), kind__in=ALGORITHM_KINDS, state__in=OPEN_STATES
    )
    running = (
        Deadline.objects.filter(
            provider_id__in=_acting(user, provider_ids, Role.FILER),
            state=DeadlineState.OPEN,
            rule__in=TO_FILE,
        )
        .exclude(Exists(under_way))
        .select_related("algorithm", "algorithm__provider")
        .order_by("due_on", "id")[:LONGEST]
    )
    return [
        Item(
            TO_FILE[term.deadline.rule],
            term.deadline.algorithm,
            reverse("filings:filings_of", args=[term.deadline.algorithm_id]),
            term,
        )
        for term in deadlines.words(running, today, calendar)
    ]


def to_look_at(user: User, provider_ids: list[int], today: date) -> list[Item]:
    """For filers: products whose next look at what users see is due."""
    newer = DisplayCheck.objects.filter(
        product=OuterRef("product"), item=OuterRef("item"), id__gt=OuterRef("id")
    )
    due = (
        DisplayCheck.objects.filter(
            provider_id__in=_acting(user, provider_ids, Role.FILER), again_on__lte=today
        )
        .exclude(Exists(newer))
        .values_list("algorithm", flat=True)
    )
    concerned = Algorithm.objects.filter(pk__in=due, ended_on=None).select_related("provider")
    return [
        Item(
            _("Look again at what users see"),
            algorithm,
            reverse("filings:display", args=[algorithm.pk]),
            None,
        )
        for algorithm in concerned.order_by("pk")[:LONGEST]
    ]


def to_sign(user: User, provider_ids: list[int]) -> list[Item]:
    """For legal and approvers: impact assessments that are complete and that they did not write."""
    signers = {
        pk for role in (Role.LEGAL, Role.APPROVER) for pk in _acting(user, provider_ids, role)
    }
    written = ImpactAssessment.objects.filter(provider_id__in=signers, signed_at=None)
    rows = written.select_related("algorithm__provider").order_by("started_at")[:LONGEST]
    return [
        Item(_("Sign the impact assessment"), row.algorithm, row.get_absolute_url(), None)
        for row in rows
        if not assessments.sign_refusal(row, user)
    ]


def _acting(user: User, provider_ids: list[int], role: Role) -> list[int]:
    return [pk for pk in provider_ids if user.acts_as(role, pk)]
