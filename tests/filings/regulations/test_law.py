"""The law as shipped is whole; every fault planted in a copy is refused with its place."""

import re
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from django.utils.translation import override

from filings import regulations
from filings.enums import AlgorithmType, ProviderRole, ServiceForm
from filings.regulations import Certainty, RegulationError, Text
from filings.regulations.law import FOLDER, load

LAW = regulations.load()
ORDER = "instruments/order9/2022-03-01.toml"
DEADLINES = "lists/deadlines.toml"
RULES = "rules/2025-09-01.toml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "law"
    copytree(FOLDER, folder)
    return folder


def plant(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(RegulationError) as refused:
        load(folder=folder)
    return str(refused.value)


def test_a_copy_without_a_fault_is_read(copy: Path) -> None:
    assert load(folder=copy) == LAW


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (ORDER, 'number = "国', 'colour = "red"\nnumber = "国', ":2: unknown key colour"),
        (ORDER, "in_force_on = 2022-03-01\n", "", ":1: in_force_on is missing"),
        (ORDER, "in_force_on = 2022-03-01", 'in_force_on = "soon"', ":4: in_force_on: 'soon' is"),
        (ORDER, "in_force_on = 2022-03-01", "in_force_on = 2022-02-30", ":4: "),
        (ORDER, 'certainty = "P"', 'certainty = "Q"', ":5: certainty: unknown certainty 'Q'"),
        (ORDER, 'code = "order9"', 'code = "order8"', ":1: code is not the folder's name"),
        (ORDER, 'ref = "order9-6"', 'ref = "order9-2"', ": order9-2 is there twice"),
        (ORDER, 'ref = "order9-6"', 'ref = "pipl-6"', ": pipl-6 does not begin with order9-"),
        (ORDER, 'title.zh = "适用范围"', "title.zh = 5", ": title: a text has zh and en"),
        (ORDER, 'title.zh = "适用范围"\n', "", ": title: a text has zh and en"),
        (DEADLINES, 'unit = "workday"', 'unit = "week"', ": unknown unit week"),
        (DEADLINES, "amount = 10", 'amount = "ten"', ": amount: 'ten' is no int"),
        (DEADLINES, "amount = 10", "amount = -10", ": a term is not negative"),
        (DEADLINES, 'fixed = "03-31"\n', "", ": an annual date is fixed"),
        (DEADLINES, 'clause = "order9-24-1"', 'clause = "order9-77"', ": no clause order9-77"),
        (DEADLINES, 'code = "alg_change"', 'code = "alg_file"', ": alg_file is there twice"),
        ("lists/sanctions.toml", '"order9-7"', '"order9-70"', ": no clause order9-70"),
        ("lists/changes.toml", '"basics.name"', '"basics.nome"', ": basics.nome is no watched"),
        ("lists/material-changes.toml", '"model.models"', '"model.mode"', "model.mode is no field"),
        ("lists/changes.toml", '"basics.name"', '"basics.minors"', "basics.minors is no watched"),
        ("lists/choices.toml", '"生成合成类"', '""', ":2: type: a choice is code"),
        ("lists/choices.toml", '"personalised_push"', '"generation_synthesis"', "twice"),
        ("lists/review-lists.toml", "ethics-2023-25", "ethics-2023-99", "no clause"),
        (RULES, 'path = "basics.public"', 'path = "basics.pubic"', "basics.pubic, which is no"),
        (RULES, 'clauses = ["order9-24-1"]', "clauses = []", ": a duty has a clause"),
        (RULES, 'clauses = ["order9-24-1"]', 'clauses = ["order9-0"]', ": no clause order9-0"),
        (RULES, 'track = "filing"', 'track = "fishing"', ": unknown track fishing"),
        (RULES, 'deadline = "alg_file"', 'deadline = "alg_fly"', ": no deadline alg_fly"),
        (RULES, '"basics.launched_on"', '"basics.name"', ": basics.name is no date of the form"),
        (RULES, "@protection_officer_people", "@officers", ": @officers is no number"),
        (
            RULES,
            'code = "deregistration"',
            'code = "order9_filing"',
            "order9_filing is there twice",
        ),
        ("rules/2026-03-20.toml", '"2025-09-01"', '"1999-01-01"', ":3: no earlier rule set"),
        (
            "rules/2026-03-20.toml",
            "based_on",
            'removed = ["nothing"]\nbased_on',
            ":3: removes nothing",
        ),
        (
            "schedules/state-council.toml",
            "[2004-01-22, 2004-01-28]",
            "[2004-01-28, 2004-01-22]",
            ": 2004-01-28 is after 2004-01-22",
        ),
        ("schedules/state-council.toml", "workdays = [", "workdays = [\n2004-01-22,", "is off and"),
    ],
)
def test_a_planted_fault_is_refused(copy: Path, file: str, old: str, new: str, said: str) -> None:
    plant(copy, file, old, new)
    refused = refusal(copy)
    assert re.match(rf"{re.escape(file)}:\d+: ", refused), refused
    assert said in refused


def test_the_line_of_a_refusal_is_the_line_of_the_fault(copy: Path) -> None:
    plant(copy, RULES, 'deadline = "alg_file"', 'deadline = "alg_fly"')
    _file, line, _reason = refusal(copy).split(":", 2)
    text = (copy / RULES).read_text("utf-8").splitlines()
    assert text[int(line) - 1] == 'deadline = "alg_fly"'


def test_every_instrument_of_the_brief_is_there() -> None:
    assert set(LAW.instruments) == {
        "order9", "deep-synthesis", "genai", "assessment-2018", "labelling", "gb45438", "pipl",
        "cross-border", "network-data", "e-commerce", "minors", "ethics-2023", "ai-ethics",
        "anthropomorphic", "civil-code", "cybersecurity", "tc260-pg",
    }  # fmt: skip


def test_every_clause_has_its_text_in_both_languages_and_says_where_it_comes_from() -> None:
    for clause in LAW.clauses.values():
        assert all([*vars(clause.title).values(), *vars(clause.summary).values(), clause.source])
        assert clause.instrument in LAW.instruments


def test_articles_that_were_not_read_carry_no_number() -> None:
    clauses = LAW.instruments["ai-ethics"].clauses
    numbers = {int(clause.article) for clause in clauses if clause.article}
    assert numbers.isdisjoint(range(14, 33))
    assert LAW.clause("ai-ethics-exemption").certainty != Certainty.PRIMARY


@pytest.mark.parametrize(
    ("certainty", "verified"),
    [("P", True), ("S", True), ("S-", False), ("K", False), ("E", False), ("D", False)],
)
def test_only_what_was_read_is_verified(certainty: str, verified: bool) -> None:
    assert Certainty(certainty).verified is verified


@pytest.mark.parametrize(
    ("code", "amount", "unit", "clause", "certainty"),
    [
        ("alg_file", 10, "workday", "order9-24-1", "P"),
        ("alg_change", 10, "workday", "order9-24-2", "P"),
        ("alg_dereg", 20, "workday", "order9-24-3", "P"),
        ("alg_authority", 30, "workday", "order9-25", "P"),
        ("assess_before", 0, "before", "assessment-2018-7-2", "P"),
        ("assess_after", 30, "workday", "assessment-2018-7-3", "P"),
        ("eth_decision", 30, "day", "ethics-2023-17", "S"),
        ("eth_expert", 30, "day", "ethics-2023-31", "K"),
        ("eth_emergency", 72, "hour", "ethics-2023-36", "K"),
        ("eth_emerg_exp", 36, "hour", "ethics-2023-36", "K"),
        ("eth_track", 12, "month", "ethics-2023-19", "S"),
        ("eth_track_listed", 6, "month", "ethics-2023-33", "S"),
        ("eth_annual", 0, "annual", "ethics-2023-45", "S"),
        ("log_keep", 6, "month", "cybersecurity-21-3", "P"),
    ],
)
def test_terms_are_those_of_the_texts(
    code: str, amount: int, unit: str, clause: str, certainty: str
) -> None:
    rule = LAW.deadlines[code]
    found = (rule.amount, rule.unit, rule.clause, rule.certainty.value)
    assert found == (amount, unit, clause, certainty)


def test_a_text_speaks_the_readers_language() -> None:
    text = Text("备案", "Filing")
    with override("zh-hans"):
        assert str(text) == "备案"
    with override("en"):
        assert str(text) == "Filing"


def test_choices_agree_with_the_vocabularies_of_the_record() -> None:
    def codes(name: str) -> set[str]:
        return {choice.code for choice in LAW.choices[name]}

    assert codes("type") == set(AlgorithmType.values)
    assert codes("role") == set(ProviderRole.values)
    assert codes("service_form") == set(ServiceForm.values)
    assert len(LAW.choices["application_field"]) == 31


def test_an_unverified_number_can_be_set_and_a_verified_one_cannot() -> None:
    law = load((("protection_officer_people", "500"), ("deadline.eth_emergency", "48")))
    assert law.parameters["protection_officer_people"].value == 500
    assert law.deadlines["eth_emergency"].amount == 48
    rule = next(r for r in law.rule_sets[-1].rules if r.code == "protection_officer")
    assert rule.when is not None
    answers = {"data": {"personal": True}, "personal": {"people": 600}}
    assert rule.when.evaluate(answers).truth is True
    for code in ("export_assessment_people", "deadline.alg_file", "nothing"):
        with pytest.raises(ValueError, match="no number that can be set"):
            load(((code, "1"),))


@pytest.mark.parametrize(
    ("on", "version"),
    [
        ("2025-09-01", "2025-09-01"),
        ("2026-03-19", "2025-09-01"),
        ("2026-03-20", "2026-03-20"),
        ("2026-07-14", "2026-03-20"),
        ("2026-11-25", "2026-07-15"),
    ],
)
def test_the_rules_of_a_day_are_the_newest_set_before_it(on: str, version: str) -> None:
    assert LAW.rule_set(on=date.fromisoformat(on)).version == version


def test_before_the_first_rule_set_there_are_no_rules() -> None:
    with pytest.raises(LookupError, match="no rule set for 2020-01-01"):
        LAW.rule_set(on=date(2020, 1, 1))


def test_a_later_set_keeps_replaces_and_adds() -> None:
    older, newer, newest = LAW.rule_sets
    by_code = {rule.code: rule for rule in older.rules}
    changed = {rule.code for rule in newer.rules if by_code.get(rule.code) != rule}
    assert changed == {
        "ethics_review", "expert_review_l1", "expert_review_l2", "expert_review_l3",
        "service_centre_separation",
    }  # fmt: skip
    added = {rule.code for rule in newest.rules} - {rule.code for rule in newer.rules}
    assert all(code.startswith("interaction_") for code in added)
    assert len(added) == 4


def test_the_expert_second_review_list_is_versioned() -> None:
    assert [each.version for each in LAW.review_lists] == ["2023-12-01", "2026-03-20"]
    assert [item.code for item in LAW.review_list.items] == ["L1", "L2", "L3"]


def test_reasons_for_return_are_the_sixteen() -> None:
    assert len(LAW.return_reasons) == 21
    assert LAW.sanctions["order9-general"].most == 100_000
