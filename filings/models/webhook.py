"""Other systems that are told of chosen events, and each message to them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.enums import DeliveryState, WebhookFormat
from filings.models.accounts import User
from filings.models.event import Event
from filings.models.walled import Walled, choice, known


class Webhook(Walled):
    """`secret` is sealed with the installation's key; `acts` are those it is told of."""

    name = models.CharField(_("name"), max_length=80)
    address = models.URLField(_("address"), max_length=500)
    format = choice(WebhookFormat, default=WebhookFormat.PLAIN, verbose_name=_("format"))
    acts = ArrayField(models.CharField(max_length=40), verbose_name=_("events"))
    secret = models.TextField(blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [known("format", WebhookFormat)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("filings:webhook", args=[self.pk])


class Delivery(Walled):
    """One message, staged by the database in the transaction of its event."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    message = models.UUIDField(default=uuid.uuid4)
    state = choice(DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=200, blank=True)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("state", DeliveryState),
            models.UniqueConstraint(fields=["webhook", "event"], name="filings_delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="filings_delivery_waiting",
                condition=Q(state=DeliveryState.WAITING),
            )
        ]

    def __str__(self) -> str:
        return str(self.message)
