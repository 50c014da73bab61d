"""Dossiers of a case: what is in them for whom, who gets them, that they prove themselves."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from filings import walls
from filings.documents.dossier import Gathered
from filings.enums import DocumentKind, DossierProfile, JobState, Role
from filings.models import Document, Job, User
from filings.printing import verify_dossier
from filings.selectors.dossier_words import dated
from filings.services import certificates, issuing
from filings.statemachine import ActionRefused
from reviews import tasks
from reviews.enums import PaperAudience, RecusalGround
from reviews.models import Paper
from reviews.selectors.dossiers import gather
from reviews.services import decisions, dossiers, panel
from tests.factories import MembershipFactory, wall_down
from tests.reviews import judging
from tests.reviews.documents import printed
from tests.reviews.judging import Bench, do

AUTHORITY, BOARD, LITIGATION = DossierProfile


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    settings.CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"


@pytest.fixture
def legal(bench: Bench) -> User:
    person: User = MembershipFactory(provider=bench.provider, role=Role.LEGAL).user
    return person


def test_a_day_in_a_dossier_is_the_day_in_beijing() -> None:
    late = datetime(2026, 11, 26, 20, 31, tzinfo=UTC)
    assert (dated(late), dated(late.date()), dated(None)) == ("2026-11-27", "2026-11-26", "")


def asked(bench: Bench, by: User, profile: DossierProfile = LITIGATION, **order: Any) -> Job:
    told = {"purpose": "诉讼", "recipient": "法院"} | order
    job: Job = do(by, dossiers.ask, case=bench.case, profile=profile, **told)
    return job


def gathered(
    bench: Bench, by: User, profile: DossierProfile = LITIGATION, **order: Any
) -> Gathered:
    job, person = asked(bench, by, profile, **order), judging.fresh(by)
    with walls.for_judge(person):
        return gather(job, person)


def words(found: Gathered) -> str:
    return repr((found.facts, found.history))


def run(job: Job) -> Job:
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        job.refresh_from_db()
    return job


def test_whoever_judges_reads_votes_by_name_and_the_applicant_none_of_them(
    bench: Bench, legal: User
) -> None:
    judging.released(bench)
    member = bench.members[1].person.name
    inside = gathered(bench, bench.secretary.person)
    assert [each.title for each in inside.facts.chapters] == [
        "案件及轮次", "最近提交的版本", "表决", "历史记录",
    ]  # fmt: skip
    assert member in words(inside)
    outside = gathered(bench, legal)
    assert [each.title for each in outside.facts.chapters] == [
        "案件及轮次", "最近提交的版本", "历史记录",
    ]  # fmt: skip
    assert member not in words(outside)
    assert {event["fields"][7] for event in outside.history["events"]} <= {"review_moved"}


def test_nothing_of_a_decision_is_in_any_dossier_before_its_release(
    bench: Bench, legal: User
) -> None:
    judging.staged(bench)
    for person in (bench.secretary.person, legal):
        found = gathered(bench, person)
        assert found.papers == []
        assert "符合审查重点各项要求。" not in words(found)
    do(bench.chair, decisions.release, round_=bench.round)
    for person in (bench.secretary.person, legal):
        found = gathered(bench, person)
        assert [each.kind for each in found.papers] == [DocumentKind.REVIEW_DECISION]
        assert "符合审查重点各项要求。" in words(found)


def test_a_sealed_opinion_is_in_no_dossier(bench: Bench) -> None:
    judging.independent(bench)
    judging.opine(bench, bench.members[2])
    with wall_down():
        opinion = bench.the_round.opinions.get()
    judging.issued(
        bench, DocumentKind.REVIEW_OPINION, audience=PaperAudience.REVIEWER, opinion=opinion
    )
    found = gathered(bench, bench.secretary.person)
    assert found.papers == []
    assert "风险可控，措施充分。" not in words(found)
    assert "submit_opinion" not in words(found)


def test_minutes_and_names_of_who_voted_stay_with_who_judged(bench: Bench) -> None:
    judging.released(bench)
    judging.issued(bench, DocumentKind.REVIEW_MINUTES, audience=PaperAudience.COMMITTEE)
    secretary = bench.secretary.person
    kinds = {each.kind for each in gathered(bench, secretary).papers}
    assert kinds == {DocumentKind.REVIEW_DECISION, DocumentKind.REVIEW_MINUTES}
    for profile in (AUTHORITY, BOARD):
        found = gathered(bench, secretary, profile)
        assert [each.kind for each in found.papers] == [DocumentKind.REVIEW_DECISION]
        assert bench.members[1].person.name not in repr(found.facts)


def test_who_exports_a_case(bench: Bench, legal: User) -> None:
    judging.released(bench)
    for person in (legal, bench.chair, bench.secretary.person):
        assert asked(bench, person).pk
    for person in (bench.filer, bench.members[5].person):
        with pytest.raises(ActionRefused, match="may export a dossier"):
            asked(bench, person)
    with pytest.raises(ActionRefused, match="what the dossier is for"):
        asked(bench, legal, purpose=" ")


def test_who_is_recused_meanwhile_gets_nothing(bench: Bench) -> None:
    judging.accepted(bench)
    vice = bench.members[1].person
    job = asked(bench, vice)
    do(bench.chair, panel.recuse, case=bench.case, person=vice, ground=RecusalGround.MONEY)
    run(job)
    assert (job.state, job.trouble) == (JobState.FAILED, "access_lost")
    with wall_down():
        assert not Paper.objects.filter(kind=DocumentKind.REVIEW_DOSSIER).exists()


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def test_a_dossier_of_a_case_is_made_on_its_page_verifies_and_is_its_makers_alone(
    bench: Bench, legal: User
) -> None:
    judging.released(bench)
    with wall_down():
        bench.round = None
        certificates.make_demo(bench.provider)
    page = reverse("reviews:dossiers", args=[bench.the_case.pk])
    order = {
        "key": str(uuid4()), "profile": "litigation", "recipient": "法院", "purpose": "诉讼",
        "language": "zh-Hans", "chapters": ["case", "votes", "history"], "watermark": "on",
    }  # fmt: skip
    secretary = bench.secretary.person
    assert client(secretary).post(page, order).status_code == 302
    with wall_down():
        job = Job.objects.get(kind="review_dossier")
    assert run(job).state == JobState.DONE, job.result
    with wall_down():
        paper = Paper.objects.select_related("document").get(kind=DocumentKind.REVIEW_DOSSIER)
        content = issuing.read(paper.document).read()
    assert verify_dossier.verify(content)[0] == []
    assert bench.members[1].person.name in printed.text_of(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        facts = json.loads(pdf.attachments["facts.json"].get_file().read_bytes())
        assert all("/FurnitureMark" in each.obj.Resources.XObject for each in pdf.pages)
    assert facts["recipient"] == "法院"
    file = reverse("reviews:dossier_file", args=[paper.pk])
    got = client(secretary).get(file)
    assert b"".join(got.streaming_content) == content  # type: ignore[attr-defined]
    assert file in client(secretary).get(page).content.decode()
    for person in (bench.chair, bench.members[5].person, bench.filer, legal):
        assert client(person).get(file).status_code == 404
        assert client(person).get(reverse("reviews:paper", args=[paper.pk])).status_code == 404
        assert file not in client(person).get(page).content.decode()
    do(bench.chair, panel.recuse, case=bench.case, person=secretary, ground=RecusalGround.MONEY)
    assert client(secretary).get(file).status_code == 404


def test_an_order_is_stopped_by_whoever_gave_it(bench: Bench, legal: User) -> None:
    judging.released(bench)
    job = asked(bench, legal)
    address = reverse("reviews:dossier_stop", args=[job.pk])
    assert client(bench.chair).post(address).status_code == 404
    assert client(legal).post(address).status_code == 302
    run(job)
    assert job.state == JobState.CANCELLED
    with wall_down():
        assert not Document.objects.filter(kind=DocumentKind.REVIEW_DOSSIER).exists()


def test_bad_orders_keep_what_was_typed_and_say_what_is_missing(bench: Bench, legal: User) -> None:
    judging.released(bench)
    page = reverse("reviews:dossiers", args=[bench.the_case.pk])
    answer = client(legal).post(page, {"key": str(uuid4()), "recipient": "法院"})
    assert answer.status_code == 422
    assert 'value="法院"' in answer.content.decode()
    assert client(bench.filer).post(page, {"recipient": "法院"}).status_code == 409


def test_the_page_of_dossiers_asks_little(
    bench: Bench, legal: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    judging.released(bench)
    someone = client(legal)
    with django_assert_max_num_queries(30):
        assert someone.get(reverse("reviews:dossiers", args=[bench.the_case.pk])).status_code == 200


def test_the_command_makes_the_same_for_whoever_may_and_a_refusal_writes_no_file(
    bench: Bench, legal: User, tmp_path: Path
) -> None:
    judging.accepted(bench)
    with wall_down():
        certificates.make_demo(bench.provider)

    number = bench.the_case.number

    def export(by: User, name: str, number: str = number) -> Path:
        out = tmp_path / name
        call_command(
            "export_case_dossier", number, profile="authority", out=out, by=by.email,
            recipient="法院", purpose="诉讼", verbosity=0,
        )  # fmt: skip
        return out

    content = export(legal, "case.pdf").read_bytes()
    assert not verify_dossier.verify(content)[0]
    with wall_down():
        document = Document.objects.get(kind=DocumentKind.REVIEW_DOSSIER)
    assert document.size == len(content)
    for who, wanted in ((bench.members[3].person, number), (legal, "NO-SUCH")):
        with pytest.raises(CommandError):
            export(who, "refused.pdf", wanted)
    assert not (tmp_path / "refused.pdf").exists()
