"""Printed chapters, kept for a while: what did not change since the last dossier is not set again.

A chapter holds nothing of the dossier that it is bound into, so equal words under the same shop are
the same chapter. It is kept with a seal of ours: what somebody else put there is never bound in.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac

from filings import canonical, printing
from filings.printing import Rendered
from filings.services import files

FOLDER = "parts"
KEPT = timedelta(days=30)
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment that a chapter names; it does not outlive the binding."""
SEAL, COUNT = 32, 4


def printed(
    provider_id: int, html: str, *, title: str, language: str, assets: Mapping[str, bytes]
) -> Rendered:
    """One chapter, ready to be bound; raises PrintingFailed. Asks the database nothing."""
    shop = printing.fingerprint()
    name = _name(provider_id, shop, html, title, language, assets)
    if kept := _kept(name, shop):
        return kept
    made = printing.render(
        html, title=title, language=language, created=ALWAYS, assets=assets, whole=False,
        limits=printing.DOSSIER,
    )  # fmt: skip
    if made.fingerprint == shop:
        _keep(name, made)
    return made


def forget_old(now: datetime) -> int:
    """Delete what was printed long ago; how many."""
    return files.forget_old(FOLDER, now - KEPT)


def _name(
    provider_id: int, shop: str, html: str, title: str, language: str, assets: Mapping[str, bytes]
) -> str:
    pictures = {name: hashlib.sha256(data).hexdigest() for name, data in assets.items()}
    words = hashlib.sha256(html.encode(errors="surrogatepass")).hexdigest()
    told = {"shop": shop, "words": words, "title": title, "language": language, "assets": pictures}
    return f"{FOLDER}/{provider_id}/{canonical.digest(told)}"


def _kept(name: str, shop: str) -> Rendered | None:
    try:
        with default_storage.open(name) as file:
            data: bytes = file.read()
    except FileNotFoundError:
        return None
    seal, body = data[:SEAL], data[SEAL:]
    if not hmac.compare_digest(seal, _seal(name, body)):
        return None  # cut off by a crash, or foreign; it is printed again
    return Rendered(body[COUNT:], int.from_bytes(body[:COUNT], "big"), shop)


def _keep(name: str, made: Rendered) -> None:
    body = made.pages.to_bytes(COUNT, "big") + made.content
    if default_storage.exists(name):
        default_storage.delete(name)
    stored = default_storage.save(name, ContentFile(_seal(name, body) + body))
    if stored != name:
        default_storage.delete(stored)


def _seal(name: str, body: bytes) -> bytes:
    return salted_hmac("filings.parts", name.encode() + body, algorithm="sha256").digest()
