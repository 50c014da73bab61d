"""MP4, MOV, M4A: the key AIGC of the mdta metadata in moov.udta.meta."""

import struct
from collections.abc import Iterator
from itertools import count
from typing import IO

from filings.labels import boxes, xmp
from filings.labels.boxes import Box, packed
from filings.labels.slots import Place, Slot
from filings.labels.source import MOST_PARTS, Damaged, Source, not_here

_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_KEY = (b"mdta", b"AIGC")
_TEXT = struct.pack(">II", 1, 0)  # UTF-8, any language
_MOVED = {b"moof", b"mfra"}  # boxes beside moov that count from the start of the file


def read(source: Source) -> Iterator[Slot]:
    for top in boxes.children(source, 0, source.size):
        if top.kind == b"moov":
            yield from _of_movie(source, top)
        elif top.kind == b"uuid" and source.read(top.body, 16) == _XMP_UUID:
            yield from xmp.read(boxes.content(source, top)[16:], Place.MP4_XMP)


def _of_movie(source: Source, movie: Box) -> Iterator[Slot]:
    for child in boxes.inside(source, movie):
        if child.kind == b"meta":
            yield from _of_meta(source, child, Place.MP4_META)
        elif child.kind == b"udta":
            for entry in boxes.inside(source, child):
                if entry.kind == b"meta":
                    yield from _of_meta(source, entry, Place.MP4_UDTA)
                elif entry.kind == b"XMP_":
                    yield from xmp.read(boxes.content(source, entry), Place.MP4_XMP)


def _parts(source: Source, meta: Box) -> list[Box]:
    """In MP4 four bytes of version stand before them, in old movies none."""
    at = meta.body if source.read(meta.body, 8)[4:] == b"hdlr" else meta.body + 4
    return list(boxes.children(source, at, meta.stop))


def _is_mdta(source: Source, parts: list[Box]) -> bool:
    return any(p.kind == b"hdlr" and source.read(p.body + 8, 4) == b"mdta" for p in parts)


def _keys(source: Source, parts: list[Box]) -> list[tuple[bytes, bytes]]:
    table = next((part for part in parts if part.kind == b"keys"), None)
    if table is None:
        return []
    (stated,) = source.numbers(">I", table.body + 4)
    entries = list(boxes.children(source, table.body + 8, table.stop))
    if stated != len(entries):
        raise Damaged("keys")
    return [(entry.kind, boxes.content(source, entry)) for entry in entries]


def _items(source: Source, parts: list[Box]) -> Iterator[Box]:
    for part in parts:
        if part.kind == b"ilst":
            yield from boxes.inside(source, part)


def _of_meta(source: Source, meta: Box, place: Place) -> Iterator[Slot]:
    parts = _parts(source, meta)
    if _is_mdta(source, parts):
        keys = _keys(source, parts)
        for item in _items(source, parts):
            number = int.from_bytes(item.kind, "big")
            if 0 < number <= len(keys) and keys[number - 1] == _KEY:
                yield from (Slot(place, value) for value in _values(source, item))
        return
    for item in _items(source, parts):
        for value in _values(source, item):
            if _name(source, item) == b"AIGC" or b'"ContentProducer"' in value:
                yield Slot(Place.MP4_ITEM, value)


def _values(source: Source, item: Box) -> Iterator[bytes]:
    for part in boxes.inside(source, item):
        if part.kind == b"data":
            yield boxes.content(source, part)[8:]


def _name(source: Source, item: Box) -> bytes:
    """Of a free item (----), or its own four letters."""
    if item.kind != b"----":
        return item.kind
    names = [boxes.content(source, p) for p in boxes.inside(source, item) if p.kind == b"name"]
    return names[0][4:] if names else b""


def write(source: Source, out: IO[bytes], text: str) -> None:
    """Moves what follows a movie header at the front, and counts its places anew."""
    tops = list(boxes.children(source, 0, source.size))
    movies = [top for top in tops if top.kind == b"moov"]
    if len(movies) != 1:
        raise not_here()
    (movie,) = movies
    made = _movie(source, movie, text)
    by = len(made) - (movie.stop - movie.start)
    for top in tops:
        if top == movie:
            out.write(boxes.shifted(made, movie.stop, by))
        elif top.kind in _MOVED:
            whole = source.read(top.start, top.stop - top.start)
            out.write(boxes.shifted(whole, movie.stop, by))
        else:
            source.copy(out, top.start, top.stop)
    source.copy(out, tops[-1].stop)


def _movie(source: Source, movie: Box, text: str) -> bytes:
    made, done = [], False
    for child in boxes.inside(source, movie):
        if child.kind == b"udta" and not done:
            made.append(packed(b"udta", _user_data(source, child, text)))
            done = True
        else:
            made.append(source.read(child.start, child.stop - child.start))
    if not done:
        made.append(packed(b"udta", _meta([], [(1, _item(1, text))], [_KEY])))
    return packed(b"moov", b"".join(made))


def _user_data(source: Source, user_data: Box, text: str) -> bytes:
    """A second meta beside that of music players, whose kind of list has no keys."""
    made, end, done = [], user_data.body, False
    for entry in boxes.inside(source, user_data):
        parts = _parts(source, entry) if entry.kind == b"meta" else []
        if parts and not done and _is_mdta(source, parts):
            made.append(_updated(source, parts, text))
            done = True
        else:
            made.append(source.read(entry.start, entry.stop - entry.start))
        end = entry.stop
    if not done:
        made.append(_meta([], [(1, _item(1, text))], [_KEY]))
    return b"".join(made) + source.read(end, user_data.stop - end)


def _updated(source: Source, parts: list[Box], text: str) -> bytes:
    keys = _keys(source, parts)
    number = next((n for n, key in zip(count(1), keys, strict=False) if key == _KEY), 0)
    if not number:
        keys.append(_KEY)
        number = len(keys)
    items = [
        (int.from_bytes(item.kind, "big"), source.read(item.start, item.stop - item.start))
        for item in _items(source, parts)
    ]
    kept = [item for item in items if item[0] != number]
    others = [
        source.read(part.start, part.stop - part.start)
        for part in parts
        if part.kind not in {b"hdlr", b"keys", b"ilst"}
    ]
    return _meta(others, [*kept, (number, _item(number, text))], keys)


def _item(number: int, text: str) -> bytes:
    return packed(number.to_bytes(4, "big"), packed(b"data", _TEXT + text.encode()))


def _meta(
    others: list[bytes], items: list[tuple[int, bytes]], keys: list[tuple[bytes, bytes]]
) -> bytes:
    if len(keys) > MOST_PARTS:
        raise Damaged("keys")
    handler = packed(b"hdlr", bytes(8) + b"mdta" + bytes(13))
    table = bytes(4) + len(keys).to_bytes(4, "big") + b"".join(packed(*key) for key in keys)
    values = b"".join(item for _number, item in items)
    parts = [handler, packed(b"keys", table), packed(b"ilst", values), *others]
    return packed(b"meta", bytes(4) + b"".join(parts))
