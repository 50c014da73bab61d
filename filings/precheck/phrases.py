"""Wording: promotion, placeholders, traces of a text generator."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Said
from filings.precheck.findings import Checks, Hits, Passage, hit

_AROUND = 12
"""Characters shown on either side of a word."""


def promotional_public(facts: Facts) -> Hits:
    yield from _promotional(facts, facts.public)


def promotional(facts: Facts) -> Hits:
    public = {each.place for each in facts.public}
    yield from _promotional(facts, (each for each in facts.texts if each.place not in public))


def _promotional(facts: Facts, texts: Iterable[Said]) -> Hits:
    terms = facts.words("not_promotional")
    for each in texts:
        text = each.text
        for term in terms:
            text = text.replace(term, "□" * len(term))
        if found := tuple(word for word in facts.words("promotional") if word in text):
            yield hit(
                each.place,
                say=_("Write what can be checked instead of %(words)s."),
                passages=tuple(_around(each, text.index(word), len(word)) for word in found),
                words=found,
            )


def placeholder(facts: Facts) -> Hits:
    for each, word in _holding(facts, "placeholders"):
        yield hit(
            each.place,
            say=_("“%(word)s” was left in the text."),
            passages=(_around(each, each.text.index(word), len(word)),),
            word=word,
        )


def machine_written(facts: Facts) -> Hits:
    for each, word in _holding(facts, "machine"):
        yield hit(
            each.place,
            say=_("“%(word)s” is how text generators write; put it into your own words."),
            passages=(_around(each, each.text.index(word), len(word)),),
            word=word,
        )


def _holding(facts: Facts, words: str) -> Iterator[tuple[Said, str]]:
    for each in facts.texts:
        if word := next((word for word in facts.words(words) if word in each.text), None):
            yield each, word


def _around(each: Said, start: int, size: int) -> Passage:
    before, after = max(0, start - _AROUND), start + size + _AROUND
    shown = each.text[before:after]
    return Passage(
        str(each.field.label),
        f"{'…' if before else ''}{shown}{'…' if after < len(each.text) else ''}",
    )


CHECKS: Checks = {
    "promotional_public": promotional_public,
    "promotional": promotional,
    "placeholder": placeholder,
    "machine_written": machine_written,
}
