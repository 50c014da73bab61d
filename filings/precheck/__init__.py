"""The reasons for which filings come back, looked for before they are sent.

Pure: facts of one version -> findings. Each check is a function of its own; what it stands for,
how much it matters and its clause are data (`regulations/lists/prechecks.toml`), words and numbers
too (`wording.toml`).
"""

from collections.abc import Mapping
from itertools import chain

from filings.precheck import (
    copying,
    entity,
    kinds,
    links,
    marking,
    mechanism,
    modality,
    names,
    phrases,
    places,
    plan,
    privacy,
    proof,
    secrecy,
    third_party,
    updating,
    users,
)
from filings.precheck.facts import Facts, FileFacts, Other, Place
from filings.precheck.findings import Check, Finding, Passage, finding
from filings.regulations import CheckRule

__all__ = ["CHECKS", "Facts", "FileFacts", "Finding", "Other", "Passage", "Place", "check"]

_MODULES = (
    names, places, users, modality, kinds, mechanism, phrases, copying, marking, plan, proof,
    entity, third_party, privacy, updating, secrecy, links,
)  # fmt: skip
CHECKS: Mapping[str, Check] = dict(
    chain.from_iterable(module.CHECKS.items() for module in _MODULES)
)
_WEIGHT = {"blocks": 0, "warns": 1, "hint": 2}


def check(facts: Facts, rules: Mapping[str, CheckRule]) -> tuple[Finding, ...]:
    """Every finding, what blocks first, inside one weight in the order of the form."""
    order = {section.code: number for number, section in enumerate(facts.form.sections)}
    found = [finding(rule, each) for code, rule in rules.items() for each in CHECKS[code](facts)]
    return tuple(sorted(found, key=lambda f: (_WEIGHT[f.rule.severity], order[f.section])))
