"""Publishing: legal alone, a frozen version alone, and of it only what is for the public."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from filings import contents, published, walls
from filings.enums import Act, Audience, Role
from filings.models import Algorithm, Disclosure, Event, Publication, PublishedEntry
from filings.regulations import Field
from filings.services import publishing
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, DisclosureFactory, wall_down
from tests.filings.filling import samples
from tests.filings.services.test_lifecycle import GOOD
from tests.people import People

LINK = "https://beian.cac.gov.cn/"
CANARY = "CANARY"


def canaried(field: Field, person: Any) -> Any:
    """An answer to a field; wherever text stands that is not for the public, it says so."""
    if field.fields:
        inner = {each.code: canaried(each, person) for each in field.fields}
        return [{"key": "0a1b2c3d"} | inner]
    if field.audience == Audience.PUBLIC.value:
        return samples([field], person)[field.code]
    if field.bilingual:
        return {"zh": CANARY, "en": CANARY, "behind": None}
    if field.kind in {"text", "long_text", "url", "email", "date", "decimal"}:
        return CANARY
    if field.kind == "person":
        return {"id": person.pk, "name": CANARY}
    return samples([field], person)[field.code]


@pytest.fixture
def filed(people: People) -> Algorithm:
    with wall_down():
        people.provider.contact_name = people.provider.responsible_phone = CANARY
        people.provider.address = people.provider.mau_source = CANARY
        people.provider.save()
    made: Algorithm = AlgorithmFactory(
        provider=people.provider, number=GOOD, reference=CANARY, purpose_zh=CANARY
    )
    return made


def frozen(algorithm: Algorithm, people: People, number: int = 1, **changed: Any) -> Disclosure:
    form = contents.form_on(people.provider.registered_at.date())
    answers = {
        section.code: {field.code: canaried(field, people.filer) for field in section.fields}
        for section in form.sections
    }
    for path, value in changed.items():
        section, _dot, code = path.partition("__")
        answers[section][code] = value
    made: Disclosure = DisclosureFactory(
        algorithm=algorithm, number=number, frozen=True, answers=answers
    )
    return made


def publish(
    algorithm: Algorithm, version: Disclosure, people: People, role: Role = Role.LEGAL, **more: Any
) -> Publication:
    person = people.acting_as(role)
    with walls.for_person(person):
        return publishing.publish(
            algorithm=algorithm, disclosure=version, by=person, **{"link": LINK} | more
        )


def withdraw(algorithm: Algorithm, people: People, reason: str = "误含商业秘密") -> Publication:
    with walls.for_person(people.legal):
        return publishing.withdraw(algorithm=algorithm, by=people.legal, reason=reason)


def traces() -> list[int]:
    with wall_down():
        return [model.objects.count() for model in (Publication, PublishedEntry, Event)]


def test_what_is_published_holds_no_text_for_others(people: People, filed: Algorithm) -> None:
    publish(filed, frozen(filed, people), people)
    shown: Any = PublishedEntry.objects.get()
    everything = json.dumps([str(v) for v in vars(shown).values()], ensure_ascii=False)
    assert CANARY not in everything
    assert shown.content["texts"].keys() == {*published.TEXTS}
    assert shown.content["complaints"] == {"contact": "星澜商城推荐", "days": 120_000}
    with wall_down():
        version = Disclosure.objects.get(algorithm=filed)
        assert json.dumps(version.content).count(CANARY) > 30
        event = Event.objects.filter(act=Act.ENTRY_PUBLISHED).get()
    assert event.payload["sha256"] == shown.sha256


@pytest.mark.parametrize("path", [*published.TEXTS.values(), "rights.complaints"])
def test_a_marked_text_is_not_published_neither_by_us_nor_past_us(
    people: People, filed: Algorithm, path: str
) -> None:
    version: Any = frozen(filed, people)
    marked = {**version.content, "marks": {path: ["trade_secret"]}}
    with wall_down(), transaction.atomic():
        shadow = DisclosureFactory(algorithm=filed, number=2, frozen=True)
        made = published.draft(version, LINK).content
        copied = Disclosure(
            provider_id=filed.provider_id, algorithm=filed, number=3, content=marked,
            sha256="0" * 64, state="frozen", form_version=version.form_version,
            started_by=people.filer, frozen_by=people.filer, frozen_at=shadow.frozen_at,
        )  # fmt: skip
        copied.save()
        assert path not in json.dumps(published.draft(copied, LINK).content)
        with pytest.raises(DatabaseError, match="bears a mark"), transaction.atomic():
            insert(filed, copied, made, people)


def insert(algorithm: Algorithm, version: Disclosure, content: Any, people: People) -> None:
    Publication.objects.create(
        provider_id=algorithm.provider_id, algorithm=algorithm, disclosure=version,
        entry="a" * 12, number=1, content=content, sha256="0" * 64, approved_by=people.legal,
        approved_at=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content["texts"].update(principle={"zh": "另写的话"}),
        lambda content: content["texts"].update(name={**content["texts"]["name"], "behind": None}),
        lambda content: content["texts"].update(secret={"zh": CANARY}),
        lambda content: content.update(evidence=CANARY),
        lambda content: content["complaints"].update(contact=CANARY),
        lambda content: content["complaints"].update(phone=CANARY),
        lambda content: content["provider"].update(contact_name=CANARY),
        lambda content: content["algorithm"].update(purpose_zh=CANARY),
        lambda content: content["algorithm"].update(number="网信算备1号"),
        lambda content: content.update(list="javascript:alert(1)"),
        lambda content: content.pop("texts"),
    ],
)
def test_the_database_takes_nothing_else(people: People, filed: Algorithm, spoil: Any) -> None:
    version = frozen(filed, people)
    with wall_down():
        content = published.draft(version, LINK).content
        spoil(content)
        with pytest.raises(DatabaseError, match="publish"), transaction.atomic():
            insert(filed, version, content, people)


HOSTILE = (
    (
        "INSERT INTO filings_publishedentry (entry, number, uscc, content, sha256, withdrawn,"
        " latest, shown, published_at) SELECT 'x', 1, uscc, content, sha256, false, true, true,"
        " now() FROM filings_publishedentry"
    ),
    "UPDATE filings_publishedentry SET content = '{}'",
    "DELETE FROM filings_publishedentry",
    "TRUNCATE filings_publishedentry",
    "UPDATE filings_publication SET reason = 'x'",
    "DELETE FROM filings_publication",
    "ALTER TABLE filings_publication DISABLE TRIGGER checked",
    "SELECT publication_show()",
    "DROP TRIGGER checked ON filings_publication",
    "SET LOCAL session_replication_role = replica",
    (
        "INSERT INTO filings_publication (provider_id, algorithm_id, entry, number, content,"
        " sha256, reason, approved_by_id, approved_at) SELECT provider_id, algorithm_id, entry,"
        " 9, NULL, '', 'x', approved_by_id, now() FROM filings_publication"
    ),
    (
        "INSERT INTO filings_publication (provider_id, algorithm_id, entry, number, content,"
        " sha256, reason, approved_by_id, approved_at) SELECT provider_id, algorithm_id, entry,"
        " 2, NULL, '', 'x', (SELECT max(id) FROM filings_user), now() FROM filings_publication"
    ),
    (
        "INSERT INTO filings_publication (provider_id, algorithm_id, disclosure_id, entry, number,"
        " content, sha256, reason, approved_by_id, approved_at) SELECT provider_id, algorithm_id,"
        " disclosure_id, 'another', 2, content, sha256, 'x', approved_by_id, now()"
        " FROM filings_publication"
    ),
)


@pytest.mark.parametrize("statement", HOSTILE)
def test_hostile_sql_changes_nothing_that_is_published(
    people: People, filed: Algorithm, statement: str
) -> None:
    publish(filed, frozen(filed, people), people)
    before = list(PublishedEntry.objects.values())
    with wall_down(), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)
    assert list(PublishedEntry.objects.values()) == before


def test_what_is_withdrawn_is_not_withdrawn_again_past_us(people: People, filed: Algorithm) -> None:
    publish(filed, frozen(filed, people), people)
    withdraw(filed, people)
    again = (
        "INSERT INTO filings_publication (provider_id, algorithm_id, entry, number, content,"
        " sha256, reason, approved_by_id, approved_at) SELECT provider_id, algorithm_id, entry,"
        " 3, NULL, '', 'x', approved_by_id, now() FROM filings_publication WHERE number = 2"
    )
    refused = pytest.raises(DatabaseError, match="nothing is published")
    with wall_down(), refused, transaction.atomic():
        connection.cursor().execute(again)


def test_behind_the_wall_nothing_of_another_provider_is_published(
    people: People, filed: Algorithm
) -> None:
    version = frozen(filed, people)
    with wall_down():
        content = published.draft(version, LINK).content
    with walls.for_person(people.stranger):
        with pytest.raises(DatabaseError), transaction.atomic():
            insert(filed, version, content, people)
        with pytest.raises(Algorithm.DoesNotExist):
            Algorithm.objects.get(pk=filed.pk)
    assert not PublishedEntry.objects.exists()


def test_a_correction_keeps_versions_and_a_withdrawal_takes_them_away(
    people: People, filed: Algorithm
) -> None:
    first, second = frozen(filed, people), frozen(filed, people, 2, rights__complaint_days=15)
    publish(filed, first, people)
    with pytest.raises(ActionRefused, match="Exactly this"):
        publish(filed, first, people)
    with pytest.raises(ActionRefused, match="Say why"):
        publish(filed, second, people)
    publish(filed, second, people, reason="时限改为十五日")
    kept = PublishedEntry.objects.order_by("number")
    assert [(e.number, e.latest, e.shown) for e in kept] == [(1, False, True), (2, True, True)]
    with pytest.raises(ActionRefused, match="Say why"):
        withdraw(filed, people, " ")
    withdraw(filed, people)
    assert [(e.latest, e.shown, e.withdrawn, e.content) for e in kept.all()] == [
        (False, False, False, None),
        (False, False, False, None),
        (True, False, True, None),
    ]
    with pytest.raises(ActionRefused, match="Nothing of this"):
        withdraw(filed, people)
    publish(filed, second, people)
    assert [e.number for e in kept.filter(shown=True)] == [4]
    assert len({e.entry for e in kept.all()}) == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.LEGAL])
def test_only_legal_publishes(people: People, filed: Algorithm, role: Role) -> None:
    version = frozen(filed, people)
    before = traces()
    with pytest.raises(ActionRefused, match="Only legal"):
        publish(filed, version, people, role)
    assert traces() == before


def test_what_is_not_ready_is_refused_without_a_trace(people: People, filed: Algorithm) -> None:
    version, other = frozen(filed, people), AlgorithmFactory(provider=people.provider)
    foreign = frozen(other, people)
    gapped = frozen(filed, people, 2, notice__purpose={"zh": "", "en": ""})
    before = traces()
    wrong: Any = (
        (other, foreign, {}, "record its number first"),
        (filed, foreign, {}, "frozen version of this"),
        (filed, gapped, {}, "Purpose and intention"),
        (filed, version, {"link": "http://x"}, "beginning with https"),
    )
    for algorithm, chosen, more, sentence in wrong:
        with pytest.raises(ActionRefused, match=sentence):
            publish(algorithm, chosen, people, **more)
    assert traces() == before


def test_a_translation_that_is_behind_stays_at_home(people: People, filed: Algorithm) -> None:
    behind = {"zh": "新的目的", "en": "Old purpose", "behind": "en"}
    publish(filed, frozen(filed, people, notice__purpose=behind), people)
    shown: Any = PublishedEntry.objects.get()
    assert shown.content["texts"]["purpose"] == {"zh": "新的目的"}
