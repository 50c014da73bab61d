"""Duties follow from answers, with the answers that decided them, and never from silence."""

import random
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from filings import answers as said
from filings import regulations
from filings.determination import Finding, determine
from filings.enums import Verdict
from filings.regulations import Field, RuleSet

LAW = regulations.load()
CALENDAR = LAW.calendar()
TODAY = date(2026, 11, 25)
NOW = LAW.rule_set(on=TODAY)
APPLIES, EXEMPT = Verdict.APPLIES, Verdict.EXEMPTION_POSSIBLE
OPEN, NOT = Verdict.UNDETERMINED, Verdict.DOES_NOT_APPLY


NUMBERS = [0, 1, 9_999, 10_000, 100_000, 1_000_000, 20_000_000]


def value(field: Field, dice: random.Random) -> Any:
    if field.fields:
        return [{"key": "00000000"} | {f.code: value(f, dice) for f in field.fields}]
    if field.choices:
        chosen = dice.choice(field.choices).code
        return [chosen] if field.kind == "multi" else chosen
    plain = {"yes_no": dice.random() < 0.6, "integer": dice.choice(NUMBERS), "date": "2026-09-18"}
    return plain.get(field.kind, {"zh": "文本", "en": "Text"} if field.bilingual else "1")


def filled(seed: int) -> dict[str, dict[str, Any]]:
    """Random answers, complete, without those to questions that are not asked."""
    dice = random.Random(seed)
    form = LAW.forms[-1]
    answers = {s.code: {f.code: value(f, dice) for f in s.fields} for s in form.sections}
    kept = {s.code: said.applying(s, answers) for s in form.sections}
    return {s.code: kept[s.code] for s in form.sections if said.shows(s.when, answers)}


def findings(
    given: Mapping[str, Any], rules: RuleSet = NOW, today: date = TODAY
) -> dict[str, Finding]:
    return {each.code: each for each in determine(given, rules, LAW, CALENDAR, today)}


def answers(**given: Any) -> dict[str, dict[str, Any]]:
    """Answers by `section__field`."""
    made: dict[str, dict[str, Any]] = {}
    for path, answer in given.items():
        section, field = path.split("__")
        made.setdefault(section, {})[field] = answer
    return made


FEED: dict[str, Any] = {
    "basics__public": True,
    "basics__status": "running",
    "basics__type": "personalised_push",
    "basics__role": "service_provider",
    "basics__launched_on": "2026-09-18",
    "basics__generative": False,
    "basics__profiling": True,
    "basics__minors": False,
    "data__personal": True,
    "opinion__opinion_attribute": True,
    "opinion__mobilisation": False,
}


def test_a_public_feed_with_opinion_attribute_is_filed_within_ten_working_days() -> None:
    found = findings(answers(**FEED))["order9_filing"]
    assert (found.verdict, found.clause) == (APPLIES, "order9-24-1")
    assert found.because == (
        "basics.public",
        "basics.status",
        "opinion.opinion_attribute",
    )
    assert found.due is not None
    assert (found.due.on, found.due.provisional) == (date(2026, 10, 9), False)
    assert found.basis() == {
        "deadline": "alg_file",
        "clause": "order9-24-1",
        "starts_from": "basics.launched_on",
        "started_on": "2026-09-18",
        "formula": {
            "zh": "2026-09-18次日起10个工作日",
            "en": "2026-09-18 + 10 working days, first day not counted",
        },
        "reason": None,
    }


def test_without_opinion_attribute_and_mobilisation_nothing_is_filed() -> None:
    found = findings(answers(**FEED | {"opinion__opinion_attribute": False}))["order9_filing"]
    assert (found.verdict, found.due) == (NOT, None)
    assert found.because == ("opinion.opinion_attribute", "opinion.mobilisation")


def test_what_is_not_answered_leaves_the_duty_open_and_is_named() -> None:
    given = answers(**FEED | {"opinion__opinion_attribute": None, "opinion__mobilisation": None})
    found = findings(given)["order9_filing"]
    assert (found.verdict, found.due) == (OPEN, None)
    assert found.unknown == ("opinion.opinion_attribute", "opinion.mobilisation")


def test_a_due_date_that_reaches_an_unpublished_year_is_provisional_with_its_reason() -> None:
    found = findings(answers(**FEED | {"basics__launched_on": "2026-12-24"}))["order9_filing"]
    assert found.due is not None
    assert found.due.provisional
    assert "2027" in found.basis()["reason"]["zh"]


def test_without_a_day_that_starts_it_a_term_has_no_end() -> None:
    found = findings(answers(**FEED | {"basics__launched_on": None}))["order9_filing"]
    assert (found.verdict, found.started_on, found.due) == (APPLIES, None, None)
    assert found.basis()["started_on"] is None


def test_a_service_that_ended_is_deregistered_within_twenty_working_days() -> None:
    given = answers(**FEED | {"basics__status": "ended", "basics__ended_on": "2026-09-18"})
    found = findings(given)
    assert found["order9_filing"].verdict == NOT
    assert found["deregistration"].due is not None
    assert found["deregistration"].due.on == date(2026, 10, 22)


def test_a_technical_supporter_files_by_reference_without_a_product_of_its_own() -> None:
    supporter = FEED | {
        "basics__type": "generation_synthesis",
        "basics__role": "technical_supporter",
        "basics__public": False,
        "opinion__opinion_attribute": False,
    }
    found = findings(answers(**supporter))
    codes = ("supporter_filing", "display_number", "change_filing", "order9_filing")
    assert [found[code].verdict for code in codes] == [APPLIES, APPLIES, APPLIES, NOT]
    assert found["deep_synthesis_filing"].verdict == NOT


CHATBOT: dict[str, Any] = FEED | {
    "basics__type": "generation_synthesis",
    "basics__generative": True,
    "labels__confusing": True,
    "labels__edits_biometrics": False,
    "labels__special_objects": False,
}


@pytest.mark.parametrize(
    ("origins", "filing", "registration"),
    [
        (["own"], APPLIES, NOT),
        (["fine_tuned"], APPLIES, NOT),
        (["third_party"], NOT, APPLIES),
        (["third_party", "own"], APPLIES, NOT),
        ([], OPEN, OPEN),
    ],
)
def test_an_own_model_is_filed_and_a_called_one_registered(
    origins: list[str], filing: Verdict, registration: Verdict
) -> None:
    rows = [{"key": f"0000000{n}", "origin": origin} for n, origin in enumerate(origins)]
    found = findings(answers(**CHATBOT, model__models=rows))
    assert found["genai_service_filing"].verdict == filing
    assert found["genai_service_registration"].verdict == registration
    assert found["genai_algorithm_filing"].verdict == APPLIES
    assert found["deep_synthesis_filing"].verdict == APPLIES


def test_a_feed_has_no_duty_of_generated_content() -> None:
    found = findings(answers(**FEED))
    codes = ("deep_synthesis_filing", "genai_algorithm_filing", "label_explicit", "label_implicit")
    assert {found[code].verdict for code in codes} == {NOT}


def test_explicit_labels_are_due_where_the_public_may_be_confused_else_the_function() -> None:
    confusing, clear = (
        findings(answers(**CHATBOT)),
        findings(answers(**CHATBOT | {"labels__confusing": False})),
    )
    assert (confusing["label_explicit"].verdict, confusing["label_function"].verdict) == (
        APPLIES,
        NOT,
    )
    assert (clear["label_explicit"].verdict, clear["label_function"].verdict) == (NOT, APPLIES)
    assert clear["label_implicit"].verdict == APPLIES


@pytest.mark.parametrize(
    ("trigger", "code", "due"),
    [
        ("growth", "assessment_after_event", date(2026, 11, 5)),
        ("harmful", "assessment_after_event", date(2026, 11, 5)),
        ("notice", "assessment_after_event", date(2026, 11, 5)),
        ("new_technology", "assessment_new_technology", date(2026, 9, 17)),
    ],
)
def test_an_assessment_is_due_before_new_technology_or_thirty_working_days_after_an_event(
    trigger: str, code: str, due: date
) -> None:
    given = answers(**FEED, opinion__trigger=[trigger], opinion__trigger_on="2026-09-18")
    found = findings(given)
    ends = found[code].due
    assert ends is not None
    assert ends.on == due
    other = {"assessment_after_event", "assessment_new_technology"} - {code}
    assert [found[each].verdict for each in other] == [NOT]
    terms = {found[each].deadline for each in (code, "assessment_before_launch")}
    assert len(terms) == 2


LISTED = answers(
    ethics__activity=True,
    ethics__sensitive=True,
    ethics__fusion=False,
    ethics__guidance=True,
    ethics__autonomy=False,
    ethics__supervised=False,
)


def test_a_listed_activity_needs_the_expert_second_review_of_its_item_alone() -> None:
    found = findings(LISTED)
    verdicts = [found[f"expert_review_l{n}"].verdict for n in (1, 2, 3)]
    assert verdicts == [NOT, APPLIES, NOT]
    assert found["expert_review_l2"].clause == "ai-ethics-annex-L2"
    assert found["ethics_review"].verdict == APPLIES


def test_supervision_that_meets_the_requirements_may_free_from_the_second_review_only() -> None:
    given = deepcopy(LISTED)
    given["ethics"] |= {"supervised": True, "requirements_met": True}
    found = findings(given)
    assert found["expert_review_l2"].verdict == EXEMPT
    assert "ethics.requirements_met" in found["expert_review_l2"].because
    assert found["ethics_review"].verdict == APPLIES
    del given["ethics"]["requirements_met"]
    open_yet = findings(given)["expert_review_l2"]
    assert (open_yet.verdict, open_yet.unknown) == (APPLIES, ("ethics.requirements_met",))


def test_rule_sets_of_different_days_cite_different_law() -> None:
    older = findings(LISTED, LAW.rule_set(on=date(2026, 3, 19)))
    newer = findings(LISTED, LAW.rule_set(on=date(2026, 3, 20)))
    clauses = [found["ethics_review"].clause for found in (older, newer)]
    assert clauses == ["ethics-2023-2", "ai-ethics-12"]
    assert "service_centre_separation" in newer.keys() - older.keys()


ABROAD: dict[str, Any] = {
    "data__personal": True,
    "personal__abroad": True,
    "personal__critical": False,
    "personal__abroad_important": False,
    "personal__abroad_count": 0,
    "personal__abroad_sensitive": 0,
    "personal__abroad_exemption": "none",
}
ROUTES = ("export_assessment", "export_contract", "export_free")


@pytest.mark.parametrize(
    ("people", "sensitive", "more", "route"),
    [
        (0, 0, {}, "export_free"),
        (99_999, 0, {}, "export_free"),
        (100_000, 0, {}, "export_contract"),
        (999_999, 0, {}, "export_contract"),
        (1_000_000, 0, {}, "export_assessment"),
        (0, 1, {}, "export_contract"),
        (0, 9_999, {}, "export_contract"),
        (0, 10_000, {}, "export_assessment"),
        (0, 0, {"personal__critical": True}, "export_assessment"),
        (0, 0, {"personal__abroad_important": True}, "export_assessment"),
        (5_000_000, 20_000, {"personal__critical": True}, "export_assessment"),
    ],
)
def test_exactly_one_route_leads_abroad(
    people: int, sensitive: int, more: dict[str, Any], route: str
) -> None:
    numbers = {"personal__abroad_count": people, "personal__abroad_sensitive": sensitive}
    found = findings(answers(**ABROAD | numbers | more))
    assert [code for code in ROUTES if found[code].binds] == [route]


def test_an_exempt_kind_frees_from_a_route_but_not_for_important_data() -> None:
    kind = {"personal__abroad_exemption": "hr", "personal__abroad_count": 1_000_000}
    assert findings(answers(**ABROAD | kind))["export_assessment"].verdict == EXEMPT
    important = kind | {"personal__abroad_important": True}
    assert findings(answers(**ABROAD | important))["export_assessment"].verdict == APPLIES
    assert findings(answers(**ABROAD | kind))["export_notice"].verdict == APPLIES


def test_a_personalised_push_with_personal_information_always_needs_its_assessment() -> None:
    found = findings(answers(**FEED))["pipia"]
    assert found.verdict == APPLIES
    assert found.because == ("data.personal", "basics.type")


STANDING = (
    "values", "responsibility", "periodic_review", "feature_library", "unlawful_information",
    "no_manipulation", "fair_competition", "logs",
)  # fmt: skip


def test_standing_duties_bind_everyone_whatever_is_answered() -> None:
    found = findings({})
    assert {found[code].verdict for code in STANDING} == {APPLIES}
    assert {found[code].because for code in STANDING} == {()}


@pytest.mark.parametrize(
    ("question", "code", "clause"),
    [
        ("basics__minors", "minors", "order9-18"),
        ("basics__elderly", "elderly", "order9-19"),
        ("basics__workers", "workers", "order9-20"),
        ("basics__sells", "consumers", "order9-21"),
        ("basics__news", "news_licence", "order9-13"),
        ("basics__major_effect", "explanation", "order9-17-3"),
        ("basics__profiling", "tag_management", "order9-10"),
    ],
)
def test_some_duties_bind_those_who_say_yes(question: str, code: str, clause: str) -> None:
    verdicts = []
    for answer in (True, False, None):
        found = findings(answers(**{question: answer}))[code]
        assert found.clause == clause
        verdicts.append(found.verdict)
    assert verdicts == [APPLIES, NOT, OPEN]


@pytest.mark.parametrize(("users", "verdict"), [(1_000_000, NOT), (1_000_001, APPLIES)])
def test_anthropomorphic_interaction_is_assessed_beyond_a_million_users(
    users: int, verdict: Verdict
) -> None:
    given = answers(
        **CHATBOT,
        ethics__interactive=True,
        ethics__interactive_users=users,
        ethics__interactive_major=False,
    )
    assert findings(given)["interaction_assessment"].verdict == verdict


@pytest.mark.parametrize("rules", LAW.rule_sets, ids=lambda rules: str(rules.version))
def test_a_complete_disclosure_leaves_nothing_open(rules: RuleSet) -> None:
    for seed in range(60):
        left = [c for c, f in findings(filled(seed), rules).items() if f.verdict == OPEN]
        assert left == [], seed


def test_answers_that_are_not_named_never_change_a_verdict() -> None:
    dice = random.Random(7)
    paths = {path: f for path, f in LAW.forms[-1].paths().items() if path.count(".") == 1}
    for seed in range(12):
        complete = filled(seed)
        partial = {
            code: {f: v for f, v in rows.items() if dice.random() < 0.5}
            for code, rows in complete.items()
        }
        before = findings(partial)
        for path in dice.sample(sorted(paths), 25):
            section, field = path.split(".")
            if partial.get(section, {}).get(field) is not None:
                continue
            more = {**partial, section: {**partial.get(section, {})}}
            more[section][field] = value(paths[path], dice)
            for code, after in findings(more).items():
                if not any(f"{left}.".startswith(f"{path}.") for left in before[code].unknown):
                    assert after.verdict == before[code].verdict, (code, path)


def test_every_rule_can_bind_and_every_rule_with_a_condition_can_fail_to() -> None:
    seen: dict[str, set[Verdict]] = {rule.code: set() for rule in NOW.rules}
    for seed in range(400):
        for code, found in findings(filled(seed)).items():
            seen[code].add(found.verdict)
    never = [c for c, verdicts in seen.items() if not verdicts & {APPLIES, EXEMPT}]
    always = [rule.code for rule in NOW.rules if rule.when and NOT not in seen[rule.code]]
    assert (never, always) == ([], [])
