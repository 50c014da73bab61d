"""Writes the archive: rows as lines of JSON, files under their digest, history with its proofs."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config.archive import contents
from filings import canonical, history, walls
from filings.enums import Act
from filings.models import Document, Enclosure, Event, Evidence, Provider, User
from filings.selectors import dossier_record
from filings.services import files, seals

FORMAT = "beian.provider/1"
MANIFEST, HISTORY = "manifest.json", "history.json"
KEPT = (Document, Enclosure, Evidence)
"""Rows that name bytes in the store."""


class CannotArchive(Exception):
    """Said to the operator as it is."""


def export(codes: Sequence[str], out: Path, by: User | None = None) -> dict[str, Any]:
    """The archive of the providers with these credit codes, of all when none is named.

    That it was made stands in the history first, and is sealed, so the archive proves itself.
    """
    with walls.for_clock():
        providers = _wanted(codes)
        for provider in providers:
            history.record(Act.EXPORTED, by=by, provider_id=provider.pk, list="provider")
    while seals.seal():
        pass
    half = out.with_name(f"{out.name}.half")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")  # one moment for all
        with walls.for_clock(), ZipFile(half, "w", ZIP_DEFLATED) as archive:
            manifest = _write(archive, cursor, providers)
    half.replace(out)
    return manifest


def _wanted(codes: Sequence[str]) -> list[Provider]:
    rows = Provider.objects.order_by("id")
    found = list(rows.filter(uscc__in=codes) if codes else rows)
    missing = set(codes) - {provider.uscc for provider in found}
    if missing or not found:
        raise CannotArchive(f"No such provider: {', '.join(sorted(missing)) or 'there is none'}.")
    return found


def _write(
    archive: ZipFile, cursor: CursorWrapper, providers: Sequence[Provider]
) -> dict[str, Any]:
    ids = [provider.pk for provider in providers]
    picked = contents.selections(cursor, ids)
    tables = {}
    for table in contents.every():
        lines = list(contents.rows(cursor, table, *picked[table.name]))
        count, digest = contents.digest(lines)
        tables[table.name] = {"rows": count, "sha256": digest}
        archive.writestr(f"tables/{table.name}.jsonl", "".join(f"{line}\n" for line in lines))
    events = list(Event.objects.filter(provider_id__in=ids).order_by("id"))
    told = json.dumps(dossier_record.proofs(events), ensure_ascii=False)
    archive.writestr(HISTORY, told)
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "providers": [{"uscc": p.uscc, "name": p.name_zh} for p in providers],
        "migrations": applied(),
        "tables": tables,
        "files": dict(_files(archive, ids)),
        "history": {"events": len(events), "sha256": hashlib.sha256(told.encode()).hexdigest()},
    }
    archive.writestr(MANIFEST, canonical.encode(manifest))
    return manifest


def applied() -> dict[str, str]:
    """The last step that the tables of each application have taken."""
    done = MigrationRecorder(connection).applied_migrations()
    return {
        label: max(name for app, name in done if app == label) for label in contents.APPLICATIONS
    }


def _files(archive: ZipFile, ids: Sequence[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file once, under its digest; one that is gone or damaged stops the export."""
    known: set[str] = set()
    for model in KEPT:
        for row in model.objects.filter(provider_id__in=ids).order_by("id"):
            if row.sha256 in known:
                continue
            known.add(row.sha256)
            content = stored(row.storage_name)
            if hashlib.sha256(content).hexdigest() != row.sha256:
                raise CannotArchive(f"The file of {row} is gone or damaged: {row.storage_name}.")
            archive.writestr(f"files/{row.sha256}", content)
            yield row.sha256, {"name": row.storage_name, "size": len(content)}


def stored(name: str) -> bytes:
    if not default_storage.exists(name):
        return b""
    with default_storage.open(name) as file:
        return bytes(file.read())


def whole(path: Path) -> str:
    """SHA-256 of the archive, to be kept apart from it."""
    with path.open("rb") as file:
        return files.digest(file)
