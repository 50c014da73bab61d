"""What a dossier of a case tells, as its exporter may see it; and what its page shows.

Papers are bound in as issued. Before a decision is released nothing of it is in any dossier, and
acts that would tell who judged how are in none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings.documents.beside import SIDE_BY_SIDE
from filings.documents.dossier import PROFILES, Dossier, Gathered
from filings.documents.paper import CHINESE, ENGLISH, spoken
from filings.documents.written import Block, Row, WrittenChapter, WrittenSection
from filings.enums import (
    Act,
    Audience,
    DocumentKind,
    DossierChapter,
    DossierProfile,
    JobKind,
    JobState,
)
from filings.models import Disclosure, Document, Event, Job, User
from filings.selectors import dossier_record, dossier_versions
from filings.selectors.dossier_words import PAIR, Reader, dated
from filings.selectors.dossiers import bound, moment, together
from filings.selectors.papers import Step, steps, trouble
from filings.services.issuing import PDF
from reviews.enums import CaseChapter, CorrectionState, DecisionState
from reviews.models import Case, Correction, Decision, Paper
from reviews.selectors import cases
from reviews.selectors.history import BLIND, LABELS
from reviews.selectors.votes import Vote, votes

SHOWN = 50
MOMENT = "Y-m-d H:i"
FOR_OTHERS = [
    DocumentKind.REVIEW_ACCEPTANCE,
    DocumentKind.REVIEW_DECISION,
    DocumentKind.REVIEW_CORRECTION,
    DocumentKind.REVIEW_CONDITIONS,
    DocumentKind.REVIEW_FOLLOW_UP,
    DocumentKind.REVIEW_EXPERT_OPINION,
    DocumentKind.REVIEW_EXEMPTION,
]
"""What the authority and the board read; opinions and minutes stay with who judged."""


def gather(job: Job, person: User) -> Gathered:
    """Inside the wall of the person who asked; texts in the language that was ordered."""
    if job.order["language"] == SIDE_BY_SIDE:
        return together(*(_gather(job, person, each) for each in (CHINESE, ENGLISH)))
    return _gather(job, person, job.order["language"])


def _gather(job: Job, person: User, language: str) -> Gathered:
    order = job.order
    reader = Reader(language, PROFILES[DossierProfile(order["dossier"])])
    case = (
        Case.objects.visible_to(person)
        .select_related("algorithm", "provider", "committee")
        .get(pk=order["case"])
    )
    with override(spoken(reader.language)):
        told = _Told(case, person, reader, order["chapters"])
        papers, events = told.papers(), told.events()
        plan = tuple(told.plan(events))
        facts = Dossier(
            language=reader.language,
            title=_("Dossier of review case %(number)s") % {"number": case.number},
            profile=order["dossier"],
            purpose=order["purpose"],
            recipient=order["recipient"],
            made=moment(job),
            cover=tuple(_cover(case, job, reader)),
            chapters=tuple(each for each in plan if isinstance(each, WrittenChapter)),
            papers=tuple(bound(number, each) for number, each in enumerate(papers, 1)),
            exhibits=(),
        )
        return Gathered(facts, plan, papers, [], dossier_record.proofs(events))


@dataclass(frozen=True)
class _Told:
    """One case through one person's eyes, for one reader."""

    case: Case
    person: User
    reader: Reader
    wanted: Sequence[str]

    @property
    def judges(self) -> bool:
        return Case.objects.judged_by(self.person).filter(pk=self.case.pk).exists()

    @property
    def everything(self) -> bool:
        return self.reader.profile == PROFILES[DossierProfile.LITIGATION]

    def papers(self) -> list[Document]:
        if CaseChapter.PAPERS not in self.wanted:
            return []
        released = Q(decision=None) | Q(decision__state=DecisionState.RELEASED)
        rows = Paper.objects.visible_to(self.person).filter(released, case=self.case)
        rows = rows.filter(document__media_type=PDF).exclude(kind=DocumentKind.REVIEW_DOSSIER)
        if not self.everything:
            rows = rows.filter(kind__in=FOR_OTHERS)
        rows = rows.select_related("document").defer("document__facts").order_by("document_id")
        return [each.document for each in rows]

    def events(self) -> list[Event]:
        """As the page of the case tells them; others read what the applicant is told."""
        if CaseChapter.HISTORY not in self.wanted:
            return []
        acts = [Act.REVIEW_MOVED]
        if self.judges and self.everything:
            acts.append(Act.REVIEW_JUDGED)
        found: QuerySet[Event] = Event.objects.filter(
            algorithm=self.case.algorithm_id, payload__case=self.case.pk, act__in=acts
        )
        unblind = found.exclude(payload__action__in=sorted(BLIND))
        return list(unblind.select_related("actor").order_by("id"))

    def plan(self, events: list[Event]) -> Iterator[WrittenChapter | DossierChapter]:
        if CaseChapter.CASE in self.wanted:
            yield WrittenChapter(str(CaseChapter.CASE.label), (), tuple(self._case()))
        if CaseChapter.VERSION in self.wanted and (version := self._version()):
            yield WrittenChapter(
                str(CaseChapter.VERSION.label),
                (),
                dossier_versions.in_full(version, self.reader),
            )
        if CaseChapter.PAPERS in self.wanted:
            yield DossierChapter.PAPERS
        if CaseChapter.VOTES in self.wanted and self.judges:
            sections = tuple(self._vote(each) for each in votes(self.case, self.person))
            yield self._chapter(CaseChapter.VOTES, sections=sections)
        if CaseChapter.HISTORY in self.wanted:
            yield self._chapter(CaseChapter.HISTORY, blocks=self._history(events))

    def _chapter(
        self,
        chapter: CaseChapter,
        blocks: tuple[Block, ...] = (),
        sections: tuple[WrittenSection, ...] = (),
    ) -> WrittenChapter:
        if not blocks and not sections:
            blocks = (self.reader.sentence(_("The record holds nothing of this.")),)
        return WrittenChapter(str(chapter.label), blocks, sections)

    def _version(self) -> Disclosure | None:
        last = self.case.submissions.select_related("disclosure__algorithm").last()
        return last.disclosure if last else None

    def _case(self) -> Iterator[WrittenSection]:
        shown = cases.shown(self.case, self.person)
        for round_ in reversed(shown.rounds):
            facts = [
                (_("Kind"), round_.get_kind_display()),
                (_("Procedure"), round_.get_procedure_display() if round_.procedure else ""),
                (_("Version"), str(round_.submission.disclosure)),
                (_("Submitted on"), dated(round_.submission.submitted_at)),
                (_("Where it stands"), str(cases.stage(round_, judges=self.judges))),
            ]
            title = _("Round %(number)d") % {"number": round_.number}
            yield WrittenSection(title, (self._pairs(facts),))
        decisions = [each for each in shown.decisions if each.state == DecisionState.RELEASED]
        for decision in reversed(decisions):
            yield WrittenSection(_("Decision"), (self._pairs(_decided(decision)),))
        if shown.conditions:
            rows = [
                (str(c.number), c.text, c.get_state_display(), dated(c.due_on))
                for c in shown.conditions
            ]
            heads = [(_("No."), "8%"), (_("Condition"), "52%"), (_("Where it stands"), "20%"),
                     (_("Due"), "20%")]  # fmt: skip
            yield WrittenSection(_("Conditions"), (self.reader.grid(heads, rows),))

    def _vote(self, vote: Vote) -> WrittenSection:
        motion = vote.motion
        facts = [
            (_("Proposed decision"), motion.get_outcome_display()),
            (_("Wording"), motion.wording),
            (_("Where it stands"), motion.get_state_display()),
            (_("Count"), str(vote.arithmetic)),
            (_("Why void"), motion.void_reason),
        ]
        blocks = [self._pairs(facts)]
        if self.everything and vote.ballots:
            heads = [(_("Member"), "24%"), (_("Vote"), "16%"), (_("Reason"), "60%")]
            rows = [(b.voter.seat.person.name, b.get_choice_display(), b.reason)
                    for b in vote.ballots]  # fmt: skip
            blocks.append(self.reader.grid(heads, rows))
        title = _("Final vote") if motion.final else _("Vote of %(day)s") % {
            "day": dated(motion.closed_at or motion.state_since)
        }  # fmt: skip
        return WrittenSection(title, tuple(blocks))

    def _history(self, events: list[Event]) -> tuple[Block, ...]:
        inside = self.reader.profile.audience == Audience.INTERNAL
        heads = [(_("When"), "22%"), (_("What"), "30%"), (_("Who"), "18%"), (_("Hash"), "30%")]
        rows = [
            (
                date_format(timezone.localtime(event.at), MOMENT) if event.at else "",
                str(LABELS.get(code := str(event.payload.get("action", "")), code)),
                event.actor.name if inside and event.actor else "",
                bytes(event.hash or b"").hex(),
            )
            for event in events
        ]
        return (self.reader.grid(heads, rows),) if rows else ()

    def _pairs(self, facts: Sequence[tuple[str, str]]) -> Block:
        heads = list(zip((_("Item"), _("Content")), PAIR, strict=True))
        return self.reader.grid(heads, [(name, text) for name, text in facts if text])


def _decided(decision: Decision) -> list[tuple[str, str]]:
    return [
        (_("Decision"), decision.get_outcome_display()),
        (_("Reasons"), decision.reasons),
        (_("Suggestions"), decision.advice),
        (_("Released on"), dated(decision.released_at)),
        ("SHA-256", decision.sha256),
        *((_("Corrected on"), _corrected(each)) for each in decision.corrections.all()
          if each.state == CorrectionState.MADE),
    ]  # fmt: skip


def _corrected(correction: Correction) -> str:
    return "\n".join(
        [
            dated(correction.settled_at),
            f"{_('As printed')}: {correction.passage}",
            f"{_('As it should read')}: {correction.wording}",
        ]
    )


def _cover(case: Case, job: Job, reader: Reader) -> Iterator[Row]:
    facts = [
        (_("Case"), case.number),
        (_("Algorithm"), case.algorithm.name_zh),
        (_("English name"), case.algorithm.name_en),
        (_("Provider"), f"{case.provider.name_zh}\n{case.provider.name_en}\n{case.provider.uscc}"),
        (_("Committee"), str(case.committee)),
        (_("Status"), case.get_state_display()),
        (_("Prepared for"), job.order["recipient"]),
        (_("Purpose of the dossier"), job.order["purpose"]),
        (_("Profile"), str(DossierProfile(job.order["dossier"]).label)),
        (_("Made"), moment(job)),
    ]
    for label, text in facts:
        if text:
            yield reader.row(label, text)


# -- the page -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Running:
    job: Job
    steps: list[Step]


@dataclass(frozen=True)
class Dossiers:
    lines: list[Paper]
    running: list[Running]
    trouble: str


def dossiers(case: Case, person: User) -> Dossiers:
    """One's own alone: for whom a dossier was made is nobody else's business."""
    rows = Paper.objects.visible_to(person).filter(case=case, kind=DocumentKind.REVIEW_DOSSIER)
    jobs = list(
        Job.objects.filter(
            kind=JobKind.REVIEW_DOSSIER, order__case=case.pk, asked_by=person
        ).order_by("-pk")[:SHOWN]
    )
    failed = jobs[0] if jobs and jobs[0].state == JobState.FAILED else None
    return Dossiers(
        lines=list(rows.select_related("document__issued_by")[:SHOWN]),
        running=[Running(job, steps(job)) for job in jobs if not job.is_over],
        trouble=trouble(failed) if failed else "",
    )
