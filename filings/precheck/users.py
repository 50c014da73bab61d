"""Numbers of users that disagree."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place
from filings.precheck.findings import Checks, Hits, hit
from filings.precheck.places import products

MONTHLY, COUNTED = Place("basics.monthly_users"), Place("basics.users_on")
_NUMBER = r"(?:数|量|规模)?(?:约|为|达|超过|超)*\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*([万亿]?)"
_MONTHLY = re.compile(rf"月活跃?(?:用户|账号|人)?{_NUMBER}")
_DAILY = re.compile(rf"日活跃?(?:用户|账号|人)?{_NUMBER}")
_UNITS = {"": 1, "万": 10_000, "亿": 100_000_000}


def users_above_provider(facts: Facts) -> Hits:
    ours, whole = facts.value(MONTHLY.path), facts.provider.get("mau")
    if ours and whole is not None and ours > whole:
        yield hit(
            MONTHLY,
            say=_("%(ours)s users of the algorithm, but the provider has only %(whole)s."),
            ours=ours,
            whole=whole,
        )


def users_provider(facts: Facts) -> Hits:
    """Of one and the same day; fewer users than the provider has may be right, so it warns."""
    ours, whole = facts.value(MONTHLY.path), facts.provider.get("mau")
    same_day = facts.value(COUNTED.path) == facts.provider.get("mau_on")
    if ours is not None and whole is not None and ours < whole and same_day:
        yield hit(
            MONTHLY,
            say=_(
                "%(ours)s here, %(whole)s in the provider's record of %(day)s. "
                "Say in the report how both are counted."
            ),
            ours=ours,
            whole=whole,
            day=facts.value(COUNTED.path),
        )


def users_daily(facts: Facts) -> Hits:
    monthly = facts.value(MONTHLY.path)
    for row in products(facts):
        daily = row.values.get("daily_users")
        if monthly is not None and daily and daily > monthly:
            yield hit(
                row.at("daily_users"),
                MONTHLY,
                say=_("“%(name)s” has %(daily)s users a day, more than the %(monthly)s a month."),
                name=row.text("name"),
                daily=daily,
                monthly=monthly,
            )


def users_text(facts: Facts) -> Hits:
    monthly = facts.value(MONTHLY.path)
    for each in facts.texts if monthly else ():
        for found in _MONTHLY.finditer(each.text):
            if not _agrees(found, monthly):
                yield hit(
                    each.place,
                    MONTHLY,
                    say=_("The text says “%(said)s”, the form %(monthly)s."),
                    said=found[0],
                    monthly=monthly,
                )


def daily_text(facts: Facts) -> Hits:
    given = [row.values["daily_users"] for row in products(facts) if row.values.get("daily_users")]
    for each in facts.texts if given else ():
        for found in _DAILY.finditer(each.text):
            if not any(_agrees(found, daily) for daily in (*given, sum(given))):
                yield hit(
                    each.place,
                    Place("products.products"),
                    say=_("The text says “%(said)s”, the products %(given)s."),
                    said=found[0],
                    given=tuple(given),
                )


def _agrees(found: re.Match[str], exact: int) -> bool:
    """A rounded figure agrees with the one it was rounded from."""
    digits, unit = found[1].replace(",", ""), _UNITS[found[2]]
    step = Decimal(unit).scaleb(-len(digits.partition(".")[2]))
    return abs(Decimal(digits) * unit - exact) < step


def users_old(facts: Facts) -> Hits:
    counted = facts.day(COUNTED.path)
    if counted and (facts.today - counted).days > facts.number("users_days"):
        yield hit(
            COUNTED,
            say=_("The figure is of %(day)s, more than %(days)s days ago."),
            day=counted.isoformat(),
            days=facts.number("users_days"),
        )


CHECKS: Checks = {
    "users_above_provider": users_above_provider,
    "users_provider": users_provider,
    "users_daily": users_daily,
    "users_text": users_text,
    "daily_text": daily_text,
    "users_old": users_old,
}
