"""Print the tables of the workflows as diagrams, as the README shows them."""

from typing import Any

from django.core.management.base import BaseCommand

from filings.statemachine import Workflow, diagram
from filings.workflow import CONSEQUENCES, ENTITY, ENTITY_CONSEQUENCES, FILING

DIAGRAMS: dict[str, tuple[Workflow[Any], ...]] = {
    "Filing": (FILING, CONSEQUENCES),
    "Entity": (ENTITY, ENTITY_CONSEQUENCES),
}


class Command(BaseCommand):
    help = "Print each workflow as a Mermaid state diagram."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for title, tables in DIAGRAMS.items():
            self.stdout.write(f"<!-- {title} -->\n```mermaid\n{diagram(*tables)}\n```")
