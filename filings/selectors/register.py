"""The public national lists: the list of entries, one number, purposes like one's own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramDistance
from django.db.models import QuerySet

from filings import numbers
from filings.enums import PublicList
from filings.models import Algorithm, PublicEntry, User
from filings.selectors import paging
from filings.selectors.found import count_found, found_by
from filings.selectors.ledger import Wanted
from filings.selectors.paging import Order, Page, Place

ORDERS = {
    "number": Order("number"),
    "name": Order("name_sort"),
    "announced": Order("announced", descending=True),
}
SIMILAR = 5
FARTHEST = 0.9
"""Trigram distance beyond which a purpose says something else."""
_DEREGISTERED = re.compile("已?注销")
_FORMER = re.compile(r"原名\s*(.+)")


@dataclass(frozen=True)
class Holding:
    """What the public lists say of one filing number."""

    number: str
    entries: Sequence[PublicEntry]

    @property
    def latest(self) -> PublicEntry:
        """The entry that names the holder, else the first."""
        return next((e for e in self.entries if e.provider), self.entries[0])

    @property
    def name(self) -> str:
        return next((e.name for e in self.entries if e.name), "")

    @property
    def provider(self) -> str:
        return self.latest.provider

    @property
    def role(self) -> str:
        """As published; the list of algorithms has no roles."""
        return next((e.role for e in self.entries if e.role), "")

    @property
    def is_deregistered(self) -> bool:
        return any(is_deregistered(entry) for entry in self.entries)

    @property
    def former_names(self) -> list[str]:
        """Names that the entry or its provider had before, by remark or by earlier imports."""
        found = [m[1] for e in self.entries if (m := _FORMER.search(e.remarks))]
        for entry in self.entries:
            for earlier in entry.earlier:
                found += [earlier[n] for n in ("name", "provider") if earlier.get(n)]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Listing:
    page: Page[PublicEntry]
    total: int


def matching(wanted: Wanted) -> QuerySet[PublicEntry]:
    rows = PublicEntry.objects.filter(**wanted.equal).defer("text", "grams", "earlier")
    if wanted.words:
        rows = rows.filter(found_by("public_entry_search", wanted.words))
    return rows


def listed(wanted: Wanted, at: Place | None) -> Listing:
    rows = matching(wanted)
    found_all = wanted.words and not wanted.equal
    total = count_found("public_entry_search", wanted.words) if found_all else rows.count()
    return Listing(paging.page(rows, ORDERS[wanted.order], at), total)


def lookup(number: str) -> Holding | None:
    """The entries with this number, however it was typed; nothing when no list holds it."""
    asked = numbers.clean(number)
    entries = PublicEntry.objects.filter(number=asked).defer("text", "grams").order_by("pk")
    return Holding(asked, found) if asked and (found := list(entries)) else None


def named(*texts: str) -> list[Holding]:
    """What the lists say of every filing number that stands in these texts; one query.

    A number that no list holds comes with no entries.
    """
    asked = dict.fromkeys(number for text in texts for number in numbers.find(text))
    rows = PublicEntry.objects.filter(number__in=asked).defer("text", "grams").order_by("pk")
    found = list(rows) if asked else []
    return [Holding(number, [e for e in found if e.number == number]) for number in asked]


def page(entry: PublicEntry, user: User) -> dict[str, Any]:
    number = numbers.parse(entry.number)
    return {
        "holding": lookup(entry.number),
        "findings": numbers.warnings(number, kind=entry.type) if number else [],
        "deregistered": is_deregistered(entry),
        "own": Algorithm.objects.visible_to(user).filter(number=entry.number)[:10],
    }


def is_deregistered(entry: PublicEntry) -> bool:
    notice = entry.published_in == PublicList.DEREGISTRATIONS
    return notice or bool(_DEREGISTERED.search(entry.remarks))


def similar(purpose: str, *, kind: str = "") -> Sequence[PublicEntry]:
    """How others describe what is alike: the nearest public purposes, those of the type first."""
    if not purpose.strip():
        return []
    rows = PublicEntry.objects.exclude(purpose="").defer("text", "grams")
    near = rows.annotate(distance=TrigramDistance("purpose", purpose)).order_by("distance")
    found = list((near.filter(type=kind) if kind else near)[: SIMILAR * 3])
    distinct = {entry.purpose: entry for entry in found if entry.distance <= FARTHEST}
    return list(distinct.values())[:SIMILAR]
