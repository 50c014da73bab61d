"""Assesses the impact of the invented algorithms on personal information, as people do."""

from filings import answers as said
from filings import assessments
from filings.management.demo.group import Group
from filings.management.demo.reading import Facts, Reader
from filings.models import Algorithm
from filings.services import assessing


def assess(group: Group, algorithm: Algorithm, facts: Facts, reader: Reader) -> None:
    """Legal writes; the approver signs where the files say so, else it waits for the signature."""
    made = assessing.start(algorithm=algorithm, by=group.enter_as("legal"))
    answers = reader.version({code: facts[code] for code in facts if code != "signed"})
    for section in assessments.form_of(made).sections:
        made = assessing.save(
            assessment=made,
            section=section,
            answers=said.applying(section, answers),
            seen=0,
            by=group.enter_as("legal"),
        )
    if facts.get("signed"):
        seen = assessments.fingerprint(made)
        assessing.sign(assessment=made, seen=seen, by=group.enter_as("approver"))
