"""Mail on its way: put down with the act that causes it, emptied once it has left."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Mail(models.Model):
    """One message to one address. It leaves at least once, and carries the same id each time.

    `due_at` is when it is tried next, `trouble` the kind of error of the last try, without its
    words, which may name addresses.
    """

    message_id = models.UUIDField(default=uuid4, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="filings_mail_sent_is_emptied", condition=Q(sent_at__isnull=True) | Q(body="")
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="filings_mail_waiting", condition=Q(sent_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.message_id)
