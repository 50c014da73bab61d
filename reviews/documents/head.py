"""What every paper of a round begins with: who issues it, and what was reviewed."""

from typing import Any

from django.utils.translation import gettext as _

from filings import changed
from filings.documents import CHINESE
from reviews.documents.official import Line, Official
from reviews.documents.words import lines
from reviews.enums import RoundKind
from reviews.models import Committee, Round


def headed(round_: Round, language: str, *, title: str, parts: Any, **facts: Any) -> Official:
    """A paper of the round's committee, signed with its name."""
    return headed_by(
        round_.committee,
        language,
        title=title,
        parts=parts,
        **{"reference": reference(round_)} | facts,
    )


def headed_by(committee: Committee, language: str, **facts: Any) -> Official:
    return Official(
        language=language,
        note="" if language == CHINESE else _("Reading copy. The Chinese text is the one issued."),
        **{
            "issuer": str(committee),
            "signing": (_("%(body)s (seal)") % {"body": committee},),
        }
        | facts,
    )


def reference(round_: Round) -> str:
    """LL-2026-001, second round: LL-2026-001-2."""
    return f"{round_.case.number}-{round_.number}"


def _weighed(round_: Round) -> str:
    if round_.kind != RoundKind.CHANGE:
        return ""
    return "; ".join(changed.called(round_.material)) or _("No")


def reviewed(round_: Round) -> tuple[Line, ...]:
    """Which activity, which frozen version of it."""
    version = round_.submission
    return lines(
        (_("Applicant"), round_.provider),
        (_("Activity"), round_.case.algorithm),
        (_("Case number"), round_.case.number),
        (
            _("Round of review"),
            _("%(number)d (%(kind)s)")
            % {"number": round_.number, "kind": round_.get_kind_display()},
        ),
        (
            _("Decision appealed against"),
            reference(round_.appeal_of) if round_.appeal_of else "",
        ),
        (_("Material change"), _weighed(round_)),
        (_("Version of the disclosure"), version.disclosure.number),
        ("SHA-256", version.sha256),
    )
