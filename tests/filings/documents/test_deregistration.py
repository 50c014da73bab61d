"""The statement on the end of a service: when it ended, what users and their data may expect."""

import pytest

from filings.documents import CHINESE, FactsMissing
from filings.documents.deregistration import deregistration, fits, gaps
from filings.enums import FilingKind, FilingState
from filings.models import Algorithm, Disclosure, Filing
from tests.factories import AlgorithmFactory, FilingFactory, wall_down
from tests.filings.versions import frozen, told
from tests.people import People

USERS = "提前三十日在应用内公告。\n未使用的权益全额退还。"
DATA = "行为记录于终止服务后十五日内删除。"


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(
        provider=people.provider, number="网信算备000000000000102240017号"
    )
    return made


@pytest.fixture
def ended(people: People, algorithm: Algorithm) -> Disclosure:
    basics = {"status": "ended", "launched_on": "2024-02-26", "ended_on": "2026-11-20"}
    first = frozen(algorithm, told(people))
    FilingFactory(algorithm=algorithm, disclosure=first, state=FilingState.FILED)
    return frozen(algorithm, told(people, basics=basics), number=2)


def arranged(disclosure: Disclosure, users: str = USERS, data: str = DATA) -> Filing:
    made: Filing = FilingFactory(
        algorithm=disclosure.algorithm,
        disclosure=disclosure,
        kind=FilingKind.DEREGISTRATION,
        users_arranged=users,
        data_arranged=data,
    )
    return made


def test_it_tells_the_end_and_the_arrangements(ended: Disclosure) -> None:
    arranged(ended)
    with wall_down():
        paper = deregistration(ended, CHINESE)
    assert [chapter.title for chapter in paper.chapters] == [
        "一、终止服务情况",
        "二、对用户的安排",
        "三、对数据的安排",
    ]
    first = paper.chapters[0].blocks[0].paragraphs[0].text
    assert first == "本算法于2024年2月26日上线，于2026年11月20日终止服务。"
    (users,) = paper.chapters[1].blocks
    assert [each.text for each in users.paragraphs] == USERS.splitlines()
    assert ("备案编号", "网信算备000000000000102240017号") in [
        (row.label, row.paragraphs[0].text) for row in paper.cover
    ]


@pytest.mark.parametrize(
    ("users", "data", "missing"),
    [("", DATA, ["Arrangements for users"]), (USERS, "", ["Arrangements for data"])],
)
def test_a_missing_arrangement_is_told_before_and_stops_the_print(
    ended: Disclosure, users: str, data: str, missing: list[str]
) -> None:
    arranged(ended, users, data)
    with wall_down():
        owed = [gap for gap in gaps(ended) if gap.owed]
        with pytest.raises(FactsMissing):
            deregistration(ended, CHINESE)
    assert [gap.label for gap in owed] == missing
    assert all(gap.of_filing for gap in owed)


def test_it_is_offered_once_the_service_has_ended(
    people: People, ended: Disclosure, algorithm: Algorithm
) -> None:
    running = frozen(algorithm, told(people, basics={"status": "running"}), number=3)
    with wall_down():
        assert fits(ended)
        assert not fits(running)
        assert [gap.label for gap in gaps(ended) if gap.owed] == [
            "Arrangements for users",
            "Arrangements for data",
        ]
