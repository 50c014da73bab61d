"""The history of an algorithm as a reader understands it: who did what, when, with what change."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from filings import contents, entity, regulations
from filings.enums import (
    Act,
    AlgorithmType,
    ClearanceKind,
    DisplayItem,
    DocumentKind,
    DossierProfile,
    FilingAction,
    FilingKind,
    FilingState,
    InstallationAct,
    ProviderRole,
    PublicList,
    Settles,
)
from filings.models import Algorithm, Event, InstallationEvent
from filings.regulations import Text
from filings.selectors import paging, review_words
from filings.selectors.paging import Order, Place

_LABELS: dict[str, Any] = {
    value: label
    for kind in (
        AlgorithmType,
        ProviderRole,
        PublicList,
        FilingState,
        FilingKind,
        FilingAction,
        DocumentKind,
        ClearanceKind,
        Settles,
        DisplayItem,
        DossierProfile,
    )
    for value, label in kind.choices
}
"""Codes that a payload may hold, each meaning one thing only."""
NEWEST_FIRST = Order("id", descending=True)
LONGEST = 200
SHOWN = 20
UNSAID = {
    "revision", "size", "evidence", "source", "job", "publication", "content", "printed", "scan",
    "webhook",
}  # fmt: skip
"""Bookkeeping of the machine that tells a reader nothing."""
WORDS: dict[str, Promise | str] = {
    "section": _lazy("section"),
    "path": _lazy("field"),
    "version": _lazy("version"),
    "sha256": "SHA-256",
    "digest": "SHA-256",
    "action": _lazy("action"),
    "before": _lazy("before"),
    "after": _lazy("after"),
    "sibling": _lazy("sibling record"),
    "siblings": _lazy("sibling records"),
    "rule": _lazy("term"),
    "rule_set": _lazy("rules"),
    "applies": _lazy("applies"),
    "open": _lazy("undecided"),
    "state": _lazy("state"),
    "due_on": _lazy("due on"),
    "file": _lazy("file"),
    "list": _lazy("list"),
    "entry": _lazy("public entry"),
    "announced": _lazy("announced"),
    "ended_on": _lazy("service ended on"),
    "products": _lazy("products"),
    "name": _lazy("name"),
    "kind": _lazy("kind"),
    "line": _lazy("line"),
    "reason": _lazy("reason"),
    "settles": _lazy("settles"),
    "paths": _lazy("what changed"),
    "facts": _lazy("what changed"),
    "change_kinds": _lazy("kinds of change"),
    "item": _lazy("item"),
    "is_met": _lazy("is shown"),
    "checked_on": _lazy("checked on"),
    "again_on": _lazy("check again on"),
    "product": _lazy("product"),
    "material": _lazy("material"),
    "round": _lazy("round"),
    "answered_on": _lazy("answered on"),
    "reasons": _lazy("reasons"),
    "remark": _lazy("what the authority wrote"),
    "number": _lazy("filing number"),
    "body": _lazy("body that decided"),
    "decided_on": _lazy("decided on"),
    "receipt": _lazy("receipt"),
    "submitted_on": _lazy("submitted on"),
    "filed_on": _lazy("filed on"),
    "starts_on": _lazy("starts on"),
    "met_on": _lazy("met on"),
    "pages": _lazy("pages"),
    "missing": _lazy("what was missing"),
    "profile": _lazy("profile"),
    "language": _lazy("language"),
    "kept_until": _lazy("kept until"),
    "provided_on": _lazy("provided on"),
    "stage": _lazy("step"),
    "step": _lazy("step"),
    "on": _lazy("day"),
    "modality": _lazy("kind of content"),
    "is_well": _lazy("labelled as it should be"),
    "findings": _lazy("faults found"),
    "place": _lazy("field of the authority's form"),
    "done": _lazy("ticked off"),
    "host": _lazy("system told"),
    "format": _lazy("format"),
    "acts": _lazy("acts told of"),
    "person": _lazy("person"),
    "role": _lazy("role"),
    "system": _lazy("account of another system"),
    "change": _lazy("change"),
    "changed_about_people": _lazy("changed about people"),
    "uscc": _lazy("unified social credit code"),
    "view": _lazy("what was exported"),
    "check": _lazy("check"),
}
"""What the keys of a payload are called."""


@dataclass(frozen=True)
class Entry:
    act: str
    actor: str
    at: datetime | None
    details: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    """Fact, before, after."""
    hash: str
    """The first 12 of its 64 hexadecimal digits."""


@dataclass(frozen=True)
class Timeline:
    entries: list[Entry]
    page: paging.Page[Event]


def timeline(algorithm: Algorithm, at: Place | None) -> Timeline:
    rows = Event.objects.told().filter(algorithm=algorithm).select_related("actor")
    page = paging.page(rows, NEWEST_FIRST, at)
    return Timeline([entry(event) for event in page.rows], page)


def of_installation(*acts: InstallationAct) -> list[Entry]:
    """The newest of these acts on what all providers share."""
    rows = InstallationEvent.objects.filter(act__in=acts).select_related("actor")
    return [entry(event) for event in rows[:SHOWN]]


def entry(event: Event | InstallationEvent) -> Entry:
    payload = {key: value for key, value in event.payload.items() if key not in UNSAID}
    changes = payload.pop("changes", {})
    act = str(event.get_act_display())
    if event.act == Act.FILING_MOVED:  # the action says more than that it moved
        act = plain(payload.pop("action", act))
        changes = {"state": [payload.pop("before", ""), payload.pop("after", "")]}
    if event.act == Act.REVIEW_MOVED:
        step = review_words.STEPS.get(payload.get("action", ""), "")
        act = _("%(act)s: %(step)s") % {"act": act, "step": step} if step else act
        payload = {key: payload[key] for key in review_words.SAID if key in payload}
    if event.act in (Act.DISCLOSURE_STARTED, Act.DISCLOSURE_FROZEN):
        payload["version"] = payload.pop("number", "")
    return Entry(
        act=act,
        actor=event.actor.name if event.actor else _nobody(event),
        at=event.at,
        details=[
            (name(key), _worded(key, value))
            for key, value in payload.items()
            if value not in ("", None, [], {})
        ],
        changes=[
            (name(fact), plain(pair[0]), plain(pair[1]))
            for fact, pair in changes.items()
            if isinstance(pair, list) and len(pair) == 2
        ]
        if isinstance(changes, dict)
        else [],
        hash=bytes(event.hash or b"").hex()[:12],
    )


def _nobody(event: Event | InstallationEvent) -> str:
    return _("the clock") if isinstance(event, Event) else _("a command on the server")


def _worded(key: str, value: Any) -> str:
    """A value, the codes of the law by their titles."""
    if key == "paths":
        return "；".join(str(_titled().get(("path", path), path)) for path in value)
    if key == "facts":
        return "；".join(str(entity.label(fact)) for fact in value)
    if key in ("reasons", "change_kinds"):
        law = regulations.load()
        known = law.return_reasons if key == "reasons" else law.change_kinds
        return "；".join(str(known[code].label) if code in known else code for code in value)
    if key in ("applies", "open"):
        return ngettext("%(count)d duty", "%(count)d duties", len(value)) % {"count": len(value)}
    return str(_titled().get((key, str(value)), "")) or plain(value)


@cache
def _titled() -> dict[tuple[str, str], Text]:
    """(key, code) -> what the law's data calls it; the newest form speaks for its forerunners."""
    law = regulations.load()
    sections = [section for form in law.forms for section in form.sections]
    return {
        **{("rule", rule.code): rule.title for rule in law.deadlines.values()},
        **{
            (key, each.version): each.title
            for each in law.rule_sets
            for key in ("rule_set", "earlier_rule_set")
        },
        **{("parameter", number.code): number.title for number in law.parameters.values()},
        **{("parameter", f"deadline.{d.code}"): d.title for d in law.deadlines.values()},
        **{("section", section.code): section.title for section in sections},
        **{("check", rule.code): rule.title for rule in law.checks.values()},
        **{
            ("path", path): field.label
            for section in sections
            for path, field in contents.columns(section)
        },
    }


def name(key: str) -> str:
    """A key of a payload in the reader's words: the field's own name where there is one."""
    field = next((f for f in Algorithm._meta.get_fields() if f.name == key), None)  # noqa: SLF001
    label: str | Promise = getattr(field, "verbose_name", "")
    return (
        str(label)
        if label and field
        else str(WORDS.get(key) or shared_words().get(key, key.replace("_", " ")))
    )


def shared_words() -> dict[str, str]:
    """Keys of acts on what all providers share."""
    return {
        "lists": _("lists"),
        "new": _("new"),
        "changed": _("changed"),
        "origin": _("source"),
        "earlier_rule_set": _("rules before"),
        "parameter": _("number of law"),
        "value": _("value"),
        "year": _("year"),
        "notice": _("notice"),
        "days_off": _("days off"),
        "workdays": _("make-up working days"),
    }


def plain(value: Any) -> str:
    """A value in the reader's words, cut where it is long."""
    match value:
        case None | "" | [] | {}:
            return "—"
        case bool():
            return _("yes") if value else _("no")
        case list():
            text = "、".join(plain(item) for item in value)
        case dict():
            text = "；".join(f"{name(key)}: {plain(item)}" for key, item in value.items())
        case _:
            text = str(_LABELS.get(str(value), value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
