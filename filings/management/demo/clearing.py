"""Settles the ethics reviews of the invented versions, as their files say."""

from typing import Any

from filings.enums import EthicsStep, Settles
from filings.management.demo import pictures
from filings.management.demo.group import Group
from filings.management.demo.reading import Facts, Reader
from filings.models import Disclosure
from filings.services import clearing


def settle(group: Group, disclosure: Disclosure, steps: list[Facts], reader: Reader) -> None:
    for step in steps:
        if "exempt" in step:
            clearing.record_exemption(
                disclosure=disclosure,
                step=EthicsStep(step["exempt"]),
                reason=step["reason"],
                by=group.enter_as("legal"),
            )
        else:
            _decided(group, disclosure, step, reader)


def _decided(group: Group, disclosure: Disclosure, step: dict[str, Any], reader: Reader) -> None:
    decision = clearing.Decision(
        settles=Settles(step["settles"]),
        decided_on=reader.day(step["decided_on"]),
        body=step["body"],
        reference=step["reference"],
    )
    title = "科技伦理审查决定书（示例）"
    lines = [decision.body, f"文号：{decision.reference}", "审查结论：批准。", "本决定书为示例。"]
    clearing.record_outside(
        disclosure=disclosure,
        decision=decision,
        scan=pictures.draw(title, lines, as_pdf=True),
        name=f"伦理审查决定 {decision.reference}.pdf",
        by=group.enter_as("filer"),
    )
