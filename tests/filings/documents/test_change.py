"""What changed since the filing, field by field, and the sheet for the commitment letter."""

from typing import Any

import pytest

from filings.documents import CHINESE, ENGLISH, PAPERS, FactsMissing
from filings.documents.change import change, fits
from filings.documents.commitment import commitment, gaps
from filings.documents.written import Block, Written
from filings.enums import DocumentKind, FilingState
from filings.models import Algorithm, Disclosure
from tests.factories import AlgorithmFactory, FilingFactory, wall_down
from tests.filings.versions import Answers, frozen, told
from tests.people import People

CANARY = "仅供内部核对"


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, name_zh="星澜商城推荐算法")
    return made


@pytest.fixture
def filed(people: People, algorithm: Algorithm) -> Disclosure:
    disclosure = frozen(algorithm, told(people))
    FilingFactory(algorithm=algorithm, disclosure=disclosure, state=FilingState.FILED)
    return disclosure


def told_of(disclosure: Disclosure, language: str = CHINESE) -> Written:
    with wall_down():
        return change(disclosure, language)


def rows(paper: Written) -> list[list[str]]:
    grids = [block.grid for chapter in paper.chapters for block in chapter if block.grid]
    return [[said(cell) for cell in row] for grid in grids for row in grid.rows]


def said(cell: Any) -> str:
    return "".join([*(p.text for p in cell.paragraphs), *(run.text for run in cell.runs)])


def marked(block: Block, column: int) -> list[str]:
    assert block.grid
    return [run.text for row in block.grid.rows for run in row[column].runs if run.is_other]


def next_version(algorithm: Algorithm, answers: Answers) -> Disclosure:
    return frozen(algorithm, answers, number=2)


def test_each_changed_field_stands_with_both_texts(
    people: People, algorithm: Algorithm, filed: Disclosure
) -> None:
    answers = told(people)
    answers["notice"]["purpose"] = {
        "zh": "帮助用户更快找到商品。",
        "en": "Find goods.",
        "behind": None,
    }
    answers["strategy"]["intervention"] = "值班人员可以下架商品，留痕十二个月。"
    paper = told_of(next_version(algorithm, answers))
    assert [section.title for section in paper.chapters[1].sections] == [
        "（一）算法策略与运行机制",
        "（二）拟公示内容",
    ]
    assert [row[0] for row in rows(paper)] == ["人工干预策略", "算法目的意图"]
    assert (paper.cover[-1].label, paper.cover[-1].paragraphs[0].text) == (
        "变更类型",
        "变更主要用途",
    )
    assert rows(paper)[0][2] == "值班人员可以下架商品，留痕十二个月。"
    (block,) = paper.chapters[0].blocks
    assert "变更2项：人工干预策略、算法目的意图" in block.paragraphs[0].text
    assert "公示内容随之变更" in block.paragraphs[0].text


def test_only_what_differs_is_marked(
    people: People, algorithm: Algorithm, filed: Disclosure
) -> None:
    answers = told(people)
    answers["risks"]["logs"] = answers["risks"]["logs"].replace("说明", "详细说明")
    paper = told_of(next_version(algorithm, answers))
    (block,) = paper.chapters[1].sections[0].blocks
    assert (marked(block, 1), marked(block, 2)) == ([], ["详细"])
    assert "公示内容不变" in paper.chapters[0].blocks[0].paragraphs[0].text


def test_a_product_that_came_is_told_whole(
    people: People, algorithm: Algorithm, filed: Disclosure
) -> None:
    answers = told(people)
    added = {**answers["products"]["products"][0], "key": "11112222", "name": "星澜小铺"}
    answers["products"]["products"] = [*answers["products"]["products"], added]
    (row,) = rows(told_of(next_version(algorithm, answers)))
    assert row[:2] == ["产品（星澜小铺）", "（无）"]
    assert "产品名称：星澜小铺" in row[2]
    assert "功能名称：" in row[2]


def test_the_provider_s_new_name_is_told_first(
    people: People, algorithm: Algorithm, filed: Disclosure
) -> None:
    answers = told(people)
    answers["risks"]["logs"] = "日志保存十二个月。"
    renamed = frozen(algorithm, answers, number=2, provider={"name_zh": "星澜科技有限公司"})
    paper = told_of(renamed)
    assert paper.chapters[1].sections[0].title == "（一）主体名称"
    assert rows(paper)[0] == ["主体名称", "星澜（上海）商贸有限公司", "星澜科技有限公司"]


def test_internal_changes_and_keys_stay_inside(
    people: People, algorithm: Algorithm, filed: Disclosure
) -> None:
    answers = told(people)
    answers["assessment"]["notes"] = CANARY
    answers["strategy"]["steps"][0]["parameters"] = CANARY
    answers["strategy"]["steps"][0]["next"] = ["00000000"]
    answers["risks"]["logs"] = "日志保存十二个月。"
    paper = told_of(next_version(algorithm, answers))
    assert CANARY not in str(paper)
    assert [row[0] for row in rows(paper)] == ["日志留存"]


def test_without_a_filing_or_a_difference_there_is_no_such_paper(
    people: People, algorithm: Algorithm
) -> None:
    first = frozen(algorithm, told(people))
    with wall_down():
        assert not fits(first)
        with pytest.raises(FactsMissing, match="有效的备案"):
            change(first, CHINESE)
    FilingFactory(algorithm=algorithm, disclosure=first, state=FilingState.FILED)
    same = next_version(algorithm, told(people))
    with wall_down():
        assert not fits(first)
        assert fits(same)
        with pytest.raises(FactsMissing, match="differs from what is filed"):
            change(same, ENGLISH)


def test_the_commitment_sheet_invents_no_text_and_says_so(
    people: People, algorithm: Algorithm
) -> None:
    sheet = commitment(frozen(algorithm, told(people)), CHINESE)
    assert [(row.label, row.paragraphs[0].text) for row in sheet.cover if row.paragraphs] == [
        ("主体名称", "星澜（上海）商贸有限公司"),
        ("统一社会信用代码", "91000000MADEM1XHAA"),
        ("法定代表人", "苏慕白"),
        ("算法安全负责人", "顾明远"),
        ("责任人联系电话", "021-00000001"),
    ]
    assert "不代拟正文" in sheet.note
    assert [row.label for row in sheet.cover if row.blank] == ["签署人", "签署日期"]


def test_the_commitment_sheet_waits_for_the_provider_s_facts(
    people: People, algorithm: Algorithm
) -> None:
    empty = frozen(algorithm, told(people), provider={"legal_representative": ""})
    assert [(gap.label, gap.owed) for gap in gaps(empty)] == [("Legal representative", True)]
    assert PAPERS[DocumentKind.COMMITMENT].languages == (CHINESE, ENGLISH)
