"""Enters the invented group through the services, so that its history is whole."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import filings
from filings import spreadsheets, standing
from filings.enums import ProviderRole, Role
from filings.management.demo import assessing, disclosing, labelling, reading
from filings.management.demo.group import Group
from filings.management.demo.reading import Facts, Reader
from filings.models import Algorithm, User
from filings.selectors import publications
from filings.services import (
    entity,
    importing,
    ledger,
    people,
    projection,
    providers,
    publishing,
)
from filings.services.people import Invited
from filings.services.public_import import PublicLists

LISTS = Path(filings.__file__).parent / "data" / "cac_filings.csv"


def enter(today: date) -> Group:
    """All of it, in the caller's transaction."""
    members = reading.people()
    group = Group(enter_people(members))
    enter_providers(group, reading.providers(), members)
    reader = Reader(today, group.people)
    for name in reading.providers():
        file_entity(group, name, today)
    for facts in reading.algorithms():
        algorithm = enter_algorithm(group, facts, reader)
        if "answers" in facts:
            disclosing.disclose(group, algorithm, facts, reader)
        labelling.take(group, algorithm, facts.get("samples", []), reader)
        labelling.give_out(group, algorithm, facts.get("given_out", []), reader)
        if "assessment" in facts:
            assessing.assess(group, algorithm, facts["assessment"], reader)
    publish(group)
    enter_lists()
    return group


def enter_people(facts: Mapping[str, Facts]) -> dict[str, User]:
    """Everybody, before they act for anybody; nobody has a password."""
    return {
        name: people.enrol(
            _invited(person), is_operator=person.get("is_operator", False), is_demo=True
        )
        for name, person in facts.items()
    }


def enter_providers(group: Group, facts: Mapping[str, Facts], members: Mapping[str, Facts]) -> None:
    operator = group.enter_as("administrator")
    for name, provider in facts.items():
        group.providers[name] = providers.register(
            facts=provider["facts"],
            administrator=_invited(members["administrator"]),
            by=operator,
            address=lambda path: path,
        )
        for code, member in members.items():
            if name in member.get("at", facts):
                for role in map(Role, member["roles"]):
                    people.give_role(
                        provider=group.providers[name],
                        person=group.people[code],
                        role=role,
                        by=operator,
                    )
    # What they knew of their roles was read before they had any.
    group.people = {code: User.objects.get(pk=user.pk) for code, user in group.people.items()}


def file_entity(group: Group, provider: str, today: date) -> None:
    """The provider's own facts, which the authority keeps before any algorithm."""
    filer = group.enter_as("filer")
    submitted = entity.submit(
        provider=group.providers[provider],
        submitted_on=today,
        receipt="示例主体回执",
        account="xinglan-demo",
        confirmed=True,
        by=filer,
    )
    entity.record_filed(filing=submitted, answered_on=today, by=filer)


def enter_algorithm(group: Group, facts: Facts, reader: Reader) -> Algorithm:
    filer = group.enter_as("filer")
    rows = reader.answer(facts["products"], "products.products")
    algorithm = ledger.register(
        provider_id=group.providers[facts["provider"]].pk,
        facts={
            "reference": facts["reference"],
            "name_zh": facts["name"]["zh"],
            "name_en": facts["name"]["en"],
            "purpose_zh": facts["purpose"]["zh"],
            "purpose_en": facts["purpose"]["en"],
            "type": facts["type"],
            "role": facts.get("role", ProviderRole.SERVICE_PROVIDER),
            "owner": group.people["algorithm_owner"],
            "launched_on": reader.day(facts["launched_on"]),
            "number": facts.get("number", ""),
        },
        products=list(map(projection.product_facts, rows)),
        like=group.algorithms.get(facts.get("sibling", "")),
        by=filer,
    )
    group.algorithms[algorithm.reference] = algorithm
    return algorithm


def publish(group: Group) -> None:
    """Legal shows everybody the version that is filed."""
    for algorithm in group.algorithms.values():
        if filing := standing.in_force(algorithm.pk):
            publishing.publish(
                algorithm=algorithm,
                disclosure=filing.disclosure,
                link=publications.LIST,
                by=group.enter_as("legal"),
            )


def enter_lists() -> dict[str, int]:
    """The public entries that come with the product; real, and no part of the group."""
    target = PublicLists(source=LISTS.name)
    with LISTS.open("rb") as file:
        planned = importing.plan(spreadsheets.read(file, LISTS.name), target)
    return importing.carry_out(planned, target, by=None)


def _invited(person: Mapping[str, Any]) -> Invited:
    return Invited(person["email"], person["name"], person.get("language", "zh-hans"))
