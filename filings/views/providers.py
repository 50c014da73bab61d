"""Providers: the list, one provider, registering and changing it, and the switch."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from filings.enums import Role
from filings.forms.providers import FirstAdministratorForm, ProviderForm
from filings.models import Provider
from filings.selectors import providers as selectors
from filings.services import providers
from filings.views.attempts import attempt
from filings.views.frame import CHOSEN, Request


def provider_list(request: Request) -> HttpResponse:
    return render(
        request,
        "filings/provider_list.html",
        {"rows": selectors.listed(request.user), "may_register": request.user.is_operator},
    )


def provider(request: Request, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    return render(
        request,
        "filings/provider_detail.html",
        selectors.page(shown, request.user) | {"shown": shown},
    )


def provider_new(request: Request) -> HttpResponse:
    if not request.user.is_operator:
        raise Http404
    form = ProviderForm(request.POST or None)
    administrator = FirstAdministratorForm(
        request.POST or None, prefix="administrator", initial={"language": request.user.language}
    )
    if request.method == "POST" and form.is_valid() and administrator.is_valid():
        done = attempt(
            form,
            lambda: providers.register(
                facts=form.facts(),
                administrator=administrator.invited(),
                by=request.user,
                address=request.build_absolute_uri,
            ),
        )
        if done:
            messages.success(request, _("The provider is registered, its administrator invited."))
            return redirect("filings:providers")
    context = {"form": form, "administrator": administrator}
    return render(request, "filings/provider_form.html", context, status=_status(form))


def provider_edit(request: Request, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    if not request.user.acts_as(Role.ADMINISTRATOR, pk):
        raise Http404
    form = ProviderForm(request.POST or None, instance=_visible(request, pk))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: providers.change(
                provider=shown,
                facts=form.facts(),
                seen=form.cleaned_data["seen"],
                by=request.user,
            ),
        )
        if done:
            messages.success(request, _("The provider is saved."))
            return redirect("filings:provider", pk)
        form = _compare(form, shown, request)
    context = {"form": form, "shown": shown}
    return render(request, "filings/provider_form.html", context, status=_status(form))


@require_POST
def provider_choose(request: Request) -> HttpResponse:
    """Which of one's providers the lists show: one, several, or (none chosen) all."""
    asked = {int(i) for i in request.POST.getlist("provider") if i.isdecimal()}
    request.session[CHOSEN] = [i for i in request.user.provider_ids if i in asked]
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()})
    return redirect(back if is_ours else "filings:desk")


def _visible(request: Request, pk: int) -> Provider:
    return get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)


def _compare(form: ProviderForm, standing: Provider, request: Request) -> ProviderForm:
    """The typed text again, beside what stands now, ready to be saved over it."""
    typed: Any = request.POST.copy()
    again = ProviderForm(typed, instance=_visible(request, standing.pk))
    typed["seen"] = again.initial["seen"]
    again.full_clean()
    for name in again.changed_data:
        if name in providers.FACTS:
            stands = getattr(standing, name)
            sentence = _("Saved meanwhile: %(value)s") % {"value": stands or "—"}
            again[name].help_text = escape(sentence)  # the form takes help for markup
    for refusal in form.non_field_errors():
        again.add_error(None, refusal)
    return again


def _status(form: ProviderForm) -> int:
    return 409 if form.non_field_errors() else 200
