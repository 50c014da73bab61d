"""The prechecks of one version, with the facts that stand beside it and what legal let pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from filings import contents, numbers, precheck, proofs, regulations
from filings.models import (
    Algorithm,
    Disclosure,
    Evidence,
    LinkVisit,
    Override,
    PublicEntry,
    TextPrint,
)
from filings.precheck import (
    Facts,
    FileFacts,
    Finding,
    Other,
    copying,
    links,
    names,
    similarity,
    third_party,
)

MOST_ALIKE = 24
"""Texts of other algorithms that are compared word by word; the most alike by their prints."""
PROJECTED = {"name_zh", "launched_on"}
"""Facts of the ledger that a freeze brings in line, so that a draft may differ from them."""


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]
    overrides: Mapping[str, Override]
    """By the digest of the finding that they let pass."""

    @cached_property
    def open_blocks(self) -> list[Finding]:
        """What stops the way to approval."""
        return [f for f in self.findings if f.blocks and f.digest not in self.overrides]

    def of_section(self, code: str) -> list[Finding]:
        """Those that concern the section, wherever else they stand too."""
        return [f for f in self.findings if code in {place.section for place in f.at}]


def of(disclosure: Disclosure, *, thorough: bool = False) -> Report:
    """`thorough` also looks whether the bytes of every file are still there."""
    law = regulations.load()
    overrides = {row.digest: row for row in _overrides(disclosure)}
    return Report(precheck.check(facts(disclosure, thorough=thorough), law.checks), overrides)


def _overrides(disclosure: Disclosure) -> Iterator[Override]:
    if disclosure.is_frozen:
        yield from disclosure.overrides.select_related("made_by")


def facts(disclosure: Disclosure, *, thorough: bool = False) -> Facts:
    """Everything the checks look at; the number of queries does not grow with the portfolio."""
    standing = disclosure.evidence.filter(removed_at=None)
    assessed = proofs.standing_of(disclosure)
    samples = proofs.current_samples(disclosure.algorithm)
    known = replace(
        answered(disclosure),
        marks=contents.marks_of(disclosure),
        files=(
            *(file_facts(file, thorough=thorough) for file in standing),
            *proofs.of_assessment(assessed),
            *proofs.of_samples(samples),
            *proofs.of_looks(proofs.current_looks(disclosure.algorithm)),
        ),
        failed=tuple(sample.file.name for sample in samples if not sample.is_well),
        assessment=proofs.assessment_state(assessed),
        provider=contents.provider_facts(disclosure.provider),
        ledger=_ledger(disclosure),
    )
    return replace(
        known,
        names=tuple(_other_names(disclosure, known)),
        others=tuple(_alike(disclosure, known)),
        listed=frozenset(_listed(known)),
        links=_visited(disclosure, known),
    )


def answered(disclosure: Disclosure) -> Facts:
    """What the version itself says, and nothing of what stands beside it."""
    today = timezone.localdate()
    return Facts(
        form=contents.form_of(disclosure),
        wording=regulations.load().wording(today),
        today=today,
        answers=contents.applying(disclosure),
    )


def file_facts(file: Evidence, *, thorough: bool = False) -> FileFacts:
    return FileFacts(
        path=file.path,
        kind=file.kind,
        name=file.name,
        media_type=file.media_type,
        dated_on=file.dated_on,
        expires_on=file.expires_on,
        width=file.width,
        height=file.height,
        marks=tuple(file.marks),
        is_kept=default_storage.exists(file.storage_name) if thorough else None,
    )


def _ledger(disclosure: Disclosure) -> dict[str, Any]:
    algorithm = disclosure.algorithm
    whole = {
        "name_zh": algorithm.name_zh,
        "type": algorithm.type,
        "role": algorithm.role,
        "launched_on": algorithm.launched_on.isoformat() if algorithm.launched_on else None,
    }
    if disclosure.is_frozen:
        return whole
    return {name: value for name, value in whole.items() if name not in PROJECTED}


def _other_names(disclosure: Disclosure, known: Facts) -> list[str]:
    """Of the provider's algorithms, those whose names the texts may hold."""
    possible = names.possible(known)
    if not possible:
        return []
    rows = Algorithm.objects.filter(provider_id=disclosure.provider_id, name_zh__in=possible)
    return list(rows.exclude(pk=disclosure.algorithm_id).values_list("name_zh", flat=True))


def _alike(disclosure: Disclosure, known: Facts) -> Iterator[Other]:
    texts = copying.own_texts(known).values()
    wanted = sorted({each for text in texts for each in similarity.prints(text)})
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT similar_texts(%s, %s, %s, %s)",
            [disclosure.provider_id, disclosure.algorithm_id, wanted, MOST_ALIKE],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    for row in TextPrint.objects.filter(pk__in=ids).select_related("algorithm").order_by("id"):
        yield Other(row.algorithm.reference, row.algorithm.name_zh, row.path, row.text)


def _listed(known: Facts) -> list[str]:
    given = [numbers.parse(m.text("filing_number")) for m in third_party.foreign_models(known)]
    wanted = [str(number) for number in given if number]
    if not wanted:
        return []
    return list(PublicEntry.objects.filter(number__in=wanted).values_list("number", flat=True))


def _visited(disclosure: Disclosure, known: Facts) -> dict[str, bool]:
    wanted = {address for _place, address in links.addresses(known)}
    rows = LinkVisit.objects.filter(provider_id=disclosure.provider_id, address__in=wanted)
    return dict(rows.values_list("address", "opened")) if wanted else {}
