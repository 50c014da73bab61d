"""Personal keys to the API. They belong to a person, so they stand outside the walls."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from filings.enums import TokenScope
from filings.models.accounts import User
from filings.models.walled import choice, known


class ApiToken(models.Model):
    """Only the SHA-256 of the secret is kept; the secret is shown once, when it is made."""

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
