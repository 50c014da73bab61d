"""Messages between the shop and its worker: a JSON header and byte parts, each with its length."""

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")
LARGEST = 512 * 2**20

Header = dict[str, Any]


def send(stream: BinaryIO, header: Header, parts: Sequence[bytes] = ()) -> None:
    """Write one message; the parts keep their order."""
    text = json.dumps({**header, "parts": len(parts)}, ensure_ascii=False).encode()
    for piece in (text, *parts):
        stream.write(LENGTH.pack(len(piece)))
        stream.write(piece)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[Header, list[bytes]]:
    """Read one message; EOFError when the other side is gone or speaks out of turn."""
    header: Header = json.loads(_piece(stream))
    return header, [_piece(stream) for _ in range(header.pop("parts"))]


def _piece(stream: BinaryIO) -> bytes:
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    if length > LARGEST:
        raise EOFError
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError
    return data
