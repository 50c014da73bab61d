"""One algorithm, one type: the type against name, functions, profiles and role."""

import re

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place
from filings.precheck.findings import Checks, Hits, hit
from filings.precheck.names import NAME, ROLE, TYPE
from filings.regulations import Text

FUNCTIONS = "products.products.paths.functions"
GENERATION, PUSH = "generation_synthesis", "personalised_push"
_NAMED = re.compile(r"算法(?:[-—－]?[0-9一二三四五六七八九十]+)?$")


def type_generative(facts: Facts) -> Hits:
    kind, generates = facts.value(TYPE.path), facts.value("basics.generative")
    if kind == GENERATION and generates is False:
        say = _("The type is “%(kind)s”, yet nothing is said to be generated.")
    elif kind and kind != GENERATION and generates is True:
        say = _(
            "The type is “%(kind)s”, yet content is generated: generation is a filing of its own."
        )
    else:
        return
    yield hit(TYPE, Place("basics.generative"), say=say, kind=_label(facts, kind))


def type_profile(facts: Facts) -> Hits:
    if facts.value(TYPE.path) == PUSH and facts.value("basics.profiling") is False:
        yield hit(
            TYPE,
            Place("basics.profiling"),
            say=_("“%(kind)s” follows attributes or behaviour of users, yet no profile is used."),
            kind=_label(facts, PUSH),
        )


def type_functions(facts: Facts) -> Hits:
    """Functions that all speak of another type, and none of the chosen one."""
    kind, found = facts.value(TYPE.path), _function_types(facts)
    if kind and found and kind not in {each for types in found.values() for each in types}:
        other = next(iter(found.values()))[0]
        yield hit(
            Place("products.products"),
            TYPE,
            say=_("The type is “%(kind)s”; the functions %(functions)s belong to “%(other)s”."),
            kind=_label(facts, kind),
            functions=tuple(found),
            other=_label(facts, other),
        )


def type_name(facts: Facts) -> Hits:
    kind, named = facts.value(TYPE.path), _types_in(facts, facts.text(NAME.path))
    if kind and named and kind not in named:
        yield hit(
            NAME,
            TYPE,
            say=_("The name “%(name)s” speaks of “%(other)s”, the type is “%(kind)s”."),
            name=facts.text(NAME.path),
            other=_label(facts, named[0]),
            kind=_label(facts, kind),
        )


def several_functions(facts: Facts) -> Hits:
    kind, found = facts.value(TYPE.path), _function_types(facts)
    if kind not in {each for types in found.values() for each in types}:
        return
    others = {name: types[0] for name, types in found.items() if kind not in types}
    if others:
        yield hit(
            Place("products.products"),
            TYPE,
            say=_(
                "%(functions)s belong to “%(other)s”: search, feed and moderation of one "
                "product are a filing each."
            ),
            functions=tuple(others),
            other=tuple(_label(facts, each) for each in dict.fromkeys(others.values())),
        )


def several_in_name(facts: Facts) -> Hits:
    """Types side by side; in 搜索结果排序 the last word tells the type and the first its object."""
    name = facts.text(NAME.path)
    parts = re.split("|".join(map(re.escape, facts.words("joining"))), name)
    named = tuple(dict.fromkeys(kinds[0] for part in parts if (kinds := _types_in(facts, part))))
    if len(named) > 1:
        yield hit(
            NAME,
            say=_("“%(name)s” speaks of %(types)s: one algorithm has one type."),
            name=name,
            types=tuple(_label(facts, each) for each in named),
        )


def name_pattern(facts: Facts) -> Hits:
    name = facts.text(NAME.path)
    if name and not _NAMED.search(name):
        yield hit(
            NAME,
            say=_(
                "“%(name)s”: published names usually consist of brand, scene and type and end "
                "in 算法."
            ),
            name=name,
        )


def role_type(facts: Facts) -> Hits:
    kind = facts.value(TYPE.path)
    if facts.value(ROLE.path) == "technical_supporter" and kind and kind != GENERATION:
        yield hit(
            ROLE,
            TYPE,
            say=_(
                "The filing system asks for the role with “%(generation)s” only, not with "
                "“%(kind)s”."
            ),
            generation=_label(facts, GENERATION),
            kind=_label(facts, kind),
        )


def _function_types(facts: Facts) -> dict[str, list[str]]:
    """Each function whose name tells a type, with the types it tells."""
    names = (row.text("name") for row in facts.rows(FUNCTIONS))
    return {name: types for name in names if (types := _types_in(facts, name))}


def _types_in(facts: Facts, text: str) -> list[str]:
    found = {
        kind: max(place)
        for kind, words in facts.wording.types.items()
        if (place := [text.rfind(word) for word in words if word in text])
    }
    return sorted(found, key=lambda kind: -found[kind])


def _label(facts: Facts, code: str) -> Text | str:
    return next((c.label for c in facts.fields[TYPE.path].choices if c.code == code), code)


CHECKS: Checks = {
    "type_generative": type_generative,
    "type_profile": type_profile,
    "type_functions": type_functions,
    "type_name": type_name,
    "several_functions": several_functions,
    "several_in_name": several_in_name,
    "name_pattern": name_pattern,
    "role_type": role_type,
}
