"""The annex on responsibility: the provider's rules and staff, in the chapters of the template."""

import pytest
from django.utils import timezone

from filings import contents, walls
from filings.documents import CHINESE, PAPERS
from filings.documents.responsibility import gaps, responsibility
from filings.enums import DocumentKind
from filings.models import Algorithm, Provider
from filings.services import drafting, provider_sections
from tests.factories import AlgorithmFactory, wall_down
from tests.filings import files
from tests.filings.versions import frozen, told
from tests.people import People


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, name_zh="星澜商城推荐算法")
    return made


def save(people: People, seen: int = 0, **said: str) -> None:
    section = next(
        each
        for each in contents.form_on(timezone.localdate()).sections
        if each.code == "responsibility"
    )
    with walls.for_person(people.filer):
        provider = Provider.objects.get(pk=people.provider.pk)
        provider_sections.save(
            provider=provider, section=section, answers=said, seen=seen, by=people.filer
        )


def test_its_sections_stand_in_the_order_of_the_template(
    people: People, algorithm: Algorithm
) -> None:
    paper = responsibility(frozen(algorithm, told(people)), CHINESE)
    assert [[s.title for s in chapter.sections] for chapter in paper.chapters] == [
        [
            "（一）机构设置",
            "（二）负责人基本信息",
            "（三）工作人员任职要求",
            "（四）人员配备规模",
            "（五）技术保障措施",
        ],
        [
            "（一）算法安全自评估制度",
            "（二）算法安全监测制度",
            "（三）算法安全事件应急处置制度",
            "（四）算法违法违规处置制度",
            "（五）其他制度",
        ],
        [],
    ]
    monitored = paper.chapters[1].sections[1]
    assert [block.heading for block in monitored.blocks if block.heading] == [
        "1．信息安全监测",
        "2．数据安全监测",
        "3．用户个人信息安全监测",
        "4．算法安全监测",
    ]


def test_the_person_in_charge_is_told_in_one_paragraph(
    people: People, algorithm: Algorithm
) -> None:
    paper = responsibility(frozen(algorithm, told(people)), CHINESE)
    (block,) = paper.chapters[0].sections[1].blocks
    assert [each.text for each in block.paragraphs] == [
        "算法安全负责人为顾明远。职务为合规总监。联系电话021-00000001。电子邮箱gu@example.com。"
    ]


def test_only_files_of_the_provider_s_rules_are_annexed(
    people: People, algorithm: Algorithm
) -> None:
    rule = ("responsibility.monitoring_data", "监测办法.png", files.picture("PNG"))
    other = ("data.security", "加密.png", files.picture("PNG"))
    paper = responsibility(frozen(algorithm, told(people), rule, other), CHINESE)
    assert [annex.name for annex in paper.annexes.files] == ["附件1　监测办法"]


def test_a_newer_text_of_the_provider_is_a_point_before_printing(
    people: People, algorithm: Algorithm
) -> None:
    answers = told(people)
    disclosure = frozen(algorithm, answers)
    with wall_down():
        assert "responsibility.organisation" not in newer(disclosure)
    save(people, organisation="设算法安全委员会。")
    with wall_down():
        assert "responsibility.organisation" in newer(disclosure)


def newer(disclosure: object) -> list[str]:
    return [gap.path for gap in gaps(disclosure) if "page says" in gap.why]  # type: ignore[arg-type]


def test_a_draft_takes_over_what_the_provider_says_of_itself(
    people: People, algorithm: Algorithm
) -> None:
    save(people, organisation="设算法安全办公室。")
    with walls.for_person(people.filer):
        draft = drafting.start(algorithm=algorithm, by=people.filer)
        (row,) = draft.sections.filter(code="responsibility")
    assert row.answers == {"organisation": "设算法安全办公室。"}
    assert not row.done
    save(people, seen=1, organisation="设算法安全委员会。")
    with wall_down():
        row.refresh_from_db()
    assert row.answers == {"organisation": "设算法安全办公室。"}


def test_the_paper_is_one_of_those_on_offer() -> None:
    assert PAPERS[DocumentKind.RESPONSIBILITY].outline == "responsibility"
