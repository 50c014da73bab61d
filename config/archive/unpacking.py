"""Reads an archive into an empty installation and proves that nothing was lost or altered.

Rows keep their numbers, their moments and their hashes. The guards that would give them new ones
stand aside while the owner of the tables writes, inside one transaction; keys between rows hold.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from config.archive import contents, packing
from config.archive.contents import GIVEN, Table
from config.archive.packing import FORMAT, HISTORY, MANIFEST, CannotArchive
from filings.models import Provider, User
from filings.sealing import notes
from filings.sealing.tree import is_included, leaf
from filings.selectors.dossier_record import FIELDS
from filings.services import files

OWNER = "owner"
CHANGED = "SELECT count(*) FROM filings_event e WHERE event_leaf(e) IS DISTINCT FROM e.hash"


def restore(path: Path, key: str = "") -> dict[str, Any]:
    """`key` is the sealing key that the archive must be proven with, where it is known."""
    try:
        with ZipFile(path) as archive:
            return _restore(archive, key)
    except (BadZipFile, KeyError, ValueError, UnicodeDecodeError) as error:
        raise CannotArchive(f"This is no whole archive: {error}.") from error


def _restore(archive: ZipFile, key: str) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest.get("format") != FORMAT:
        raise CannotArchive("This archive has another format.")
    told = _proven(archive, manifest, key)
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        _refuse_unfit(cursor, manifest)
        _enter(cursor, archive, manifest)
        _compare(cursor, manifest)
        _compare_history(cursor, told)
        _bring_files(archive, manifest)
    return manifest


def _proven(archive: ZipFile, manifest: dict[str, Any], key: str) -> dict[str, Any]:
    """Every event stands in the tree whose root the checkpoint signs."""
    content = archive.read(HISTORY)
    if hashlib.sha256(content).hexdigest() != manifest["history"]["sha256"]:
        raise CannotArchive("The history is not the one that the manifest names.")
    told: dict[str, Any] = json.loads(content)
    if key and told["key"] != key:
        raise CannotArchive("The history was sealed with another key.")
    if not told["events"]:
        return told
    try:
        note = notes.read(told["checkpoint"], bytes.fromhex(told["key"]))
    except notes.NoteRefused as refused:
        raise CannotArchive(f"The checkpoint does not hold: {refused}.") from refused
    for event in told["events"]:
        proof = [bytes.fromhex(each) for each in event["proof"]]
        framed = "".join(f"{len(f.encode())}:{f}" for f in event["fields"])
        if not is_included(leaf(framed.encode()), event["number"], note.size, proof, note.root):
            raise CannotArchive(f"Event {event['fields'][0]} is not the one that was sealed.")
    if len(told["events"]) != manifest["history"]["events"]:
        raise CannotArchive("Some events are not in the sealed history.")
    return told


def _refuse_unfit(cursor: CursorWrapper, manifest: dict[str, Any]) -> None:
    here = packing.applied()
    if manifest["migrations"] != here:
        raise CannotArchive(
            f"The archive was made by another version ({manifest['migrations']}); this one is at"
            f" {here}. Install that version, import, then upgrade."
        )
    for table in (Table(Provider), Table(User)):
        cursor.execute(f"SELECT count(*) FROM {table.name}")  # noqa: S608
        if cursor.fetchone()[0]:
            raise CannotArchive("This installation is not empty: it has people or providers.")
    if unknown := set(manifest["tables"]) ^ {table.name for table in contents.every()}:
        raise CannotArchive(f"Tables that differ: {', '.join(sorted(unknown))}.")


def _enter(cursor: CursorWrapper, archive: ZipFile, manifest: dict[str, Any]) -> None:
    tables = [table for table in contents.every() if table.model not in GIVEN]
    for table in tables:
        cursor.execute(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
    for table in tables:
        lines = _lines(archive, table)
        if contents.digest(lines)[1] != manifest["tables"][table.name]["sha256"]:
            raise CannotArchive(f"{table.name} is not what the manifest names.")
        for at in range(0, len(lines), 500):
            _insert(cursor, table, lines[at : at + 500])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        cursor.execute(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")
        newest = f"SELECT setval(%s, max(id)) FROM {table.name} HAVING count(*) > 0"  # noqa: S608
        cursor.execute(newest, [f"{table.name}_id_seq"])


def _lines(archive: ZipFile, table: Table) -> list[str]:
    return archive.read(f"tables/{table.name}.jsonl").decode().split("\n")[:-1]


def _insert(cursor: CursorWrapper, table: Table, lines: Sequence[str]) -> None:
    """People come without a password: they set one by mail, and a second factor."""
    more = "{}"
    if table.model is User:
        more = json.dumps({"password": make_password(None), "is_operator": False, "is_demo": False})
    cursor.execute(
        f"INSERT INTO {table.name} SELECT r.* FROM unnest(%s::text[]) AS line,"  # noqa: S608
        f" jsonb_populate_record(NULL::{table.name}, line::jsonb || %s::jsonb) AS r",
        [list(lines), more],
    )


def _compare(cursor: CursorWrapper, manifest: dict[str, Any]) -> None:
    """What stands in the tables now, counted and hashed as it was when it left."""
    cursor.execute("SELECT id FROM filings_provider")
    picked = contents.selections(cursor, [key for (key,) in cursor.fetchall()])
    for table in contents.every():
        found = contents.digest(contents.rows(cursor, table, *picked[table.name]))
        told = manifest["tables"][table.name]
        if found != (told["rows"], told["sha256"]):
            raise CannotArchive(f"{table.name} came in differently: {found[0]} rows.")


def _compare_history(cursor: CursorWrapper, told: dict[str, Any]) -> None:
    cursor.execute(CHANGED)
    if changed := cursor.fetchone()[0]:
        raise CannotArchive(f"{changed} events do not give the hash that was kept with them.")
    cursor.execute(FIELDS, [[int(event["fields"][0]) for event in told["events"]]])
    if [fields for _key, fields in cursor.fetchall()] != [e["fields"] for e in told["events"]]:
        raise CannotArchive("The events came in differently from those that were sealed.")


def _bring_files(archive: ZipFile, manifest: dict[str, Any]) -> None:
    for sha256, name, content in _contents(archive, manifest):
        if hashlib.sha256(content).hexdigest() != sha256:
            raise CannotArchive(f"The file {sha256} is damaged in the archive.")
        files.store(name, ContentFile(content))
        files.read(name, sha256).close()


def _contents(archive: ZipFile, manifest: dict[str, Any]) -> Iterator[tuple[str, str, bytes]]:
    for sha256, told in manifest["files"].items():
        yield sha256, told["name"], archive.read(f"files/{sha256}")
