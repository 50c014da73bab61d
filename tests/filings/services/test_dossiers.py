"""Dossiers: what is in them for whom, that they prove themselves, that nothing stays half-done."""

import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django import Settings

from filings import contents, history, tasks, walls
from filings.enums import Act, DocumentKind, DossierProfile, FilingState, JobState, Role
from filings.models import Algorithm, Disclosure, Document, Event, Job, Membership
from filings.printing import verify_dossier
from filings.selectors.dossiers import gather
from filings.services import certificates, dossier_making, dossiers, issuing, jobs
from filings.statemachine import ActionRefused
from tests.factories import (
    AlgorithmFactory,
    DeterminationFactory,
    DisclosureFactory,
    FilingFactory,
    wall_down,
)
from tests.filings import files
from tests.filings.filling import complete
from tests.filings.printing.validity import faults
from tests.filings.services.test_issuing import CANARY, poisoned, text_of
from tests.filings.versions import attached
from tests.people import People

AUTHORITY, BOARD, LITIGATION = DossierProfile
ADDRESS = "https://beian.example.com/verify/"


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    settings.CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(
        provider=people.provider, name_zh="星澜商城推荐算法", name_en="Xinglan feed"
    )
    return made


def said(people: People) -> dict[str, Any]:
    """Every question answered; what is internal carries the canary."""
    form = contents.form_on(timezone.localdate())
    answers = complete(form, people.filer)
    for section in form.sections:
        for field in section.fields:
            if field.audience == "internal":
                answers[section.code][field.code] = poisoned(answers[section.code][field.code])
    return answers


@pytest.fixture
def record(people: People, algorithm: Algorithm) -> Disclosure:
    """Two frozen versions, a filing, an issued notice, evidence of every sort."""
    answers = said(people)
    DisclosureFactory(algorithm=algorithm, number=1, frozen=True, answers=answers)
    changed = {**answers, "notice": {**answers["notice"]}}
    changed["notice"]["purpose"] = {"zh": "推荐商品与内容", "en": "Recommend", "behind": None}
    draft: Disclosure = DisclosureFactory(algorithm=algorithm, number=2)
    form = contents.form_on(timezone.localdate())
    path = next(
        p for s in form.sections for p, f in contents.columns(s) if f.audience == "regulator"
    )
    inside = next(
        p for s in form.sections for p, f in contents.columns(s) if f.audience == "internal"
    )
    attached(draft, path, "界面.png", files.picture("PNG"))
    attached(draft, path, "制度.pdf", issued_elsewhere())
    attached(draft, path, "坏.pdf", files.pdf())
    attached(draft, inside, "内部.png", files.picture("PNG", (41, 31)))
    with wall_down():
        facts = frozen_like(draft, changed)
        Disclosure.objects.filter(pk=draft.pk).update(**facts)
        draft = Disclosure.objects.select_related("algorithm__provider", "provider").get(
            pk=draft.pk
        )
    DeterminationFactory(disclosure=draft, ethics_review="does_not_apply", current=True)
    FilingFactory(algorithm=algorithm, disclosure=draft, state=FilingState.FILED)
    with walls.for_person(people.filer):
        issuing.print_now(disclosure=draft, kind=DocumentKind.PUBLIC_NOTICE, by=people.filer)
        history.record(Act.ALGORITHM_CHANGED, by=people.filer, algorithm=algorithm,
                       changes={"owner": ["", CANARY]})  # fmt: skip
    return draft


def frozen_like(draft: Disclosure, answers: dict[str, Any]) -> dict[str, Any]:
    content = {
        "form": draft.form_version, "algorithm": {}, "provider": {}, "answers": answers,
        "marks": {}, "evidence": [contents.file_facts(f) for f in draft.evidence.all()],
    }  # fmt: skip
    return {
        "state": "frozen", "content": content, "frozen_by": draft.started_by,
        "frozen_at": timezone.now(),
        "sha256": hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
    }  # fmt: skip


def issued_elsewhere() -> bytes:
    out = io.BytesIO()
    pdf = pikepdf.new()
    for _page in range(2):
        pdf.add_blank_page(page_size=(300, 400))
    pdf.save(out)
    return out.getvalue()


def asked(people: People, algorithm: Algorithm, profile: DossierProfile, **order: Any) -> Job:
    by = order.pop("by", people.legal)
    told = {"purpose": "监管检查", "recipient": "上海市网信办", "address": ADDRESS} | order
    with walls.for_person(by):
        return dossiers.ask(algorithm=algorithm, profile=profile, by=by, **told)


def run(job: Job) -> Job:
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        job.refresh_from_db()
    return job


def made(people: People, algorithm: Algorithm, profile: DossierProfile, **order: Any) -> bytes:
    job = run(asked(people, algorithm, profile, **order))
    assert (job.state, job.trouble) == (JobState.DONE, ""), job.result
    with wall_down():
        return issuing.read(Document.objects.get(pk=job.result["documents"][0])).read()


def enclosed(content: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}


def test_a_dossier_holds_the_record_and_proves_itself(
    people: People, algorithm: Algorithm, record: Disclosure, tmp_path: Path
) -> None:
    certificates.make_demo(people.provider)
    content = made(people, algorithm, LITIGATION)
    findings, told = verify_dossier.verify(content)
    assert findings == []
    assert told["dossier"]["recipient"] == "上海市网信办"
    assert told["events"] > 3
    words = text_of(content)
    for wanted in (
        "星澜商城推荐算法", "监管检查", "目录", "证据1", "推荐商品与内容", "NOT VALID", CANARY,
    ):  # fmt: skip
        assert wanted.replace(" ", "") in re.sub(r"\s", "", words)
    inside = enclosed(content)
    assert inside["exhibit-01.png"] == default_bytes(record, "界面.png")
    assert inside["paper-01.pdf"].startswith(b"%PDF")
    facts = json.loads(inside["facts.json"])
    assert facts["recipient"] == "上海市网信办"
    assert {each["name"] for each in facts["exhibits"]} == {
        "界面.png", "制度.pdf", "坏.pdf", "内部.png",
    }  # fmt: skip


def default_bytes(disclosure: Disclosure, name: str) -> bytes:
    with wall_down():
        row = disclosure.evidence.get(name=name)
    with default_storage.open(row.storage_name) as file:
        return bytes(file.read())


def test_a_dossier_is_archivable_and_accessible(
    people: People, algorithm: Algorithm, record: Disclosure
) -> None:
    certificates.make_demo(people.provider)
    content = made(people, algorithm, AUTHORITY, language="en")
    assert faults(content) == []


def test_the_authority_reads_nothing_internal(
    people: People, algorithm: Algorithm, record: Disclosure
) -> None:
    certificates.make_demo(people.provider)
    content = made(people, algorithm, AUTHORITY)
    inside = enclosed(content)
    assert CANARY not in text_of(content)
    assert all(CANARY.encode() not in each for each in inside.values())
    facts = json.loads(inside["facts.json"])
    assert {each["name"] for each in facts["exhibits"]} == {"界面.png", "制度.pdf", "坏.pdf"}
    told = json.loads(inside["history.json"])["events"]
    assert {event["fields"][7] for event in told} == {"document_issued"}
    assert f"{people.legal.name}\r\n" not in text_of(content)
    assert verify_dossier.verify(content)[0] == []


def test_the_board_gets_no_originals(
    people: People, algorithm: Algorithm, record: Disclosure
) -> None:
    content = made(people, algorithm, BOARD, by=people.approver)
    assert not [name for name in enclosed(content) if name.startswith("exhibit")]
    assert verify_dossier.verify(content)[0] == [("not_signed", "0")]


def test_only_the_chosen_chapters_are_in_it(
    people: People, algorithm: Algorithm, record: Disclosure
) -> None:
    content = made(people, algorithm, LITIGATION, chapters=["filings"])
    facts = json.loads(enclosed(content)["facts.json"])
    assert [each["title"] for each in facts["chapters"]] == ["备案及轮次"]
    assert (facts["papers"], facts["exhibits"]) == ([], [])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("profile", list(DossierProfile))
def test_who_exports(
    people: People, algorithm: Algorithm, role: Role, profile: DossierProfile
) -> None:
    person = people.acting_as(role)
    if role == Role.LEGAL or (role, profile) == (Role.APPROVER, BOARD):
        assert asked(people, algorithm, profile, by=person).pk
    else:
        with pytest.raises(ActionRefused, match="Only legal"):
            asked(people, algorithm, profile, by=person)


@pytest.mark.parametrize("missing", ["purpose", "recipient"])
def test_purpose_and_recipient_are_named(
    people: People, algorithm: Algorithm, missing: str
) -> None:
    with pytest.raises(ActionRefused, match="what the dossier is for"):
        asked(people, algorithm, AUTHORITY, **{missing: "  "})


def test_a_right_taken_away_in_the_meantime_ends_the_job(
    people: People, algorithm: Algorithm, record: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(people, algorithm, LITIGATION)
    keep = dossier_making.made

    def made_while_the_role_goes(*arguments: Any) -> Any:
        done = keep(*arguments)
        with wall_down():
            Membership.objects.filter(user=people.legal).update(role=Role.FILER)
        return done

    monkeypatch.setattr(dossiers, "made", made_while_the_role_goes)
    run(job)
    assert (job.state, job.trouble) == (JobState.FAILED, "access_lost")
    with wall_down():
        assert not Document.objects.filter(kind=DocumentKind.DOSSIER).exists()


def test_a_cancelled_job_keeps_nothing(
    people: People, algorithm: Algorithm, record: Disclosure, tmp_path: Path
) -> None:
    job = asked(people, algorithm, LITIGATION)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}

    class Stopping(jobs.Progress):
        def __call__(self, step: str, done: int, total: int) -> None:
            if step == "bind":
                raise jobs.Stopped
            super().__call__(step, done, total)

    with pytest.raises(jobs.Stopped):
        dossiers.work(job, Stopping(job), gather=gather)
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.name for path in after - before} <= {"sealing_key", "checkpoints.jsonl"}


def test_an_altered_paper_ends_the_job_with_its_name(
    people: People, algorithm: Algorithm, record: Disclosure
) -> None:
    with wall_down():
        paper = Document.objects.filter(media_type="application/pdf").order_by("id").first()
    assert paper
    Path(default_storage.path(paper.storage_name)).write_bytes(b"something else")
    job = run(asked(people, algorithm, LITIGATION))
    assert (job.trouble, job.result) == ("paper_damaged", {"parameters": {"name": paper.name}})


def test_evidence_whose_bytes_are_gone_is_named_with_its_hash(
    people: People, algorithm: Algorithm, record: Disclosure
) -> None:
    with wall_down():
        gone = record.evidence.get(name="界面.png")
    Path(default_storage.path(gone.storage_name)).unlink()
    content = made(people, algorithm, LITIGATION)
    assert gone.sha256 in text_of(content).replace("\r\n", "")
    assert "exhibit-01.png" not in enclosed(content)


def test_the_export_stands_in_the_history(
    people: People, algorithm: Algorithm, record: Disclosure
) -> None:
    made(people, algorithm, BOARD)
    with wall_down():
        event = Event.objects.filter(act=Act.EXPORTED).get()
        document = Document.objects.get(kind=DocumentKind.DOSSIER)
    assert (event.document_id, event.actor_id) == (document.pk, people.legal.pk)
    assert event.payload["sha256"] == document.sha256
    assert "上海市网信办" not in str(event.payload)


def test_the_same_facts_give_the_same_unsigned_bytes(
    people: People, algorithm: Algorithm, record: Disclosure
) -> None:
    job = asked(people, algorithm, BOARD, chapters=["version", "filings"])
    with walls.for_person(people.legal):
        gathered = gather(job, people.legal)
    first, second = (dossier_making.made(job, gathered, lambda *_step: None) for _time in range(2))
    assert first == second


def test_an_algorithm_with_nothing_disclosed_has_a_dossier_too(
    people: People, algorithm: Algorithm
) -> None:
    assert "档案中无此内容" in text_of(made(people, algorithm, LITIGATION))
