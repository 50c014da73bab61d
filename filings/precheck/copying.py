"""Text copied from the provider's other filings, or from one field into another."""

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Other, Place
from filings.precheck.findings import Checks, Hits, Passage, hit
from filings.precheck.similarity import length, passages, plain, share


def own_texts(facts: Facts) -> dict[str, str]:
    """The texts that must be this algorithm's own, by path; short ones say too little."""
    texts = {path: facts.text(path) for path in facts.wording.fields["own"]}
    return {path: text for path, text in texts.items() if length(text) >= facts.number("compared")}


def copied(facts: Facts) -> Hits:
    """Each text against the one of another algorithm that it resembles most."""
    for path, text in own_texts(facts).items():
        compared = [(share(text, other.text), other) for other in facts.others]
        percent, nearest = max(compared, key=lambda pair: pair[0], default=(0, None))
        if nearest and percent >= facts.number("similar"):
            yield hit(
                Place(path),
                say=_("%(percent)s %% of the text stands in %(reference)s %(name)s as well."),
                passages=_shared(facts, text, nearest),
                percent=percent,
                reference=nearest.reference,
                name=nearest.name,
                path=nearest.path,
            )


def _shared(facts: Facts, text: str, other: Other) -> tuple[Passage, ...]:
    source = f"{other.reference} · {facts.fields[other.path].label}"
    found = passages(text, other.text, facts.number("passage"))
    return tuple(Passage(source, each) for each in found[:3])


def repeated(facts: Facts) -> Hits:
    first: dict[str, str] = {}
    for path, text in own_texts(facts).items():
        known = first.setdefault(plain(text), path)
        if known != path:
            yield hit(
                Place(path),
                Place(known),
                say=_(
                    "“%(field)s” and “%(other)s” hold the same text; each asks for something "
                    "of its own."
                ),
                field=facts.fields[path].label,
                other=facts.fields[known].label,
            )


CHECKS: Checks = {"copied": copied, "repeated": repeated}
