import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from filings import canonical, contents, walls
from filings.enums import Act, AlgorithmStatus, Audience, Restriction
from filings.models import Algorithm, Disclosure, Event, User
from filings.regulations import Field, Section
from filings.services import drafting
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, MembershipFactory, wall_down
from tests.filings.filling import fill, samples
from tests.people import People


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    return made


@pytest.fixture
def by(people: People) -> Iterator[User]:
    with walls.for_person(people.filer):
        yield people.filer


@pytest.fixture
def draft(algorithm: Algorithm, by: User) -> Disclosure:
    return drafting.start(algorithm=algorithm, by=by)


def first_section(disclosure: Disclosure) -> Section:
    return contents.form_of(disclosure).sections[0]


def save(disclosure: Disclosure, by: User, **more: Any) -> Any:
    section = first_section(disclosure)
    code = more.get("code", section.code)
    row = disclosure.sections.filter(code=code).first()
    given: dict[str, Any] = {
        "code": code,
        "answers": samples(section.fields, by),
        "marks": {},
        "revision": row.revision if row else 0,
        "by": by,
    }
    return drafting.save_section(disclosure=disclosure, **{**given, **more})


def column(disclosure: Disclosure, *, public: bool) -> tuple[Section, str, Field]:
    return next(
        (section, path, field)
        for section in contents.form_of(disclosure).sections
        for path, field in contents.columns(section)
        if (field.audience == Audience.PUBLIC) is public and path.count(".") == 1
    )


def acts(disclosure: Disclosure) -> list[str]:
    return [e.act for e in Event.objects.filter(disclosure=disclosure).order_by("id")]


# -- starting --------------------------------------------------------------------------------
def test_the_first_version_starts_with_the_form_in_force(draft: Disclosure, by: User) -> None:
    assert (draft.number, draft.form_version) == (1, contents.form_of(draft).version)
    assert acts(draft) == [Act.DISCLOSURE_STARTED]
    draft.algorithm.refresh_from_db()
    assert draft.algorithm.status == AlgorithmStatus.DISCLOSING


def test_an_algorithm_has_one_draft_at_a_time(draft: Disclosure, by: User) -> None:
    with pytest.raises(ActionRefused, match="open already"):
        drafting.start(algorithm=draft.algorithm, by=by)
    assert draft.algorithm.disclosures.count() == 1


def test_only_those_who_disclose_start_a_version(algorithm: Algorithm, people: People) -> None:
    with walls.for_person(people.auditor):
        with pytest.raises(ActionRefused, match="Only a filer"):
            drafting.start(algorithm=algorithm, by=people.auditor)
        assert not algorithm.disclosures.exists()
        assert not Event.objects.exists()


def test_the_next_version_takes_over_answers_and_marks(draft: Disclosure, by: User) -> None:
    section, path, _field = column(draft, public=False)
    fill(draft, by)
    row = draft.sections.get(code=section.code)
    drafting.save_section(
        disclosure=draft, code=section.code, answers=row.answers, revision=row.revision, by=by,
        marks={path: [Restriction.TRADE_SECRET]},
    )  # fmt: skip
    before = contents.answers_of(draft)
    drafting.freeze(disclosure=draft, by=by)
    following = drafting.start(algorithm=draft.algorithm, by=by)
    assert (following.number, following.started_from) == (2, draft)
    assert contents.answers_of(following) == before
    assert contents.marks_of(following) == {path: ["trade_secret"]}


def test_a_sibling_lends_its_answers_but_not_its_own_facts(
    draft: Disclosure, by: User, people: People
) -> None:
    fill(draft, by)
    drafting.freeze(disclosure=draft, by=by)
    sibling = AlgorithmFactory(provider=people.provider, family=draft.algorithm.family)
    started = drafting.start(algorithm=sibling, by=by, like=draft.algorithm)
    lent = {s.code for s in contents.form_of(started).sections if not s.entity}
    assert {row.code for row in started.sections.all()} >= lent & set(contents.answers_of(draft))
    people_in = [
        field
        for section in contents.form_of(started).sections
        for field in section.fields
        if field.kind == "person"
        and contents.answers_of(started).get(section.code, {}).get(field.code)
    ]
    assert people_in == []


def test_a_sibling_across_providers_lends_to_who_acts_for_both(people: People) -> None:
    mine = AlgorithmFactory(provider=people.provider)
    theirs = AlgorithmFactory(provider=people.elsewhere, family=mine.family)
    with walls.for_person(people.stranger):
        other = drafting.start(algorithm=theirs, by=people.stranger)
        fill(other, people.stranger)
        drafting.freeze(disclosure=other, by=people.stranger)
    with walls.for_person(people.filer), pytest.raises(ActionRefused, match="no frozen version"):
        drafting.start(algorithm=mine, by=people.filer, like=theirs)
    MembershipFactory(provider=people.elsewhere, user=people.filer)
    person = User.objects.get(pk=people.filer.pk)
    with walls.for_person(person):
        started = drafting.start(algorithm=mine, by=person, like=theirs)
        assert contents.answers_of(started)
        assert started.started_from is None


def test_a_record_that_is_no_sibling_lends_nothing(
    draft: Disclosure, by: User, people: People
) -> None:
    fill(draft, by)
    drafting.freeze(disclosure=draft, by=by)
    other = AlgorithmFactory(provider=people.provider)
    with pytest.raises(ActionRefused, match="no frozen version"):
        drafting.start(algorithm=other, by=by, like=draft.algorithm)
    assert not other.disclosures.exists()


# -- saving --------------------------------------------------------------------------------
def test_a_section_is_saved_with_gaps(draft: Disclosure, by: User) -> None:
    row = save(draft, by, answers={})
    assert (row.answers, row.done, row.revision, row.edited_by) == ({}, False, 1, by)
    assert acts(draft)[-1] == Act.SECTION_SAVED


def test_a_section_whole_is_done(draft: Disclosure, by: User) -> None:
    assert save(draft, by).done


def test_malformed_answers_leave_no_trace(draft: Disclosure, by: User) -> None:
    section = first_section(draft)
    before = acts(draft)
    with pytest.raises(ActionRefused, match="no such field"):
        save(draft, by, answers={**samples(section.fields, by), "unheard_of": "x"})
    assert not draft.sections.filter(revision__gt=0).exists()
    assert acts(draft) == before


def test_the_second_editor_meets_a_conflict_with_the_first_ones_text(
    draft: Disclosure, by: User
) -> None:
    saved = save(draft, by)
    with pytest.raises(drafting.Conflict) as conflict:
        save(draft, by, answers={}, revision=saved.revision - 1)
    assert conflict.value.theirs.answers == saved.answers
    saved.refresh_from_db()
    assert saved.revision == conflict.value.theirs.revision


def test_a_mark_is_kept_where_it_means_something(draft: Disclosure, by: User) -> None:
    section, path, _field = column(draft, public=False)
    row = save(draft, by, code=section.code, answers={}, marks={path: ["mainland_only"]})
    assert row.marks == {path: ["mainland_only"]}


def test_what_is_published_cannot_be_held_back(draft: Disclosure, by: User) -> None:
    section, path, _field = column(draft, public=True)
    with pytest.raises(ActionRefused, match="everybody to read"):
        save(draft, by, code=section.code, answers={}, marks={path: ["trade_secret"]})
    assert acts(draft) == [Act.DISCLOSURE_STARTED]


@pytest.mark.parametrize("marks", [{"no.such": ["trade_secret"]}, {"{path}": ["no_such_mark"]}])
def test_a_mark_outside_the_form_is_refused(
    draft: Disclosure, by: User, marks: dict[str, list[str]]
) -> None:
    section, path, _field = column(draft, public=False)
    asked = {place.format(path=path): chosen for place, chosen in marks.items()}
    with pytest.raises(ActionRefused, match="no such mark"):
        save(draft, by, code=section.code, answers={}, marks=asked)


# -- freezing --------------------------------------------------------------------------------
def test_a_freeze_makes_content_and_digest(draft: Disclosure, by: User) -> None:
    fill(draft, by)
    frozen = drafting.freeze(disclosure=draft, by=by)
    frozen.refresh_from_db()
    assert frozen.content is not None
    assert frozen.content.keys() == {
        "form",
        "algorithm",
        "provider",
        "answers",
        "marks",
        "evidence",
    }
    assert frozen.sha256 == canonical.digest(frozen.content)
    assert frozen.frozen_by == by
    assert acts(frozen)[-2:] == [Act.DISCLOSURE_FROZEN, Act.DETERMINED]
    frozen.algorithm.refresh_from_db()
    assert frozen.algorithm.status == AlgorithmStatus.DISCLOSED


def test_a_draft_with_gaps_is_not_frozen(draft: Disclosure, by: User) -> None:
    gaps = drafting.missing(draft)
    assert gaps
    with pytest.raises(ActionRefused, match="missing"):
        drafting.freeze(disclosure=draft, by=by)
    draft.refresh_from_db()
    assert (draft.state, draft.content, acts(draft)) == ("draft", None, [Act.DISCLOSURE_STARTED])


def test_a_frozen_version_takes_no_more_answers(draft: Disclosure, by: User) -> None:
    fill(draft, by)
    stale = copy.copy(draft)
    drafting.freeze(disclosure=draft, by=by)
    with pytest.raises(ActionRefused, match="never changes"):
        save(stale, by)
    with pytest.raises(ActionRefused, match="never changes"):
        drafting.freeze(disclosure=stale, by=by)


def test_the_database_too_refuses_a_change_of_a_frozen_version(draft: Disclosure, by: User) -> None:
    fill(draft, by)
    drafting.freeze(disclosure=draft, by=by)
    for change in (
        lambda: Disclosure.objects.filter(pk=draft.pk).update(sha256="0" * 64),
        lambda: draft.sections.update(answers={}),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            change()


def test_a_sections_answers_leave_the_content_when_the_section_no_longer_applies(
    draft: Disclosure, by: User
) -> None:
    fill(draft, by)
    form, answers = contents.form_of(draft), contents.answers_of(draft)
    ruled_out = [
        s.code for s in form.sections if s.when and s.when.evaluate(answers).truth is False
    ]
    frozen = drafting.freeze(disclosure=draft, by=by)
    assert frozen.content is not None
    assert not set(ruled_out) & set(frozen.content["answers"])


def test_the_provider_as_it_was_stays_in_the_content(
    draft: Disclosure, by: User, people: People
) -> None:
    fill(draft, by)
    frozen = drafting.freeze(disclosure=draft, by=by)
    assert frozen.content is not None
    assert frozen.content["provider"]["uscc"] == people.provider.uscc
    with wall_down():
        people.provider.address = "moved"
        people.provider.save()
    frozen.refresh_from_db()
    assert canonical.digest(frozen.content) == frozen.sha256
