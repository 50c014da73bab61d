"""The plan of explicit labels against what the standard asks of each modality."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from filings import regulations
from filings.precheck.facts import Facts
from filings.precheck.findings import Checks, Hits, hit
from filings.precheck.modality import CONTENT, OUTPUT
from filings.regulations import LabelRule, Text

PLAN = "labels.plan"
SPOKEN_IN = {"text": {"text", "dialogue"}}
"""By which rows of the plan an output modality is covered, where not by its own alone."""


def faults(values: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What a row of the plan lacks, as sentences; nothing while its modality is not answered."""
    law = regulations.load()
    rule = law.label_rules.get(str(values.get("modality") or ""))
    if rule is None:
        return
    names = {each.code: each.label for each in law.choices["label_place"]}
    chosen = set(values.get("place") or ())
    yield from _places(chosen, rule, names)
    yield from _figures(values, rule)
    said = str(values.get("wording") or "")
    for part in ("label_subject", "label_act") if said else ():
        if not any(word in said for word in words[part]):
            listed = _(" or ").join(words[part])
            yield _("The words need one of: %(words)s.") % {"words": listed}
    if values.get("exported") is False:
        yield _("Downloaded, copied and exported files must carry the label, too.")


def _places(chosen: set[str], rule: LabelRule, names: Mapping[str, Text]) -> Iterator[str]:
    if chosen and not chosen & set(rule.places):
        wanted = _(", ").join(str(names[code]) for code in rule.places)
        yield _("It must stand at one of these places: %(places)s.") % {"places": wanted}
    if chosen and (lacking := [code for code in rule.needed if code not in chosen]):
        wanted = _(", ").join(str(names[code]) for code in lacking)
        yield _("It must also stand at: %(places)s.") % {"places": wanted}


def _figures(values: Mapping[str, Any], rule: LabelRule) -> Iterator[str]:
    for code, least, sentence in (
        ("height", rule.height, _("Its height must be at least %(least)s %% of the shorter side.")),
        ("seconds", rule.seconds, _("It must show at least %(least)s seconds.")),
    ):
        if least and (values.get(code) in (None, "") or Decimal(str(values[code])) < least):
            yield sentence % {"least": least}


def label_plan(facts: Facts) -> Hits:
    for row in facts.rows(PLAN):
        if sentences := list(faults(row.values, facts.wording.words)):
            yield hit(row.at("modality"), say=" ".join(sentences).replace("%", "%%"))


def label_plan_modality(facts: Facts) -> Hits:
    planned = {row.values.get("modality") for row in facts.rows(PLAN)}
    for code in sorted(facts.chosen(OUTPUT.path) & CONTENT) if planned else ():
        if not planned & SPOKEN_IN.get(code, {code}):
            labels = {each.code: each.label for each in facts.fields[OUTPUT.path].choices}
            yield hit(
                next(facts.rows(PLAN)).at("modality"),
                OUTPUT,
                say=_("%(modality)s is put out, but the plan has no row for it."),
                modality=labels[code],
            )


CHECKS: Checks = {"label_plan": label_plan, "label_plan_modality": label_plan_modality}
