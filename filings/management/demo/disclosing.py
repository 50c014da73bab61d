"""Discloses the logic of the invented algorithms, section by section, as people do."""

from collections.abc import Mapping
from typing import Any

from filings import answers as said
from filings import contents, findings
from filings.management.demo import clearing, filing, pictures, reading
from filings.management.demo.group import Group
from filings.management.demo.reading import Facts, Reader
from filings.models import Algorithm, Disclosure
from filings.services import deadlines, drafting, evidence, ledger, prechecks
from filings.services.evidence import About

WRITERS = {
    "data": "algorithm_owner",
    "model": "algorithm_owner",
    "strategy": "algorithm_owner",
    "personal": "legal",
    "opinion": "legal",
    "ethics": "legal",
}
"""Who writes which section; the filer writes the others."""


def disclose(group: Group, algorithm: Algorithm, facts: Facts, reader: Reader) -> None:
    """Every version the files hold; the last one stays a draft where they say so."""
    versions = [reading.first_version(facts), *facts.get("later", [])]
    for number, version in enumerate(versions, 1):
        if "ended_on" in version:
            day = reader.day(version["ended_on"])
            ledger.record_end_of_service(
                algorithm=algorithm, ended_on=day, by=group.enter_as("filer")
            )
        draft = drafting.start(algorithm=algorithm, by=group.enter_as("filer"))
        _write(group, draft, reader.version(version["answers"]), facts.get("marks", {}))
        for file in version.get("evidence", []):
            _attach(group, draft, file, reader)
        if number < len(versions) or not facts.get("draft"):
            draft = drafting.freeze(disclosure=draft, by=group.enter_as("filer"))
            algorithm.refresh_from_db()
            _let_pass(group, draft, version.get("let_pass", []))
        for rule, day in version.get("met", {}).items():
            deadlines.meet(
                algorithm=algorithm, rule=rule, on=reader.day(day), by=group.enter_as("legal")
            )
        clearing.settle(group, draft, version.get("clearances", []), reader)
        _file(group, draft, version, reader)


def _file(group: Group, frozen: Disclosure, version: Facts, reader: Reader) -> None:
    if earlier := version.get("taken_over"):
        filing.take_over(group, frozen, earlier)
    if (steps := version.get("filing")) is not None:
        filing.file(group, frozen.algorithm, steps, reader)
    for kind in version.get("others", []):
        filing.start_other(group, frozen.algorithm, kind)


def _write(group: Group, draft: Disclosure, version: Facts, marks: Mapping[str, Any]) -> None:
    standing = contents.answers_of(draft)
    whole = standing | {code: standing.get(code, {}) | new for code, new in version.items()}
    for section in contents.form_of(draft).sections:
        if section.code in version and said.shows(section.when, whole):
            drafting.save_section(
                disclosure=draft,
                code=section.code,
                answers=said.applying(section, whole),
                marks={path: m for path, m in marks.items() if path.split(".")[0] == section.code},
                revision=0,
                by=group.enter_as(WRITERS.get(section.code, "filer")),
            )


def _attach(group: Group, draft: Disclosure, file: Facts, reader: Reader) -> None:
    name = file["name"]
    evidence.attach(
        disclosure=draft,
        path=file["path"],
        file=pictures.draw(file["title"], file["lines"], as_pdf=name.endswith(".pdf")),
        name=name,
        about=About(
            kind=file["kind"],
            owner=group.people["algorithm_owner"],
            dated_on=reader.day(file["dated_on"]),
            expires_on=reader.day(file["expires_on"]) if "expires_on" in file else None,
            marks=file.get("marks", ()),
        ),
        by=group.enter_as("filer"),
    )


def _let_pass(group: Group, frozen: Disclosure, wanted: list[Facts]) -> None:
    """Legal gives its reason for each blocking finding that the files name by its check."""
    legal = group.enter_as("legal")
    frozen.refresh_from_db()
    for each in wanted:
        found = next(f for f in findings.of(frozen).open_blocks if f.rule.code == each["check"])
        prechecks.let_pass(disclosure=frozen, digest=found.digest, reason=each["reason"], by=legal)
