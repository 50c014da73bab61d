"""The report of a year: the committee, what it judged for one unit, its activities of the list.

Only what was released or recorded is counted, so that it tells nothing that is still judged.
"""

from collections import Counter
from datetime import date
from statistics import median

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings.documents.paper import spoken
from filings.models import Provider
from reviews import composition
from reviews.documents.head import headed_by
from reviews.documents.official import Line, Official, Part, Table
from reviews.documents.words import cited, day, lines, numbered, table
from reviews.enums import JUDGING, FollowUpState, MeetingState, Outcome, Procedure
from reviews.models import (
    Case,
    Committee,
    Decision,
    FollowUp,
    Meeting,
    Registration,
    Round,
    Seat,
)

ARTICLE = "ethics-2023-45"


def report(committee: Committee, provider: Provider, year: int, language: str) -> Official:
    with override(spoken(language)):
        return headed_by(
            committee,
            language,
            title=_("Annual report of the ethics committee, %(year)d") % {"year": year},
            reference=f"{year}-{provider.pk:02}",
            opening=(
                _(
                    "Under %(article)s the unit reports on the work of its committee in %(year)d "
                    "and on the activities of the list. Every number is counted from what was "
                    "recorded."
                )
                % {"article": cited(ARTICLE), "year": year},
            ),
            parts=numbered(
                (
                    _committee(committee, provider, year),
                    _work(committee, provider, year),
                    _activities(committee, provider, year),
                    _after(committee, provider, year),
                )
            ),
            signing=(
                _("%(body)s (seal)") % {"body": provider},
                _("%(body)s (seal)") % {"body": committee},
            ),
        )


def _committee(committee: Committee, provider: Provider, year: int) -> Part:
    end = date(year, 12, 31)
    seats = list(Seat.objects.filter(committee=committee).select_related("person"))
    there = [s for s in seats if s.valid_from <= end <= composition.last_day(s)]
    lacks = composition.missing(there, composition.pack_on(end))
    complete = _("as the law asks")
    return Part(
        _("The committee"),
        lines=lines(
            (_("Unit"), provider),
            (_("Set up"), day(committee.founded_on)),
            (_("Registration"), _registration(committee)),
            (_("Composition at the end of the year"), "; ".join(map(str, lacks)) or complete),
            (_("Seats given in the year"), sum(s.valid_from.year == year for s in seats)),
            (
                _("Seats ended in the year"),
                sum(composition.last_day(s).year == year for s in seats),
            ),
            (
                _("Members trained in the year"),
                sum(bool(s.trained_on and s.trained_on.year == year) for s in there),
            ),
        ),
        tables=(_seats(there),),
    )


def _registration(committee: Committee) -> str:
    if committee.registered_on is None:
        return _("not registered yet")
    return f"{day(committee.registered_on)} {committee.registration}".strip()


def _seats(there: list[Seat]) -> Table:
    heads = (
        (_("Member"), 24),
        (_("Role"), 18),
        (_("Category"), 20),
        (_("From outside"), 14),
        (_("Term"), 24),
    )
    ranked = sorted(there, key=lambda s: (Seat.RANK[s.role], s.order, s.pk))
    return table(
        _("Members at the end of the year"),
        heads,
        [
            (
                seat.person,
                seat.get_role_display(),
                seat.get_category_display(),
                _("yes") if seat.is_external else _("no"),
                f"{day(seat.valid_from)} – {day(composition.last_day(seat))}",
            )
            for seat in ranked
        ],
    )


def _work(committee: Committee, provider: Provider, year: int) -> Part:
    rounds = Round.objects.filter(committee=committee, provider=provider)
    accepted = rounds.filter(accepted_at__year=year, kind__in=JUDGING)
    decided = _decided(committee, provider, year)
    kinds = Counter(accepted.values_list("procedure", flat=True))
    outcomes = Counter(decided.values_list("outcome", flat=True))
    return Part(
        _("Reviews"),
        lines=(
            *lines(
                (_("Applications accepted"), accepted.count()),
                (
                    _("Applications not accepted"),
                    rounds.filter(state="not_accepted", state_since__year=year).count(),
                ),
            ),
            *(Line(str(p.label), str(kinds[p.value])) for p in Procedure if kinds[p.value]),
            *lines(
                (
                    _("Meetings held"),
                    Meeting.objects.filter(
                        round__in=rounds.filter(state="released").values("pk"),
                        state=MeetingState.ENDED,
                        chaired_by__isnull=False,
                        starts_at__year=year,
                    ).count(),
                ),
                (_("Decisions released"), sum(outcomes.values())),
            ),
            *(Line(str(o.label), str(outcomes[o.value])) for o in Outcome if outcomes[o.value]),
            *lines((_("Days from acceptance to decision (median)"), _days(decided))),
        ),
    )


def _decided(committee: Committee, provider: Provider, year: int) -> "QuerySet[Decision]":
    rows = Decision.objects.released().filter(
        round__committee=committee, provider=provider, round__kind__in=JUDGING
    )
    found: QuerySet[Decision] = rows.filter(released_at__year=year)
    return found


def _days(decided: "QuerySet[Decision]") -> str:
    spans = [
        (timezone.localdate(released) - timezone.localdate(accepted)).days
        for accepted, released in decided.values_list("round__accepted_at", "released_at")
        if accepted and released
    ]
    return f"{median(spans):g}" if spans else ""


def _activities(committee: Committee, provider: Provider, year: int) -> Part:
    """Of the list, decided in the year; what nobody said counts as on the list."""
    rows = (
        _decided(committee, provider, year)
        .exclude(round__listed=False)
        .select_related("round__case__algorithm", "expert_review", "exemption")
        .order_by("released_at")
    )
    registered = {
        row.case_id: f"{day(row.done_on)} {row.reference}"
        for row in Registration.objects.filter(provider=provider, case__isnull=False)
    }
    heads = (
        (_("Case number"), 18),
        (_("Activity"), 28),
        (_("Decision"), 18),
        (_("Second review"), 18),
        (_("Registered"), 18),
    )
    lined = [
        (
            row.round.case.number,
            row.round.case.algorithm,
            f"{row.get_outcome_display()} {day(row.released_at)}",
            _second(row),
            registered.get(row.round.case_id, _("not yet")),
        )
        for row in rows
    ]
    none = () if lined else (_("No decision on an activity of the list was released."),)
    return Part(
        _("Activities of the list"),
        none,
        tables=(table(_("Decided in the year"), heads, lined),) if lined else (),
    )


def _second(row: Decision) -> str:
    if row.exemption_id:
        return _("exempt")
    if row.expert_review is None:
        return "—"
    return _("passed") if row.expert_review.passed else _("not passed")


def _after(committee: Committee, provider: Provider, year: int) -> Part:
    cases = Case.objects.filter(committee=committee, provider=provider)
    follow_ups = FollowUp.objects.filter(case__in=cases.values("pk"))
    return Part(
        _("After the decision"),
        lines=lines(
            (
                _("Follow-ups completed"),
                follow_ups.filter(state=FollowUpState.COMPLETED, completed_on__year=year).count(),
            ),
            (_("In force today"), cases.filter(state="in_force").count()),
            (_("Suspended today"), cases.filter(state="suspended").count()),
            (_("Terminated today"), cases.filter(state="terminated").count()),
        ),
    )
