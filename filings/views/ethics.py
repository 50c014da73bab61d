"""The ethics review of one version: what is due, recording its outcome, taking that back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from filings.enums import EthicsStep, Settles
from filings.forms.ethics import ClearanceWithdrawalForm, ExemptionForm, OutsideDecisionForm
from filings.models import Clearance, Disclosure, Enclosure
from filings.permissions import is_legal
from filings.selectors import ethics as selectors
from filings.services import clearing, enclosures
from filings.views.algorithm_head import head
from filings.views.attempts import attempt_once, status_of, submitted
from filings.views.downloads import handed_out
from filings.views.frame import Request


@require_safe
def ethics(request: Request, pk: int, number: int) -> HttpResponse:
    version = _version(request, pk, number)
    return _page(request, version, "detail", {"ethics": selectors.shown(version, request.user)})


def outside(request: Request, pk: int, number: int) -> HttpResponse:
    version = _version(request, pk, number)
    form = OutsideDecisionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (done := _recorded(request, version, form)):
        messages.success(request, _("The decision is recorded."))
        return redirect(done)
    shown = selectors.shown(version, request.user)
    context = {"form": form, "ethics": shown, "refusal": shown.refusal}
    return _page(request, version, "outside", context, status=status_of(form))


def _recorded(request: Request, version: Disclosure, form: OutsideDecisionForm) -> str | None:
    facts = form.facts()
    scan = facts.pop("scan")
    decision = clearing.Decision(settles=Settles(facts.pop("settles")), **facts)

    def act() -> str:
        clearing.record_outside(
            disclosure=version, decision=decision, scan=scan, name=scan.name, by=request.user
        )
        return _address(version)

    asked = {"outside": version.pk} | form.asked()
    return attempt_once(
        form, provider_id=version.provider_id, by=request.user, asked=asked, act=act
    )


def exemption(request: Request, pk: int, number: int) -> HttpResponse:
    version = _version(request, pk, number)
    shown = selectors.shown(version, request.user)
    steps = [each.need.step for each in shown.exemptible]
    form = ExemptionForm(request.POST or None, steps=steps)
    if request.method == "POST" and form.is_valid() and (done := _exempted(request, version, form)):
        messages.success(request, _("The exemption is signed and recorded."))
        return redirect(done)
    context = {"form": form, "ethics": shown, "refusal": shown.exemption_refusal}
    return _page(request, version, "exemption", context, status=status_of(form))


def _exempted(request: Request, version: Disclosure, form: ExemptionForm) -> str | None:
    step, reason = EthicsStep(form.cleaned_data["step"]), form.cleaned_data["reason"]

    def act() -> str:
        clearing.record_exemption(disclosure=version, step=step, reason=reason, by=request.user)
        return _address(version)

    asked = {"exempt": version.pk} | form.asked()
    return attempt_once(
        form, provider_id=version.provider_id, by=request.user, asked=asked, act=act
    )


def withdraw(request: Request, pk: int) -> HttpResponse:
    found: Clearance = get_object_or_404(
        Clearance.objects.visible_to(request.user).select_related(
            "disclosure__algorithm__provider", "disclosure__algorithm__owner", "algorithm"
        ),
        pk=pk,
    )
    form = ClearanceWithdrawalForm(request.POST or None)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        clearing.withdraw(clearance=found, reason=reason, by=request.user)
        return _address(found.disclosure)

    what = {"withdraw": found.pk}
    if done := submitted(request, form, provider_id=found.provider_id, what=what, act=act):
        messages.success(request, _("It is withdrawn and settles nothing any longer."))
        return redirect(done)
    refusal = None if is_legal.allows(request.user, found) else is_legal.otherwise
    context = {"form": form, "clearance": found, "refusal": refusal}
    return _page(request, found.disclosure, "withdraw", context, status=status_of(form))


@require_safe
def enclosure(request: Request, pk: int) -> HttpResponseBase:
    """The bytes, as a file to keep: never shown inside our own pages, whatever they are."""
    file: Enclosure = get_object_or_404(Enclosure.objects.visible_to(request.user), pk=pk)
    return handed_out(
        file,
        enclosures.read,
        lambda: render(request, "filings/enclosure_damaged.html", {"file": file}, status=410),
    )


def _version(request: Request, pk: int, number: int) -> Disclosure:
    found: Disclosure = get_object_or_404(
        Disclosure.objects.visible_to(request.user).select_related(
            "algorithm__provider", "algorithm__owner"
        ),
        algorithm=pk,
        number=number,
        sha256__gt="",
    )
    return found


def _address(version: Disclosure) -> str:
    return reverse("filings:ethics", args=[version.algorithm_id, version.number])


def _page(
    request: Request, version: Disclosure, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = head(request, version.algorithm, "filing") | {"version": version}
    return render(request, f"filings/ethics_{name}.html", frame | context, status=status)
