"""Who reads which paper of a case, on every way to it; ordering one; reading before release."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from filings import walls
from filings.enums import DocumentKind, JobState
from filings.models import Job, User
from reviews.documents import PAPERS
from reviews.enums import PaperAudience, RecusalGround
from reviews.models import Opinion, Paper
from reviews.services import decisions, intake, opinions, panel
from tests.factories import MembershipFactory, UserFactory, wall_down
from tests.reviews import judging
from tests.reviews.documents import printed
from tests.reviews.judging import Bench, do, now

KIND = DocumentKind


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(bench: Bench) -> str:
    return reverse("reviews:case_papers", args=[bench.the_case.pk])


def reads(person: User, paper: Paper) -> set[bool]:
    """Whether the person gets at a paper, by every way; one answer when all agree."""
    client = signed_in(person)
    listed = client.get(reverse("reviews:case_papers", args=[paper.case_id]))
    someone = judging.fresh(person)
    with walls.for_judge(someone):
        visible = Paper.objects.visible_to(someone).filter(pk=paper.pk).exists()
    address = reverse("reviews:paper", args=[paper.pk])
    return {
        client.get(address).status_code == 200,
        client.get(reverse("reviews:paper_file", args=[paper.pk])).status_code in {200, 410},
        address in listed.content.decode(),
        visible,
    }


def recused(bench: Bench) -> User:
    gone = bench.members.pop(7).person
    do(bench.chair, panel.recuse, case=bench.case, person=gone, ground=RecusalGround.MONEY)
    return gone


def test_a_letter_is_the_committees_until_its_release_and_then_the_applicants(
    bench: Bench,
) -> None:
    judging.deliberating(bench)
    gone = recused(bench)
    judging.staged(bench)
    with wall_down():
        letter = Paper.objects.get(kind=KIND.REVIEW_DECISION)
    member = bench.members[5].person
    assert reads(member, letter) == reads(bench.secretary.person, letter) == {True}
    assert reads(bench.filer, letter) == reads(gone, letter) == {False}
    assert reads(UserFactory(), letter) == {False}
    do(bench.chair, decisions.release, round_=bench.round)
    assert reads(bench.filer, letter) == {True}
    assert reads(gone, letter) == {False}


def test_papers_of_the_committee_reach_neither_the_applicant_nor_who_is_recused(
    bench: Bench,
) -> None:
    judging.deliberating(bench)
    gone = recused(bench)
    minutes = judging.issued(now(bench), KIND.REVIEW_MINUTES, audience=PaperAudience.COMMITTEE)
    assert reads(bench.members[4].person, minutes) == {True}
    assert reads(bench.filer, minutes) == reads(gone, minutes) == {False}


def test_a_recused_member_who_acts_for_the_applicant_reads_what_the_applicant_is_told(
    bench: Bench,
) -> None:
    judging.deliberating(bench)
    gone = recused(bench)
    MembershipFactory(provider=bench.provider, user=gone, role="auditor")
    told = judging.issued(now(bench), KIND.REVIEW_ACCEPTANCE)
    kept = judging.issued(bench, KIND.REVIEW_MINUTES, audience=PaperAudience.COMMITTEE)
    assert reads(gone, told) == {True}
    assert reads(gone, kept) == {False}


def test_an_opinion_paper_is_read_by_whom_the_opinion_is(bench: Bench) -> None:
    judging.independent(bench)
    for seat in bench.members[2:4]:
        judging.opine(bench, seat)
    with wall_down():
        opinion = Opinion.objects.get(assignment__seat=bench.members[2])
    paper = judging.issued(
        bench, KIND.REVIEW_OPINION, audience=PaperAudience.REVIEWER, opinion=opinion
    )
    author, other = bench.members[2].person, bench.members[3].person
    assert reads(author, paper) == {True}
    for person in (other, bench.chair, bench.secretary.person, bench.filer):
        assert reads(person, paper) == {False}
    do(bench.secretary.person, opinions.deliberate, round_=bench.round)
    assert reads(other, paper) == reads(bench.chair, paper) == {True}
    assert reads(bench.filer, paper) == {False}


def test_the_organiser_reads_the_papers_of_the_second_review_only(bench: Bench) -> None:
    review, head = judging.with_experts(bench)
    package = judging.issued(
        bench,
        KIND.REVIEW_EXPERT_PACKAGE,
        audience=PaperAudience.ORGANISER,
        expert_review=review,
    )
    minutes = judging.issued(bench, KIND.REVIEW_MINUTES, audience=PaperAudience.COMMITTEE)
    someone = judging.fresh(head)
    with walls.for_judge(someone):
        assert set(Paper.objects.visible_to(someone)) == {package}
    assert reads(bench.chair, package) == reads(bench.chair, minutes) == {True}
    assert reads(bench.filer, package) == {False}


def test_the_secretary_orders_a_paper_once_and_finds_it_on_the_page(bench: Bench) -> None:
    judging.submitted(bench)
    do(bench.secretary.person, intake.ask_supplement, round_=bench.round, missing="应急预案")
    client = signed_in(bench.secretary.person)
    order = {
        "key": str(uuid4()),
        "paper": KIND.REVIEW_DEFICIENCIES.value,
        "subject": now(bench).the_round.pk,
    }
    address = reverse("reviews:paper_print", args=[bench.the_case.pk])
    for _clicked_twice in range(2):
        assert client.post(address, order).headers["Location"] == page(bench)
    assert "Being printed" in client.get(page(bench)).content.decode()
    with wall_down():
        job = Job.objects.get()
    issued = printed.run(job)
    shown = client.get(page(bench)).content.decode()
    assert "Being printed" not in shown
    assert issued[0].name in shown
    with wall_down():
        paper = Paper.objects.get(document=issued[0])
    read = client.get(reverse("reviews:paper", args=[paper.pk])).content.decode()
    assert "应急预案" in read
    file = client.get(reverse("reviews:paper_file", args=[paper.pk]))
    assert b"".join(file) == printed.bytes_of(issued[0])
    applicant = signed_in(bench.filer).get(page(bench)).content.decode()
    assert issued[0].name in applicant


def test_nobody_is_offered_or_gets_what_is_not_theirs_to_print(bench: Bench) -> None:
    judging.deliberating(bench)
    subject = bench.the_round.pk
    address = reverse("reviews:paper_print", args=[bench.the_case.pk])
    order = {"paper": KIND.REVIEW_ACCEPTANCE.value, "subject": subject}
    for person in (bench.filer, bench.members[5].person):
        client = signed_in(person)
        assert "review_acceptance" not in client.get(page(bench)).content.decode()
        client.post(address, order | {"key": str(uuid4())})
    for nonsense in ({}, {"paper": "minutes"}, order | {"subject": "0"}, {"key": "x"}):
        client = signed_in(bench.secretary.person)
        assert client.post(address, nonsense).status_code == 302
    with wall_down():
        assert not Job.objects.exists()


def test_a_failed_letter_says_so_and_can_be_printed_again(bench: Bench) -> None:
    judging.staged(bench)
    with wall_down():
        Job.objects.update(state=JobState.FAILED, trouble="moved_on")
    shown = signed_in(bench.secretary.person).get(page(bench)).content.decode()
    assert "The case moved on while the paper was being printed" in shown
    assert "review_decision" in shown
    assert "Not released yet" in shown


def test_every_kind_of_paper_is_offered_in_words(bench: Bench) -> None:
    printed_alone = set(DocumentKind) - {DocumentKind.REVIEW_DOSSIER}
    assert {kind for kind in printed_alone if kind.value.startswith("review_")} == {
        *PAPERS,
        KIND.REVIEW_ANNUAL,
    }


def test_the_page_costs_few_queries(
    bench: Bench, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    judging.staged(bench)
    client = signed_in(bench.secretary.person)
    client.get(page(bench))
    with django_assert_max_num_queries(45):
        client.get(page(bench))
