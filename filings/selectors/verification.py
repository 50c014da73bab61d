"""What the check of a dossier found, in sentences."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from filings.printing import verifying
from filings.sealing import notes

MOST = 30
"""Findings shown; a file with more is altered throughout."""
SENTENCES: Mapping[str, Promise] = {
    "unreadable": _lazy("The file cannot be read as a dossier: it is broken or of another kind."),
    "manifest_missing": _lazy("The file is no dossier of this product: it holds no manifest."),
    "not_signed": _lazy("The file is not signed, so nobody answers for it as a whole."),
    "signed_twice": _lazy("The file holds {place} signatures; a dossier has one."),
    "signature": _lazy("The signature does not hold: the file was altered after it was signed."),
    "other_certificate": _lazy("It is signed with another certificate: {place}."),
    "file_missing": _lazy("The enclosed file {place} is missing."),
    "file_altered": _lazy("The enclosed file {place} was altered."),
    "page_count": _lazy("The number of pages is not the recorded one: {place}."),
    "page_altered": _lazy("Page {place} was altered."),
    "checkpoint": _lazy("The signature on the sealed history does not hold."),
    "other_key": _lazy("The history was not sealed by this installation. Key: {place}."),
    "event": _lazy("Event {place} was altered or does not stand in the sealed history."),
    "other_facts": _lazy("This is not the dossier whose code was scanned."),
}


@dataclass(frozen=True)
class Checked:
    holds: bool
    sentences: list[str]
    facts: list[tuple[str, str]]
    is_ours: bool
    """Sealed with a key of this installation."""


def fingerprints(keys: Sequence[bytes]) -> list[str]:
    return [notes.fingerprint(key) for key in keys]


def checked(content: bytes, keys: Sequence[bytes], asked: str = "") -> Checked:
    """`asked` is the digest of the facts that a scanned code named."""
    verdict = verifying.verify(content)
    findings, said = list(verdict.findings), verdict.said
    ours = {hashlib.sha256(key).hexdigest() for key in keys}
    if "key" in said and said["key"] not in ours:
        findings.append(("other_key", said["key"]))
    if asked and said.get("facts", asked) != asked:
        findings.append(("other_facts", ""))
    return Checked(
        holds=not findings,
        sentences=sentences(findings),
        facts=_facts(said),
        is_ours=said.get("key") in ours,
    )


def sentences(findings: Sequence[tuple[str, str]]) -> list[str]:
    return [str(SENTENCES[code]).format(place=place) for code, place in findings[:MOST]]


def _facts(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    told = said.get("dossier", {})
    facts = [
        (_("Dossier"), told.get("title", "")),
        (_("Recipient"), told.get("recipient", "")),
        (_("Purpose of the dossier"), told.get("purpose", "")),
        (_("Made"), told.get("made", "")),
        (_("Signed by"), said.get("signer", "")),
        (_("Signed"), said.get("signed_at", "")),
        (_("Certificate (SHA-256)"), said.get("certificate", "")),
        (_("Events proved"), str(said.get("events", ""))),
        (_("History sealed"), said.get("sealed_at", "")),
        (_("File (SHA-256)"), said.get("sha256", "")),
    ]
    return [(label, str(value)) for label, value in facts if value]
