"""The pages of a disclosure, each as one story."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from filings import contents, walls
from filings.enums import Audience
from filings.models import Algorithm, Disclosure, DisclosureSection
from filings.regulations import Field, Section
from filings.services import drafting
from tests.factories import (
    AlgorithmFactory,
    DisclosureFactory,
    MembershipFactory,
    PublicEntryFactory,
    wall_down,
)
from tests.filings.filling import fill, posted, samples
from tests.people import People

CEILING = 19
"""Queries of a page, session, person, wall, head and the facts of the precheck included."""


@pytest.fixture
def algorithm(client: Client, people: People) -> Algorithm:
    client.force_login(people.filer)
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    return made


@pytest.fixture
def draft(algorithm: Algorithm, people: People) -> Disclosure:
    with walls.for_person(people.filer):
        return drafting.start(algorithm=algorithm, by=people.filer)


@pytest.fixture
def frozen(draft: Disclosure, people: People) -> Disclosure:
    with walls.for_person(people.filer):
        fill(draft, people.filer)
        return drafting.freeze(disclosure=draft, by=people.filer)


def address(name: str, disclosure: Disclosure, *more: Any) -> str:
    return reverse(f"filings:{name}", args=[disclosure.algorithm_id, disclosure.number, *more])


def sections(disclosure: Disclosure) -> tuple[Section, ...]:
    return contents.form_of(disclosure).sections


def with_text(disclosure: Disclosure) -> tuple[Section, Field]:
    return next(
        (section, field)
        for section in sections(disclosure)
        for field in section.fields
        if field.kind in ("text", "long_text") and not field.when and not section.when
    )


def with_table(disclosure: Disclosure) -> tuple[Section, Field]:
    return next(
        (section, field)
        for section in sections(disclosure)
        for field in section.fields
        if field.kind in ("group", "pipeline") and not field.when
    )


def text_name(field: Field) -> str:
    return f"{field.code}.zh" if field.bilingual else field.code


def row_of(disclosure: Disclosure, section: Section) -> DisclosureSection:
    with wall_down():
        return disclosure.sections.get(code=section.code)


def test_a_version_is_started_filled_frozen_and_read(
    client: Client, algorithm: Algorithm, people: People
) -> None:
    versions = reverse("filings:disclosures", args=[algorithm.pk])
    assert client.get(versions).status_code == 200
    tasks = client.post(reverse("filings:disclosure_start", args=[algorithm.pk]))
    assert tasks.status_code == 302
    with wall_down():
        draft = algorithm.disclosures.get()
    for section in sections(draft):
        page = address("disclosure_section", draft, section.code)
        assert client.get(page).status_code == 200
        answers = samples(section.fields, people.filer)
        row = client.get(page).context["row"]
        revision = row.revision if row else 0
        saved = client.post(page, posted(section, answers, go_on="1", revision=revision))
        assert saved.status_code == 302, saved.context["form"].errors
    assert client.get(address("disclosure_freeze", draft)).status_code == 200
    assert client.post(address("disclosure_freeze", draft)).status_code == 302
    shown = client.get(address("disclosure", draft)).content.decode()
    with wall_down():
        draft.refresh_from_db()
    assert draft.sha256 in shown
    assert client.get(versions).status_code == 200


def test_the_task_list_says_what_is_left_and_who_was_last(
    client: Client, draft: Disclosure, people: People
) -> None:
    section, _field = with_text(draft)
    before = client.get(address("disclosure", draft)).context["tasks"]
    page = address("disclosure_section", draft, section.code)
    answers = samples(section.fields, people.filer)
    row = client.get(page).context["row"]
    client.post(page, posted(section, answers, revision=row.revision if row else 0))
    response = client.get(address("disclosure", draft))
    line = next(x for x in response.context["tasks"].lines if x.section.code == section.code)
    assert (line.missing, line.row.edited_by) == (0, people.filer)
    assert line.state == ("findings" if line.findings else "complete")
    assert len(response.context["tasks"].missing) < len(before.missing)
    assert "Filer" in response.content.decode()


def test_a_section_that_does_not_apply_says_which_answer_ruled_it_out(
    client: Client, draft: Disclosure, people: People
) -> None:
    with walls.for_person(people.filer):
        fill(draft, people.filer)
    response = client.get(address("disclosure", draft))
    resting = response.context["tasks"].resting
    assert resting
    assert all(line.reason for line in resting)
    assert "Not asked, because" in response.content.decode()
    page = client.get(address("disclosure_section", draft, resting[0].section.code))
    assert "This section does not apply" in page.content.decode()


def test_a_row_button_changes_rows_without_saving_or_losing_anything(
    client: Client, draft: Disclosure, people: People
) -> None:
    section, table = with_table(draft)
    answers = samples(section.fields, people.filer)
    page = address("disclosure_section", draft, section.code)
    response = client.post(page, posted(section, answers, add=table.code))
    assert response.status_code == 200
    entry = next(e for e in response.context["form"].entries if e.field.code == table.code)
    assert entry.rows[0].key == answers[table.code][0]["key"]
    assert len(entry.rows) == 2
    with wall_down():
        assert not draft.sections.filter(code=section.code, revision__gt=0).exists()


def test_a_malformed_answer_keeps_all_that_was_typed(
    client: Client, draft: Disclosure, people: People
) -> None:
    section, field = with_text(draft)
    typed = "名称\u202ecod " + "x" * 1_000_000
    data = posted(section, samples(section.fields, people.filer)) | {text_name(field): typed}
    response = client.post(address("disclosure_section", draft, section.code), data)
    text = response.content.decode()
    assert response.status_code == 422
    assert "x" * 1_000_000 in text
    assert "at most" in text
    with wall_down():
        assert not draft.sections.filter(code=section.code, revision__gt=0).exists()


def test_what_was_typed_while_a_colleague_froze_the_version_is_still_there(
    client: Client, frozen: Disclosure, people: People
) -> None:
    section, field = with_text(frozen)
    page = address("disclosure_section", frozen, section.code)
    assert client.get(page).status_code == 302
    data = posted(section, samples(section.fields, people.filer))
    response = client.post(page, data | {text_name(field): "TYPED TOO LATE"})
    assert response.status_code == 409
    assert "TYPED TOO LATE" in response.content.decode()
    assert "never changes" in response.content.decode()


def test_two_editors_see_both_texts_and_choose(
    client: Client, draft: Disclosure, people: People
) -> None:
    section, field = with_text(draft)
    page = address("disclosure_section", draft, section.code)
    base = posted(section, samples(section.fields, people.filer))
    row = client.get(page).context["row"]
    base["revision"] = row.revision if row else 0
    assert client.post(page, base | {text_name(field): "THEIRS"}).status_code == 302
    theirs = row_of(draft, section)
    conflict = client.post(page, base | {text_name(field): "MINE"})
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "MINE" in text
    assert "THEIRS" in text
    assert "Filer" in text
    assert row_of(draft, section).revision == theirs.revision

    again = base | {text_name(field): "MINE", "revision": theirs.revision, "resolve": "1"}
    undecided = client.post(page, again)
    assert undecided.status_code == 409
    assert "Choose one of the two texts" in undecided.content.decode()
    assert client.post(page, again | {f"choose.{field.code}": "theirs"}).status_code == 302
    assert "THEIRS" in str(row_of(draft, section).answers)
    again["revision"] = theirs.revision + 1
    assert client.post(page, again | {f"choose.{field.code}": "mine"}).status_code == 302
    assert "MINE" in str(row_of(draft, section).answers)


def test_one_language_behind_is_shown_until_somebody_compares(
    client: Client, draft: Disclosure, people: People
) -> None:
    section, field = next(
        (s, f) for s in sections(draft) for f in s.fields if f.bilingual and not f.when
    )
    page = address("disclosure_section", draft, section.code)
    data = posted(section, samples(section.fields, people.filer))
    row = client.get(page).context["row"]
    first = row.revision if row else 0
    client.post(page, data | {"revision": first})
    client.post(page, data | {"revision": first + 1, f"{field.code}.zh": "改了"})
    shown = client.get(page).content.decode()
    assert "The English has fallen behind the Chinese" in shown
    tasks = client.get(address("disclosure", draft)).context["tasks"]
    line = next(x for x in tasks.lines if x.section.code == section.code)
    assert line.findings
    settled = {"revision": first + 2, f"{field.code}.zh": "改了", "settled": field.code}
    client.post(page, data | settled)
    assert "has fallen behind" not in client.get(page).content.decode()


def test_a_freeze_with_gaps_says_what_is_missing_and_links_there(
    client: Client, draft: Disclosure
) -> None:
    page = address("disclosure_freeze", draft)
    response = client.post(page)
    assert response.status_code == 409
    gap = response.context["tasks"].missing[0]
    assert f"/{gap.section.code}/#{gap.anchor}" in response.content.decode()


def test_the_public_preview_shows_nothing_marked_and_nothing_for_others(
    client: Client, draft: Disclosure, people: People
) -> None:
    marked = {
        path: ["trade_secret"]
        for section in sections(draft)
        for path, field in contents.columns(section)
        if field.audience != Audience.PUBLIC and not field.fields
    }
    with walls.for_person(people.filer):
        fill(draft, people.filer)
        for row in draft.sections.all():
            section = contents.section_of(draft, row.code)
            row.answers = canaries(section, row.answers)
            row.marks = {p: m for p, m in marked.items() if p.startswith(f"{row.code}.")}
            row.save()
        drafting.freeze(disclosure=draft, by=people.filer)
    page = address("disclosure", draft)
    public = client.get(page, {"audience": "public"}).content.decode()
    inside = client.get(page, {"audience": "internal"}).content.decode()
    assert "CANARY-public" in public
    assert not re.search("CANARY-(regulator|internal)", public)
    assert "CANARY-regulator" in inside
    assert "Trade secret" in inside
    assert "Trade secret" not in public


def canaries(section: Section, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers, each plain text replaced by one that names who may read it."""

    def put(fields: tuple[Field, ...], values: dict[str, Any], outer: str) -> dict[str, Any]:
        changed = dict(values)
        for field in fields:
            reader = field.audience if outer == Audience.PUBLIC else outer
            if field.fields:
                rows = values.get(field.code) or []
                changed[field.code] = [put(field.fields, row, reader) for row in rows]
            elif field.kind in ("text", "long_text") and field.bilingual:
                changed[field.code] = {"zh": f"CANARY-{reader}", "en": "", "behind": None}
            elif field.kind in ("text", "long_text"):
                changed[field.code] = f"CANARY-{reader}"
        return changed

    return put(section.fields, answers, Audience.PUBLIC)


def test_two_versions_are_compared_on_a_page(
    client: Client, frozen: Disclosure, people: People
) -> None:
    section, field = with_text(frozen)
    with walls.for_person(people.filer):
        following = drafting.start(algorithm=frozen.algorithm, by=people.filer)
        row = following.sections.get(code=section.code)
        value = "新的说法"
        changed = {"zh": value, "en": "Text"} if field.bilingual else value
        drafting.save_section(
            disclosure=following, code=section.code, answers=row.answers | {field.code: changed},
            marks={}, revision=row.revision, by=people.filer,
        )  # fmt: skip
        drafting.freeze(disclosure=following, by=people.filer)
    page = reverse("filings:compare", args=[frozen.algorithm_id])
    assert client.get(page).status_code == 200
    shown = client.get(page, {"before": frozen.pk, "after": following.pk}).content.decode()
    assert str(field.label) in shown
    assert "<ins>" in shown
    same = client.get(page, {"before": frozen.pk, "after": frozen.pk}).content.decode()
    assert "say the same" in same


def test_a_sibling_is_compared_only_by_those_who_may_see_it(
    client: Client, frozen: Disclosure, people: People
) -> None:
    sibling = AlgorithmFactory(provider=people.elsewhere, family=frozen.algorithm.family)
    with walls.for_person(people.stranger):
        other = drafting.start(algorithm=sibling, by=people.stranger)
        fill(other, people.stranger)
        drafting.freeze(disclosure=other, by=people.stranger)
    page = reverse("filings:compare", args=[frozen.algorithm_id])
    asked = {"before": frozen.pk, "after": other.pk}
    assert client.get(page, asked).context["after"] is None
    MembershipFactory(provider=people.elsewhere, user=people.filer)
    assert client.get(page, asked).context["after"] == other


PAGES = ("disclosure", "disclosure_freeze", "disclosure_section")


def test_none_of_it_exists_for_another_provider(
    client: Client, frozen: Disclosure, people: People
) -> None:
    client.force_login(people.stranger)
    pk, code = frozen.algorithm_id, sections(frozen)[0].code
    for name in ("disclosures", "compare", "evidence"):
        assert client.get(reverse(f"filings:{name}", args=[pk])).status_code == 404
    assert client.post(reverse("filings:disclosure_start", args=[pk])).status_code == 404
    for name, more in zip(PAGES, ([], [], [code]), strict=True):
        assert client.get(address(name, frozen, *more)).status_code == 404


def test_a_section_or_version_that_does_not_exist_is_not_found(
    client: Client, draft: Disclosure
) -> None:
    assert client.get(address("disclosure_section", draft, "no-such")).status_code == 404
    draft.number = 9
    assert client.get(address("disclosure", draft)).status_code == 404


def test_an_auditor_reads_and_is_told_why_not_to_write(
    client: Client, draft: Disclosure, people: People
) -> None:
    client.force_login(people.auditor)
    section = sections(draft)[0]
    page = address("disclosure_section", draft, section.code)
    assert "Only a filer" in client.get(page).content.decode()
    data = posted(section, samples(section.fields, people.filer))
    refused = client.post(page, data)
    assert refused.status_code == 409
    assert "Only a filer" in refused.content.decode()
    assert "Only a filer" in client.get(address("disclosure", draft)).content.decode()


def test_the_pages_stay_under_their_ceiling_of_queries(
    client: Client,
    draft: Disclosure,
    people: People,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with walls.for_person(people.filer):
        fill(draft, people.filer)
    addresses = [
        address("disclosure", draft),
        address("disclosure_freeze", draft),
        address("disclosure_section", draft, with_table(draft)[0].code),
        reverse("filings:disclosures", args=[draft.algorithm_id]),
    ]
    for page in addresses:
        with django_assert_max_num_queries(CEILING):
            client.get(page)
    with walls.for_person(people.filer):
        drafting.freeze(disclosure=draft, by=people.filer)
    compare = reverse("filings:compare", args=[draft.algorithm_id])
    for page in (addresses[0], f"{compare}?before={draft.pk}&after={draft.pk}"):
        with django_assert_max_num_queries(CEILING):
            client.get(page)


def test_the_holder_of_a_number_that_a_disclosure_names_is_shown(people: People) -> None:
    entry = PublicEntryFactory(provider="公开科技有限公司", role="服务技术支持者")
    disclosure = DisclosureFactory(
        algorithm=AlgorithmFactory(provider=people.provider),
        answers={"model": {"models": [{"key": "0a1b2c3d", "filing_number": entry.number}]}},
        frozen=True,
        started_by=people.filer,
    )
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.filer)
    page = client.get(disclosure.get_absolute_url()).content.decode()
    assert "公开科技有限公司 · 服务技术支持者" in page
    public = client.get(disclosure.get_absolute_url() + "?audience=public").content.decode()
    assert entry.number not in public
