"""One member's opinion, and the minutes of a meeting: written from what was recorded, not typed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings.documents.paper import spoken
from reviews.documents.head import headed, reviewed
from reviews.documents.kinds import LANGUAGES
from reviews.documents.official import Official, Part, Table
from reviews.documents.words import (
    clock,
    day,
    lines,
    minute,
    numbered,
    of_vote,
    paragraphs,
    reckoned,
    table,
)
from reviews.enums import Choice, Interest, MotionState
from reviews.models import Meeting, Motion, Opinion
from reviews.points import POINTS


def opinion(found: Opinion, language: str) -> Official:
    seat = found.assignment.seat
    with override(spoken(language)):
        return headed(
            found.round,
            language,
            title=_("Opinion in the ethics review"),
            parts=numbered(
                [
                    Part(_("Application"), lines=reviewed(found.round)),
                    Part(
                        _("Opinion"),
                        paragraphs(found.summary),
                        lines(
                            (_("Reviewer"), seat.person),
                            (_("Category"), seat.get_category_display()),
                            (_("Proposes"), found.get_outcome_display()),
                        ),
                    ),
                    _points(found),
                    Part(
                        _("Seal"),
                        (
                            _(
                                "Sealed by the database when it was submitted; "
                                "the digest covers proposal, points, summary and moment."
                            ),
                        ),
                        lines(
                            (_("Submitted at"), minute(found.submitted_at)),
                            ("SHA-256", found.sha256),
                        ),
                    ),
                ]
            ),
            signing=(_("Reviewer (signature): %(name)s") % {"name": seat.person},),
            dated=day(found.submitted_at),
        )


def _points(found: Opinion) -> Part | None:
    said = [(POINTS.get(code, code), text) for code, text in found.points.items() if text]
    if not said:
        return None
    heads = ((_("Point"), 34), (_("Judgement"), 66))
    return Part(_("Point by point"), tables=(table(_("Points of the review"), heads, said),))


# -- minutes --------------------------------------------------------------------------------------
def minutes(meeting: Meeting, language: str) -> Official:
    with override(spoken(language)):
        motions = list(meeting.motions.select_related("round__rule_pack").order_by("id"))
        counted = {each.pk: of_vote(each) for each in motions if each.state == MotionState.CLOSED}
        return headed(
            meeting.round,
            language,
            title=_("Minutes of the ethics committee"),
            reference=f"{meeting.round.case.number}-{meeting.round.number}-{meeting.pk}",
            parts=numbered(_minuted(meeting, motions)),
            counted=tuple(counted.values()),
            signing=(_("Chaired by (signature): %(name)s") % {"name": _chair(meeting)},),
            dated=day(meeting.starts_at),
        )


def _chair(meeting: Meeting) -> str:
    return str(meeting.chaired_by.person) if meeting.chaired_by else ""


def _minuted(meeting: Meeting, motions: list[Motion]) -> Iterator[Part]:
    yield Part(
        _("Meeting"),
        lines=lines(
            (_("Called for"), minute(meeting.starts_at)),
            (_("Place"), meeting.place),
            (_("Chaired by"), _chair(meeting)),
        ),
    )
    yield Part(_("Matter reviewed"), lines=reviewed(meeting.round))
    yield Part(_("Attendance"), tables=(_attendance(meeting),))
    yield _recusals(meeting)
    if meeting.heard:
        yield Part(_("The applicant was heard"), paragraphs(meeting.heard))
    for motion in motions:
        yield _motion(motion)
    if not motions:
        yield Part(_("Votes"), (_("No vote was taken."),))
    if meeting.remarks:
        yield Part(_("Remarks of the chair"), paragraphs(meeting.remarks))


def _attendance(meeting: Meeting) -> Table:
    heads = (
        (_("Full name"), 24), (_("Office"), 18), (_("Category"), 22), (_("How present"), 14),
        (_("Came at"), 11), (_("Left at"), 11),
    )  # fmt: skip
    rows = meeting.attendance.select_related("seat__person").order_by("arrived_at", "id")
    return table(
        _("Who was present, and when"),
        heads,
        (
            (
                each.seat.person,
                each.seat.get_role_display(),
                each.seat.get_category_display(),
                each.get_mode_display(),
                clock(each.arrived_at),
                clock(each.left_at),
            )
            for each in rows
        ),
    )


def _recusals(meeting: Meeting) -> Part:
    """Who neither read nor decided, and what was declared and let pass."""
    case, version = meeting.round.case, meeting.round.submission_id
    recused = list(case.recusals.select_related("person").order_by("recused_at"))
    declared = case.declarations.filter(submission=version, level=Interest.DECLARED)
    tables = []
    if recused:
        heads = ((_("Full name"), 24), (_("Ground of recusal"), 38), (_("Recused at"), 38))
        rows = [(r.person, r.get_ground_display(), minute(r.recused_at)) for r in recused]
        tables.append(table(_("Recused: neither counted nor heard"), heads, rows))
    if told := list(declared.exclude(ruling="").select_related("person", "ruled_by")):
        heads = ((_("Full name"), 26), (_("Ruling"), 30), (_("Ruled by"), 44))
        ruled = [(d.person, d.get_ruling_display(), d.ruled_by) for d in told]
        tables.append(table(_("Declared interests decided upon"), heads, ruled))
    said = () if tables else (_("Nobody was recused and no interest was left to decide on."),)
    return Part(_("Recusals and interests"), said, tables=tuple(tables))


def _motion(motion: Motion) -> Part:
    heading = _("Vote: %(outcome)s") % {"outcome": motion.get_outcome_display()}
    opened = lines(
        (_("Wording"), _wording(motion)),
        (_("Vote opened"), clock(motion.opened_at)),
        (_("Vote closed"), clock(motion.closed_at)),
    )
    if motion.state != MotionState.CLOSED:
        return Part(heading, (_why_void(motion),), opened)
    counted = of_vote(motion)
    said = (f"{counted.sentence}{_('.')}", reckoned(counted))
    return Part(heading, said, opened, tables=(_ballots(motion),))


def _wording(motion: Motion) -> str:
    """Nothing where it only repeats the proposed decision, in whatever language."""
    told = set()
    for language in LANGUAGES:
        with override(spoken(language)):
            told.add(str(motion.get_outcome_display()))
    return "" if motion.wording in told else motion.wording


def _why_void(motion: Motion) -> str:
    recusal = motion.void_reason == "recusal"
    reason = _("somebody on the list was recused") if recusal else motion.void_reason
    return _("The vote is void: %(reason)s.") % {"reason": reason}


def _ballots(motion: Motion) -> Table:
    heads = ((_("Full name"), 22), (_("Category"), 24), (_("Ballot"), 16), (_("Reason"), 38))
    voters = motion.voters.select_related("seat__person", "ballot")
    return table(
        _("List of voters, as frozen when the vote was opened"),
        heads,
        (
            (
                v.seat.person,
                v.get_category_display(),
                Choice(v.ballot.choice).label,
                v.ballot.reason,
            )
            for v in voters
        ),
    )
