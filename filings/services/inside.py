"""What each act inside the house brings to a filing: fields written, payload of its event."""

from typing import Any

from django.utils.translation import gettext as _

from filings import standing
from filings.models import Filing, User
from filings.statemachine import ActionRefused


def send_to_approval(filing: Filing, _by: User) -> dict[str, Any]:
    """A draft that was sent back takes the version frozen meanwhile."""
    filing.disclosure = standing.latest_frozen(filing.algorithm) or filing.disclosure
    return {"version": filing.disclosure.number}


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
