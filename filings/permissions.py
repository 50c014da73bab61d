"""Who may: predicates (person, object) for the `who` column and for pages."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from filings.enums import DossierProfile, Role
from filings.models import User
from filings.statemachine import Who


class OfProvider(Protocol):
    @property
    def provider_id(self) -> int: ...


def acts_as(*roles: Role, user: User, provider_id: int) -> bool:
    return any(user.acts_as(role, provider_id) for role in roles)


def _one_of(*roles: Role) -> Who:
    def allows(user: User, obj: OfProvider) -> bool:
        return acts_as(*roles, user=user, provider_id=obj.provider_id)

    return Who(allows, _SENTENCES[roles[0]])


_SENTENCES = {
    Role.FILER: _("Only a filer of this provider may do this. Ask one of them."),
    Role.APPROVER: _("Only an approver of this provider may do this. Ask one of them."),
    Role.LEGAL: _("Only legal may do this. Ask them."),
    Role.ADMINISTRATOR: _("Only an administrator of this provider may do this. Ask one of them."),
}

is_filer = _one_of(Role.FILER)
is_approver = _one_of(Role.APPROVER)
is_legal = _one_of(Role.LEGAL)
is_administrator = _one_of(Role.ADMINISTRATOR)
is_filer_or_approver = Who(
    lambda user, obj: acts_as(Role.FILER, Role.APPROVER, user=user, provider_id=obj.provider_id),
    _("Only a filer or an approver of this provider may do this. Ask one of them."),
)
may_disclose = Who(
    lambda user, obj: acts_as(
        Role.FILER, Role.ALGORITHM_OWNER, Role.LEGAL, user=user, provider_id=obj.provider_id
    ),
    _("Only a filer, the algorithm's owner or legal may write here. Ask one of them."),
)
may_print = Who(
    lambda user, obj: acts_as(
        Role.FILER,
        Role.APPROVER,
        Role.LEGAL,
        Role.ALGORITHM_OWNER,
        user=user,
        provider_id=obj.provider_id,
    ),
    _("A filer, an approver, legal or the algorithm's owner may print papers. Ask one of them."),
)
may_sign_assessments = Who(
    lambda user, obj: acts_as(Role.LEGAL, Role.APPROVER, user=user, provider_id=obj.provider_id),
    _("Only legal or an approver may sign an impact assessment. Ask one of them."),
)
may_settle = Who(
    lambda user, obj: acts_as(Role.FILER, Role.LEGAL, user=user, provider_id=obj.provider_id),
    _("Only a filer or legal may record a decision on ethics. Ask one of them."),
)
may_export_board = Who(
    lambda user, obj: acts_as(Role.LEGAL, Role.APPROVER, user=user, provider_id=obj.provider_id),
    _("Only legal or an approver may export a dossier for the board. Ask one of them."),
)
EXPORTERS = {
    DossierProfile.AUTHORITY: is_legal,
    DossierProfile.BOARD: may_export_board,
    DossierProfile.LITIGATION: is_legal,
}
"""Who may export a dossier of each profile."""
