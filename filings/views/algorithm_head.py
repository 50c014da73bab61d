"""The head of an algorithm's pages: the same on every tab, each tab with an address of its own."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from filings.models import Algorithm
from filings.selectors import algorithm_head as selectors
from filings.views.frame import Request

TABS = (
    ("overview", _("Overview"), "algorithm"),
    ("duties", _("Duties"), "duties"),
    ("disclosure", _("Disclosure"), "disclosures"),
    ("filing", _("Filing"), "filings_of"),
    ("labels", _("Labels"), "labels"),
    ("personal", _("Personal information"), "personal"),
    ("papers", _("Papers"), "papers"),
    ("evidence", _("Evidence"), "evidence"),
    ("dossiers", _("Dossiers"), "dossiers_of"),
    ("history", _("History"), "algorithm_history"),
)


def head(request: Request, algorithm: Algorithm, tab: str) -> dict[str, Any]:
    """Context of `filings/_algorithm_head.html`; `tab` is the code of the open one."""
    counts = selectors.counts(algorithm)
    step = selectors.next_step(algorithm, request.user)
    return {
        "algorithm": algorithm,
        "tabs": [
            {
                "code": code,
                "label": label,
                "url": url,
                "count": counts.get(code),
                "is_current": code == tab,
            }
            for code, label, name in TABS
            if (url := address(name, algorithm))
        ],
        "step": step,
        "step_url": address(step.page, algorithm) if step and not step.refusal else None,
        "due": selectors.due(algorithm),
    }


def address(name: str, algorithm: Algorithm) -> str | None:
    """Nothing while no page of this name is there."""
    try:
        return reverse(f"filings:{name}", args=[algorithm.pk])
    except NoReverseMatch:
        return None
