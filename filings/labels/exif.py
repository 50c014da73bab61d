"""UserComment in EXIF: the other place that the guide for images allows. Read only."""

import struct
from collections.abc import Iterator

from filings.labels.slots import Place, Slot

EXIF_IFD, USER_COMMENT, _PREFIX = 0x8769, 0x9286, 8


def read(block: bytes) -> Iterator[Slot]:
    """`block` begins with the byte order mark. A broken block holds nothing for us."""
    try:
        order = {b"II": "<", b"MM": ">"}[block[:2]]
        first = struct.unpack_from(order + "I", block, 4)[0]
        for value in _values(block, order, first, depth=0):
            yield from comment(value, order)
    except (KeyError, struct.error):
        return


def comment(value: bytes, order: str) -> Iterator[Slot]:
    """The label in a UserComment, if that is what it says."""
    prefix, text = value[:_PREFIX], value[_PREFIX:]
    if prefix.startswith(b"UNICODE"):
        codec = "utf-16-le" if order == "<" else "utf-16-be"
        text = text.decode(codec, "replace").encode("utf-8", "replace")
    if b"AIGC" in text or b'"ContentProducer"' in text:
        yield Slot(Place.EXIF, text)


def _values(block: bytes, order: str, at: int, depth: int) -> Iterator[bytes]:
    count = struct.unpack_from(order + "H", block, at)[0]
    for number in range(count):
        tag, _kind, length, value = struct.unpack_from(order + "HHII", block, at + 2 + 12 * number)
        if tag == USER_COMMENT and length > _PREFIX:
            yield block[value : value + length]
        elif tag == EXIF_IFD and depth == 0:
            yield from _values(block, order, value, depth + 1)
