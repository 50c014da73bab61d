"""Sealing the history: new events become leaves of the tree, and its state is signed.

One sealer at a time. It needs no order of commits: an event that comes through late takes a later
leaf. What is sealed is worth something only once a checkpoint has left the machine, so each one is
appended to a file at once, and every dossier carries the latest.
"""

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from filings import walls
from filings.models import Checkpoint, Event, InstallationEvent, Leaf
from filings.sealing import notes
from filings.sealing.tree import Frontier

LOCK = 6962
AT_ONCE = 10_000
LATE = 10_000
"""How far behind the newest leaf a late event is looked for; `history_check` looks all over."""
PULSE = "history-sealed"
PULSE_SECONDS = 7 * 86_400
KEY_FILE = "sealing_key"
TAIL = 8_192


@dataclass(frozen=True)
class Pulse:
    """What the sealer said of itself last: when it ran, how old the oldest event was by then."""

    at: datetime
    sealed: int
    lag: float


def seal() -> Checkpoint | None:
    """Take in what happened and sign; nothing when another sealer is at work or nothing is new."""
    with walls.for_clock():
        if not _alone():
            return None
        last = Checkpoint.objects.first()
        found = list(islice(_unsealed(), AT_ONCE))
        made = _append(last, found) if found else None
    now = timezone.now()
    lag = max(((now - event.at).total_seconds() for event in found if event.at), default=0.0)
    cache.set(PULSE, [now.isoformat(), len(found), lag], PULSE_SECONDS)
    carry_out()
    return made


def pulse() -> Pulse | None:
    said = cache.get(PULSE)
    return Pulse(datetime.fromisoformat(said[0]), said[1], said[2]) if said else None


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _unsealed(late: int = LATE) -> Iterator[Event | InstallationEvent]:
    for of_all in (True, False):
        rows: QuerySet[Any] = (InstallationEvent if of_all else Event).objects.order_by("id")
        sealed = Leaf.objects.filter(of_all=of_all)
        newest = sealed.order_by("-event").values_list("event", flat=True).first() or 0
        unsealed = rows.filter(pk__gt=newest - late).exclude(
            Exists(sealed.filter(event=OuterRef("pk")))
        )
        yield from unsealed.only("id", "at", "hash")[:AT_ONCE]


def _append(last: Checkpoint | None, found: Iterable[Event | InstallationEvent]) -> Checkpoint:
    tree = Frontier(last.size, map(bytes.fromhex, last.peaks)) if last else Frontier()
    leaves = []
    for event in found:
        digest = bytes(event.hash or b"")
        of_all = isinstance(event, InstallationEvent)
        leaves.append(Leaf(number=tree.size, event=event.pk, of_all=of_all, hash=digest))
        tree.append(digest)
    Leaf.objects.bulk_create(leaves, batch_size=2_000)
    own, now = key(), timezone.now()
    return Checkpoint.objects.create(
        size=tree.size,
        root=tree.root,
        peaks=[peak.hex() for peak in tree.peaks],
        key=notes.public_of(own).hex(),
        note=notes.write(tree.size, tree.root, now, own),
        signed_at=now,
    )


# -- the key --------------------------------------------------------------------------------------
def key() -> Ed25519PrivateKey:
    """From SEALING_KEY (64 hexadecimal digits), else a file of the data folder, made once."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.SEALING_KEY or _kept_key()))


def _kept_key() -> str:
    path = Path(settings.DATA_DIR) / KEY_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}")
        half.touch(mode=0o600)
        half.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            os.link(half, path)  # whoever comes second keeps the first one's key
        except FileExistsError:
            pass
        finally:
            half.unlink()
    return path.read_text(encoding="ascii").strip()


def keys() -> list[bytes]:
    """Every public key this installation has signed with, the newest first."""
    known = Checkpoint.objects.values_list("key", flat=True)
    return [bytes.fromhex(each) for each in dict.fromkeys(known.order_by("-size"))]


# -- the copies -----------------------------------------------------------------------------------
def outside_file() -> Path:
    return Path(settings.CHECKPOINT_FILE)


def carry_out() -> int:
    """Append to the file what it lacks, and have it on the disk; gives the file's last size."""
    path = outside_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    known = carried(path)
    missing = list(Checkpoint.objects.filter(size__gt=known).order_by("size")[:AT_ONCE])
    if not missing:
        return known
    with path.open("ab") as file:
        if file.tell() and not _ends_whole(path):
            file.write(b"\n")
        for each in missing:
            line = {"size": each.size, "key": each.key, "note": each.note}
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return int(missing[-1].size)


def carried(path: Path) -> int:
    """The size that the file's last whole line tells of."""
    for line in reversed(_tail(path).splitlines()):
        try:
            return int(json.loads(line)["size"])
        except (ValueError, KeyError, TypeError):
            continue  # cut off by a crash; it is written again
    return 0


def _ends_whole(path: Path) -> bool:
    return _tail(path).endswith(b"\n")


def _tail(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        return file.read()
