"""The public notice: only public words get in; facts and bytes are kept and never change."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdfium2 import PdfDocument
from pytest_django import Settings

from filings import canonical, contents, documents, tasks, walls
from filings.documents import CHINESE, ENGLISH, FactsMissing
from filings.enums import Act, DocumentKind, JobState, Role
from filings.models import Algorithm, Disclosure, Document, Event, Job
from filings.services import files, issuing
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, DisclosureFactory, wall_down
from tests.filings.filling import SAMPLES, complete
from tests.people import People

NOTICE = DocumentKind.PUBLIC_NOTICE
CANARY = "CANARY"


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, name_zh="星澜商城推荐算法")
    return made


def said(people: People) -> dict[str, Any]:
    """Every question of the form answered; whatever is not public carries the canary."""
    form = contents.form_on(timezone.localdate())
    answers = complete(form, people.filer)
    for section in form.sections:
        for field in section.fields:
            if field.audience != "public" or section.code not in {"basics", "notice"}:
                answers[section.code][field.code] = poisoned(answers[section.code][field.code])
    return answers


def poisoned(value: Any) -> Any:
    """The same answer with every free text replaced."""
    if isinstance(value, dict):
        return {key: poisoned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each) for each in value]
    return CANARY if value in {SAMPLES["text"], SAMPLES["long_text"], "Text"} else value


def frozen(algorithm: Algorithm, answers: dict[str, Any], **marks: Any) -> Disclosure:
    disclosure: Disclosure = DisclosureFactory(
        algorithm=algorithm, number=1, frozen=True, answers=answers
    )
    (disclosure.content or {})["marks"] = marks
    return disclosure


def text_of(content: bytes) -> str:
    with PdfDocument(io.BytesIO(content)) as pdf:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf)


def test_only_public_words_get_into_the_facts(people: People, algorithm: Algorithm) -> None:
    disclosure = frozen(algorithm, said(people))
    for language in (CHINESE, ENGLISH):
        facts = documents.public_notice(disclosure, language)
        assert CANARY not in str(facts)
        assert [row.label for row in facts.rows][:3] == (
            ["算法名称", "算法基本原理", "算法运行机制"]
            if language == CHINESE
            else ["Algorithm name", "Basic principle", "Operating mechanism"]
        )


def test_a_marked_text_does_not_get_in_even_where_the_form_calls_it_public(
    people: People, algorithm: Algorithm
) -> None:
    answers = said(people)
    answers["notice"]["purpose"] = {"zh": CANARY, "en": CANARY, "behind": None}
    marked = {"notice.purpose": ["trade_secret"]}
    with pytest.raises(FactsMissing, match="算法目的意图"):
        documents.public_notice(frozen(algorithm, answers, **marked), CHINESE)


def test_english_is_a_reading_copy_and_says_where_it_is_chinese(
    people: People, algorithm: Algorithm
) -> None:
    answers = said(people)
    answers["notice"]["principle"] = {"zh": "第一段\n\n第二段", "en": "", "behind": None}
    facts = documents.public_notice(frozen(algorithm, answers), ENGLISH)
    rows = {row.label: row for row in facts.rows}
    assert facts.note.startswith("Reading copy")
    assert rows["Basic principle"].paragraphs == ("第一段", "第二段")
    assert rows["Basic principle"].language == CHINESE
    assert rows["Purpose and intention"].language == ENGLISH


def order(people: People, disclosure: Disclosure) -> Job:
    with walls.for_person(people.filer):
        return issuing.ask(disclosure=disclosure, kind=NOTICE, by=people.filer)


def test_a_notice_is_printed_in_both_languages_and_kept_with_its_facts(
    people: People, algorithm: Algorithm
) -> None:
    disclosure = frozen(algorithm, said(people))
    job = order(people, disclosure)
    for _sent_twice in range(2):
        tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        job.refresh_from_db()
        issued = list(Document.objects.order_by("id"))
        events = Event.objects.filter(act=Act.DOCUMENT_ISSUED).order_by("id")
        recorded = [(event.document_id, event.payload["sha256"]) for event in events]
    assert (job.state, job.trouble) == (JobState.DONE, "")
    assert job.result == {"documents": [document.pk for document in issued]}
    assert recorded == [(document.pk, document.sha256) for document in issued]
    assert [(document.language, document.name[-4:]) for document in issued] == [
        (CHINESE, ".pdf"),
        (CHINESE, "docx"),
        (ENGLISH, ".pdf"),
        (ENGLISH, "docx"),
    ]
    for document in issued[::2]:
        assert document.facts_sha256 == canonical.digest(document.facts)
        words = text_of(issuing.read(document).read())
        assert CANARY not in words
        assert document.facts["title"] in words
        assert len(document.shop) == 64
    assert issued[0].name == "拟公示内容 星澜商城推荐算法 v1.pdf"


def test_the_same_facts_give_the_same_bytes(people: People, algorithm: Algorithm) -> None:
    disclosure = frozen(algorithm, said(people))
    with walls.for_person(people.filer):
        first, second = (
            issuing.print_now(disclosure=disclosure, kind=NOTICE, by=people.filer)
            for _time in range(2)
        )
    assert [d.sha256 for d in first] == [d.sha256 for d in second]
    assert {d.storage_name for d in first} == {d.storage_name for d in second}


def test_a_paper_never_changes_and_damage_is_noticed(people: People, algorithm: Algorithm) -> None:
    disclosure = frozen(algorithm, said(people))
    with walls.for_person(people.filer):
        document, *_others = issuing.print_now(disclosure=disclosure, kind=NOTICE, by=people.filer)
    path = Path(default_storage.path(document.storage_name))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(files.Damaged):
        issuing.read(document)
    with walls.for_person(people.filer):  # half a file is replaced when the same is printed again
        issuing.print_now(disclosure=disclosure, kind=NOTICE, by=people.filer)
    assert path.read_bytes() == whole
    path.unlink()
    with pytest.raises(files.Damaged):
        issuing.read(document)


def test_what_cannot_be_printed_fails_with_its_reason_and_keeps_nothing(
    people: People, algorithm: Algorithm, tmp_path: Path
) -> None:
    answers = said(people)
    answers["notice"]["purpose"] = {"zh": "推荐\U0001f600商品", "en": "x", "behind": None}
    job = order(people, frozen(algorithm, answers))
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        job.refresh_from_db()
        assert (job.state, job.trouble) == (JobState.FAILED, "glyph_missing")
        assert not Document.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("role", list(Role))
def test_who_prints(people: People, algorithm: Algorithm, role: Role) -> None:
    disclosure = frozen(algorithm, said(people))
    person = people.acting_as(role)
    with walls.for_person(person):
        if role in {Role.AUDITOR, Role.ADMINISTRATOR}:
            with pytest.raises(ActionRefused, match="may print papers"):
                issuing.ask(disclosure=disclosure, kind=NOTICE, by=person)
        else:
            assert issuing.ask(disclosure=disclosure, kind=NOTICE, by=person).pk


def test_a_draft_is_not_printed(people: People, algorithm: Algorithm) -> None:
    draft = DisclosureFactory(algorithm=algorithm)
    with (
        pytest.raises(ActionRefused, match="from a frozen version"),
        walls.for_person(people.filer),
    ):
        issuing.ask(disclosure=draft, kind=NOTICE, by=people.filer)
    with wall_down():
        assert not Job.objects.exists()
