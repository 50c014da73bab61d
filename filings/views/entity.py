"""The provider's own filing: where it stands, submitting it, what the authority answered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from filings.enums import EntityAction
from filings.forms.entity import EntityFiledForm, EntitySubmissionForm
from filings.forms.filing import KeyedForm, ReturnFields
from filings.models import EntityFiling, Provider
from filings.selectors import entity as selectors
from filings.services import entity as service
from filings.statemachine import ConfirmationNeeded
from filings.views.attempts import status_of, submitted
from filings.views.frame import Request


@require_safe
def entity(request: Request, pk: int) -> HttpResponse:
    context = {"entity": selectors.shown(_provider(request, pk), request.user)}
    return render(request, "filings/entity_detail.html", context)


def submit(request: Request, pk: int) -> HttpResponse:
    provider = _provider(request, pk)
    form = EntitySubmissionForm(request.POST or None)

    def act() -> EntityFiling:
        try:
            return service.submit(provider=provider, by=request.user, **form.facts())
        except ConfirmationNeeded:
            form.asks_confirmation = True
            raise

    if done := _done(request, provider.pk, form, {"entity": provider.pk}, act):
        return done
    shown = selectors.shown(provider, request.user)
    context = {"form": form, "entity": shown, "refusal": shown.refusal}
    return render(request, "filings/entity_submit.html", context, status=status_of(form))


def filed(request: Request, pk: int) -> HttpResponse:
    found = _filing(request, pk)
    form = EntityFiledForm(request.POST or None)

    def act() -> EntityFiling:
        return service.record_filed(filing=found, by=request.user, **form.facts())

    return _answer(request, found, form, EntityAction.RECORD_FILED, act)


def returned(request: Request, pk: int) -> HttpResponse:
    found = _filing(request, pk)
    form = ReturnFields(request.POST or None, request.FILES or None)

    def act() -> EntityFiling:
        return service.record_return(filing=found, by=request.user, **form.facts())

    return _answer(request, found, form, EntityAction.RECORD_RETURN, act)


def _answer(
    request: Request,
    found: EntityFiling,
    form: KeyedForm,
    action: EntityAction,
    act: Callable[[], EntityFiling],
) -> HttpResponse:
    if done := _done(request, found.provider_id, form, {action.value: found.pk}, act):
        return done
    shown = selectors.shown(found.provider, request.user)
    offer = next((each for each in shown.offers if each.action == action), None)
    refusal = " ".join(map(str, offer.refusals)) if offer else _already()
    context = {"form": form, "entity": shown, "action": action, "refusal": refusal}
    return render(request, "filings/entity_answer.html", context, status=status_of(form))


def _done(
    request: Request,
    provider_id: int,
    form: KeyedForm,
    what: dict[str, Any],
    act: Callable[[], EntityFiling],
) -> HttpResponse | None:
    address = submitted(
        request,
        form,
        provider_id=provider_id,
        what=what,
        act=lambda: act().get_absolute_url(),
    )
    if address is None:
        return None
    messages.success(request, _("Recorded."))
    return redirect(address)


def _already() -> str:
    return _("This submission is answered already.")


def _provider(request: Request, pk: int) -> Provider:
    return get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)


def _filing(request: Request, pk: int) -> EntityFiling:
    found: EntityFiling = get_object_or_404(
        EntityFiling.objects.visible_to(request.user).select_related("provider"), pk=pk
    )
    return found
