"""Keys to the API, of people and of other systems; and the systems, each inside one provider."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.enums import TokenScope
from filings.models.accounts import User
from filings.models.walled import Walled, choice, known


class SystemAccount(Walled):
    """Another system of a provider. It signs in nowhere and holds one role, never one of law's.

    Who it is in the history is `user`; who answers for it is whoever opened it.
    """

    name = models.CharField(_("name"), max_length=80)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="system")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("filings:system", args=[self.pk])


class ApiToken(models.Model):
    """Only the SHA-256 of the secret is kept; the secret is shown once, when it is made.

    A token belongs to whoever acts by it, so it stands outside the walls.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    scope = choice(TokenScope, default=TokenScope.READ)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("scope", TokenScope),
            models.CheckConstraint(
                name="filings_apitoken_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="filings_apitoken_ends", condition=Q(expires_at__gt=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.name
