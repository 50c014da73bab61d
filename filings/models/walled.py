"""What every row behind the wall shares: it belongs to one provider, for good."""

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from filings.models.accounts import User

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class WalledQuerySet(models.QuerySet[M_co]):
    def visible_to(self, user: "User") -> Self:
        """The rows of the providers for which the person acts.

        The database enforces the same; the explicit filter gives its planner statistics.
        """
        return self.filter(provider_id__in=user.provider_ids)


class Walled(models.Model):
    provider = models.ForeignKey("filings.Provider", on_delete=models.PROTECT, related_name="+")

    objects = WalledQuerySet.as_manager()

    class Meta:
        abstract = True


def known(field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The database, too, refuses a word that is not in the list."""
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_{field}_known",
        condition=models.Q(**{f"{field}__in": choices.values}),
    )


def choice(choices: type[models.TextChoices], **options: Any) -> "models.CharField[str, str]":
    return models.CharField(max_length=40, choices=choices, **options)
