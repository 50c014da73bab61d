"""The rule by which the algorithm is updated."""

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place
from filings.precheck.findings import Checks, Hits, hit
from filings.precheck.similarity import length, plain

UPDATE = Place("model.update")


def update_missing(facts: Facts) -> Hits:
    """No rule at all: a refusal to answer, or a text too short to hold one."""
    text = facts.text(UPDATE.path)
    if text and (length(text) < facts.number("update") or _refuses(facts, text)):
        yield hit(
            UPDATE,
            say=_(
                "“%(text)s” is no rule: say what triggers an update, who approves it, how it is "
                "taken back."
            ),
            text=text,
        )


def update_parts(facts: Facts) -> Hits:
    text = facts.text(UPDATE.path)
    if not text or length(text) < facts.number("update") or _refuses(facts, text):
        return
    parts = {
        "updating_when": _("The text does not say when or on what occasion it is updated."),
        "updating_who": _("The text does not say who examines or approves an update."),
        "updating_back": _("The text does not say how an update is stopped or taken back."),
    }
    for words, say in parts.items():
        if not any(word in text for word in facts.words(words)):
            yield hit(UPDATE, say=say, part=words)


def _refuses(facts: Facts, text: str) -> bool:
    return plain(text) in facts.words("refusing")


CHECKS: Checks = {"update_missing": update_missing, "update_parts": update_parts}
