"""Words and small drawings that every page uses: icons, navigation, dates, terms, counts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

register = template.Library()

SOON = 5
"""From so many working days on, a term that ends is soon."""
EAGER = timedelta(seconds=10)
WEEKDAYS_ZH = "一二三四五六日"
STATE_ICONS = {
    "neutral": "circle",
    "waiting": "hourglass-split",
    "good": "check-circle-fill",
    "bad": "exclamation-octagon",
}
WORK = (
    ("desk", "inbox", _lazy("Desk")),
    ("algorithms", "diagram-3", pgettext_lazy("navigation", "Algorithms")),
    ("filings", "send", _lazy("Filings")),
    ("reviews:cases", "person-check", _lazy("Reviews")),
    ("deadlines", "calendar3", _lazy("Calendar")),
    ("dossiers", "journal-bookmark", _lazy("Dossiers")),
    ("register", "megaphone", _lazy("Public register")),
    ("law", "book", _lazy("Law")),
)
ADMINISTRATION = (
    ("people", "people", _lazy("People")),
    ("providers", "building", _lazy("Providers")),
    ("rule_sets", "patch-check", _lazy("Rule sets")),
    ("parameters", "gear", _lazy("Numbers and terms")),
    ("calendar", "clock", _lazy("Working days")),
)
OPERATION = (
    ("seals", "lock", _lazy("History seal")),
    ("reviews:checks", "check-circle-fill", _lazy("Check of the reviews")),
)
"""Shown to the installation administrator alone."""


@dataclass(frozen=True)
class Place:
    """An entry of the navigation."""

    label: str | Promise
    icon: str
    url: str
    current: str
    """Value of aria-current: "page" on the page itself, "true" below it, else nothing."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decoration: the word stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("filings/icons.svg"),
        name,
    )


@register.simple_tag
def state_icon(state: str) -> SafeString:
    return icon(STATE_ICONS.get(state, "circle"))


@register.simple_tag
def navigation(request: HttpRequest) -> dict[str, list[Place]]:
    """The pages that are there, with the one that is open."""
    return {
        "work": _places(WORK, request.path),
        "administration": _places(
            ADMINISTRATION + (OPERATION if _operates(request) else ()), request.path
        ),
    }


def _operates(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_operator", False))


def _places(entries: tuple[tuple[str, str, Any], ...], path: str) -> list[Place]:
    return [
        Place(label, drawing, url, _current(url, path))
        for name, drawing, label in entries
        if (url := _address(name))
    ]


def _address(name: str) -> str:
    """Nothing while no page of this name is there."""
    try:
        return reverse(name if ":" in name else f"filings:{name}")
    except NoReverseMatch:
        return ""


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != reverse("filings:desk") and path.startswith(url) else ""


@register.filter
def day(value: date | None) -> str:
    """2026年12月4日（周五） in Chinese, Fri 4 Dec 2026 in English."""
    if value is None:
        return "—"
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    if _is_chinese():
        return f"{local.year}年{local.month}月{local.day}日（周{WEEKDAYS_ZH[local.weekday()]}）"
    return date_format(local, "D j M Y")


@register.filter
def month_name(value: date) -> str:
    """2026年12月; December 2026."""
    return f"{value.year}年{value.month}月" if _is_chinese() else date_format(value, "F Y")


@register.filter
def moment(value: datetime | None) -> str:
    """A day with its hour and minute, in Beijing time."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    if _is_chinese():
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return date_format(local, "j M Y, H:i")


@register.filter
def pace(asked_at: datetime | str | None) -> str:
    """How often a page asks how far a job is: often at first, so that its start is seen at once."""
    young = isinstance(asked_at, datetime) and timezone.now() - asked_at < EAGER
    return "500ms" if young else "2s"


@register.filter
def days_left(left: int) -> str:
    """How many working days remain, in words; overdue as well."""
    if left < 0:
        late = -left
        return ngettext("%(count)d working day overdue", "%(count)d working days overdue", late) % {
            "count": late
        }
    if left == 0:
        return _("today is the last day")
    return ngettext("%(count)d working day left", "%(count)d working days left", left) % {
        "count": left
    }


@register.filter
def urgency(left: int | None) -> str:
    if left is None:
        return ""
    if left < 0:
        return "over"
    return "soon" if left <= SOON else ""


@register.filter
def notice_state(level_tag: str) -> str:
    """The state in which a message of Django's is shown."""
    return {"success": "good", "warning": "waiting", "error": "bad"}.get(level_tag, "neutral")


@register.filter
def providers_chosen(providers: list[Any], chosen: list[int]) -> str:
    """What the switch of providers says: all, the one, or how many."""
    mine = list(providers)
    if len(chosen) >= len(mine) != 1:
        return _("All providers")
    if len(chosen) == 1:
        return next((str(p) for p in mine if p.pk == chosen[0]), "")
    return _("%(chosen)d of %(all)d providers") % {"chosen": len(chosen), "all": len(mine)}


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
