"""Takes the invented filings as far as the files say, through the one door."""

from typing import Any

from filings.enums import FilingAction, FilingKind
from filings.management.demo import pictures
from filings.management.demo.group import Group
from filings.management.demo.reading import Facts, Reader
from filings.models import Algorithm, Disclosure
from filings.services import lifecycle
from filings.services.outside import Letter

DAYS = ("submitted_on", "filed_on", "answered_on")


def file(group: Group, algorithm: Algorithm, steps: list[Facts], reader: Reader) -> None:
    """Start a filing and take each step; the approver approves, the filer does the rest."""
    filing = lifecycle.start(algorithm=algorithm, by=group.enter_as("filer"))
    for step in steps:
        action = FilingAction(step["action"])
        fields: dict[str, Any] = {
            name: _given(name, value, reader) for name, value in step.items() if name != "action"
        }
        if action is FilingAction.APPROVE:
            fields["version"] = filing.disclosure.number
        person = "approver" if action is FilingAction.APPROVE else "filer"
        filing = lifecycle.perform(filing, action, by=group.enter_as(person), **fields)


def take_over(group: Group, disclosure: Disclosure, published: Facts) -> None:
    """A filing that the authority made before the group kept its algorithms here."""
    lifecycle.take_over(
        algorithm=disclosure.algorithm,
        version=disclosure.number,
        number=published["number"],
        filed_on=published["filed_on"],
        confirmed=True,
        by=group.enter_as("filer"),
    )


def start_other(group: Group, algorithm: Algorithm, kind: str) -> None:
    """A filing outside the algorithm filing system, just begun."""
    lifecycle.start(algorithm=algorithm, by=group.enter_as("filer"), other=FilingKind(kind))


def _given(name: str, value: Any, reader: Reader) -> Any:
    if name == "letter":
        drawn = pictures.draw(value["title"], value["lines"], as_pdf=True)
        return Letter(drawn, f"{value['title']}.pdf")
    return reader.day(value) if name in DAYS else value
