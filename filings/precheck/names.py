"""Names that disagree between form, ledger, texts and provider."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place, Said
from filings.precheck.findings import Checks, Hits, hit
from filings.precheck.similarity import plain
from filings.regulations import Field, Text

NAME, TYPE, ROLE = Place("basics.name"), Place("basics.type"), Place("basics.role")
RESPONSIBLE = Place("assessment.responsible")
_QUOTED = re.compile(r"[“「『《\"]([^”」』》\"]{2,60}?算法)[”」』》\"]")
_ENDS = re.compile("算法")
_SHORTEST, _LONGEST = 4, 40
"""Characters of a name that ends in 算法."""
_BEFORE = 30
"""Characters shown before the end of a company's name; Chinese has no spaces to begin at."""


def possible(facts: Facts) -> set[str]:
    """Whatever ends in 算法 inside a text and may be the name of an algorithm."""
    own = facts.text(NAME.path)
    ends = ((each.text, found.end()) for each in facts.texts for found in _ENDS.finditer(each.text))
    return {
        text[start:end]
        for text, end in ends
        for start in range(max(0, end - _LONGEST), end - _SHORTEST)
    } - {own}


def name_record(facts: Facts) -> Hits:
    ours, ledger = facts.text("basics.name"), facts.ledger.get("name_zh")
    if ours and ledger and ours != ledger:
        yield hit(
            NAME,
            say=_("The form says “%(ours)s”, the ledger “%(ledger)s”."),
            ours=ours,
            ledger=ledger,
        )


def name_quoted(facts: Facts) -> Hits:
    name = facts.text("basics.name")
    for each in facts.texts if name else ():
        for quoted in dict.fromkeys(_QUOTED.findall(each.text)):
            if plain(quoted) not in {plain(name), *map(plain, facts.names)}:
                yield hit(
                    each.place,
                    NAME,
                    say=_("The text quotes “%(quoted)s”, the form says “%(name)s”."),
                    quoted=quoted,
                    name=name,
                )


def name_other(facts: Facts) -> Hits:
    own = facts.text("basics.name")
    for each in facts.public:
        for name in facts.names:
            if name != own and name in each.text and name not in own:
                yield hit(
                    each.place,
                    say=_("“%(name)s” is another algorithm of this provider, filed on its own."),
                    name=name,
                )


def _coded(facts: Facts, place: Place, name: str) -> Hits:
    ours, ledger = facts.value(place.path), facts.ledger.get(name)
    if ours and ledger and ours != ledger:
        field = facts.fields[place.path]
        yield hit(
            place,
            say=_("The form says “%(ours)s”, the ledger “%(ledger)s”."),
            ours=_label(field, ours),
            ledger=_label(field, ledger),
        )


def type_record(facts: Facts) -> Hits:
    yield from _coded(facts, TYPE, "type")


def role_record(facts: Facts) -> Hits:
    yield from _coded(facts, ROLE, "role")


def entity_named(facts: Facts) -> Hits:
    """A company in a text that everybody reads, which is neither the provider nor a model's."""
    provider = facts.provider.get("name_zh")
    models = [row.text("provider") for row in facts.rows("model.models")]
    known = [plain(name) for name in (provider, *models) if name]
    for each in facts.public if provider else ():
        for shown in _companies(facts, each):
            if not any(plain(shown).endswith(_stem(name)) for name in known):
                yield hit(
                    each.place,
                    say=_(
                        "The text names a company as “…%(shown)s”; the provider is %(provider)s."
                    ),
                    shown=shown,
                    provider=provider,
                )


def _companies(facts: Facts, each: Said) -> Iterator[str]:
    for ending in facts.words("companies"):
        for found in re.finditer(re.escape(ending), each.text):
            yield each.text[max(0, found.end() - _BEFORE) : found.end()]


def _stem(name: str) -> str:
    """The name up to its legal form: what follows it in brackets is a remark."""
    found = re.match(r".*?公司", name)
    return found[0] if found else name


def responsible_named(facts: Facts) -> Hits:
    person, named = facts.value(RESPONSIBLE.path), facts.provider.get("responsible_person")
    name = person.get("name") if isinstance(person, dict) else None
    if name and named and named not in name and name not in named:
        yield hit(
            RESPONSIBLE,
            say=_("The report is signed by %(name)s, the provider's record names %(named)s."),
            name=name,
            named=named,
        )


def _label(field: Field, code: str) -> Text | str:
    return next((choice.label for choice in field.choices if choice.code == code), code)


CHECKS: Checks = {
    "name_record": name_record,
    "name_quoted": name_quoted,
    "name_other": name_other,
    "type_record": type_record,
    "role_record": role_record,
    "entity_named": entity_named,
    "responsible_named": responsible_named,
}
