"""The keys of acts done, so that a request sent twice is one act."""

from django.db import models

from filings.models.accounts import User
from filings.models.walled import Walled


class RequestKey(Walled):
    """`key` was made with the form; `digest` is of what was asked, `outcome` where it is shown."""

    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "key"], name="filings_requestkey_once")
        ]

    def __str__(self) -> str:
        return str(self.key)
