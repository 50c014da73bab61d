"""Committees are set up, staffed for terms, and entrusted by those they serve."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history
from filings.enums import Act, Role
from filings.models import Provider, User
from filings.permissions import is_administrator
from filings.statemachine import ActionRefused
from reviews.enums import CommitteeKind, ServiceBasis
from reviews.models import Committee, CommitteeService, Seat
from reviews.permissions import runs_committee
from reviews.refusals import spoken

BASES = {
    CommitteeKind.OWN: ServiceBasis.OWN,
    CommitteeKind.GROUP: ServiceBasis.GROUP,
    CommitteeKind.CENTRE: ServiceBasis.ENTRUSTED,
    CommitteeKind.AUTHORITY: ServiceBasis.ENTRUSTED,
}


def found(*, facts: Mapping[str, Any], provider: Provider | None, by: User) -> Committee:
    """A provider's own committee by its administrator; one for several by the operator."""
    own = facts["kind"] == CommitteeKind.OWN
    allowed = (
        provider is not None and by.acts_as(Role.ADMINISTRATOR, provider.pk)
        if own
        else by.is_operator
    )
    if not allowed:
        raise ActionRefused(
            _(
                "A provider's administrator sets up its own committee, the installation's "
                "administrator one that serves several. Ask them."
            )
        )
    with spoken():
        committee = Committee.objects.create(founded_by=by, **facts)
        if provider is not None:
            _serve(committee, provider, "", by)
    return committee


def change(*, committee: Committee, facts: Mapping[str, Any], by: User) -> None:
    _may_run(committee, by)
    with spoken():
        for fact, value in facts.items():
            setattr(committee, fact, value)
        committee.save()
        recorded(committee, by, change="facts")


def entrust(*, committee: Committee, provider: Provider, reason: str, by: User) -> None:
    """The provider lets this committee judge its activities (2023 measures, Art. 13)."""
    if not is_administrator.allows(by, _Of(provider.pk)):
        raise ActionRefused(is_administrator.otherwise)
    if not reason.strip() and BASES[CommitteeKind(committee.kind)] == ServiceBasis.ENTRUSTED:
        raise ActionRefused(_("Say why the committee is entrusted."))
    with spoken():
        _serve(committee, provider, reason.strip(), by)


class _Of:
    def __init__(self, provider_id: int) -> None:
        self.provider_id = provider_id


def _serve(committee: Committee, provider: Provider, reason: str, by: User) -> None:
    CommitteeService.objects.create(
        provider=provider,
        committee=committee,
        basis=BASES[CommitteeKind(committee.kind)],
        reason=reason,
        since=timezone.localdate(),
        arranged_by=by,
    )
    history.record(
        Act.COMMITTEE_CHANGED,
        by=by,
        provider_id=provider.pk,
        committee=committee.pk,
        change="serves",
        reason=reason,
    )


def give_seat(*, committee: Committee, person: User, facts: Mapping[str, Any], by: User) -> Seat:
    _may_run(committee, by)
    with spoken():
        seat = Seat.objects.create(committee=committee, person=person, given_by=by, **facts)
        recorded(committee, by, change="seat_given", seat=seat.pk, role=seat.role)
    return seat


def end_seat(*, seat: Seat, on: date, by: User) -> None:
    """From that day on the seat is empty; its row and its votes stay."""
    _may_run(seat.committee, by)
    with spoken():
        seat.ended_on = on
        seat.save(update_fields=["ended_on"])
        recorded(seat.committee, by, change="seat_ended", seat=seat.pk, on=on.isoformat())


def train(*, seat: Seat, on: date, by: User) -> None:
    _may_run(seat.committee, by)
    seat.trained_on = on
    seat.save(update_fields=["trained_on"])
    recorded(seat.committee, by, change="trained", seat=seat.pk, on=on.isoformat())


def serving(provider_id: int) -> list[Committee]:
    """The committees that may judge the activities of a provider now."""
    return list(
        Committee.objects.filter(services__provider=provider_id, services__until=None)
        .exclude(kind=CommitteeKind.AUTHORITY)
        .distinct()
    )


def _may_run(committee: Committee, by: User) -> None:
    if not runs_committee.allows(by, committee):
        raise ActionRefused(runs_committee.otherwise)


def recorded(committee: Committee, by: User, **payload: Any) -> None:
    """Into the history of every provider that the committee serves and that may be seen now."""
    served = CommitteeService.objects.filter(committee=committee, until=None)
    for provider_id in served.values_list("provider_id", flat=True):
        history.record(
            Act.COMMITTEE_CHANGED,
            by=by,
            provider_id=provider_id,
            committee=committee.pk,
            **payload,
        )
