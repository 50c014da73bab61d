"""What of the judgement a dossier may hold: what the applicant is told, once it is released."""

import pytest

from filings import walls
from filings.enums import DocumentKind, DossierProfile, Role
from filings.selectors.dossiers import gather
from filings.services import dossiers
from tests.factories import DocumentFactory, MembershipFactory
from tests.reviews import judging


def bound(bench: judging.Bench) -> set[str]:
    legal = MembershipFactory(provider=bench.provider, role=Role.LEGAL).user
    with walls.for_person(legal):
        job = dossiers.ask(
            algorithm=bench.algorithm,
            profile=DossierProfile.LITIGATION,
            by=legal,
            purpose="诉讼",
            recipient="法院",
            chapters=["papers"],
        )
        return {paper.kind for paper in gather(job, legal).papers}


@pytest.mark.django_db
def test_a_letter_is_bound_in_once_it_is_released() -> None:
    bench = judging.staged(judging.make_bench())
    assert bound(bench) == set()
    judging.released(bench)
    assert bound(bench) == {DocumentKind.REVIEW_DECISION}


@pytest.mark.django_db
def test_what_the_committee_keeps_to_itself_stays_out() -> None:
    bench = judging.staged(judging.make_bench())
    DocumentFactory(
        provider_id=bench.provider.pk,
        algorithm=bench.algorithm,
        disclosure=None,
        kind=DocumentKind.REVIEW_MINUTES,
    )
    assert bound(bench) == set()
