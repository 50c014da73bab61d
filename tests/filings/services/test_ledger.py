"""Entering, changing, linking and ending records of the ledger."""

import datetime as dt
from typing import Any

import pytest

from filings import searching, walls
from filings.enums import Act, AlgorithmStatus, AlgorithmType, Role, ServiceForm
from filings.models import Algorithm, Event, Product, User
from filings.selectors import ledger as selectors
from filings.services import ledger, products
from filings.services.products import FunctionFacts, PathFacts, ProductFacts
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, FilingFactory, MembershipFactory, UserFactory
from tests.people import People

FACTS: dict[str, Any] = {
    "reference": "SC-1",
    "name_zh": "星澜商城个性化推荐算法",
    "name_en": "Feed",
    "type": AlgorithmType.PERSONALISED_PUSH,
    "purpose_zh": "按兴趣推荐商品",
}
MALL = ProductFacts(
    "星澜商城", ServiceForm.APP, "", [PathFacts("首页—推荐", [FunctionFacts("商品推荐")])]
)


def register(people: People, **facts: Any) -> Algorithm:
    return ledger.register(
        provider_id=people.provider.pk, facts=FACTS | facts, products=[MALL], by=people.filer
    )


def test_a_filer_registers_an_algorithm_with_its_products(people: People) -> None:
    with walls.for_person(people.filer):
        made = register(people)
        assert made.status == AlgorithmStatus.REGISTERED
        assert made.name_sort == "xing lan shang cheng ge xing hua tui jian suan fa"
        assert ledger.product_lines(made) == ["星澜商城 [app] 首页—推荐: 商品推荐"]
        assert [e.act for e in Event.objects.filter(algorithm=made)] == [Act.ALGORITHM_REGISTERED]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FILER])
def test_nobody_but_a_filer_registers(people: People, role: Role) -> None:
    person = people.acting_as(role)
    with walls.for_person(person):
        with pytest.raises(ActionRefused, match="Only a filer"):
            ledger.register(provider_id=people.provider.pk, facts=FACTS, by=person)
        assert not Algorithm.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "推荐",
        "推",
        "个性化推荐",
        "tuijian",
        "xlsc",
        "FEED",
        "ｆｅｅｄ",
        "SC-1",
        "兴趣 商品",
        "首页",
    ],
)
def test_search_finds_by_piece_pinyin_initials_and_width(people: People, query: str) -> None:
    with walls.for_person(people.filer):
        made = register(people)
        assert found(people.filer, query) == [made]


@pytest.mark.parametrize("query", ["推送", "%", "_", "tuijain", "' or 1=1"])
def test_search_finds_nothing_that_is_not_there(people: People, query: str) -> None:
    with walls.for_person(people.filer):
        register(people)
        assert found(people.filer, query) == []


def test_search_follows_a_change(people: People) -> None:
    with walls.for_person(people.filer):
        made = register(people)
        change(people.filer, made, name_zh="搜索排序算法")
        assert found(people.filer, "推荐商品") == [made]  # the purpose says so still
        assert found(people.filer, "星澜商城个性化") == []
        assert found(people.filer, "搜索排序") == [made]


def found(user: User, query: str) -> list[Algorithm]:
    wanted = selectors.Wanted(searching.words(query))
    return list(selectors.matching(user, user.provider_ids, wanted))


def change(by: User, algorithm: Algorithm, seen: str = "", **facts: Any) -> Algorithm:
    return ledger.change(
        algorithm=algorithm,
        facts=facts,
        products=None,
        seen=seen or ledger.fingerprint(algorithm),
        by=by,
    )


def test_a_change_keeps_before_and_after(people: People) -> None:
    with walls.for_person(people.filer):
        made = register(people)
        day = dt.date(2026, 3, 1)
        change(people.filer, made, name_en="Mall feed", launched_on=day)
        event = Event.objects.get(act=Act.ALGORITHM_CHANGED)
    assert event.payload == {
        "changes": {"name_en": ["Feed", "Mall feed"], "launched_on": [None, "2026-03-01"]}
    }


def test_a_change_of_what_somebody_else_changed_is_refused(people: People) -> None:
    with walls.for_person(people.filer):
        made = register(people)
        seen = ledger.fingerprint(made)
        change(people.filer, made, name_en="Theirs")
        with pytest.raises(ActionRefused, match="meanwhile"):
            change(people.filer, made, seen, name_en="Mine")
        made.refresh_from_db()
        assert made.name_en == "Theirs"


def test_reference_and_number_are_taken_once(people: People) -> None:
    number = "网信算备310101234567802240019号"
    with walls.for_person(people.filer):
        register(people, number=number)
        with pytest.raises(ActionRefused, match="SC-1 is taken"):
            register(people)
        with pytest.raises(ActionRefused, match="stands at SC-1"):
            register(people, reference="SC-2", number=number)
        assert Algorithm.objects.count() == 1


def test_the_next_reference_is_given_where_none_is_typed(people: People) -> None:
    with walls.for_person(people.filer):
        made = [register(people, reference="").reference for _ in range(2)]
    assert made == ["A-0001", "A-0002"]


def test_the_owner_acts_for_the_same_provider(people: People) -> None:
    with (
        walls.for_person(people.filer),
        pytest.raises(ActionRefused, match="same provider"),
    ):
        register(people, owner=UserFactory())


def test_a_number_from_a_filing_kept_here_is_not_typed_over(people: People) -> None:
    filed = AlgorithmFactory(provider=people.provider)
    FilingFactory(algorithm=filed, state="filed")
    with (
        walls.for_person(people.filer),
        pytest.raises(ActionRefused, match="change filing"),
    ):
        change(people.filer, filed, number="网信算备310101234567802240019号")


def test_withdrawn_products_stay_and_come_back(people: People) -> None:
    with walls.for_person(people.filer):
        made = register(people)
        assert products.write(made, [])
        assert ledger.product_lines(made) == []
        assert Product.objects.filter(algorithm=made, withdrawn=True).count() == 1
        assert products.write(made, [MALL])
        assert not products.write(made, [MALL])
        assert Product.objects.filter(algorithm=made).count() == 1


def both(people: People) -> User:
    """A filer of both providers."""
    MembershipFactory(provider=people.elsewhere, user=people.filer, role=Role.FILER)
    return people.filer


def test_siblings_know_each_other_and_each_says_so(people: People) -> None:
    here = AlgorithmFactory(provider=people.provider)
    there = AlgorithmFactory(provider=people.elsewhere)
    with walls.for_person(both(people)):
        ledger.link(algorithm=here, other=there, by=people.filer)
        there.refresh_from_db()
        assert there.family == here.family
        acts = Event.objects.filter(act=Act.SIBLING_LINKED).order_by("id")
        assert [e.payload["sibling"] for e in acts] == [there.reference, here.reference]


def test_one_who_files_at_one_side_only_links_nothing(people: People) -> None:
    here = AlgorithmFactory(provider=people.provider)
    there = AlgorithmFactory(provider=people.elsewhere)
    MembershipFactory(provider=people.elsewhere, user=people.filer, role=Role.AUDITOR)
    with walls.for_person(people.filer):
        with pytest.raises(ActionRefused, match="Only a filer"):
            ledger.link(algorithm=here, other=there, by=people.filer)
        assert not Event.objects.exists()


def test_one_provider_has_one_record_of_a_family(people: People) -> None:
    here = AlgorithmFactory(provider=people.provider)
    with (
        walls.for_person(people.filer),
        pytest.raises(ActionRefused, match="one record"),
    ):
        ledger.register(provider_id=people.provider.pk, facts=FACTS, by=people.filer, like=here)


def test_the_end_of_service_is_recorded_once_and_not_before_the_start(people: People) -> None:
    made = AlgorithmFactory(provider=people.provider, launched_on=dt.date(2026, 3, 1))
    with walls.for_person(people.filer):
        with pytest.raises(ActionRefused, match="after it has begun"):
            end(people.filer, made, dt.date(2026, 2, 1))
        end(people.filer, made, dt.date(2026, 11, 1))
        made.refresh_from_db()
        assert made.status == AlgorithmStatus.SERVICE_ENDED
        with pytest.raises(ActionRefused, match="already"):
            end(people.filer, made, dt.date(2026, 11, 2))


def end(by: User, algorithm: Algorithm, day: dt.date) -> None:
    ledger.record_end_of_service(algorithm=algorithm, ended_on=day, by=by)
