"""Other systems that work through the API for a provider, each under a name of its own.

Where a personal token would end with the person who made it, an account of a system belongs to the
provider. Its administrators open and close it, and make and revoke its tokens.
"""

from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history
from filings.enums import SYSTEM_ROLES, Act, Role, TokenScope
from filings.models import ApiToken, Membership, Provider, SystemAccount, User
from filings.permissions import is_administrator
from filings.services import people, tokens
from filings.statemachine import ActionRefused

NOWHERE = "systems.invalid"
"""Mail to such an address goes nowhere (RFC 2606), so no password is ever set by it."""
SCOPES = {Role.AUDITOR: TokenScope.READ, Role.ALGORITHM_OWNER: TokenScope.WRITE}


def open_account(*, provider: Provider, name: str, role: Role, by: User) -> SystemAccount:
    """An account that reads, or also writes disclosures, inside this provider alone."""
    _must_administer(by, provider.pk)
    if role not in SYSTEM_ROLES:
        raise ActionRefused(_("Filing, approving and signing are for people. Choose another role."))
    user = User.objects.create_user(
        f"{uuid4()}@{NOWHERE}", name=f"{name.strip()} · API", is_system=True
    )
    made = SystemAccount.objects.create(
        provider=provider, name=name.strip(), user=user, opened_by=by
    )
    people.give_role(provider=provider, person=user, role=role, by=by)
    _told(made, by, "opened", role=role.value)
    return made


def close(*, account: SystemAccount, by: User) -> None:
    """Every token of it opens nothing from now on. Asked again, nothing happens."""
    _must_administer(by, account.provider_id)
    now = timezone.now()
    if SystemAccount.objects.filter(pk=account.pk, closed_at=None).update(closed_at=now):
        for token in tokens.standing(account.user):
            tokens.end(token)
        for membership in Membership.objects.filter(user=account.user):
            people.take_role(membership=membership, by=by)
        _told(account, by, "closed")


def make_token(*, account: SystemAccount, name: str, days: int, by: User) -> tuple[ApiToken, str]:
    """A token and its secret, which nobody can read again. It may do what the account may."""
    _must_administer(by, account.provider_id)
    if account.closed_at:
        raise ActionRefused(_("This account is closed. Open another one."))
    made, secret = tokens.issue(
        holder=account.user, name=name, scope=SCOPES[role_of(account)], days=days
    )
    _told(account, by, "token_made", token=made.name, expires_at=made.expires_at.isoformat())
    return made, secret


def revoke_token(*, account: SystemAccount, token: ApiToken, by: User) -> None:
    _must_administer(by, account.provider_id)
    if token.user_id != account.user_id:
        raise ActionRefused(_("This token belongs to another account."))
    if token.revoked_at is None:
        tokens.end(token)
        _told(account, by, "token_revoked", token=token.name)


def role_of(account: SystemAccount) -> Role:
    return Role(Membership.objects.get(user=account.user_id).role)


def _must_administer(by: User, provider_id: int) -> None:
    if not by.acts_as(Role.ADMINISTRATOR, provider_id):
        raise ActionRefused(is_administrator.otherwise)


def _told(account: SystemAccount, by: User, change: str, **more: Any) -> None:
    history.record(
        Act.SYSTEM_CHANGED,
        by=by,
        provider_id=account.provider_id,
        system=account.name,
        change=change,
        **more,
    )
