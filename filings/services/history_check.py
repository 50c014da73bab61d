"""Whether the history still is what was sealed: events, leaves, checkpoints, the outside copy."""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from filings import walls
from filings.models import Checkpoint, Leaf
from filings.sealing import notes
from filings.sealing.tree import Frontier
from filings.services import seals

logger = logging.getLogger(__name__)
RESULT = "history-checked"
RESULT_SECONDS = 30 * 86_400
NAMED = 20

SENTENCES: dict[str, Promise] = {
    "event_changed": _("Event {place} does not give the hash that was kept with it."),
    "leaf_differs": _("Event {place} is gone or is not the one that was sealed."),
    "event_unsealed": _("Event {place} is older than the seal and is not in it."),
    "root_differs": _("The events up to number {place} do not give the sealed digest."),
    "note_refused": _("The signature on the checkpoint of {place} events does not hold."),
    "outside_differs": _("The outside copy has another checkpoint of {place} events."),
}
CHANGED = {
    False: "SELECT e.id FROM filings_event e WHERE event_leaf(e) IS DISTINCT FROM e.hash",
    True: "SELECT e.id FROM filings_installationevent e"
    " WHERE installation_event_leaf(e) IS DISTINCT FROM e.hash",
}
DIFFERS = """
SELECT l.event FROM filings_leaf l LEFT JOIN {table} e ON e.id = l.event
WHERE l.of_all = %s AND e.hash IS DISTINCT FROM l.hash
"""
UNSEALED = """
SELECT e.id FROM {table} e WHERE e.at < (SELECT max(signed_at) FROM filings_checkpoint)
  - interval '5 minutes'
AND NOT EXISTS (SELECT FROM filings_leaf l WHERE l.of_all = %s AND l.event = e.id)
"""
TABLES = {False: "filings_event", True: "filings_installationevent"}


@dataclass(frozen=True)
class Complaint:
    code: str
    place: str

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]).format(place=self.place)


@dataclass(frozen=True)
class Result:
    at: str
    events: int
    complaints: list[Complaint]


def check() -> Result:
    """Read everything, whoever's it is, and keep what was found for the status page."""
    with walls.for_clock():
        found = [*_rows(), *_checkpoints(), *_outside()]
        events = Leaf.objects.count()
    for complaint in found[:NAMED]:
        logger.error("History: %s at %s", complaint.code, complaint.place)
    result = Result(timezone.now().isoformat(), events, found)
    cache.set(RESULT, asdict(result) | {"complaints": _plain(found)}, RESULT_SECONDS)
    return result


def latest() -> Result | None:
    """What the last check found; nothing before the first."""
    said = cache.get(RESULT)
    return said and Result(said["at"], said["events"], [Complaint(*c) for c in said["complaints"]])


def _plain(found: list[Complaint]) -> list[tuple[str, str]]:
    return [(each.code, each.place) for each in found[:NAMED]]


def _rows() -> Iterator[Complaint]:
    for of_all, table in TABLES.items():
        mark = "*" if of_all else ""
        for code, sql, arguments in (
            ("event_changed", CHANGED[of_all], []),
            ("leaf_differs", DIFFERS.format(table=table), [of_all]),
            ("event_unsealed", UNSEALED.format(table=table), [of_all]),
        ):
            for (number,) in _asked(sql, arguments):
                yield Complaint(code, f"{number}{mark}")


def _asked(sql: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def _checkpoints() -> Iterator[Complaint]:
    """The tree is built anew from its leaves and met by every checkpoint on its way."""
    signed = {row.size: row for row in Checkpoint.objects.all()}
    tree = Frontier()
    for (digest,) in Leaf.objects.order_by("number").values_list("hash").iterator(5_000):
        tree.append(bytes(digest))
        if row := signed.pop(tree.size, None):
            if not _holds(row.note, row.key, tree):
                yield Complaint("note_refused", str(row.size))
            if bytes(row.root) != tree.root:
                yield Complaint("root_differs", str(row.size))
    yield from (Complaint("root_differs", str(size)) for size in sorted(signed))


def _holds(note: str, key: str, tree: Frontier) -> bool:
    try:
        said = notes.read(note, bytes.fromhex(key))
    except notes.NoteRefused:
        return False
    return (said.size, said.root) == (tree.size, tree.root)


def _outside() -> Iterator[Complaint]:
    path = seals.outside_file()
    known = dict(Checkpoint.objects.values_list("size", "note"))
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                said = json.loads(line)
            except ValueError:
                continue  # cut off by a crash and written again
            if known.get(said["size"]) != said["note"]:
                yield Complaint("outside_differs", str(said["size"]))


def mail() -> bool:
    """Send the latest checkpoint to those whom the operator named."""
    last = Checkpoint.objects.first()
    if last is None or not settings.CHECKPOINT_MAIL:
        return False
    told = {"checkpoint": last, "fingerprint": notes.fingerprint(bytes.fromhex(last.key))}
    send_mail(
        render_to_string("emails/filings_checkpoint.subject.txt", told).strip(),
        render_to_string("emails/filings_checkpoint.body.txt", told),
        None,
        settings.CHECKPOINT_MAIL,
    )
    return True
