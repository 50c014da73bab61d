"""A principle or mechanism too thin: chart, steps, data, parameters, method."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place, Row
from filings.precheck.findings import Checks, Hits, hit
from filings.precheck.similarity import length, plain

STEPS = Place("strategy.steps")
PRINCIPLE, MECHANISM = Place("notice.principle"), Place("notice.mechanism")
GUARDS = {"intervention", "manual", "compliance_check"}


def _steps(facts: Facts) -> list[Row]:
    return list(facts.rows(STEPS.path))


def steps_few(facts: Facts) -> Hits:
    steps, least = _steps(facts), facts.number("steps")
    if 0 < len(steps) < least:
        yield hit(
            STEPS,
            say=_("The flow chart has %(count)s steps; show at least %(least)s."),
            count=len(steps),
            least=least,
        )


def steps_model(facts: Facts) -> Hits:
    steps = _steps(facts)
    models = tuple(row.text("name") for row in facts.rows("model.models") if row.text("name"))
    if steps and models and all(step.text("kind") != "model" for step in steps):
        yield hit(
            STEPS,
            Place("model.models"),
            say=_("The models %(models)s appear in no step of the flow chart."),
            models=models,
        )


def steps_check(facts: Facts) -> Hits:
    kinds = {step.text("kind") for step in _steps(facts)} - {""}
    if kinds and not kinds & GUARDS:
        yield hit(
            STEPS,
            say=_(
                "Reviewers look for intervention, manual steps and compliance checks in the flow "
                "chart; it has none."
            ),
            kinds=tuple(sorted(kinds)),
        )


def steps_unreached(facts: Facts) -> Hits:
    """The first step begins; a step without a next one is followed by the row below."""
    steps = _steps(facts)
    after = {
        step.keys[-1]: step.values.get("next") or _below(steps, number)
        for number, step in enumerate(steps)
    }
    reached, waiting = set[str](), [steps[0].keys[-1]] if steps else []
    while waiting:
        if (key := waiting.pop()) not in reached:
            reached.add(key)
            waiting += after.get(key, ())
    for step in steps:
        if step.keys[-1] not in reached:
            yield hit(
                step.at("label"),
                say=_("Nothing leads to the step “%(step)s”."),
                step=step.text("label"),
            )


def _below(steps: list[Row], number: int) -> list[str]:
    return [steps[number + 1].keys[-1]] if number + 1 < len(steps) else []


def steps_data(facts: Facts) -> Hits:
    steps = _steps(facts)
    silent = [step for step in steps if not (step.text("input") or step.text("output"))]
    if steps and 2 * len(silent) > len(steps):
        yield hit(
            STEPS,
            say=_(
                "%(silent)s of %(count)s steps say neither what they read nor what they produce."
            ),
            silent=len(silent),
            count=len(steps),
        )


def steps_parameters(facts: Facts) -> Hits:
    steps = _steps(facts)
    if steps and not any(step.text("parameters") for step in steps):
        yield hit(
            STEPS,
            say=_(
                "None of the %(count)s steps gives a parameter. They are not published; the "
                "authority asks for them."
            ),
            count=len(steps),
        )


def _thin(facts: Facts, place: Place, number: str) -> Hits:
    text, least = facts.text(place.path), facts.number(number)
    if text and length(text) < least:
        yield hit(
            place,
            say=_("%(length)s characters; at least %(least)s are needed to say how it works."),
            length=length(text),
            least=least,
        )


def principle_thin(facts: Facts) -> Hits:
    yield from _thin(facts, PRINCIPLE, "principle")


def mechanism_thin(facts: Facts) -> Hits:
    yield from _thin(facts, MECHANISM, "mechanism")


def principle_method(facts: Facts) -> Hits:
    text = facts.text(PRINCIPLE.path)
    if text and not any(word in text for word in facts.words("method")):
        yield hit(
            PRINCIPLE,
            say=_("The text names no method, such as a kind of network, a rule or a formula."),
            text=text,
        )


def mechanism_steps(facts: Facts) -> Hits:
    """A step is followed when the notice has two neighbouring characters of each part of it."""
    text = plain(facts.text(MECHANISM.path))
    labels = [step.text("label") for step in _steps(facts) if step.text("label")]
    absent = tuple(label for label in labels if not _speaks_of(text, label))
    if (
        text
        and labels
        and 100 * (len(labels) - len(absent)) < facts.number("mechanism_follows") * len(labels)
    ):
        yield hit(
            MECHANISM,
            STEPS,
            say=_("The text does not speak of these steps of the flow chart: %(absent)s."),
            absent=absent,
        )


def _speaks_of(text: str, label: str) -> bool:
    pairs = [plain(label)[n : n + 2] for n in range(len(plain(label)) - 1)]
    return sum(pair in text for pair in pairs) * 3 >= len(pairs)


def data_size(facts: Facts) -> Hits:
    for row in facts.rows("data.sources"):
        size = row.text("size")
        if size and not re.search(r"[0-9〇一二三四五六七八九十百千万亿]", size):
            yield hit(
                row.at("size"),
                say=_("“%(name)s”: “%(size)s” holds no number."),
                name=row.text("name"),
                size=size,
            )


def model_structure(facts: Facts) -> Hits:
    for row in facts.rows("model.models"):
        if row.text("origin") in {"own", "fine_tuned"} and not row.text("structure"):
            yield hit(
                row.at("structure"),
                say=_("“%(name)s”: give its structure and the order of its parameters."),
                name=row.text("name"),
            )


def review_range(facts: Facts) -> Hits:
    for place in (Place("strategy.input_review"), Place("strategy.output_review")):
        text = facts.text(place.path)
        for needed in ("review_method", "review_range") if text else ():
            if not any(word in text for word in facts.words(needed)):
                say = {
                    "review_method": _("It is not said whether machines or people review."),
                    "review_range": _("It is not said what share is reviewed."),
                }[needed]
                yield hit(place, say=say, text=text, needed=needed)


def risk_thin(facts: Facts) -> Hits:
    for place, text in _risk_texts(facts):
        if length(text) < facts.number("risk"):
            yield hit(
                place,
                say=_("“%(text)s” says too little: who is affected, when and how; which measure."),
                text=text,
            )


def _risk_texts(facts: Facts) -> Iterator[tuple[Place, str]]:
    for row in facts.rows("risks.risks"):
        for code in ("description", "measure"):
            if row.text(code):
                yield row.at(code), row.text(code)


CHECKS: Checks = {
    "steps_few": steps_few,
    "steps_model": steps_model,
    "steps_check": steps_check,
    "steps_unreached": steps_unreached,
    "steps_data": steps_data,
    "steps_parameters": steps_parameters,
    "principle_thin": principle_thin,
    "mechanism_thin": mechanism_thin,
    "principle_method": principle_method,
    "mechanism_steps": mechanism_steps,
    "data_size": data_size,
    "model_structure": model_structure,
    "review_range": review_range,
    "risk_thin": risk_thin,
}
