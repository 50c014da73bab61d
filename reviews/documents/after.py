"""After the decision: the sheet of its conditions, and the report of a follow-up."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings.documents.paper import spoken
from reviews.documents.head import headed, headed_by, reviewed
from reviews.documents.official import Official, Part
from reviews.documents.words import cited, day, lines, minute, numbered, paragraphs
from reviews.models import Condition, Decision, FollowUp

PEOPLE = ("owner", "reported_by", "verified_by", "waiver_by", "waived_by")


def conditions(found: Decision, language: str) -> Official:
    with override(spoken(language)):
        rows = list(
            found.conditions.select_related(
                "owner", "proof", "reported_by", "verified_by", "waiver_by", "waived_by"
            )
        )
        return headed(
            found.round,
            language,
            title=_("Sheet of conditions"),
            addressee=str(found.round.provider),
            opening=(
                _(
                    "The approval after changes comes into force when each of these conditions has "
                    "been met and verified by somebody else than who handed in the evidence."
                ),
            ),
            parts=numbered(
                [Part(_("Approval"), lines=reviewed(found.round)), *map(_condition, rows)]
            ),
            dated=day(found.released_at),
        )


def _condition(row: Condition) -> Part:
    return Part(
        _("Condition %(number)d") % {"number": row.number},
        lines=lines(
            (_("To be done"), row.text),
            (_("Place in the disclosure"), row.anchor),
            (_("Who does it"), row.owner or _("the applying unit")),
            (_("To be done by"), day(row.due_on)),
            (_("State"), row.get_state_display()),
            (_("What was done"), row.report),
            (_("Digest of the proof"), row.proof.sha256 if row.proof else ""),
            (_("Handed in"), _who_when(row.reported_by, minute(row.reported_at))),
            (_("Remark"), row.remark),
            (_("Verification"), _who_when(row.verified_by, minute(row.verified_at))),
            (_("Waived because"), row.waiver_reason if row.waived_by else ""),
            (_("Waiver proposed"), row.waiver_by if row.waived_by else ""),
            (_("Waiver decided"), _who_when(row.waived_by, minute(row.waived_at))),
        ),
    )


def _who_when(person: object, moment: str) -> str:
    return f"{person} {moment}" if person else ""


def follow_up(found: FollowUp, language: str) -> Official:
    with override(spoken(language)):
        case = found.case
        return headed_by(
            case.committee,
            language,
            title=_("Report of the follow-up review"),
            issuer=str(case.provider),
            reference=f"{case.number}-F{found.number}",
            addressee=str(case.committee),
            parts=numbered(_followed(found)),
            signing=(_("%(body)s (seal)") % {"body": case.provider},),
            dated=day(found.reported_at),
        )


def _followed(found: FollowUp) -> Iterator[Part]:
    case = found.case
    listed = case.listed is not False
    yield Part(
        _("What is followed up"),
        lines=lines(
            (_("Activity"), case.algorithm),
            (_("Case number"), case.number),
            (
                _("Approved version of the disclosure"),
                case.approved.disclosure.number if case.approved else "",
            ),
            ("SHA-256", case.approved.sha256 if case.approved else ""),
            (_("Follow-up"), found.number),
            (_("Due on"), day(found.due_on)),
            (_("Interval in months"), found.months),
            (_("Basis of the term"), cited("ethics-2023-33" if listed else "ethics-2023-19")),
            (_("Brought forward because"), found.out_of_turn),
        ),
    )
    yield Part(
        _("Report: execution and changes of the plan, control of risks, what changed for people"),
        paragraphs(found.report),
        lines((_("Handed in"), _who_when(found.reported_by, minute(found.reported_at)))),
    )
    if found.outcome:
        yield Part(
            _("What the committee decided"),
            (str(found.get_outcome_display()),),
            lines((_("Decided on"), day(found.completed_on))),
        )
