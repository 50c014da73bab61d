"""Print the tables of a review as diagrams, as the README shows them."""

from typing import Any

from django.core.management.base import BaseCommand

from filings.statemachine import Workflow
from reviews.workflow import CASE, CASE_EFFECTS, ROUND, ROUND_EFFECTS, mermaid

DIAGRAMS: dict[str, tuple[Workflow[Any], ...]] = {
    "Round": (ROUND, ROUND_EFFECTS),
    "Case": (CASE, CASE_EFFECTS),
}


class Command(BaseCommand):
    help = "Print what moves a review and its case as Mermaid state diagrams."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for title, tables in DIAGRAMS.items():
            self.stdout.write(f"<!-- {title} -->\n```mermaid\n{mermaid(*tables)}\n```")
