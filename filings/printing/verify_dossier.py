"""Verify a dossier of Beian without server, database or net: `python verify_dossier.py FILE`.

Needs Python 3.11 and `pip install pyhanko`. The exit status is 0 only when all holds: the signature
over the whole file, the hash of every page and enclosed file, the proof that each event is sealed.
`--key` and `--certificate` (SHA-256, as published) pin who sealed and signed; no revocation check.
"""

import argparse
import base64
import hashlib
import json
import logging
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyhanko.pdf_utils import generic, reader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

NOTE = re.compile(
    r"(beian/history\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n([0-9TZ:.\-]{20,27})\n)"
    r"\n— beian/history ([A-Za-z0-9+/]{91}=)\n"
)
ASIDE = {"/Parent", "/P", "/Annots", "/StructParents", "/StructParent", "/Length"}
ASIDE |= {"/Filter", "/DecodeParms"}
WORDS = (
    "unreadable:broken, altered or no PDF 已损坏、被改动或者不是PDF|not_signed:not signed 未签名|"
    "manifest_missing:no dossier 不是卷宗|signed_twice:several signatures 签名不止一个|"
    "signature:altered after signing 签名后被改动|other_certificate:another certificate 证书不符|"
    "file_missing:file missing 缺少文件|file_altered:file altered 文件被改动|"
    "page_count:pages missing or added 页数不符|page_altered:page altered 页面被改动|"
    "checkpoint:broken seal 封存无效|other_key:sealed with another key 封存密钥不符|"
    "event:event altered or not sealed 事件被改动或者未封存"
)
Found = Iterator[tuple[str, str]]
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # a chain nobody trusts is no fault here


def verify(data: bytes, key: str = "", certificate: str = "") -> tuple[list[Any], dict[str, Any]]:
    """What does not hold, as (code, place); and what the file says of itself."""
    found, said = list[Any](), dict[str, Any](sha256=hashlib.sha256(data).hexdigest())
    try:
        pdf = reader.PdfFileReader(BytesIO(data))
        found += _signature(pdf, data, said, certificate)
        files = dict(_files(pdf))
        manifest = json.loads(files.pop("manifest.json", b"{}"))
        if manifest.get("format") != "beian.dossier/1":
            return [*found, ("manifest_missing", "")], said
        said["dossier"] = manifest["dossier"]
        said["facts"] = hashlib.sha256(files.get("facts.json", b"")).hexdigest()
        found += _against(manifest, files, page_digests(pdf))
        found += _history(json.loads(files.get("history.json", b"{}")), said, key)
    except Exception as fault:  # noqa: BLE001  a broken file raises anything
        found.append(("unreadable", type(fault).__name__))
    return found, said


def _signature(pdf: reader.PdfFileReader, data: bytes, said: Any, pinned: str) -> Found:
    signatures = pdf.embedded_signatures
    if len(signatures) != 1:
        yield "not_signed" if not signatures else "signed_twice", str(len(signatures))
        return
    (embedded,) = signatures
    status = validate_pdf_signature(embedded, ValidationContext([], allow_fetching=False))
    own = status.signing_cert
    digest = hashlib.sha256(own.dump()).hexdigest()
    said["signer"], said["certificate"] = own.subject.native.get("common_name", ""), digest
    said["signed_at"] = str(status.signer_reported_dt or "")
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid and whole and _is_exact(embedded, data)):
        yield "signature", said["signer"]
    if pinned not in {"", digest}:
        yield "other_certificate", digest


def _is_exact(embedded: Any, data: bytes) -> bool:
    """Nothing in the gap that the signature does not cover can be otherwise than we wrote it."""
    start, length, after, rest = map(int, embedded.byte_range)
    gap = data[length:after]
    if start or after + rest != len(data) or (gap[:1], gap[-1:]) != (b"<", b">"):
        return False
    raw = bytes.fromhex(gap[1:-1].decode("ascii"))
    info = cms.ContentInfo.load(raw)
    wanted = info.copy().dump(force=True)
    if raw != wanted + bytes(len(raw) - len(wanted)) or gap[1:-1].decode() != raw.hex().upper():
        return False
    content = info["content"]
    (signer,) = content["signer_infos"]
    sha256 = cms.DigestAlgorithm({"algorithm": "sha256"}).dump()
    digests = [each.dump() for each in (*content["digest_algorithms"], signer["digest_algorithm"])]
    told = [info["content_type"], content["version"], signer["version"], content["crls"]]
    return (
        [each.native for each in told] == ["signed_data", "v1", "v1", None]
        and digests == [sha256, sha256]
        and content["encap_content_info"].native == {"content_type": "data", "content": None}
        and _is_chain([each.dump() for each in content["certificates"]], embedded.signer_cert)
    )


def _is_chain(certificates: list[bytes], own: Any) -> bool:
    """Every certificate that came along has issued another one, or is the signer's."""
    at = x509.load_der_x509_certificate(own.dump())
    for data in certificates:
        if data != own.dump():
            issuer = x509.load_der_x509_certificate(data)
            at.verify_directly_issued_by(issuer)
            at = issuer
    return own.dump() in certificates and len(set(certificates)) == len(certificates)


def _files(pdf: reader.PdfFileReader) -> Iterator[tuple[str, bytes]]:
    for leaf in _leaves(pdf.root["/Names"]["/EmbeddedFiles"]):
        names = leaf["/Names"]
        for at in range(0, len(names), 2):
            yield str(names[at]), names[at + 1]["/EF"]["/F"].data


def _leaves(tree: Any) -> Iterator[Any]:
    kids = tree["/Kids"] if "/Kids" in tree else ()  # noqa: SIM401  get() would not follow it
    for at in range(len(kids)):
        yield from _leaves(kids[at])
    if not kids:
        yield tree


def _against(manifest: Any, files: dict[str, bytes], pages: list[str]) -> Found:
    listed = {each["name"]: each["sha256"] for each in manifest["files"]}
    for name in sorted({*listed, *files}):
        if name not in files:
            yield "file_missing", name
        elif hashlib.sha256(files[name]).hexdigest() != listed.get(name):
            yield "file_altered", name
    if len(pages) != len(manifest["pages"]):
        yield "page_count", f"{len(pages)} ≠ {len(manifest['pages'])}"
    for number, (kept, now) in enumerate(zip(manifest["pages"], pages, strict=False), 1):
        if kept != now:
            yield "page_altered", str(number)


def page_digests(pdf: reader.PdfFileReader) -> list[str]:
    """For each page SHA-256 over everything that it shows: contents, fonts, pictures, size."""
    memo: dict[Any, bytes] = {}  # what several pages share is read once
    return [_digest(page, memo).hex() for page in _leaves(pdf.root["/Pages"])]


def _digest(thing: Any, memo: dict[Any, bytes]) -> bytes:  # noqa: C901  each kind of object
    if isinstance(thing, generic.IndirectObject):
        place = (thing.idnum, thing.generation)
        if place not in memo:
            memo[place] = b"circle"
            memo[place] = _digest(thing.get_object(), memo)  # type: ignore[no-untyped-call]
        return memo[place]
    digest = hashlib.sha256(type(thing).__name__[:4].encode())
    if isinstance(thing, generic.DictionaryObject):
        for name in sorted(thing.keys() - ASIDE):
            digest.update(name.encode() + _digest(thing.raw_get(name), memo))
        if isinstance(thing, generic.StreamObject):  # pictures are kept as they came
            digest.update(thing.encoded_data if "/Width" in thing else thing.data)
    elif isinstance(thing, generic.ArrayObject):
        for at in range(len(thing)):
            digest.update(_digest(thing.raw_get(at), memo))
    elif isinstance(thing, generic.FloatObject | generic.NumberObject):
        return hashlib.sha256(repr(float(thing)).encode()).digest()
    else:
        digest.update(thing if isinstance(thing, bytes) else str(thing).encode())
    return digest.digest()


def _history(history: Any, said: dict[str, Any], key: str) -> Found:
    public, note = bytes.fromhex(history["key"]), NOTE.fullmatch(history["checkpoint"])
    said["key"], said["events"] = hashlib.sha256(public).hexdigest(), len(history["events"])
    if key not in {"", said["key"]}:
        yield "other_key", said["key"]
    try:
        assert note
        signed, size, root = base64.b64decode(note[5]), int(note[2]), base64.b64decode(note[3])
        said["size"], said["sealed_at"] = size, note[4]
        Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], note[1].encode())
    except (AssertionError, InvalidSignature):
        yield "checkpoint", ""
        return
    for event in history["events"]:
        text = "".join(f"{len(each.encode())}:{each}" for each in event["fields"])
        leaf = hashlib.sha256(b"\x00" + text.encode()).digest()
        way = [bytes.fromhex(each) for each in event["proof"]]
        if not _is_included(leaf, event["number"], size, way, root):
            yield "event", event["fields"][0]


def _is_included(leaf: bytes, at: int, size: int, way: list[bytes], root: bytes) -> bool:
    """RFC 9162, section 2.1.3.2."""
    last, found = size - 1, leaf
    for beside in way:
        left = at & 1 or at == last
        pair = (beside, found) if left else (found, beside)
        found = hashlib.sha256(b"\x01" + b"".join(pair)).digest()
        while left and not at & 1 and at:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    return last == 0 and at == 0 and found == root


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("file", type=Path)
    for name in ("--key", "--certificate"):
        asked.add_argument(name, default="", type=lambda told: re.sub(r"[\s:]", "", told).lower())
    chosen = asked.parse_args()
    if not chosen.file.is_file():
        asked.error(f"no such file 没有此文件: {chosen.file}")
    findings, said = verify(chosen.file.read_bytes(), chosen.key, chosen.certificate)
    words = dict(each.split(":", 1) for each in WORDS.split("|"))
    found = dict.fromkeys(code for code, _place in findings)
    at = {each: ", ".join(place for code, place in findings if code == each) for each in found}
    lines = [f"FAILED 不通过: {words[code]} {places}" for code, places in at.items()]
    told = json.dumps(said, ensure_ascii=False, indent=1)
    sys.stdout.write("\n".join([told, *(lines or ["ALL OF IT HOLDS 全部通过"]), ""]))
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
