"""Canonical JSON after RFC 8785, so that equal facts always give equal bytes and one digest.

Facts hold text, whole numbers, truth values, lists and objects. A fraction is refused: languages
print it differently, so a decimal travels as text.
"""

import hashlib
import json
from typing import Any

LARGEST = 2**53 - 1


def encode(value: Any) -> bytes:
    """Raises ValueError for a fraction, a number beyond 2^53, a lone surrogate, a foreign type."""
    return _text(value).encode("utf-8")


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, in lower-case hexadecimal."""
    return hashlib.sha256(encode(value)).hexdigest()


def _text(value: Any) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int() if abs(value) <= LARGEST:
            return str(value)
        case list() | tuple():
            return f"[{','.join(map(_text, value))}]"
        case dict() if all(isinstance(key, str) for key in value):
            pairs = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be"))
            return f"{{{','.join(f'{_text(key)}:{_text(item)}' for key, item in pairs)}}}"
    raise ValueError(f"no canonical form for {type(value).__name__} {value!r:.40}")
