"""Products, scenes and dates that disagree between form, report and public notice."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from filings.precheck import facts as known
from filings.precheck.facts import Facts, Place, Row
from filings.precheck.findings import Checks, Hits, Passage, hit
from filings.precheck.similarity import plain

LAUNCHED, STATUS = Place("basics.launched_on"), Place("basics.status")
ASSESSED, WRITTEN = Place("assessment.assessed_on"), Place("assessment.written_on")
SCENARIO, NOTICED = Place("basics.scenario"), Place("notice.scenario")
SERVICE = Place("assessment.service")
REVIEWED = Place("risks.reviewed_on")
IN_SERVICE = re.compile(r"([0-9]{4})年([0-9]{1,2})月(?:([0-9]{1,2})日)?(?:起)?(?:正式)?上线")
ONLINE = {"app", "website", "mini_program"}
_MONTH_DAYS = 31


def products(facts: Facts) -> Iterator[Row]:
    yield from facts.rows("products.products")


def scenario_places(facts: Facts) -> Hits:
    form, notice = facts.text(SCENARIO.path), facts.text(NOTICED.path)
    if form and notice and plain(form) != plain(notice):
        yield hit(
            SCENARIO,
            NOTICED,
            say=_("The authority compares both texts; they must be the same."),
            passages=(
                Passage(str(facts.fields[SCENARIO.path].label), form),
                Passage(str(facts.fields[NOTICED.path].label), notice),
            ),
            form=form,
            notice=notice,
        )


def product_unnamed(facts: Facts) -> Hits:
    report = plain(facts.text(SERVICE.path))
    names = [row.text("name") for row in products(facts) if row.text("name")]
    missing = tuple(dict.fromkeys(name for name in names if plain(name) not in report))
    if report and missing:
        yield hit(
            SERVICE,
            Place("products.products"),
            say=_("The account of the services does not mention %(names)s."),
            names=missing,
        )


def product_twice(facts: Facts) -> Hits:
    rows = [row for row in products(facts) if row.text("name")]
    count = Counter((row.text("name"), row.text("form")) for row in rows)
    for row in rows:
        if count.pop((row.text("name"), row.text("form")), 1) > 1:
            yield hit(
                row.at("name"),
                say=_("“%(name)s” is there more than once in the same form of service."),
                name=row.text("name"),
            )


def address_missing(facts: Facts) -> Hits:
    for row in products(facts):
        if is_online(row) and not row.text("address"):
            yield hit(
                row.at("address"),
                say=_("“%(name)s” is running; give the address under which it is reached."),
                name=row.text("name"),
            )


def is_online(row: Row) -> bool:
    """A product in service that the public reaches by an address of its own."""
    return row.text("form") in ONLINE and row.text("status") == "running"


def address_host(facts: Facts) -> Hits:
    own = _domain(facts.provider.get("website") or "")
    for row in products(facts):
        domain = _domain(row.text("address"))
        if row.text("form") == "website" and own and domain and domain != own:
            yield hit(
                row.at("address"),
                say=_("“%(name)s” stands on %(domain)s, the provider's website on %(own)s."),
                name=row.text("name"),
                domain=domain,
                own=own,
            )


def _domain(address: str) -> str:
    """The last two labels of the host, three under a public suffix such as com.cn."""
    labels = (urlsplit(address).hostname or "").split(".")
    wide = len(labels) > 2 and labels[-1] == "cn" and labels[-2] in {"com", "net", "org", "gov"}
    return ".".join(labels[-3 if wide else -2 :])


def launch_record(facts: Facts) -> Hits:
    ours, ledger = facts.value(LAUNCHED.path), facts.ledger.get("launched_on")
    if ours and ledger and ours != ledger:
        yield hit(
            LAUNCHED,
            say=_("The form says %(ours)s, the ledger %(ledger)s."),
            ours=ours,
            ledger=ledger,
        )


def launch_product(facts: Facts) -> Hits:
    launched = facts.value(LAUNCHED.path)
    dated = [row for row in products(facts) if row.text("launched_on")]
    first = min(dated, key=lambda row: row.text("launched_on"), default=None)
    if launched and first and launched < first.text("launched_on"):
        yield hit(
            LAUNCHED,
            first.at("launched_on"),
            say=_(
                "The algorithm is in service since %(launched)s, its first product “%(name)s” "
                "only since %(day)s."
            ),
            launched=launched,
            name=first.text("name"),
            day=first.text("launched_on"),
        )


def launch_text(facts: Facts) -> Hits:
    days = {facts.value(LAUNCHED.path), *(row.text("launched_on") for row in products(facts))}
    given = sorted(day for day in days if day)
    for each in facts.texts if given else ():
        for found in IN_SERVICE.finditer(each.text):
            year, month, day = found.groups()
            wanted = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
            if not any(known_day.startswith(wanted) for known_day in given):
                yield hit(
                    each.place,
                    LAUNCHED,
                    say=_("The text says “%(said)s”; the form has %(days)s."),
                    said=found[0],
                    days=tuple(given),
                )


def status_launch(facts: Facts) -> Hits:
    status, launched = facts.value(STATUS.path), facts.day(LAUNCHED.path)
    if launched and status == "planned" and launched < facts.today:
        say = _("It is said not to be in service, but to have been launched on %(day)s.")
    elif launched and status == "running" and launched > facts.today:
        say = _("It is said to be in service, but to be launched only on %(day)s.")
    else:
        return
    yield hit(STATUS, LAUNCHED, say=say, day=launched.isoformat(), status=status)


def report_order(facts: Facts) -> Hits:
    assessed, written = facts.value(ASSESSED.path), facts.value(WRITTEN.path)
    if assessed and written and written < assessed:
        yield hit(
            WRITTEN,
            ASSESSED,
            say=_("Written on %(written)s, but assessed only on %(assessed)s."),
            written=written,
            assessed=assessed,
        )


def report_future(facts: Facts) -> Hits:
    for place in (ASSESSED, WRITTEN):
        day = facts.day(place.path)
        if day and day > facts.today:
            yield hit(place, say=_("%(day)s lies in the future."), day=day.isoformat())


def report_old(facts: Facts) -> Hits:
    assessed = facts.day(ASSESSED.path)
    if assessed and (facts.today - assessed).days > facts.number("report_days"):
        yield hit(
            ASSESSED,
            say=_("The assessment is of %(day)s; assess again within %(days)s days."),
            day=assessed.isoformat(),
            days=facts.number("report_days"),
        )


def review_overdue(facts: Facts) -> Hits:
    reviewed, months = facts.day(REVIEWED.path), facts.value("risks.review_interval")
    if not reviewed or not months or months * _MONTH_DAYS > (date.max - reviewed).days:
        return
    due = reviewed + timedelta(months * _MONTH_DAYS)
    if due < facts.today:
        yield hit(
            REVIEWED,
            Place("risks.review_interval"),
            say=_(
                "Reviewed last on %(day)s; by the interval of %(months)s months the next review "
                "is overdue."
            ),
            day=reviewed.isoformat(),
            months=months,
        )


def language_behind(facts: Facts) -> Hits:
    for place, language in known.behind(facts):
        yield hit(
            place,
            say=_("“%(field)s”: one language has fallen behind the other."),
            field=facts.fields[place.path].label,
            language=language,
        )


CHECKS: Checks = {
    "scenario_places": scenario_places,
    "product_unnamed": product_unnamed,
    "product_twice": product_twice,
    "address_missing": address_missing,
    "address_host": address_host,
    "launch_record": launch_record,
    "launch_product": launch_product,
    "launch_text": launch_text,
    "status_launch": status_launch,
    "report_order": report_order,
    "report_future": report_future,
    "report_old": report_old,
    "review_overdue": review_overdue,
    "language_behind": language_behind,
}
