"""How long each side had a case, from what the applicant is told; so it tells nothing of a vote."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import ngettext

from filings.models import Event
from filings.selectors.rounds import Segment
from reviews.enums import CaseAction, RoundAction
from reviews.models import Case

APPLICANT, COMMITTEE, EXPERTS, NOBODY = "us", "them", "paused", ""
"""By the colours of the line; nobody has what rests or has ended."""

TURNS: dict[str, str] = {
    "open_case": APPLICANT,
    CaseAction.SUBMIT: COMMITTEE,
    CaseAction.RESUBMIT: COMMITTEE,
    CaseAction.APPEAL: COMMITTEE,
    CaseAction.REPORT_CHANGE: COMMITTEE,
    RoundAction.ASK_SUPPLEMENT: APPLICANT,
    RoundAction.SUPPLEMENT: COMMITTEE,
    RoundAction.REQUEST_EXPERTS: EXPERTS,
    RoundAction.ENTRUST: COMMITTEE,
    RoundAction.RELEASE: NOBODY,
    RoundAction.WITHDRAW: NOBODY,
    CaseAction.NOT_ACCEPTED: APPLICANT,
    CaseAction.TO_REVISE: APPLICANT,
    CaseAction.APPROVED_CONDITIONALLY: APPLICANT,
    CaseAction.APPROVED: NOBODY,
    CaseAction.NOT_APPROVED: NOBODY,
    CaseAction.CONDITIONS_MET: NOBODY,
    CaseAction.WITHDRAW: NOBODY,
    CaseAction.CLOSE: NOBODY,
    CaseAction.TERMINATED: NOBODY,
    CaseAction.SUSPEND: COMMITTEE,
    CaseAction.LIFTED: NOBODY,
}
"""Who has the case after an act that the applicant is told of."""


@dataclass(frozen=True)
class Clock:
    segments: list[Segment]
    totals: dict[str, int]
    """Calendar days by holder."""


def clock(case: Case, today: date) -> Clock:
    events = Event.objects.filter(algorithm=case.algorithm_id, payload__case=case.pk)
    turns = events.filter(payload__action__in=list(TURNS)).order_by("id")
    acts = [
        (TURNS[action], timezone.localdate(at))
        for action, at in turns.values_list("payload__action", "at")
    ]
    return drawn(list(spans(acts, today)))


def spans(acts: Iterable[tuple[str, date]], today: date) -> Iterator[tuple[str, int]]:
    """(who, calendar days), stretch by stretch; a running one ends today."""
    holder, since = NOBODY, today
    for turn, on in acts:
        if turn != holder:
            if holder:
                yield holder, (on - since).days
            holder, since = turn, on
    if holder:
        yield holder, (today - since).days


def drawn(found: list[tuple[str, int]]) -> Clock:
    whole = sum(days for _holder, days in found)
    segments, start, totals = [], 0.0, {APPLICANT: 0, COMMITTEE: 0, EXPERTS: 0}
    for holder, days in found:
        totals[holder] += days
        if days:
            segments.append(Segment(holder, start, 100 * days / whole, words(holder, days)))
            start += 100 * days / whole
    return Clock(segments, totals)


def words(holder: str, days: int) -> str:
    if holder == APPLICANT:
        said = ngettext("%(days)d day with the applicant", "%(days)d days with the applicant", days)
    elif holder == COMMITTEE:
        said = ngettext("%(days)d day with the committee", "%(days)d days with the committee", days)
    else:
        said = ngettext(
            "%(days)d day with experts and committee",
            "%(days)d days with experts and committee",
            days,
        )
    return said % {"days": days}
