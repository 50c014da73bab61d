"""Accounts of other systems: those of a provider, one with its tokens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from filings.enums import Role
from filings.forms.tokens import SystemForm, SystemTokenForm
from filings.models import ApiToken, Provider, SystemAccount
from filings.permissions import acts_as, is_administrator
from filings.services import systems as service
from filings.services import tokens
from filings.statemachine import ActionRefused
from filings.views.attempts import attempt, status_of, submitted
from filings.views.frame import Request


@require_http_methods(["GET", "HEAD", "POST"])
def system_list(request: Request, pk: int) -> HttpResponse:
    provider: Provider = get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)
    form = SystemForm(request.POST or None)

    def act() -> str:
        facts = form.cleaned_data
        made = service.open_account(
            provider=provider, name=facts["name"], role=Role(facts["role"]), by=request.user
        )
        return made.get_absolute_url()

    if done := submitted(request, form, provider_id=pk, what={"system": pk}, act=act):
        messages.success(request, _("Opened. Make a token for it now."))
        return redirect(done)
    rows = SystemAccount.objects.visible_to(request.user).filter(provider=provider)
    context = {
        "provider": provider,
        "systems": rows.select_related("opened_by"),
        "form": form,
        "refusal": _refusal(request, pk),
    }
    return render(request, "filings/system_list.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def system(request: Request, pk: int) -> HttpResponse:
    """The secret of a new token stands on the answer to its form, and nowhere afterwards."""
    found = _found(request, pk)
    form = SystemTokenForm(request.POST or None)
    made: list[tuple[ApiToken, str]] = []
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        done = attempt(
            form,
            lambda: made.append(service.make_token(account=found, by=request.user, **facts)),
        )
        if done:
            form = SystemTokenForm()
    held = found.user.memberships.first()
    context = {
        "system": found,
        "role": dict(SystemForm.base_fields["role"].choices).get(held.role) if held else "",  # type: ignore[attr-defined]
        "form": form,
        "rows": found.user.api_tokens.all(),
        "made": made[0] if made else None,
        "standing": set(tokens.standing(found.user).values_list("pk", flat=True)),
        "refusal": _refusal(request, found.provider_id),
    }
    return render(request, "filings/system_detail.html", context, status=status_of(form))


@require_POST
def system_close(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        service.close(account=found, by=request.user)
        messages.success(request, _("Closed. None of its tokens opens anything any more."))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect(found)


@require_POST
def system_token_revoke(request: Request, pk: int, token: int) -> HttpResponse:
    found = _found(request, pk)
    held = get_object_or_404(found.user.api_tokens, pk=token)
    try:
        service.revoke_token(account=found, token=held, by=request.user)
        messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": held.name})
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect(found)


def _found(request: Request, pk: int) -> SystemAccount:
    rows = SystemAccount.objects.visible_to(request.user)
    found: SystemAccount = get_object_or_404(
        rows.select_related("provider", "user", "opened_by"), pk=pk
    )
    return found


def _refusal(request: Request, provider_id: int) -> object:
    allowed = acts_as(Role.ADMINISTRATOR, user=request.user, provider_id=provider_id)
    return None if allowed else is_administrator.otherwise
