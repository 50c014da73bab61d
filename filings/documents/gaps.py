"""What a paper would be silent about: answers an outline looks for, measures without proof."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from filings.documents.known import Known
from filings.documents.paper import Gap
from filings.regulations.outline import Outline, Part


def part_gaps(known: Known, outline: Outline) -> Iterator[Gap]:
    """Each unanswered field once, then each measure that no file proves."""
    owed = [part for part in outline.parts() if part.owed and known.holds(part.when)]
    silent = [path for part in owed for path in _said(part) if path not in known.fields]
    for path in dict.fromkeys(silent):
        if known.asked(path):
            yield Gap(known.labels[path], _("Not answered; the paper leaves it out."), path)
    attached = [file["path"] for file in known.files()]
    for part in owed:
        if part.proof and _is_said(known, part) and not _is_proven(attached, part):
            path = part.proof[0]
            yield Gap(known.labels[path], _("No file proves it."), path)


def _said(part: Part) -> Iterator[str]:
    """The fields of the form whose answers the part prints."""
    yield from (path for path in part.places() if path.count(".") == 1 and path not in part.proof)
    yield from (path for path in (part.text, part.rows, part.fact) if path in part.proof)


def _is_said(known: Known, part: Part) -> bool:
    """Something is said, and the fields that the files would prove are among the answers."""
    if not any(path in known.fields for path in _said(part)):
        return False
    return any(known.answered(path) for path in part.proof)


def _is_proven(attached: list[str], part: Part) -> bool:
    return any(
        path == wanted or path.startswith(f"{wanted}.")
        for wanted in part.proof
        for path in attached
    )
