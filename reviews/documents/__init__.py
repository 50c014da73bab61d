"""What the papers of the judgement say: frozen facts of what was done and counted.

Each kind is one object in `PAPERS`; a template sees its facts and nothing else.
"""

from typing import Any

from django.db.models import QuerySet

from filings.enums import DocumentKind
from filings.regulations import Text
from reviews.documents import letters
from reviews.documents.kinds import LANGUAGES, ReviewPaper
from reviews.documents.official import Official
from reviews.enums import (
    JUDGING,
    AssignmentState,
    DecisionState,
    PaperAudience,
    RoundState,
)
from reviews.models import Assignment, Case, Decision, Round
from reviews.permissions import runs_the_round

__all__ = ["LANGUAGES", "PAPERS", "Official", "ReviewPaper"]

ABOUT_A_ROUND = ("case__algorithm", "provider", "committee", "rule_pack", "submission__disclosure")


def _rounds(case: Case) -> QuerySet[Round]:
    return Round.objects.filter(case=case).select_related(*ABOUT_A_ROUND)


def _asked(case: Case) -> QuerySet[Round]:
    return _rounds(case).filter(asked_at__isnull=False)


def _taken_in(case: Case) -> QuerySet[Round]:
    decided = _rounds(case).filter(kind__in=JUDGING)
    return decided.filter(accepted_at__isnull=False) | decided.filter(state=RoundState.NOT_ACCEPTED)


def _named(case: Case) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(round__case=case, state=AssignmentState.INVITED)
    return rows.select_related("seat__person", *(f"round__{path}" for path in ABOUT_A_ROUND))


def _decisions(case: Case) -> QuerySet[Decision]:
    rows = Decision.objects.filter(round__case=case).exclude(state=DecisionState.TAKEN_BACK)
    related = (f"round__{path}" for path in ABOUT_A_ROUND)
    return rows.select_related("motion", "expert_review", "exemption", *related)


def _of_decision(subject: Decision) -> dict[str, Any]:
    return {"decision": subject}


def _round_number(subject: Any) -> str:
    return str(getattr(subject, "round", subject).number)


PAPERS: dict[DocumentKind, ReviewPaper] = {
    paper.kind: paper
    for paper in (
        ReviewPaper(
            kind=DocumentKind.REVIEW_DEFICIENCIES,
            file_name=Text("补正材料通知书", "Notice of missing material"),
            audience=PaperAudience.APPLICANT,
            subjects=_asked,
            who=runs_the_round,
            facts=letters.deficiencies,
            about=_round_number,
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_ACCEPTANCE,
            file_name=Text("受理通知书", "Notice of acceptance"),
            audience=PaperAudience.APPLICANT,
            subjects=_taken_in,
            who=runs_the_round,
            facts=letters.acceptance,
            about=_round_number,
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_INVITATION,
            file_name=Text("委员审查邀请函", "Invitation of a reviewer"),
            audience=PaperAudience.COMMITTEE,
            subjects=_named,
            who=runs_the_round,
            facts=letters.invitation,
            about=lambda subject: str(subject.seat.person),
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_DECISION,
            file_name=Text("科技伦理审查决定书", "Decision letter"),
            audience=PaperAudience.APPLICANT,
            subjects=_decisions,
            who=runs_the_round,
            facts=letters.decision,
            links=_of_decision,
            about=_round_number,
        ),
    )
}
