"""Which shop printed a paper: equal facts give equal bytes only under the same fingerprint."""

import hashlib
import json
import zlib
from importlib.metadata import version
from pathlib import Path

from weasyprint.text.ffi import pango

HERE = Path(__file__).parent


def libraries() -> dict[str, str]:
    """The versions of everything that shapes the bytes of a PDF."""
    found = {name: version(name) for name in ("weasyprint", "pydyf", "pillow", "fonttools")}
    found["pango"] = str(pango.pango_version())
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return found


def fingerprint() -> str:
    """SHA-256 over library versions, fonts and styles."""
    digest = hashlib.sha256(json.dumps(libraries(), sort_keys=True).encode())
    for path in sorted([*HERE.glob("fonts/*.ttf"), *HERE.glob("styles/*.css"), *HERE.glob("*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
