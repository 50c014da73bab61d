"""The national lists as the target of an import."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from filings import numbers, spreadsheets, walls
from filings.enums import Act, AlgorithmType, PublicList, RowOutcome
from filings.models import Event, PublicEntry
from filings.selectors import ledger, register
from filings.services import importing, publication
from filings.services.importing import Plan
from filings.services.public_import import PublicLists, original_purpose
from filings.statemachine import ActionRefused
from tests import tables
from tests.factories import AlgorithmFactory
from tests.people import People

FILE = Path(numbers.__file__).parent / "data" / "cac_filings.csv"
HEAD = ["算法名称", "算法类别", "主体名称", "应用产品", "主要用途", "备案编号"]
NUMBER = "网信算备110108823483902220017号"
ROW = [
    "抖音个性化推荐算法",
    "个性化推送类",
    "北京微播视界科技有限公司",
    "抖音（APP）",
    "推荐",
    NUMBER,
]


@pytest.fixture
def whole(db: None) -> None:
    """The 237 rows, imported by the command."""
    run(FILE)


def run(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_entries", str(path), *options, stdout=out)
    return out.getvalue().splitlines()[-1]


def planned(*rows: list[str], head: list[str] = HEAD, **given: Any) -> tuple[Plan, PublicLists]:
    content = tables.csv_bytes(head, rows)
    target = PublicLists(**({"published_in": PublicList.ALGORITHMS} | given))
    return importing.plan(spreadsheets.read(io.BytesIO(content), "f.csv"), target), target


def bring(*rows: list[str], **given: Any) -> dict[str, int]:
    plan, target = planned(*rows, **given)
    return importing.carry_out(plan, target, by=None)


def test_the_published_rows_come_in_without_loss_and_again_without_change(whole: None) -> None:
    sheet = spreadsheets.read(io.BytesIO(FILE.read_bytes()), FILE.name)
    entries = {(e.get_published_in_display(), e.number): e for e in PublicEntry.objects.all()}
    assert len(entries) == len(sheet.lines) == 237
    by_number = {(e.number, e.published_in): e for e in entries.values()}
    lists = {
        "境内互联网信息服务算法备案清单": PublicList.ALGORITHMS,
        "境内深度合成服务算法备案清单": PublicList.DEEP_SYNTHESIS,
        "提供者公示": PublicList.PROVIDER_NOTICE,
        "算法备案注销公告": PublicList.DEREGISTRATIONS,
    }
    for line in sheet.lines:
        cells = line.cells
        entry = by_number[cells["filing_number"], lists[cells["list"]]]
        said = (entry.name, entry.type_published, entry.provider, entry.product, entry.role)
        assert said == (
            cells["algorithm_name"],
            cells["algorithm_type"],
            cells["provider"],
            cells["product"],
            cells["role"],
        )
        assert original_purpose(entry) == cells["purpose"]
        assert (entry.announced, entry.batch) == (cells["announcement_date"], cells["batch"])
        assert entry.source == cells["source"]
    assert run(FILE) == "read 237, new 0, changed 0, refused 0"


def test_the_oddities_of_the_published_lists_are_understood(whole: None) -> None:
    entries = PublicEntry.objects
    two_in_one = entries.filter(type_published="检索过滤类")
    assert {e.type for e in two_in_one} == {
        AlgorithmType.INFORMATION_RETRIEVAL,
        AlgorithmType.CONTENT_FILTERING,
    }
    odd = entries.get(number="网信算备330110977354705220017号")
    assert odd.type == AlgorithmType.SCHEDULING_DECISION
    renamed = register.lookup("网信算备120116299582406230015号")
    assert renamed is not None
    assert renamed.former_names == ["滴滴网约车分单算法"]
    gone = register.lookup("网信算备110113605440102230015号")
    assert gone is not None
    assert gone.is_deregistered
    assert (
        entries.get(number="网信算备330110872770704220021号").remarks
        == "变更：新增找相似、淘宝问问"
    )
    assert entries.get(number="网信算备420105436204703230019号").remarks == ""
    assert register.lookup("网信算备999999999999999999999号") is None


@pytest.mark.parametrize(
    ("column", "text", "outcome", "sentence"),
    [
        (5, "网信算备11010882348390222001号", RowOutcome.REFUSED, "not a filing number"),
        (5, "网信算备110108823483902220018号", RowOutcome.NEW, "check digit"),
        (1, "推荐类", RowOutcome.NEW, "is unknown"),
        (1, "内容过滤类", RowOutcome.NEW, "type code of"),
        (0, "", RowOutcome.NEW, "name is missing"),
        (2, "", RowOutcome.NEW, "provider's name is missing"),
        (0, "长" * 201, RowOutcome.REFUSED, "longer than 200"),
    ],
)
@pytest.mark.django_db
def test_each_row_gets_its_findings(
    column: int, text: str, outcome: RowOutcome, sentence: str
) -> None:
    row = [text if place == column else cell for place, cell in enumerate(ROW)]
    plan, _target = planned(row)
    assert plan.rows[0].outcome == outcome
    assert sentence in " ".join(str(f.sentence) for f in plan.rows[0].findings)


@pytest.mark.django_db
def test_a_list_that_nobody_names_or_knows_is_refused() -> None:
    unnamed, _target = planned(ROW, published_in=None)
    unknown, _target = planned([*ROW, "别的清单"], head=[*HEAD, "清单"])
    assert [p.rows[0].is_refused for p in (unnamed, unknown)] == [True, True]


@pytest.mark.django_db
def test_a_duplicate_counts_once_and_a_contradiction_is_refused() -> None:
    plan, _target = planned(ROW, ROW, ["别名", *ROW[1:]])
    assert [r.outcome for r in plan.rows] == [
        RowOutcome.NEW,
        RowOutcome.UNCHANGED,
        RowOutcome.REFUSED,
    ]


@pytest.mark.django_db
def test_a_file_without_the_number_column_is_refused() -> None:
    with pytest.raises(ActionRefused, match="Filing number"):
        planned(["甲", "个性化推送类"], head=["算法名称", "算法类别"])


@pytest.mark.django_db
def test_one_refused_row_holds_up_all_unless_left_out() -> None:
    plan, target = planned(ROW, ["甲", "个性化推送类", "乙", "", "", "无"])
    with pytest.raises(ActionRefused, match="1 rows are refused"):
        importing.carry_out(plan, target, by=None)
    assert not PublicEntry.objects.exists()
    counts = importing.carry_out(plan, target, by=None, without_refused=True)
    assert counts == {"read": 2, "new": 1, "changed": 0, "unchanged": 0, "refused": 1}


@pytest.mark.django_db
def test_the_next_batch_keeps_what_earlier_ones_said() -> None:
    bring(ROW)
    assert bring(ROW)["unchanged"] == 1
    assert bring(["抖音推荐算法", *ROW[1:]])["changed"] == 1
    assert bring(["抖音算法", *ROW[1:]])["changed"] == 1
    entry = PublicEntry.objects.get()
    assert entry.name == "抖音算法"
    assert [said["name"] for said in entry.earlier] == ["抖音个性化推荐算法", "抖音推荐算法"]
    holding = register.lookup(NUMBER)
    assert holding is not None
    assert holding.former_names == ["抖音个性化推荐算法", "抖音推荐算法"]


def test_an_own_filing_is_confirmed_when_its_number_appears(people: People) -> None:
    own = AlgorithmFactory(provider=people.provider, number=NUMBER)
    other = AlgorithmFactory(provider=people.elsewhere, number=NUMBER)
    with walls.for_person(people.operator):
        plan, target = planned(ROW)
        importing.carry_out(plan, target, by=people.operator)
        assert not Event.objects.exists()  # the operator still sees nothing behind the wall
    for person, algorithm in ((people.filer, own), (people.stranger, other)):
        with walls.for_person(person):
            algorithm.refresh_from_db()
            assert algorithm.published_at is not None
            (event,) = Event.objects.filter(act=Act.PUBLICATION_CONFIRMED)
            assert event.payload["list"] == PublicList.ALGORITHMS


def test_a_number_recorded_later_is_confirmed_at_once(people: People) -> None:
    bring(ROW)
    own = AlgorithmFactory(provider=people.provider, number=NUMBER)
    unknown = AlgorithmFactory(provider=people.provider, number="网信算备310101234567802240019号")
    with walls.for_person(people.filer):
        assert [publication.confirm(a) for a in (own, own, unknown)] == [True, True, False]
        assert Event.objects.count() == 1


def test_a_deregistration_notice_confirms_nothing(people: People) -> None:
    own = AlgorithmFactory(provider=people.provider, number=NUMBER)
    bring(ROW, published_in=PublicList.DEREGISTRATIONS)
    with walls.for_person(people.filer):
        assert not publication.confirm(own)


def test_only_the_operator_imports_public_lists(people: People) -> None:
    with walls.for_person(people.filer):
        plan, target = planned(ROW)
        with pytest.raises(ActionRefused, match="installation administrator"):
            importing.carry_out(plan, target, by=people.filer)
        assert not PublicEntry.objects.exists()


@pytest.mark.django_db
def test_the_command_refuses_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(tables.csv_bytes(HEAD, [["甲", "", "", "", "", "无"]]))
    with pytest.raises(CommandError, match="rows are refused"):
        run(file, "--list", "algorithms")
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.csv")


def test_similar_purposes_are_offered_nearest_first(whole: None) -> None:
    found = register.similar("商品搜索", kind=AlgorithmType.INFORMATION_RETRIEVAL)
    assert "商品搜索" in found[0].purpose
    assert {e.type for e in found} == {AlgorithmType.INFORMATION_RETRIEVAL}
    assert register.similar(" ") == []


def test_the_register_is_searched_in_chinese_and_pinyin(whole: None) -> None:
    wanted = [ledger.Wanted([word]) for word in ("推荐", "推", "滴滴", "didi", "tuijian")]
    found = [register.matching(each).count() for each in wanted]
    assert found[0] > 20
    assert min(found) > 0
