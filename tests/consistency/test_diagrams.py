"""The README draws the workflows as they are."""

import io
import re
from pathlib import Path

from django.core.management import call_command

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"```mermaid\n(.*?)\n```", re.DOTALL)


def printed() -> list[str]:
    output = io.StringIO()
    call_command("workflow_diagrams", stdout=output)
    call_command("review_diagrams", stdout=output)
    return BLOCK.findall(output.getvalue())


def test_the_command_prints_every_workflow() -> None:
    assert len(printed()) == 4
    assert printed()[0].startswith("stateDiagram-v2\n    draft --> approval: send_to_approval\n")


def test_the_readme_shows_each_diagram_as_it_is() -> None:
    assert BLOCK.findall(README.read_text(encoding="utf-8")) == printed()
