"""Filings: the list, one filing, its actions, the filings of one algorithm."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from filings import regulations
from filings.enums import FilingAction, FilingKind
from filings.forms.filing import (
    FORMS,
    ActionForm,
    FilingListForm,
    KeyedForm,
    MaterialForm,
    StartForm,
)
from filings.models import Filing, User
from filings.models.filing import OPEN_STATES
from filings.permissions import is_filer
from filings.selectors import ethics, filing_papers, filing_portfolio, paging, rounds
from filings.selectors import filing as selectors
from filings.services import enclosures, lifecycle
from filings.services.once import once
from filings.statemachine import ActionRefused, ConfirmationNeeded, Offer
from filings.views.algorithm_head import head
from filings.views.algorithms import view_of, visible
from filings.views.attempts import attempt_once, status_of
from filings.views.frame import Request, chosen_provider_ids

FORWARD = {
    FilingAction.REVISE,
    FilingAction.RECORD_DEREGISTRATION,
    FilingAction.SEND_TO_APPROVAL,
    FilingAction.APPROVE,
    FilingAction.RECORD_SUBMISSION,
    FilingAction.RECORD_NUMBER,
}


def filing_list(request: Request) -> HttpResponse:
    form = FilingListForm(request.GET)
    at = paging.place(request.GET.get("at", ""))
    listing = selectors.listed(request.user, chosen_provider_ids(request), form.equal(), at)
    context = {
        "form": form,
        "listing": listing,
        "view": view_of(request),
        "portfolio": filing_portfolio.portfolio(
            request.user, chosen_provider_ids(request), timezone.localdate()
        ),
        "stretches": filing_portfolio.STRETCHES,
    }
    return render(request, "filings/filing_list.html", context)


@require_safe
def filing_figures(request: Request) -> HttpResponse:
    """How many rounds and days filings take, and why they come back, over the portfolio."""
    figures = rounds.figures(request.user, chosen_provider_ids(request), timezone.localdate())
    return render(request, "filings/filing_figures.html", {"figures": figures})


def filings_of(request: Request, pk: int) -> HttpResponse:
    """The tab of an algorithm: its filings, and the way to the next one."""
    algorithm = visible(request, pk)
    rows = selectors.of_algorithm(algorithm)
    context = head(request, algorithm, "filing") | {
        "rows": rows,
        "is_open": any(row.filing.state in OPEN_STATES for row in rows),
        "refusal": selectors.may_start(algorithm, request.user),
        "latest": ethics.latest(algorithm),
        "is_unkept": selectors.is_unkept(algorithm, rows),
        "form": KeyedForm(),
        "other_form": StartForm(auto_id="other_%s"),
    }
    return render(request, "filings/filing_of_algorithm.html", context)


@require_POST
def filing_start(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    form = StartForm(request.POST)
    if not form.is_valid():
        return redirect("filings:filings_of", pk)
    kind = form.cleaned_data["kind"]
    try:
        with transaction.atomic():
            outcome = once(
                key=form.cleaned_data["key"],
                provider_id=algorithm.provider_id,
                by=request.user,
                asked={"start": algorithm.pk, "kind": kind},
                act=lambda: lifecycle.start(
                    algorithm=algorithm,
                    by=request.user,
                    other=FilingKind(kind) if kind else None,
                ).get_absolute_url(),
            )
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("filings:filings_of", pk)
    return redirect(outcome)


def filing(request: Request, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    shown = selectors.shown(found, request.user, timezone.localdate())
    context = {"filing": found, "shown": shown, "actions": _buttons(shown)}
    return render(request, "filings/filing_detail.html", context)


def filing_material(request: Request, pk: int) -> HttpResponse:
    """A file that goes out with the filing."""
    found = _visible(request, pk)
    materials = regulations.load().materials_of(found.kind)
    if not materials:
        raise Http404
    form = MaterialForm(
        request.POST or None,
        request.FILES or None,
        materials=materials,
        initial={"material": request.GET.get("material", "")},
    )
    if request.method == "POST" and form.is_valid() and (done := _attached(request, found, form)):
        name = form.cleaned_data["file"].name
        messages.success(request, _("“%(file)s” is attached.") % {"file": name})
        return redirect(done)
    refusal = None if is_filer.allows(request.user, found) else is_filer.otherwise
    context = {"filing": found, "form": form, "refusal": refusal}
    return render(request, "filings/filing_material.html", context, status=status_of(form))


def _attached(request: Request, found: Filing, form: MaterialForm) -> str | None:
    file = form.cleaned_data["file"]

    def act() -> str:
        enclosures.attach(
            filing=found,
            material=form.cleaned_data["material"],
            file=file,
            name=file.name,
            by=request.user,
        )
        return found.get_absolute_url()

    asked = {"material of": found.pk} | form.asked()
    return attempt_once(form, provider_id=found.provider_id, by=request.user, asked=asked, act=act)


def _buttons(shown: selectors.Shown) -> list[dict[str, Any]]:
    """The actions of the present state: first the open ones, of these first what leads on."""
    buttons = [
        {
            "code": offer.action.value,
            "label": offer.action.label,
            "url": reverse("filings:filing_action", args=[shown.filing.pk, offer.action.value]),
            "is_primary": offer.action in FORWARD,
            "refusal": " ".join(str(sentence) for sentence in offer.refusals),
        }
        for offer in shown.offers
    ]
    return sorted(buttons, key=lambda b: (bool(b["refusal"]), not b["is_primary"]))


def filing_action(request: Request, pk: int, action: str) -> HttpResponse:
    """The page of one action: what it does, what it needs, what it is decided upon."""
    found, chosen = _visible(request, pk), _action(action)
    offer = selectors.offer(found, chosen, request.user)
    form = FORMS[chosen](request.POST or None, request.FILES or None, filing=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and (done := _done(request, found, form, chosen))
    ):
        messages.success(request, _("Done: %(action)s.") % {"action": chosen.label})
        return redirect(done)
    context = _decided_upon(found, chosen, request.user) | {
        "filing": found,
        "action": chosen,
        "offer": offer or Offer(chosen, [_already_moved()]),
        "form": form,
    }
    return render(request, "filings/filing_action.html", context, status=status_of(form))


def _done(request: Request, found: Filing, form: ActionForm, action: FilingAction) -> str | None:
    """Where the result is shown; nothing when the act was refused, the reasons in the form."""

    def act() -> str:
        try:
            lifecycle.perform(found, action, by=request.user, **form.facts())
        except ConfirmationNeeded:
            form.asks_confirmation = True
            raise
        return found.get_absolute_url()

    asked = {"filing": found.pk, "action": action.value} | form.asked()
    return attempt_once(form, provider_id=found.provider_id, by=request.user, asked=asked, act=act)


def _visible(request: Request, pk: int) -> Filing:
    found: Filing = get_object_or_404(
        Filing.objects.visible_to(request.user).select_related(
            "algorithm__provider",
            "algorithm__owner",
            "provider",
            "disclosure__algorithm",
            "disclosure__provider",
            "prepared_by",
            "approved_by",
        ),
        pk=pk,
    )
    return found


def _action(name: str) -> FilingAction:
    action = next((action for action in FORMS if action.value == name), None)
    if action is None:
        raise Http404
    return action


def _already_moved() -> str:
    return _("This has already moved on. Go back to the filing to see where it stands.")


def _decided_upon(found: Filing, action: FilingAction, user: User) -> dict[str, Any]:
    """Whoever approves or sends to approval reads what changed since the last filed version;
    whoever submits, which papers are kept of the round."""
    if action in {FilingAction.SEND_TO_APPROVAL, FilingAction.APPROVE}:
        return selectors.since_last_filed(found)
    if action == FilingAction.RECORD_SUBMISSION:
        return {"papers": filing_papers.shown(found, user)}
    return {}
