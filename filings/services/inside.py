"""What each act inside the house brings to a filing: fields written, payload of its event."""

from typing import Any

from django.utils.translation import gettext as _

from filings import changed, standing
from filings.enums import FilingKind
from filings.models import Filing, User
from filings.statemachine import ActionRefused


def send_to_approval(
    filing: Filing, _by: User, *, users_arranged: str = "", data_arranged: str = ""
) -> dict[str, Any]:
    """A draft that was sent back takes the version frozen meanwhile."""
    filing.disclosure = standing.latest_frozen(filing.algorithm) or filing.disclosure
    filing.change_kinds = kinds_of_change(filing)
    if filing.kind == FilingKind.DEREGISTRATION:
        filing.users_arranged = users_arranged.strip() or filing.users_arranged
        filing.data_arranged = data_arranged.strip() or filing.data_arranged
        if not (filing.users_arranged and filing.data_arranged):
            raise ActionRefused(
                _("Say what is arranged for users and for data when the service ends.")
            )
    return {"version": filing.disclosure.number, "change_kinds": filing.change_kinds}


def kinds_of_change(filing: Filing) -> list[str]:
    """Since the version that is filed; nothing where none was filed here."""
    filed = standing.in_force(filing.algorithm_id)
    if filing.kind != FilingKind.CHANGE or filed is None:
        return []
    return changed.kinds(filed.disclosure, filing.disclosure)


def approve(filing: Filing, by: User, *, version: int) -> dict[str, Any]:
    if version != filing.disclosure.number:
        raise ActionRefused(
            _("The filing rests on version %(number)d now. Read what changed, then decide.")
            % {"number": filing.disclosure.number}
        )
    filing.approved_by = by
    return {"version": version, "sha256": filing.disclosure.sha256}


def send_back(filing: Filing, _by: User, *, reason: str) -> dict[str, Any]:
    if not reason.strip():
        raise ActionRefused(_("Say what must be changed."))
    filing.approved_by = None
    return {"reason": reason.strip()}


def revise(filing: Filing, _by: User) -> dict[str, Any]:
    """What came back is a draft again: put right, approved anew, submitted as the next round."""
    filing.approved_by = None
    return {"round": filing.rounds.count() + 1}


def withdraw(_filing: Filing, _by: User, *, reason: str = "") -> dict[str, Any]:
    return {"reason": reason.strip()}
