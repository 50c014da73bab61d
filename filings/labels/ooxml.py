"""DOCX, XLSX, PPTX: the custom property AIGC; every other part is copied as it is."""

import lzma
import posixpath
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from typing import IO

from django.utils.translation import gettext as _
from lxml import etree

from filings.labels import xmp
from filings.labels.slots import Place, Slot
from filings.labels.source import Damaged, Locked, Source, WriteRefused

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
CONTENT_TYPES, _ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
_USUAL = "docProps/custom.xml"
_MOST_ENTRIES, _MOST_UNPACKED = 10_000, 2**30
_EMPTY = f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}"/>'.encode()
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError,
    OverflowError, RuntimeError, ValueError,
)  # fmt: skip


def is_package(source: Source) -> bool:
    try:
        with zipfile.ZipFile(source.file) as archive:
            return CONTENT_TYPES in archive.namelist()
    except BROKEN:
        return False


def read(source: Source) -> Iterator[Slot]:
    try:
        with zipfile.ZipFile(source.file) as archive:
            yield from list(_slots(archive))
    except BROKEN as fault:
        raise Damaged("ZIP") from fault


def _slots(archive: zipfile.ZipFile) -> Iterator[Slot]:
    wanted = {_part(archive), _USUAL}
    for entry in _entries(archive):
        if entry.filename in wanted:
            for own in _own(xmp.parse_xml(_content(archive, entry))):
                yield Slot(Place.CUSTOM_PROPERTY, "".join(own.itertext()))


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES or sum(e.file_size for e in entries) > _MOST_UNPACKED:
        raise Damaged("ZIP")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Locked
    return entries


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | str) -> bytes:
    with archive.open(entry) as file:
        content = file.read(xmp.MOST_PACKET + 1)
    if len(content) > xmp.MOST_PACKET:
        raise Damaged("ZIP")
    return content


def _part(archive: zipfile.ZipFile) -> str:
    """The part of custom properties; empty where the package names none."""
    if _ROOT_RELATIONS not in archive.namelist():
        raise Damaged(_ROOT_RELATIONS)
    relations = xmp.parse_xml(_content(archive, _ROOT_RELATIONS))
    for relation in relations.iter(f"{{{_RELATIONS}}}Relationship"):
        if relation.get("Type") in {_RELATION, _STRICT}:
            target = str(relation.get("Target", ""))
            return posixpath.normpath(f"/{target}").lstrip("/")
    return ""


def _own(properties: etree._Element) -> list[etree._Element]:
    return [e for e in properties.iter("{*}property") if e.get("name") == "AIGC"]


def write(source: Source, out: IO[bytes], text: str) -> None:
    try:
        with zipfile.ZipFile(source.file) as archive, zipfile.ZipFile(out, "w") as made:
            _copy(archive, made, text)
    except BROKEN as fault:
        raise Damaged("ZIP") from fault


def _copy(archive: zipfile.ZipFile, made: zipfile.ZipFile, text: str) -> None:
    entries = _entries(archive)
    if any(entry.filename.startswith("_xmlsignatures/") for entry in entries):
        raise WriteRefused(
            _("The document is signed; a label would break the signature. Label it before.")
        )
    changed = _changed(archive, _part(archive), text)
    for entry in entries:
        if entry.filename in changed:
            made.writestr(copy(entry), changed.pop(entry.filename), entry.compress_type)
            continue
        with archive.open(entry) as old, made.open(copy(entry), "w") as new:
            shutil.copyfileobj(old, new)
    for name, content in changed.items():
        made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _changed(archive: zipfile.ZipFile, part: str, text: str) -> dict[str, bytes]:
    if part and part in archive.namelist():
        return {part: _with_property(_content(archive, part), text)}
    return {
        CONTENT_TYPES: _with_type(_content(archive, CONTENT_TYPES)),
        _ROOT_RELATIONS: _with_relation(_content(archive, _ROOT_RELATIONS)),
        _USUAL: _with_property(_EMPTY, text),
    }


def _with_property(content: bytes, text: str) -> bytes:
    properties = xmp.parse_xml(content)
    for own in _own(properties):
        properties.remove(own)
    numbers = [int(e.get("pid", "1")) for e in properties.iter("{*}property")]
    own = etree.SubElement(
        properties,
        f"{{{_PROPERTIES}}}property",
        fmtid=_FORMAT,
        pid=str(max([1, *numbers]) + 1),
        name="AIGC",
    )
    etree.SubElement(own, f"{{{_VALUES}}}lpwstr", nsmap={"vt": _VALUES}).text = text
    return _xml(properties)


def _with_type(content: bytes) -> bytes:
    types = xmp.parse_xml(content)
    name = f"/{_USUAL}"
    if not any(e.get("PartName") == name for e in types.iter(f"{{{_TYPES}}}Override")):
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=name, ContentType=_TYPE)
    return _xml(types)


def _with_relation(content: bytes) -> bytes:
    relations = xmp.parse_xml(content)
    taken = {e.get("Id") for e in relations}
    free = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    etree.SubElement(
        relations, f"{{{_RELATIONS}}}Relationship", Id=free, Type=_RELATION, Target=_USUAL
    )
    return _xml(relations)


def _xml(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return made
