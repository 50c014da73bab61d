"""ICP filings: there, well formed, of this very entity."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from filings.numbers import clean
from filings.precheck.facts import Facts, Row
from filings.precheck.findings import Checks, Hits, hit
from filings.precheck.places import is_online, products

_SHAPE = re.compile(r"([\u4e00-\u9fff]{1,2})ICP(?:备|证)([0-9]{6,12})号(?:-[0-9]+[A-Z]?)?")


def icp_missing(facts: Facts) -> Hits:
    for row in products(facts):
        if is_online(row) and not row.text("icp"):
            yield hit(
                row.at("icp"),
                say=_("“%(name)s” is running without an ICP number here."),
                name=row.text("name"),
            )


def icp_other(facts: Facts) -> Hits:
    """The number before the hyphen is the entity's, what follows is the site's."""
    own = {_main(number) for number in facts.provider.get("icp_numbers") or ()}
    for row in _numbered(facts):
        if own and _main(row.text("icp")) not in own:
            yield hit(
                row.at("icp"),
                say=_("“%(name)s” has %(icp)s; the provider holds %(own)s."),
                name=row.text("name"),
                icp=row.text("icp"),
                own=tuple(sorted(own)),
            )


def icp_unknown(facts: Facts) -> Hits:
    for row in _numbered(facts):
        if facts.provider and not facts.provider.get("icp_numbers"):
            yield hit(
                row.at("icp"),
                say=_("Whether %(icp)s is the provider's cannot be told: record its ICP numbers."),
                icp=row.text("icp"),
            )


def icp_licence(facts: Facts) -> Hits:
    for row in _numbered(facts):
        licences = set(row.values.get("licences") or ())
        if licences and "icp" not in licences:
            yield hit(
                row.at("licences"),
                row.at("icp"),
                say=_("“%(name)s” has %(icp)s, yet the ICP filing is not among its licences."),
                name=row.text("name"),
                icp=row.text("icp"),
            )


def icp_shape(facts: Facts) -> Hits:
    for row in _numbered(facts):
        if not _SHAPE.fullmatch(clean(row.text("icp"))):
            yield hit(
                row.at("icp"),
                say=_("“%(icp)s” does not read like 沪ICP备00000001号-1."),
                icp=row.text("icp"),
            )


def foreign_invested(facts: Facts) -> Hits:
    kind = facts.provider.get("entity_type") or ""
    for row in products(facts) if any(w in kind for w in facts.words("foreign")) else ():
        if {"news", "av"} & set(row.values.get("licences") or ()):
            yield hit(
                row.at("licences"),
                say=_(
                    "The provider is “%(kind)s”; explain in the report how “%(name)s” holds its "
                    "licences."
                ),
                kind=kind,
                name=row.text("name"),
            )


def _numbered(facts: Facts) -> Iterator[Row]:
    return (row for row in products(facts) if row.text("icp"))


def _main(number: str) -> str:
    return clean(number).partition("-")[0]


CHECKS: Checks = {
    "icp_missing": icp_missing,
    "icp_other": icp_other,
    "icp_unknown": icp_unknown,
    "icp_licence": icp_licence,
    "icp_shape": icp_shape,
    "foreign_invested": foreign_invested,
}
