"""Connections to other systems: those of a provider, one with its messages."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filings.enums import Role, WebhookFormat
from filings.forms.webhooks import WebhookForm
from filings.models import Delivery, Provider, Webhook
from filings.permissions import acts_as, is_administrator
from filings.services import webhooks as service
from filings.statemachine import ActionRefused
from filings.views.attempts import status_of, submitted
from filings.views.frame import Request

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_list(request: Request, pk: int) -> HttpResponse:
    provider: Provider = get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)
    form = WebhookForm(request.POST or None)
    if done := _opened(request, provider, form):
        messages.success(request, _("Opened. It is told of what happens from now on."))
        return redirect(done)
    rows = Webhook.objects.visible_to(request.user).filter(provider=provider)
    context = {
        "provider": provider,
        "webhooks": rows,
        "form": form,
        "refusal": _refusal(request, provider.pk),
    }
    return render(request, "filings/webhook_list.html", context, status=status_of(form))


def _opened(request: Request, provider: Provider, form: WebhookForm) -> str | None:
    def act() -> str:
        facts = form.facts()
        made = service.open_webhook(
            provider=provider,
            name=facts["name"],
            address=facts["address"],
            format_=WebhookFormat(facts["format"]),
            acts=facts["acts"],
            secret=facts["secret"],
            by=request.user,
        )
        return made.get_absolute_url()

    what = {"webhook": provider.pk}
    return submitted(request, form, provider_id=provider.pk, what=what, act=act)


@require_safe
def webhook(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    rows = found.deliveries.select_related("event__algorithm").order_by("-id")[:SHOWN]
    context = {
        "webhook": found,
        "deliveries": rows,
        "acts": [str(act.label) for act in service.CHOOSABLE if act.value in found.acts],
        "refusal": _refusal(request, found.provider_id),
    }
    return render(request, "filings/webhook_detail.html", context)


@require_POST
def webhook_close(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        service.close(webhook=found, by=request.user)
        messages.success(request, _("Closed."))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect(found)


@require_POST
def delivery_again(request: Request, pk: int) -> HttpResponse:
    rows = Delivery.objects.visible_to(request.user).select_related("webhook")
    found: Delivery = get_object_or_404(rows, pk=pk)
    try:
        service.send_again(delivery=found, by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect(found.webhook)


def _found(request: Request, pk: int) -> Webhook:
    rows = Webhook.objects.visible_to(request.user).select_related("provider", "opened_by")
    found: Webhook = get_object_or_404(rows, pk=pk)
    return found


def _refusal(request: Request, provider_id: int) -> object:
    allowed = acts_as(Role.ADMINISTRATOR, user=request.user, provider_id=provider_id)
    return None if allowed else is_administrator.otherwise
