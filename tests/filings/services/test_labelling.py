"""Samples of labels and content given out without them: kept, read back, compared, remembered."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from filings import documents, findings, labels, proofs, walls
from filings.enums import Act, DocumentKind, LabelModality, Role, SampleStage
from filings.labels import Box, Label, codes
from filings.models import Algorithm, Enclosure, Event, LabelCheck, UnlabelledContent
from filings.selectors import labelling as selectors
from filings.services import issuing, labelling
from filings.services.labelling import GivenOut, Sample
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, ProductFactory, wall_down
from tests.filings import files
from tests.filings.labels.samples import MADE_HERE
from tests.filings.versions import frozen, told
from tests.people import People

EVERY_TYPE = {name for name in MADE_HERE if name.startswith("a.")} | {"bare.mp4", "bare.mp3"}
PLAN = {
    "key": "0a1b2c3d",
    "product": "商城",
    "modality": "video",
    "place": ["start_frame"],
    "wording": "AI生成",
    "height": "4",
    "seconds": "3",
    "exported": True,
}


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    return made


def code_of(algorithm: Algorithm) -> str:
    return codes.build(algorithm.provider.uscc, extension="1").text


def labelled(algorithm: Algorithm, content: bytes, number: str = "0001") -> bytes:
    out = io.BytesIO()
    labels.write(io.BytesIO(content), out, Label.first(code_of(algorithm), number))
    return out.getvalue()


def taken(
    algorithm: Algorithm, people: People, content: bytes, name: str, **facts: Any
) -> LabelCheck:
    given: dict[str, Any] = {"modality": LabelModality.IMAGE, "stage": SampleStage.EXPORTED}
    person = people.acting_as(facts.pop("role", Role.FILER))
    sample = Sample(file=io.BytesIO(content), name=name, **given | facts)
    with walls.for_person(person):
        return labelling.check(algorithm=algorithm, sample=sample, by=person)


def found(sample: LabelCheck) -> list[str]:
    return [finding.code for finding in selectors.findings(sample)]


@pytest.mark.parametrize("name", sorted(EVERY_TYPE))
def test_a_sample_of_every_type_is_kept_and_read_back(
    people: People, algorithm: Algorithm, name: str
) -> None:
    content = labelled(algorithm, MADE_HERE[name]())
    made = taken(algorithm, people, content, name)
    assert (made.is_well, found(made)) == (True, [])
    assert made.report["label"]["ContentProducer"] == code_of(algorithm)
    with wall_down():
        event = Event.objects.get(act=Act.LABEL_CHECKED)
        assert event.payload["sha256"] == made.file.sha256


def test_a_label_lost_on_the_way_is_told(people: People, algorithm: Algorithm) -> None:
    content = labelled(algorithm, files.picture("JPEG"))
    first = taken(algorithm, people, content, "a.jpg")
    out = io.BytesIO()
    Image.open(io.BytesIO(content)).save(out, "JPEG")
    again = taken(
        algorithm, people, out.getvalue(), "b.jpg", before=first, stage=SampleStage.PASSED_ON
    )
    assert (again.is_well, found(again)) == (False, ["missing", "lost"])
    version = frozen(algorithm, told(people, basics={"generative": True}))
    with wall_down():
        assert "label_lost" in {f.rule.code for f in findings.of(version).findings}


def test_a_marked_box_is_measured_against_the_shorter_side(
    people: People, algorithm: Algorithm
) -> None:
    content = labelled(algorithm, files.picture("PNG", (400, 900)))
    high = taken(algorithm, people, content, "a.png", box=Box(0, 0, 90, 20))
    assert high.visible is not None
    assert (high.is_well, high.visible["required"], high.visible["per_cent"]) == (True, 20, "5.0")
    low = taken(algorithm, people, content, "a.png", box=Box(0, 0, 90, 19))
    assert (low.is_well, found(low)) == (False, ["box_low"])
    with pytest.raises(ActionRefused, match="measured in one picture"):
        taken(algorithm, people, files.wav(), "a.wav", box=Box(0, 0, 9, 9))


def test_a_screenshot_of_the_interface_needs_no_metadata(
    people: People, algorithm: Algorithm
) -> None:
    bare = files.picture("PNG")
    assert taken(algorithm, people, bare, "a.png", stage=SampleStage.INTERFACE).is_well
    assert found(taken(algorithm, people, bare, "a.png")) == ["missing"]


def test_the_code_of_another_provider_is_told(people: People, algorithm: Algorithm) -> None:
    other = AlgorithmFactory(provider=people.elsewhere)
    made = taken(algorithm, people, labelled(other, files.picture("PNG")), "a.png")
    assert found(made) == ["other_provider"]


def test_refusals_leave_no_trace(people: People, algorithm: Algorithm) -> None:
    png = files.picture("PNG")
    foreign = ProductFactory(algorithm=AlgorithmFactory(provider=people.provider))
    for facts, sentence in (
        ({"role": Role.AUDITOR}, "Only a filer"),
        ({"product": foreign}, "no longer part"),
    ):
        with pytest.raises(ActionRefused, match=sentence):
            taken(algorithm, people, png, "a.png", **facts)
    with pytest.raises(ActionRefused, match="damaged"):
        taken(algorithm, people, png[:60], "a.png")
    with wall_down():
        counted = [m.objects.count() for m in (LabelCheck, Enclosure, Event)]
    assert counted == [0, 0, 0]


def test_samples_are_append_only(people: People, algorithm: Algorithm) -> None:
    made = taken(algorithm, people, files.picture("PNG"), "a.png")
    refused = pytest.raises((IntegrityError, ProgrammingError))
    with walls.for_person(people.filer), refused, transaction.atomic():
        LabelCheck.objects.filter(pk=made.pk).update(is_well=True)


def given(people: People, algorithm: Algorithm, **facts: Any) -> UnlabelledContent:
    today = timezone.localdate()
    known: dict[str, Any] = {
        "content": "C-1",
        "recipient": "客户0021",
        "agreed_on": today,
        "provided_on": today,
    }
    with walls.for_person(people.filer):
        return labelling.give_out(
            algorithm=algorithm, given=GivenOut(**known | facts), by=people.filer
        )


def test_content_without_label_is_on_record_for_six_months(
    people: People, algorithm: Algorithm
) -> None:
    made = given(
        people,
        algorithm,
        agreed_on=dt.date(2026, 3, 30),
        provided_on=dt.date(2026, 3, 31),
        agreement=io.BytesIO(files.pdf()),
        name="协议.pdf",
    )
    assert made.kept_until == dt.date(2026, 9, 30)
    with wall_down():
        event = Event.objects.get(act=Act.UNLABELLED_PROVIDED)
        assert "客户0021" not in str(event.payload)  # no personal data in the history
    today = timezone.localdate()
    with pytest.raises(ActionRefused, match="agrees before"):
        given(people, algorithm, provided_on=today - dt.timedelta(days=1))
    with pytest.raises(ActionRefused, match="future"):
        given(people, algorithm, provided_on=today + dt.timedelta(days=1))


def test_samples_prove_what_the_disclosure_says(people: People, algorithm: Algorithm) -> None:
    version = frozen(algorithm, told(people, basics={"generative": True}))
    with wall_down():
        before = {f.rule.code for f in findings.of(version).findings}
    taken(algorithm, people, labelled(algorithm, files.picture("PNG")), "a.png")
    taken(algorithm, people, files.picture("PNG"), "b.png", stage=SampleStage.INTERFACE)
    with wall_down():
        after = {f.rule.code for f in findings.of(version).findings}
        assert {"label_evidence", "label_implicit"} <= before - after
        proven = {each["path"] for each in proofs.enclosed(algorithm)}
    assert proven == {proofs.EXPLICIT, proofs.IMPLICIT}


def test_the_plan_is_held_against_the_standard(people: People, algorithm: Algorithm) -> None:
    frozen(algorithm, told(people, basics={"generative": True}, labels={"plan": [PLAN]}))
    with walls.for_person(people.filer):
        (row,) = selectors.labels(algorithm, people.filer).plan
    assert row.faults == [
        "It must also stand at: Around the player.",
        "Its height must be at least 5 % of the shorter side.",
    ]


def test_the_pack_holds_plan_code_samples_and_pictures(
    people: People, algorithm: Algorithm
) -> None:
    said = {
        "plan": [PLAN],
        "provider_code": code_of(algorithm),
        "agreement": True,
        "agreement_clause": "第九条。",
    }
    version = frozen(algorithm, told(people, basics={"generative": True}, labels=said))
    taken(algorithm, people, labelled(algorithm, files.picture("PNG")), "导出.png")
    paper = documents.PAPERS[DocumentKind.LABEL_PACK]
    with walls.for_person(people.filer):
        prepared = issuing.ready(paper, version)
        printed = issuing.press(paper, prepared[0], version)
    facts = documents.as_json(prepared[0].facts)
    text = str(facts)
    assert all(word in text for word in (code_of(algorithm), "第九条", "导出.png", "5–22", "0001"))
    (annex,) = facts["annexes"]["files"]
    assert annex["sheets"][0]["asset"] in prepared[0].pictures
    assert printed.rendered.pages >= 3
    assert "Table 1" in str(documents.as_json(prepared[1].facts))
