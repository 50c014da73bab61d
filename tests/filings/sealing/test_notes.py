"""Checkpoints as signed notes: read back whole, refused when anything differs."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from filings.sealing import notes

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)
AT = datetime(2026, 11, 26, 1, 2, 3, 456, tzinfo=UTC)
NOTE = notes.write(5, b"\x01" * 32, AT, KEY)


def test_a_note_is_read_as_it_was_written() -> None:
    assert notes.read(NOTE, notes.public_of(KEY)) == notes.Note(5, b"\x01" * 32, AT)
    assert NOTE.startswith("beian/history\n5\nAQEB")


def test_a_note_of_another_key_is_refused() -> None:
    with pytest.raises(notes.NoteRefused, match="another key"):
        notes.read(NOTE, notes.public_of(OTHER))


def test_no_character_of_a_note_can_be_another() -> None:
    for place in range(len(NOTE)):
        bent = NOTE[:place] + chr(ord(NOTE[place]) ^ 1) + NOTE[place + 1 :]
        with pytest.raises(notes.NoteRefused):
            notes.read(bent, notes.public_of(KEY))
    for bent in (NOTE + "\n", "\n" + NOTE, NOTE.replace("\n", "\r\n"), ""):
        with pytest.raises(notes.NoteRefused):
            notes.read(bent, notes.public_of(KEY))


def test_a_fingerprint_can_be_read_aloud() -> None:
    said = notes.fingerprint(notes.public_of(KEY))
    assert len(said.split()) == 16
    assert said != notes.fingerprint(notes.public_of(OTHER))
