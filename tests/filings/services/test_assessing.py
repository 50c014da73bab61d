"""Impact assessments: from questions to a signed paper, and when the next one is due."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from filings import answers as said
from filings import assessments, findings, regulations, walls
from filings.enums import Act, DeadlineState, DocumentKind, JobState, Role
from filings.models import Algorithm, Document, Event, ImpactAssessment, Job, User
from filings.printing.signing import verify
from filings.selectors import duties
from filings.services import assessing, certificates, deadlines, determining, issuing, jobs
from filings.services.meanwhile import SavedMeanwhile
from filings.statemachine import ActionRefused
from filings.tasks import WORK
from tests.factories import AlgorithmFactory, wall_down
from tests.filings.filling import complete, samples
from tests.filings.versions import frozen, told
from tests.people import People

PERSONAL = {"sensitive": True, "sensitive_kinds": ["health"], "automated": True, "under_14": True}


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    version = frozen(made, told(people, data={"personal": True}, personal=PERSONAL))
    with walls.for_person(people.filer):
        determining.determine(disclosure=version, by=people.filer)
    return made


def started(algorithm: Algorithm, by: User) -> ImpactAssessment:
    with walls.for_person(by):
        return assessing.start(algorithm=algorithm, by=by)


def written(assessment: ImpactAssessment, by: User, **changed: Any) -> ImpactAssessment:
    with walls.for_person(by):
        for section in assessments.form_of(assessment).sections:
            given = samples(section.fields, by) | changed.get(section.code, {})
            assessment = assessing.save(
                assessment=assessment,
                section=section,
                answers=said.applying(section, {section.code: given}),
                seen=assessment.revisions.get(section.code, 0),
                by=by,
            )
    return assessment


def signed(assessment: ImpactAssessment, by: User) -> ImpactAssessment:
    with walls.for_person(by):
        return assessing.sign(
            assessment=assessment, seen=assessments.fingerprint(assessment), by=by
        )


def test_the_disclosure_gives_the_first_answers(people: People, algorithm: Algorithm) -> None:
    made = started(algorithm, people.filer)
    assert (made.number, made.is_signed) == (1, False)
    assert made.answers == {
        "purpose": {"occasions": ["sensitive", "automated"]},
        "people": {"sensitive": True, "sensitive_kinds": ["health"], "minors": True},
    }


def test_a_second_person_signs_and_the_paper_follows(people: People, algorithm: Algorithm) -> None:
    with walls.for_person(people.filer):
        deadlines.start(
            algorithm=algorithm,
            rule=assessments.BEFORE,
            starts_on=timezone.localdate() + dt.timedelta(days=9),
            by=people.filer,
        )
    made = signed(written(started(algorithm, people.filer), people.filer), people.legal)
    today = timezone.localdate()
    assert made.signed_by == people.legal
    assert made.kept_until == today.replace(year=today.year + 3)
    with wall_down():
        assert made.content is not None
        assert made.content["basis"]["facts"]["sensitive_kinds"] == ["health"]
        assert algorithm.deadlines.get(rule=assessments.BEFORE).state == DeadlineState.MET
        read = duties.current(algorithm)
        assert read is not None
        found = [d for g in read.groups for _t, ds in g.tracks for d in ds if d.met_on]
        assert [(d.duty.code, d.met_on) for d in found] == [("pipia", today)]
        certificates.make_demo(people.provider)
        job = Job.objects.get(order__assessment=made.pk)
    jobs.run(job.pk, job.provider_id, WORK)
    with wall_down():
        assert Job.objects.get(pk=job.pk).state == JobState.DONE
        papers = Document.objects.filter(kind=DocumentKind.IMPACT_ASSESSMENT).order_by("id")
        assert [(p.language, p.media_type.rpartition(".")[2][:8]) for p in papers] == [
            ("zh-Hans", "applicat"),
            ("zh-Hans", "document"),
            ("en", "applicat"),
            ("en", "document"),
        ]
        with issuing.read(papers[0]) as file:
            (signature,) = verify(file.read())
        assert signature.holds
        assert papers[0].facts["title"] == "个人信息保护影响评估报告"
        assert (
            papers[0].facts["chapters"][3]["blocks"][0]["grid"]["caption"] == "表1\u3000风险和措施"
        )


def test_what_the_disclosure_says_later_outdates_it(people: People, algorithm: Algorithm) -> None:
    made = signed(written(started(algorithm, people.filer), people.filer), people.legal)
    with wall_down():
        assert assessments.standing(algorithm).holds
        version = algorithm.disclosures.get()
        assert "pipia_outdated" not in codes(version)
        assert "pipia_missing" not in codes(version)
    changed = PERSONAL | {"sensitive_kinds": ["health", "location"]}
    later = frozen(algorithm, told(people, data={"personal": True}, personal=changed), number=2)
    with wall_down():
        assert assessments.standing(algorithm).is_outdated
        assert "pipia_outdated" in codes(later)
    following = started(algorithm, people.filer)
    assert following.number == 2
    assert following.answers["people"]["sensitive_kinds"] == ["health", "location"]
    assert following.answers["measures"] == made.answers["measures"]
    assert "again_on" not in following.answers["conclusion"]


def codes(version: Any) -> set[str]:
    return {finding.rule.code for finding in findings.of(version).findings}


def test_an_assessment_that_says_no_stops_the_filing(people: People, algorithm: Algorithm) -> None:
    stop = {"conclusion": {"result": "stop"}}
    signed(written(started(algorithm, people.filer), people.filer, **stop), people.approver)
    with wall_down():
        assert "pipia_stops" in codes(algorithm.disclosures.get())


def traces() -> list[int]:
    with wall_down():
        return [model.objects.count() for model in (ImpactAssessment, Event, Job)]


def test_who_wrote_it_or_may_not_sign_it_is_refused(people: People, algorithm: Algorithm) -> None:
    made = written(started(algorithm, people.filer), people.legal)
    before = traces()
    for person, sentence in (
        (people.legal, "Somebody else has to sign it."),
        (people.filer, "Only legal or an approver"),
        (people.auditor, "Only legal or an approver"),
    ):
        with pytest.raises(ActionRefused, match=sentence):
            signed(made, person)
    assert traces() == before
    signed(made, people.approver)


def test_gaps_and_a_change_since_reading_are_refused(people: People, algorithm: Algorithm) -> None:
    opened = started(algorithm, people.filer)
    with pytest.raises(ActionRefused, match="required answers are missing"):
        signed(opened, people.legal)
    made = written(opened, people.filer)
    with walls.for_person(people.legal):
        seen = assessments.fingerprint(made)
    section = assessments.form_of(made).sections[-1]
    with walls.for_person(people.filer):
        answers = made.answers[section.code] | {"team": "另一组"}
        assessing.save(assessment=made, section=section, answers=answers, seen=1, by=people.filer)
    with walls.for_person(people.legal), pytest.raises(ActionRefused, match="changed since"):
        assessing.sign(assessment=made, seen=seen, by=people.legal)


def test_a_section_saved_meanwhile_is_not_overwritten(people: People, algorithm: Algorithm) -> None:
    made = started(algorithm, people.filer)
    section = assessments.form_of(made).sections[0]
    answers = samples(section.fields, people.filer)
    with walls.for_person(people.filer):
        assessing.save(assessment=made, section=section, answers=answers, seen=0, by=people.filer)
    with walls.for_person(people.legal), pytest.raises(SavedMeanwhile):
        assessing.save(assessment=made, section=section, answers={}, seen=0, by=people.legal)


def test_one_is_open_at_a_time_and_a_signed_one_is_final(
    people: People, algorithm: Algorithm
) -> None:
    made = started(algorithm, people.filer)
    with pytest.raises(ActionRefused, match="open already"):
        started(algorithm, people.filer)
    with pytest.raises(ActionRefused, match="Only a filer"):
        started(algorithm, people.acting_as(Role.AUDITOR))
    made = signed(written(made, people.filer), people.legal)
    with pytest.raises(ActionRefused, match="never changes"):
        written(made, people.filer)
    with wall_down():
        changes: list[dict[str, Any]] = [{"answers": {}}, {"kept_until": timezone.localdate()}]
        for fields in changes:
            with pytest.raises(IntegrityError), transaction.atomic():
                ImpactAssessment.objects.filter(pk=made.pk).update(**fields)
        assert Event.objects.filter(act=Act.ASSESSMENT_SIGNED).count() == 1


def test_the_database_lets_no_author_sign(people: People, algorithm: Algorithm) -> None:
    made = started(algorithm, people.filer)
    with wall_down(), pytest.raises(IntegrityError, match="does not sign"), transaction.atomic():
        ImpactAssessment.objects.filter(pk=made.pk).update(
            signed_by=people.filer,
            signed_at=timezone.now(),
            content={},
            sha256="0" * 64,
            kept_until=timezone.localdate(),
        )


def test_levels_come_from_the_grid(people: People) -> None:
    grid = regulations.load().risk_grid
    assert [grid.level(each, each) for each in "1234"] == ["low", "medium", "high", "severe"]
    assert grid.level("1", "") == ""
    form = regulations.load().assessment(timezone.localdate())
    assert not said.missing(form, complete(form, people.filer))
