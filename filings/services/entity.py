"""The provider's own filing: submitted as its page stands, returned or filed by the authority."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import canonical, entity, history, regulations
from filings.enums import Act, EnclosureKind, EntityAction, EntityState
from filings.models import EntityFiling, Provider, User
from filings.permissions import is_filer
from filings.services import enclosures
from filings.services.outside import Letter
from filings.statemachine import ActionRefused, ConfirmationNeeded
from filings.workflow import ENTITY, ENTITY_CONSEQUENCES


def submit(
    *,
    provider: Provider,
    submitted_on: date,
    receipt: str = "",
    account: str = "",
    confirmed: bool = False,
    by: User,
) -> EntityFiling:
    """Record that the provider's facts, as they stand here, went to the authority."""
    if not by.acts_as(entity.FILER, provider.pk):
        raise ActionRefused(is_filer.otherwise)
    locked = Provider.objects.select_for_update().get(pk=provider.pk)
    if EntityFiling.objects.filter(provider=locked, state=EntityState.SUBMITTED).exists():
        raise ActionRefused(_("A submission waits for its answer already. Record that first."))
    _not_in_future(submitted_on)
    if (missing := entity.missing(locked)) and not confirmed:
        raise ConfirmationNeeded(
            _("The provider's page does not say yet: %(facts)s. The authority asks for it.")
            % {"facts": "、".join(missing)}
        )
    facts = entity.facts(locked)
    made = EntityFiling.objects.create(
        provider=locked,
        facts=facts,
        sha256=canonical.digest(facts),
        submitted_on=submitted_on,
        receipt=receipt.strip(),
        account=account.strip(),
        submitted_by=by,
    )
    history.record(
        Act.ENTITY_SUBMITTED,
        by=by,
        provider_id=locked.pk,
        submitted_on=submitted_on.isoformat(),
        receipt=made.receipt,
        sha256=made.sha256,
    )
    return made


def record_filed(*, filing: EntityFiling, answered_on: date, by: User) -> EntityFiling:
    """The authority keeps the provider's facts; an earlier filing gives way."""
    locked = _locked(filing, EntityAction.RECORD_FILED, answered_on, by)
    for former in EntityFiling.objects.select_for_update().filter(
        provider_id=locked.provider_id, state=EntityState.FILED
    ):
        ENTITY_CONSEQUENCES.check(former, EntityAction.SUPERSEDE, by)
        former.state = EntityState.SUPERSEDED
        former.save(update_fields=["state"])
    return _answer(locked, EntityState.FILED, answered_on, by)


def record_return(
    *,
    filing: EntityFiling,
    answered_on: date,
    reasons: Collection[str],
    letter: Letter,
    remark: str = "",
    by: User,
) -> EntityFiling:
    locked = _locked(filing, EntityAction.RECORD_RETURN, answered_on, by)
    given, known = set(reasons), regulations.load().return_reasons
    if not given:
        raise ActionRefused(_("Choose at least one reason for the return from the list."))
    if given - known.keys():
        raise ActionRefused(_("The list has no such reason. Choose from the list."))
    locked.reasons = [code for code in known if code in given]
    locked.remark = remark.strip()
    locked.letter = enclosures.keep(
        provider_id=locked.provider_id,
        algorithm=None,
        kind=EnclosureKind.AUTHORITY_LETTER,
        file=letter.file,
        name=letter.name,
        by=by,
    )
    return _answer(locked, EntityState.RETURNED, answered_on, by)


def _locked(
    filing: EntityFiling, action: EntityAction, answered_on: date, by: User
) -> EntityFiling:
    Provider.objects.select_for_update().get(pk=filing.provider_id)
    locked = EntityFiling.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    ENTITY.check(locked, action, by)
    _not_in_future(answered_on)
    if answered_on < locked.submitted_on:
        raise ActionRefused(
            _("The authority cannot have answered before the submission. Check the dates.")
        )
    return locked


def _answer(locked: EntityFiling, state: EntityState, answered_on: date, by: User) -> EntityFiling:
    locked.state, locked.answered_on = state, answered_on
    locked.save()
    history.record(
        Act.ENTITY_ANSWERED,
        by=by,
        provider_id=locked.provider_id,
        state=state.value,
        answered_on=answered_on.isoformat(),
        reasons=locked.reasons,
        remark=locked.remark,
    )
    return locked


def _not_in_future(day: date) -> None:
    if day > timezone.localdate():
        raise ActionRefused(_("The date lies in the future. Record what has happened."))
