"""Who someone is, and for whom they act."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from filings.enums import Role
from filings.models.walled import Walled, choice, known


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Whoever acts. What they may do hangs on their memberships, not on them."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(
        _("installation administrator"),
        default=False,
        help_text=_("Keeps the calendar, the rule sets and the parameters of the installation."),
    )
    is_demo = models.BooleanField(default=False, editable=False)
    is_system = models.BooleanField(default=False, editable=False)
    """No person: another system that works under a name of its own (`SystemAccount`)."""
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="filings_user_email_lower", condition=Q(email=Lower("email"))
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def provider_ids(self) -> list[int]:
        """Ids of the providers this person acts for; `walls.enter` fills it in."""
        return sorted({membership.provider_id for membership in self.acting})

    @cached_property
    def acting(self) -> list["Membership"]:
        """Memberships with their providers, which the frame of every page names."""
        return list(Membership.objects.filter(user_id=self.pk).select_related("provider"))

    def acts_as(self, role: Role, provider_id: int) -> bool:
        return any(m.role == role and m.provider_id == provider_id for m in self.acting)


class ProviderQuerySet(models.QuerySet["Provider"]):
    def visible_to(self, user: User) -> "ProviderQuerySet":
        return self.filter(pk__in=user.provider_ids)


class Provider(models.Model):
    """备案主体: the legal entity that files and answers for its algorithms."""

    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    uscc = models.CharField(
        _("unified social credit code"),
        max_length=18,
        help_text=_("18 characters, with its check digit (GB 32100-2015)."),
    )
    entity_type = models.CharField(_("entity type"), max_length=100, blank=True)
    registered_place = models.CharField(_("registered place"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    website = models.URLField(_("website"), blank=True)
    icp_numbers = ArrayField(
        models.CharField(max_length=60), verbose_name=_("ICP numbers"), default=list, blank=True
    )
    legal_representative = models.CharField(_("legal representative"), max_length=100, blank=True)
    responsible_person = models.CharField(
        _("algorithm security responsible person"), max_length=100, blank=True
    )
    responsible_title = models.CharField(_("position"), max_length=100, blank=True)
    responsible_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    responsible_email = models.EmailField(_("e-mail"), blank=True)
    contact_name = models.CharField(_("contact"), max_length=100, blank=True)
    contact_phone = models.CharField(_("contact's telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    mau = models.PositiveBigIntegerField(_("monthly active users"), null=True, blank=True)
    mau_on = models.DateField(_("counted on"), null=True, blank=True)
    mau_source = models.CharField(_("source of the count"), max_length=200, blank=True)
    registered_at = models.DateTimeField(auto_now_add=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["uscc"], name="filings_provider_uscc_once"),
            models.CheckConstraint(
                name="filings_provider_uscc_shape", condition=Q(uscc__regex=r"^[0-9A-Z]{18}$")
            ),
            models.CheckConstraint(
                name="filings_provider_mau_has_date",
                condition=Q(mau__isnull=True) | Q(mau_on__isnull=False) & ~Q(mau_source=""),
            ),
        ]

    def __str__(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return self.name_zh if chinese or not self.name_en else self.name_en


class Membership(Walled):
    """One role of one person inside one provider."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = choice(Role, verbose_name=_("role"))
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            known("role", Role),
            models.UniqueConstraint(
                fields=["provider", "user", "role"], name="filings_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Installation(models.Model):
    """The one row that says what kind of installation this is."""

    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="filings_installation_single", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return "demo" if self.demo else "installation"
