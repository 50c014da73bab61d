"""Addresses that everybody must be able to open."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place
from filings.precheck.findings import Checks, Hits, hit
from filings.precheck.places import products
from filings.precheck.secrecy import is_private

PUBLISHED = Place("notice.published_at")


def addresses(facts: Facts) -> Iterator[tuple[Place, str]]:
    """The addresses of the publication and of running products."""
    if text := facts.text(PUBLISHED.path):
        yield PUBLISHED, text
    for row in products(facts):
        if row.text("address") and row.text("status") in {"running", ""}:
            yield row.at("address"), row.text("address")


def link_missing(facts: Facts) -> Hits:
    if facts.text("notice.principle") and not facts.text(PUBLISHED.path):
        yield hit(
            PUBLISHED,
            say=_(
                "Give the page on which the notice stands; number and link are shown there after "
                "the filing."
            ),
        )


def link_private(facts: Facts) -> Hits:
    for place, address in addresses(facts):
        host = urlsplit(address).hostname or ""
        inner = host.endswith(facts.words("internal_hosts")) or "." not in host
        if inner or is_private(host):
            yield hit(
                place,
                say=_("%(address)s cannot be opened from outside your network."),
                address=address,
            )


def link_dead(facts: Facts) -> Hits:
    for place, address in addresses(facts):
        if facts.links.get(address) is False:
            yield hit(
                place,
                say=_("%(address)s did not open when it was tried."),
                address=address,
            )


CHECKS: Checks = {
    "link_missing": link_missing,
    "link_private": link_private,
    "link_dead": link_dead,
}
