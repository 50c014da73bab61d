"""The self-assessment report: every answer in its chapter, nothing empty, nothing internal."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string
from pytest_django import Settings

from filings import documents, printing, walls
from filings.documents import CHINESE, ENGLISH, PAPERS
from filings.documents.known import Known
from filings.documents.self_assessment import gaps, self_assessment
from filings.documents.written import Block, Written
from filings.enums import DocumentKind
from filings.models import Algorithm, Disclosure
from filings.services import issuing
from filings.services.jobs import JobFailed
from tests.factories import AlgorithmFactory, wall_down
from tests.filings import files
from tests.filings.printing.pages import POINT, lines, needs_poppler
from tests.filings.versions import Answers, frozen, told
from tests.people import People

REPORT = DocumentKind.SELF_ASSESSMENT
CANARY = "仅供内部核对"
PRODUCT = "星澜商城推荐"
"""A product's name is a heading, but also the label of a step."""
TOP, BOTTOM = 22 * POINT, (297 - 22) * POINT
"""Of the type area: outside of it stand the running title and the number of the page."""


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, name_zh="星澜商城推荐算法")
    return made


def pushing(people: People, **changed: Any) -> Answers:
    """A personalised feed that generates nothing."""
    basics = {"type": "personalised_push", "role": "service_provider", "generative": False}
    return told(people, **{**changed, "basics": basics | changed.get("basics", {})})


def texts(written: Written) -> Iterator[str]:
    for chapter in written.chapters:
        for block in chapter:
            yield from words(block)


def words(block: Block) -> Iterator[str]:
    yield from (each.text for each in block.paragraphs)
    for row in block.grid.rows if block.grid else ():
        yield from (each.text for cell in row for each in cell.paragraphs)


def test_every_long_answer_stands_in_the_report(people: People, algorithm: Algorithm) -> None:
    report = self_assessment(frozen(algorithm, pushing(people)), CHINESE)
    said = "".join(texts(report)) + str(report.cover)
    wanted = {
        "data.annotation", "data.quality", "data.security", "model.principle", "model.training",
        "model.safeguard", "model.update", "strategy.ranking", "strategy.diversity",
        "strategy.manipulation", "strategy.intervention", "strategy.features", "basics.summary",
        "basics.deployment", "basics.social_impact", "risks.emergency", "risks.logs",
        "assessment.abuse", "assessment.vulnerability", "assessment.malicious",
        "assessment.other_risk", "assessment.prevention", "assessment.rights",
        "assessment.ecology", "assessment.conclusion", "assessment.other", "rights.minors",
        "risks.illegal_handling", "opinion.reason", "assessment.service",
    }  # fmt: skip
    assert {path for path in wanted if f"编号{path}。" not in said} == set()


def test_chapters_are_numbered_and_none_is_empty(people: People, algorithm: Algorithm) -> None:
    report = self_assessment(frozen(algorithm, pushing(people)), CHINESE)
    assert [chapter.title for chapter in report.chapters] == [
        "一、算法情况",
        "二、服务情况",
        "三、风险研判",
        "四、风险防控情况",
        "五、安全评估结论",
        "六、其他应当说明的相关情况",
    ]
    for chapter in report.chapters:
        assert chapter.blocks or chapter.sections
        assert all(section.blocks for section in chapter.sections)
        blocks = list(chapter)
        headings = [place for place, block in enumerate(blocks) if block.heading]
        assert all(not blocks[place + 1].heading for place in headings)
    assert report.subtitle == "（个性化推送类—服务提供者）"
    assert report.edition == "2026-07-15/personalised_push/service_provider"


def test_what_was_not_answered_leaves_no_heading(people: People, algorithm: Algorithm) -> None:
    answers = pushing(people)
    for path in ("strategy.diversity", "assessment.other_risk", "data.annotation"):
        section, code = path.split(".")
        del answers[section][code]
    report = self_assessment(frozen(algorithm, answers), CHINESE)
    risks = report.chapters[2]
    assert [section.title for section in risks.sections] == [
        "（一）算法滥用",
        "（二）算法漏洞",
        "（三）算法恶意利用",
    ]
    headings = [block.heading for chapter in report.chapters for block in chapter if block.heading]
    assert "3．质量和偏差控制" in headings
    assert not [each for each in headings if "去重" in each or "标注" in each]


def test_a_chapter_without_words_is_left_out_and_the_next_takes_its_number(
    people: People, algorithm: Algorithm
) -> None:
    answers = pushing(people)
    del answers["assessment"]["conclusion"]
    report = self_assessment(frozen(algorithm, answers), CHINESE)
    assert report.chapters[-1].title == "五、其他应当说明的相关情况"


def test_nothing_internal_and_no_code_gets_in(people: People, algorithm: Algorithm) -> None:
    answers = pushing(people, basics={"users_source": CANARY})
    answers["assessment"]["notes"] = CANARY
    for step in answers["strategy"]["steps"]:
        step["parameters"] = step["detail"] = CANARY
    for language in (CHINESE, ENGLISH):
        report = self_assessment(frozen(algorithm, answers, number=len(language)), language)
        assert CANARY not in str(report)
        said = " ".join(texts(report))
        assert not re.search(r"\b(service_provider|personalised_push|user_groups)\b", said)


def test_an_outline_that_asks_for_an_internal_answer_gets_none(
    people: People, algorithm: Algorithm
) -> None:
    answers = pushing(people, basics={"users_source": CANARY})
    known = Known(frozen(algorithm, answers), CHINESE)
    assert (known.text("basics.users_source"), known.raw("basics.users_source")) == ("", None)
    assert known.sentence("来源为{basics.users_source}。") == ""
    assert "parameters" not in {
        each.field.code for row in known.fields["strategy.steps"].rows for each in row.fields
    }


def test_labels_are_not_applicable_only_with_a_reason(people: People, algorithm: Algorithm) -> None:
    silent = self_assessment(frozen(algorithm, pushing(people)), CHINESE)
    last = silent.chapters[0].sections[-1]
    assert last.title == "（五）结果标识"
    assert "不生成文本、图片、音视频等内容" in next(words(last.blocks[0]))
    generating = pushing(people, basics={"type": "generation_synthesis", "generative": True})
    labelled = self_assessment(frozen(algorithm, generating, number=2), CHINESE)
    last = labelled.chapters[0].sections[-1]
    assert [block.heading for block in last.blocks if block.heading] == [
        "1．显式标识",
        "2．隐式标识",
        "3．用户协议和未标识内容的处置",
    ]


def test_a_technical_supporter_has_a_service_and_no_products(
    people: People, algorithm: Algorithm
) -> None:
    answers = pushing(people, basics={"role": "technical_supporter"})
    report = self_assessment(frozen(algorithm, answers), CHINESE)
    titles = [section.title for section in report.chapters[1].sections]
    assert "（三）技术服务方式" in titles
    assert not [title for title in titles if "产品" in title]


def test_products_are_told_as_in_the_form(people: People, algorithm: Algorithm) -> None:
    report = self_assessment(frozen(algorithm, pushing(people)), CHINESE)
    products = report.chapters[1].sections[2]
    grids = [block.grid for block in products.blocks if block.grid]
    assert [column.label for column in grids[1].columns] == ["访问路径", "功能", "功能介绍"]
    assert ["访问地址", "https://example.com/app"] in [
        [cell.paragraphs[0].text for cell in row] for row in grids[0].rows
    ]


def test_files_are_numbered_in_the_order_of_the_text(people: People, algorithm: Algorithm) -> None:
    disclosure = frozen(
        algorithm,
        pushing(people),
        ("data.security", "加密.png", files.picture("PNG")),
        ("rights.informed", "告知.png", files.picture("PNG")),
        ("assessment.responsible", "任命.png", files.picture("PNG")),
    )
    report = self_assessment(disclosure, CHINESE)
    notes = [block.note for chapter in report.chapters for block in chapter if block.note]
    assert notes == ["证明材料：附件1《告知》。", "证明材料：附件2《加密》。"]
    assert [annex.name for annex in report.annexes.files] == ["附件1　告知", "附件2　加密"]


def test_missing_proof_is_a_point_and_a_missing_provider_stops_the_print(
    people: People, algorithm: Algorithm
) -> None:
    file = ("data.security", "加密.png", files.picture("PNG"))
    disclosure = frozen(algorithm, pushing(people), file)
    wished = {gap.path for gap in gaps(disclosure)}
    assert "rights.informed" in wished
    assert "data.security" not in wished
    assert not [gap for gap in gaps(disclosure) if gap.owed]
    (disclosure.content or {})["provider"] = {"name_zh": "星澜"}
    owed = [gap.label for gap in gaps(disclosure) if gap.owed]
    assert owed == ["Unified social credit code", "telephone of the responsible person"]
    with pytest.raises(JobFailed) as failure, walls.for_person(people.filer):
        issuing.print_now(disclosure=disclosure, kind=REPORT, by=people.filer)
    assert failure.value.code == "facts_missing"


def test_an_unanswered_question_that_readers_look_for_is_a_point(
    people: People, algorithm: Algorithm
) -> None:
    answers = pushing(people)
    del answers["assessment"]["ecology"]
    found = [gap for gap in gaps(frozen(algorithm, answers)) if gap.path == "assessment.ecology"]
    assert [(gap.section, gap.owed) for gap in found] == [("assessment", False)]


def printed(disclosure: Disclosure, language: str) -> issuing.Printed:
    with wall_down():
        ready = {each.facts.language: each for each in issuing.ready(PAPERS[REPORT], disclosure)}
    return issuing.press(PAPERS[REPORT], ready[language], disclosure)


@needs_poppler
@pytest.mark.parametrize("shift", range(3))
def test_no_page_ends_with_a_heading_and_no_line_begins_with_a_stop(
    people: People, algorithm: Algorithm, shift: int
) -> None:
    """The text is pushed down line by line, so that every heading comes near a page's end."""
    answers = pushing(people, basics={"deployment": "\n".join(["机房位于上海。"] * (1 + shift))})
    answers["basics"]["summary"]["zh"] = "\n".join(["输入、计算、输出。"] * (1 + 2 * shift))
    report = self_assessment(frozen(algorithm, answers), CHINESE)
    html = render_to_string("documents/written.html", {"facts": report})
    drawn = PAPERS[REPORT].drawings(frozen(algorithm, answers, number=2), CHINESE)
    headings = {block.heading for chapter in report.chapters for block in chapter}
    headings |= {section.title for chapter in report.chapters for section in chapter.sections}
    rows = lines(printing.render(html, title="x", assets=drawn).content)
    body = [row for row in rows if row.top > TOP and row.bottom < BOTTOM and row.page > 3]
    last = {row.page: row.text for row in body}
    assert len(last) >= 7
    assert set(last.values()).isdisjoint(
        {"".join(each.split()) for each in headings - {"", PRODUCT}}
    )
    assert not [row.text for row in body if row.text[0] in "，。、；：！？）》”"]


def test_pdf_evidence_is_shown_page_by_page_and_a_broken_one_is_named(
    people: People, algorithm: Algorithm
) -> None:
    two_pages = printing.render(
        "<html lang='zh-Hans'><title>x</title><p>一</p><p style='break-before:page'>二</p>",
        title="x",
    ).content
    disclosure = frozen(algorithm, pushing(people), ("data.security", "制度.pdf", two_pages))
    annex = printed(disclosure, CHINESE).facts.annexes.files[0]  # type: ignore[attr-defined]
    assert [sheet.caption for sheet in annex.sheets] == [
        "附件1　制度（第1页，共2页）",
        "附件1　制度（第2页，共2页）",
    ]
    broken_file = ("data.security", "坏.pdf", b"%PDF-1.7 nothing")
    broken = frozen(algorithm, pushing(people), broken_file, number=2)
    with pytest.raises(JobFailed) as failure:
        printed(broken, CHINESE)
    assert failure.value.parameters == {"name": "坏.pdf"}


def test_word_says_what_the_pdf_says(people: People, algorithm: Algorithm) -> None:
    sheet = printed(frozen(algorithm, pushing(people)), CHINESE)
    document = docx.Document(io.BytesIO(sheet.word))
    said = [each.text for each in document.paragraphs]
    said += [c.text for t in document.tables for row in t.rows for c in row.cells]
    whole = "".join("".join(said).split())
    for text in texts(sheet.facts):  # type: ignore[arg-type]
        assert "".join(text.split()) in whole


def test_the_reading_copy_says_that_it_is_one(people: People, algorithm: Algorithm) -> None:
    report = self_assessment(frozen(algorithm, pushing(people)), ENGLISH)
    assert report.note == "Reading copy. The Chinese text is the one that is filed."
    assert report.chapters[0].title == "1. The algorithm"
    assert documents.as_json(report)["language"] == ENGLISH
