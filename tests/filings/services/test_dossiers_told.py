"""Dossiers of a past day, in two languages side by side, with a watermark."""

import io
import json
from datetime import timedelta

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filings import walls
from filings.documents.beside import SIDE_BY_SIDE, beside
from filings.documents.dossier import Gathered
from filings.documents.written import Cell, Column, Grid, Paragraph
from filings.enums import DocumentKind, DossierProfile, FilingState
from filings.models import Algorithm, Disclosure
from filings.selectors.dossiers import gather
from filings.selectors.then import Then, state
from filings.services import issuing, seals
from tests.factories import (
    DeterminationFactory,
    DisclosureFactory,
    FilingFactory,
    frozen_facts,
)
from tests.filings import files
from tests.filings.services.test_dossiers import (  # noqa: F401  fixtures
    algorithm,
    asked,
    enclosed,
    made,
    record,
    said,
    stored,
)
from tests.filings.services.test_issuing import text_of
from tests.filings.versions import attached
from tests.people import People

LITIGATION = DossierProfile.LITIGATION


def gathered(people: People, of: Algorithm, **order: str) -> Gathered:
    job = asked(people, of, LITIGATION, **order)
    with walls.for_person(people.legal):
        return gather(job, people.legal)


@pytest.fixture
def long_ago(people: People, algorithm: Algorithm) -> None:  # noqa: F811
    """The first version was frozen ten days ago, everything else today."""
    answers, then = said(people), timezone.now() - timedelta(days=10)
    facts = frozen_facts("2026-01", answers, people.filer) | {"frozen_at": then}
    DisclosureFactory(algorithm=algorithm, number=1, **facts)
    second = DisclosureFactory(algorithm=algorithm, number=2, frozen=True, answers=answers)
    DeterminationFactory(disclosure=second, ethics_review="does_not_apply", current=True)
    FilingFactory(algorithm=algorithm, disclosure=second, state=FilingState.FILED)
    attached(DisclosureFactory(algorithm=algorithm, number=3), "notice.purpose", "界面.png",
             files.picture("PNG"))  # fmt: skip
    with walls.for_person(people.filer):
        issuing.print_now(disclosure=second, kind=DocumentKind.PUBLIC_NOTICE, by=people.filer)


def day_before(number: int) -> Then:
    return Then(timezone.localdate() - timedelta(days=number))


def test_a_dossier_of_a_past_day_knows_nothing_of_what_came_later(
    people: People, algorithm: Algorithm, long_ago: None  # noqa: F811
) -> None:  # fmt: skip
    past = gathered(people, algorithm, on=day_before(3).day.isoformat())
    assert (past.papers, past.history["events"]) == ([], [])
    cover = {row.label: row.paragraphs[0].text for row in past.facts.cover}
    assert cover["截至日期"] == day_before(3).day.isoformat()
    assert cover["最近定稿版本"] == "v1"
    assert "状态" not in cover
    titles = {chapter.title: chapter for chapter in past.facts.chapters}
    assert "档案中无此内容。" in repr(titles["备案及轮次"])
    seals.seal()
    today = gathered(people, algorithm, on=timezone.localdate().isoformat())
    assert today.papers
    assert today.history["events"]


def test_the_page_of_a_past_day_shows_what_stood_then(
    people: People, algorithm: Algorithm, long_ago: None  # noqa: F811
) -> None:  # fmt: skip
    with walls.for_person(people.auditor):
        before = state(algorithm, day_before(20), people.auditor)
        then = state(algorithm, day_before(3), people.auditor)
        now = state(algorithm, day_before(0), people.auditor)
    assert (before.version, before.duties, before.filings, before.papers) == (None, None, [], [])
    assert then.version
    assert then.version.number == 1
    assert (then.files, then.filings) == (0, [])
    assert now.files == 1
    assert now.version
    assert now.version.number == 2
    assert [each.state for each in now.filings] == [FilingState.DRAFT]  # no move in the history
    assert now.papers
    assert now.duties
    client = Client()
    client.force_login(people.auditor)
    page = reverse("filings:algorithm_then", args=[algorithm.pk])
    shown = client.get(page, {"on": day_before(3).day.isoformat()})
    assert shown.status_code == 200
    assert f"?on={day_before(3).day.isoformat()}" in shown.content.decode()


@pytest.mark.parametrize("typed", ["gestern", "2999-01-01", ""])
def test_a_day_that_is_none_or_still_to_come_is_refused_in_words(
    people: People, algorithm: Algorithm, typed: str  # noqa: F811
) -> None:  # fmt: skip
    client = Client()
    client.force_login(people.auditor)
    page = client.get(reverse("filings:algorithm_then", args=[algorithm.pk]), {"on": typed})
    assert page.status_code == 422
    if typed:
        assert f'value="{typed}"' in page.content.decode()


def test_both_languages_stand_side_by_side_in_one_valid_file(
    people: People, algorithm: Algorithm, record: Disclosure  # noqa: F811
) -> None:  # fmt: skip
    content = made(people, algorithm, LITIGATION, language=SIDE_BY_SIDE, watermark=True)
    words = "".join(text_of(content).split())
    for chinese, english in (
        ("星澜商城推荐算法卷宗", "DossierofXinglanfeed"),
        ("备案及轮次", "Filingsandrounds"),
        ("证据1界面.png", "Exhibit1界面.png"),
        ("如何核验本卷宗", "Howtoverifythisdossier"),
    ):
        assert chinese in words, chinese
        assert english in words, english
    facts = json.loads(enclosed(content)["facts.json"])
    assert (facts["language"], facts["beside"]) == ("zh-Hans", "en")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert all("/FurnitureMark" in each.obj.Resources.XObject for each in pdf.pages)


def test_a_table_of_labels_gets_a_column_for_each_language_and_equal_words_stand_once() -> None:
    def grid(label: str, text: str, language: str) -> Grid:
        columns = (Column("x", "28%"), Column("y", "72%"))
        cells = (Cell((Paragraph(label, language),)), Cell((Paragraph(text, language),)))
        return Grid("", columns, (cells,))

    both = beside(grid("名称", "推荐", "zh-Hans"), grid("Name", "Feed", "en"))
    assert [column.label for column in both.columns] == ["项目 / Item", "中文", "English"]
    assert [[p.text for p in cell.paragraphs] for cell in both.rows[0]] == [
        ["名称", "Name"], ["推荐"], ["Feed"],
    ]  # fmt: skip
    hashes = beside(Cell((Paragraph("ab", "zh-Hans"),)), Cell((Paragraph("ab", "en"),)))
    assert [p.text for p in hashes.paragraphs] == ["ab"]
