"""One person for each role of one provider, and a stranger at another."""

from dataclasses import dataclass

import pytest

from filings.enums import Role
from filings.models import Provider, User
from tests.factories import EntityFilingFactory, MembershipFactory, ProviderFactory, UserFactory


@dataclass(frozen=True)
class People:
    provider: Provider
    filer: User
    approver: User
    legal: User
    algorithm_owner: User
    auditor: User
    administrator: User
    operator: User
    """Keeps the installation and acts for no provider."""
    elsewhere: Provider
    stranger: User
    """Filer, approver and administrator of the other provider."""

    def acting_as(self, role: Role) -> User:
        user: User = getattr(self, role.value)
        return user


def make_people() -> People:
    provider, elsewhere = ProviderFactory(), ProviderFactory()
    own = {
        role.value: MembershipFactory(
            provider=provider, role=role, user__name=role.value.replace("_", " ").title()
        ).user
        for role in Role
    }
    EntityFilingFactory(provider=provider, submitted_by=own[Role.FILER.value])
    stranger = UserFactory(name="Stranger")
    for role in (Role.FILER, Role.APPROVER, Role.ADMINISTRATOR):
        MembershipFactory(provider=elsewhere, user=stranger, role=role)
    operator = UserFactory(name="Operator", is_operator=True)
    return People(
        provider=provider, operator=operator, elsewhere=elsewhere, stranger=stranger, **own
    )


@pytest.fixture
def people(db: None) -> People:
    return make_people()
