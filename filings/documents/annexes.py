"""The files that prove what a paper says, numbered in the order in which it points to them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import regulations
from filings.documents.known import Known, day
from filings.documents.paper import Facts, spoken
from filings.documents.written import Annex, AnnexList, Picture, Written


class Annexes:
    def __init__(self, known: Known) -> None:
        self.known = known
        self.files = list(known.files())
        self.numbers: dict[str, int] = {}

    def point(self, paths: Sequence[str]) -> str:
        """Where the proof of these fields is found; nothing where there is none."""
        found = [
            file
            for path in dict.fromkeys(paths)
            for file in self.files
            if file["path"] == path or file["path"].startswith(f"{path}.")
        ]
        named = [
            _("annex %(number)s “%(name)s”") % {"number": self._number(file), "name": stem(file)}
            for file in {file["sha256"]: file for file in found}.values()
        ]
        return _("Proof: %(files)s.") % {"files": _(", ").join(named)} if named else ""

    def _number(self, file: Mapping[str, Any]) -> int:
        return self.numbers.setdefault(file["sha256"], len(self.numbers) + 1)

    def listed(self) -> AnnexList:
        """Every file once: first those pointed to, then the others."""
        by_digest = {file["sha256"]: file for file in reversed(self.files)}
        for file in self.files:
            self._number(file)
        return AnnexList(
            _("Annex: proof of the measures"),
            (_("Annex"), _("Kind"), _("What it proves"), _("Dated"), "SHA-256"),
            tuple(self._annex(number, by_digest[sha]) for sha, number in self.numbers.items()),
        )

    def _annex(self, number: int, file: Mapping[str, Any]) -> Annex:
        return Annex(
            name=_("Annex %(number)s %(name)s") % {"number": number, "name": stem(file)},
            kind=str(regulations.load().evidence_kinds.get(file["kind"], "")),
            proves=self.known.labels.get(file["path"], ""),
            dated=day(file["dated_on"]),
            sha256=file["sha256"],
            media_type=file["media_type"],
        )


def with_sheets(facts: Facts, counts: Mapping[str, tuple[int, int]]) -> Facts:
    """The same facts, each annex with the pictures that there are of it.

    `counts` holds by digest how many sheets are shown and how many pages the file has.
    """
    if not isinstance(facts, Written):
        return facts
    with override(spoken(facts.language)):
        files = tuple(
            _shown(annex, *counts.get(annex.sha256, (0, 0))) for annex in facts.annexes.files
        )
    return replace(facts, annexes=replace(facts.annexes, files=files))


def _shown(annex: Annex, sheets: int, pages: int) -> Annex:
    names = [annex.name] if pages == 1 else [_of(annex, n, pages) for n in range(1, sheets + 1)]
    pictures = [
        Picture(asset_of(annex.sha256, number), name, f"{annex.kind} {name}")
        for number, name in enumerate(names if sheets else (), 1)
    ]
    rest = _("The file has %(pages)s pages and is attached separately.") % {"pages": pages}
    return replace(annex, sheets=tuple(pictures), rest=rest if pages > sheets else "")


def _of(annex: Annex, number: int, pages: int) -> str:
    words = {"name": annex.name, "number": number, "pages": pages}
    return _("%(name)s (page %(number)s of %(pages)s)") % words


def stem(file: Mapping[str, Any]) -> str:
    return PurePath(file["name"]).stem


def asset_of(sha256: str, number: int) -> str:
    """The name of one sheet's picture."""
    return f"file-{sha256[:24]}-{number}"
