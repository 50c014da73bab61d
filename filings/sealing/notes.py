"""A checkpoint as a signed note: what the history held at one moment, in lines anybody can check.

The text is that of transparency logs (c2sp.org/tlog-checkpoint): origin, size, root, and one line
of our own, the moment; the signature is Ed25519 (c2sp.org/signed-note).
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ORIGIN = "beian/history"
ED25519 = b"\x01"
NOTE = re.compile(
    rf"(?P<text>{ORIGIN}\n(?P<size>0|[1-9][0-9]{{0,17}})\n(?P<root>[A-Za-z0-9+/]{{43}}=)\n"
    rf"(?P<at>[0-9TZ:.\-]{{20,27}})\n)\n— {ORIGIN} (?P<signed>[A-Za-z0-9+/]{{91}}=)\n"
)


class NoteRefused(ValueError):
    """No checkpoint of ours, or not signed with this key."""


@dataclass(frozen=True, slots=True)
class Note:
    size: int
    root: bytes
    at: datetime


def write(size: int, root: bytes, at: datetime, key: Ed25519PrivateKey) -> str:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode()}\n{moment}\n"
    signed = key_id(public_of(key)) + key.sign(text.encode())
    return f"{text}\n— {ORIGIN} {base64.b64encode(signed).decode()}\n"


def read(note: str, public: bytes) -> Note:
    """Raises NoteRefused unless the note is whole and signed with the key."""
    found = NOTE.fullmatch(note)
    if not found:
        raise NoteRefused("no checkpoint")
    signed = base64.b64decode(found["signed"])
    if base64.b64encode(signed).decode() != found["signed"] or signed[:4] != key_id(public):
        raise NoteRefused("signed with another key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], found["text"].encode())
    except InvalidSignature:
        raise NoteRefused("the signature does not hold") from None
    return Note(
        int(found["size"]), base64.b64decode(found["root"]), datetime.fromisoformat(found["at"])
    )


def key_id(public: bytes) -> bytes:
    """The four bytes by which a signed note names its key."""
    return hashlib.sha256(ORIGIN.encode() + b"\n" + ED25519 + public).digest()[:4]


def public_of(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def fingerprint(public: bytes) -> str:
    """SHA-256 of a public key in groups of four, to be read aloud and compared."""
    digest = hashlib.sha256(public).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 64, 4))
