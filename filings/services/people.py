"""People come in by invitation, act by roles, and never lock their provider out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from filings import history, notifications
from filings.enums import SYSTEM_ROLES, Act, Role
from filings.models import Membership, Provider, User
from filings.permissions import is_administrator
from filings.statemachine import ActionRefused

INVITATION = "filings.invitation"
INVITATION_DAYS = 7

Address = Callable[[str], str]
"""Makes the full address of a path of this installation."""


@dataclass(frozen=True)
class Invited:
    """Who is asked to come in."""

    email: str
    name: str
    language: str


def invite(
    *, provider: Provider, invited: Invited, roles: Iterable[Role], by: User, address: Address
) -> User:
    """Give roles to the person with this e-mail address, known here already or not.

    Whoever has no password yet gets a link to set one; it works once and for INVITATION_DAYS.
    """
    _must_administer(provider, by)
    return _bring_in(provider, invited, roles, by, address)


def found(*, provider: Provider, invited: Invited, by: User, address: Address) -> User:
    """Bring in the first administrator of a provider that has nobody yet."""
    if Membership.objects.filter(provider=provider).exists():
        raise ActionRefused(_("Somebody acts for this provider already. Ask its administrator."))
    return _bring_in(provider, invited, [Role.ADMINISTRATOR], by, address)


def appoint(*, provider: Provider, invited: Invited, address: Address) -> User:
    """Give a provider another administrator from outside, when its own can no longer be reached.

    For whoever runs the installation; the history shows that nobody inside did it.
    """
    return _bring_in(provider, invited, [Role.ADMINISTRATOR], None, address)


def enrol(invited: Invited, *, is_operator: bool = False, is_demo: bool = False) -> User:
    """Make a person known. They cannot sign in before they have set a password.

    An invented person (`is_demo`) needs none: the demo installation lets everybody in as them.
    """
    person = User.objects.create_user(
        invited.email,
        name=invited.name,
        language=invited.language,
        is_operator=is_operator,
        is_demo=is_demo,
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def give_role(*, provider: Provider, person: User, role: Role, by: User) -> None:
    _must_administer(provider, by)
    _add(provider, person, role, by)


def take_role(*, membership: Membership, by: User) -> None:
    """Take one role away, at once; the last administrator of a provider stays."""
    provider = Provider.objects.select_for_update().get(pk=membership.provider_id)
    _must_administer(provider, by)
    administrators = Membership.objects.filter(provider=provider, role=Role.ADMINISTRATOR)
    if membership.role == Role.ADMINISTRATOR and administrators.count() == 1:
        raise ActionRefused(
            _(
                "%(person)s is the last administrator of this provider. "
                "Make somebody else administrator first."
            )
            % {"person": membership.user}
        )
    deleted, _by_table = Membership.objects.filter(pk=membership.pk).delete()
    if deleted:
        history.record(
            Act.MEMBER_REMOVED,
            by=by,
            provider_id=provider.pk,
            person=membership.user_id,
            role=membership.role,
        )


def _bring_in(
    provider: Provider, invited: Invited, roles: Iterable[Role], by: User | None, address: Address
) -> User:
    person = User.objects.filter(email=invited.email.strip().lower()).first() or enrol(invited)
    for role in roles:
        _add(provider, person, role, by)
    if person.is_demo:
        return person  # invented people have no mailbox
    is_new = not person.has_usable_password()
    notifications.mail(
        person,
        "filings_invitation",
        provider=provider,
        by=by,
        link=address(invitation_path(person) if is_new else "/"),
        days=INVITATION_DAYS if is_new else None,
    )
    return person


def _must_administer(provider: Provider, by: User) -> None:
    """Asks the database, not what the person's request knew when it began."""
    standing = Membership.objects.filter(provider=provider, user=by, role=Role.ADMINISTRATOR)
    if not standing.exists():
        raise ActionRefused(is_administrator.otherwise)


def _add(provider: Provider, person: User, role: Role, by: User | None) -> None:
    if person.is_system and role not in SYSTEM_ROLES:
        raise ActionRefused(_("Filing, approving and signing are for people. Choose another role."))
    _membership, created = Membership.objects.get_or_create(
        provider=provider, user=person, role=role
    )
    if created:
        history.record(
            Act.MEMBER_ADDED, by=by, provider_id=provider.pk, person=person.pk, role=role
        )


# -- the link by which an invited person sets a password -----------------------------------------
def invitation_path(person: User) -> str:
    token = signing.dumps([person.pk, _password_mark(person)], salt=INVITATION, compress=True)
    return reverse("filings:invitation", args=[token])


def person_invited_by(token: str) -> User | None:
    """Whom a link was made for, unless it has ended or a password has been set since."""
    try:
        pk, mark = signing.loads(token, salt=INVITATION, max_age=INVITATION_DAYS * 86_400)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    if person is None or not constant_time_compare(mark, _password_mark(person)):
        return None
    return person


def accept_invitation(*, person: User, password: str) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])


def _password_mark(person: User) -> str:
    return salted_hmac(INVITATION, person.password).hexdigest()[:20]
