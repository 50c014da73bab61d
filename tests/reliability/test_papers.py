"""Every kind of paper that the product knows, in both languages, signed and unsigned, held
against a real validator.

BEIAN_PAPERS names a folder for them, to look at or to measure (benchmarks/printing/word.py).
"""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from filings.documents import CHINESE, ENGLISH, PAPERS
from filings.documents import assessment as impact
from filings.enums import DisclosureState, DocumentKind
from filings.models import Disclosure, ImpactAssessment
from filings.printing import signing
from filings.services import issuing
from filings.services.issuing import Printed, Ready
from reviews.documents import LANGUAGES, annual
from reviews.documents import PAPERS as JUDGED
from reviews.enums import Outcome
from reviews.services import annual as report
from reviews.services import expert_review, follow_ups, intake, meetings
from tests.factories import AlgorithmFactory, wall_down
from tests.filings.documents import test_deregistration as ended_service
from tests.filings.printing.validity import faults
from tests.filings.versions import frozen, told
from tests.people import People
from tests.reviews import judging
from tests.reviews.judging import Bench, do, now

LEFT = os.environ.get("BEIAN_PAPERS", "")
KIND = DocumentKind
BOUND = {KIND.DOSSIER, KIND.REVIEW_DOSSIER}
"""Bound from chapters, and validated whole where they are made."""
ZIPPED = {KIND.PACKAGE}


@cache
def certificate() -> signing.Certificate:
    return signing.demo_certificate("星澜（上海）商贸有限公司")


def valid(kind: DocumentKind, made: Printed) -> None:
    assert faults(made.rendered.content) == [], f"{kind} in {made.facts.language}"
    signed = signing.sign(made.rendered.content, certificate(), reason=made.facts.title)
    assert faults(signed) == [], f"{kind} in {made.facts.language}, signed"
    if LEFT:
        folder = Path(LEFT)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{kind}-{made.facts.language}.pdf").write_bytes(made.rendered.content)
        (folder / f"{kind}-{made.facts.language}.docx").write_bytes(made.word)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", verbosity=0)
        with wall_down():
            yield
        transaction.set_rollback(True)


def printed(kind: DocumentKind, disclosure: Disclosure) -> None:
    paper = PAPERS[kind]
    made = [issuing.press(paper, each, disclosure) for each in issuing.ready(paper, disclosure)]
    assert [each.facts.language for each in made] == list(paper.languages)
    for each in made:
        valid(kind, each)


@pytest.mark.parametrize("kind", sorted(PAPERS.keys() - {KIND.DEREGISTRATION}))
def test_a_paper_of_the_record_is_archivable_and_accessible(demo: None, kind: DocumentKind) -> None:
    rows = Disclosure.objects.filter(state=DisclosureState.FROZEN).order_by("pk")
    with transaction.atomic():
        fitting = (row for row in rows if PAPERS[kind].fits(row))
        printed(
            kind, next(row for row in fitting if not any(g.owed for g in PAPERS[kind].gaps(row)))
        )


def test_the_impact_assessment_is_archivable_and_accessible(demo: None) -> None:
    made = ImpactAssessment.objects.order_by("pk").exclude(signed_at=None).first()
    assert made
    for language in (CHINESE, ENGLISH):
        facts = impact.impact_assessment(made, language)
        valid(KIND.IMPACT_ASSESSMENT, issuing.set_in_type(
            impact.TEMPLATE, Ready(facts), created=made.signed_at
        ))  # fmt: skip


def test_the_end_of_a_service_is_archivable_and_accessible(people: People) -> None:
    basics = {"status": "ended", "launched_on": "2024-02-26", "ended_on": "2026-11-20"}
    algorithm = AlgorithmFactory(provider=people.provider)
    disclosure = frozen(algorithm, told(people, basics=basics))
    ended_service.arranged(disclosure)
    with wall_down():
        printed(KIND.DEREGISTRATION, disclosure)


# -- the judgement --------------------------------------------------------------------------------
def incomplete(bench: Bench) -> None:
    judging.submitted(bench)
    do(
        bench.secretary.person,
        intake.ask_supplement,
        round_=bench.round,
        missing="应急预案\n承诺书",
    )


def with_a_reply(bench: Bench) -> None:
    judging.replied(bench, against=1)
    judging.vote(bench)
    with wall_down():
        meeting = bench.the_round.meetings.exclude(state="ended").get()
    do(bench.chair, meetings.end, meeting=meeting)


def invited(bench: Bench) -> None:
    judging.independent(bench)


def conditional(bench: Bench) -> None:
    judging.released(bench, Outcome.APPROVE_AFTER_CHANGES)


def followed_up(bench: Bench) -> None:
    judging.released(bench)
    with wall_down():
        running = bench.the_case.follow_ups.get()
    do(bench.filer, follow_ups.report, follow_up=running, text="方案未变更。\n风险可控。")


def exempt(bench: Bench) -> None:
    judging.voted(bench, listed=True)
    do(bench.filer, expert_review.propose_exemption, round_=bench.round, grounds="已受监管",
       evidence="备案编号")  # fmt: skip
    do(bench.people["legal"], expert_review.sign_exemption, round_=now(bench).round)


def corrected(bench: Bench) -> None:
    judging.released(bench)
    judging.corrected(bench)


STATES: dict[Callable[[Bench], None], set[DocumentKind]] = {
    incomplete: {KIND.REVIEW_DEFICIENCIES},
    invited: {KIND.REVIEW_ACCEPTANCE, KIND.REVIEW_INVITATION},
    with_a_reply: {
        KIND.REVIEW_OPINION,
        KIND.REVIEW_MINUTES,
        KIND.REVIEW_EXPERT_PACKAGE,
        KIND.REVIEW_EXPERT_INVITATION,
        KIND.REVIEW_EXPERT_OPINION,
    },
    conditional: {KIND.REVIEW_DECISION, KIND.REVIEW_CONDITIONS},
    followed_up: {KIND.REVIEW_FOLLOW_UP},
    exempt: {KIND.REVIEW_EXEMPTION},
    corrected: {KIND.REVIEW_CORRECTION},
}
"""Where a case has something to print about."""


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_paper_of_the_judgement_is_archivable_and_accessible(
    bench: Bench, state: Callable[[Bench], None]
) -> None:
    state(bench)
    now(bench)
    for kind in sorted(STATES[state]):
        paper = JUDGED[kind]
        for language in LANGUAGES:
            with wall_down():
                subject = paper.subjects(bench.the_case).first()
                assert subject is not None, kind
                facts: Any = paper.facts(subject, language)
            made = issuing.set_in_type(
                paper.template, Ready(facts), created=timezone.now(), style="official"
            )
            valid(kind, made)


def test_the_annual_report_is_archivable_and_accessible(bench: Bench) -> None:
    judging.released(bench)
    for language in LANGUAGES:
        with wall_down():
            year = timezone.localdate().year
            facts = annual.report(bench.committee, bench.provider, year, language)
        valid(KIND.REVIEW_ANNUAL, issuing.set_in_type(
            report.TEMPLATE, Ready(facts), created=timezone.now(), style="official"
        ))  # fmt: skip


def test_no_kind_of_paper_is_left_out() -> None:
    judged = set.union(*STATES.values())
    assert judged == JUDGED.keys()
    alone = {KIND.IMPACT_ASSESSMENT, KIND.REVIEW_ANNUAL}
    assert {*PAPERS, *judged, *alone, *BOUND, *ZIPPED} == set(DocumentKind)
