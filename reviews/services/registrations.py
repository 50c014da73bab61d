"""Recording what was handed in on the national platform."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history
from filings.enums import Act
from filings.models import Provider, User
from filings.services import deadlines
from filings.statemachine import ActionRefused
from reviews.enums import Handed
from reviews.history import tell
from reviews.models import Case, Committee, Recusal, Registration
from reviews.permissions import HANDS_IN, may_hand_in
from reviews.refusals import spoken
from reviews.services import committees
from reviews.services.door import lock

ACTIVITY_TERM = "eth_reg_activity"


def activity(*, case: Case, by: User, done_on: date, reference: str) -> Registration:
    """The approved activity of the list was registered."""
    if Recusal.objects.filter(case=case, person=by).exists():
        raise ActionRefused(HANDS_IN)
    _may(by, case.committee_id, case.provider_id, done_on)
    with spoken():
        locked = lock(case)
        if locked.approved_id is None:
            raise ActionRefused(_("Only an approved activity is registered."))
        made = Registration.objects.create(
            provider_id=locked.provider_id,
            kind=Handed.ACTIVITY,
            committee=locked.committee,
            case=locked,
            done_on=done_on,
            reference=reference.strip(),
            recorded_by=by,
        )
        tell(locked, "registered", by=by, reference=made.reference, on=done_on.isoformat())
        deadlines.meet(algorithm=locked.algorithm, rule=ACTIVITY_TERM, on=done_on, by=by)
    return made


def committee(*, committee: Committee, by: User, done_on: date, reference: str) -> None:
    """The committee was registered (2023 measures, Art. 43); an administrator corrects it."""
    _may(by, committee.pk, None, done_on)
    with spoken():
        found = Committee.objects.select_for_update(no_key=True).get(pk=committee.pk)
        if found.registered_on:
            raise ActionRefused(_("The registration has been recorded already."))
        found.registered_on, found.registration = done_on, reference.strip()
        found.save(update_fields=["registered_on", "registration"])
        committees.recorded(found, by, change="registered", on=done_on.isoformat())


def report(
    *, committee: Committee, provider: Provider, year: int, by: User, done_on: date, reference: str
) -> Registration:
    """The year's report was handed in."""
    _may(by, committee.pk, provider.pk, done_on)
    if done_on.year <= year:
        raise ActionRefused(_("A year is reported on once it is over."))
    with spoken():
        made = Registration.objects.create(
            provider=provider,
            kind=Handed.REPORT,
            committee=committee,
            year=year,
            done_on=done_on,
            reference=reference.strip(),
            recorded_by=by,
        )
        history.record(
            Act.COMMITTEE_CHANGED,
            by=by,
            provider_id=provider.pk,
            committee=committee.pk,
            change="reported",
            year=year,
            reference=made.reference,
        )
    return made


def _may(by: User, committee_id: int, provider_id: int | None, done_on: date) -> None:
    if not may_hand_in(by, committee_id, provider_id):
        raise ActionRefused(HANDS_IN)
    if done_on > timezone.localdate():
        raise ActionRefused(_("The date lies in the future. Record what has happened."))
