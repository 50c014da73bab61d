"""A dossier proves itself: no byte can be another, and what was altered is named."""

import base64
import hashlib
import io
import json
import random
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from filings import printing
from filings.printing import Attachment, binding, enclosing, signing, verify_dossier, verifying
from filings.printing.binding import Part
from filings.printing.conformance import Properties
from filings.sealing import notes, tree
from filings.selectors.verification import SENTENCES
from tests.filings.printing.papers import NOTICE

MOMENT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
SCRIPT = Path(verify_dossier.__file__)
EVENTS = [
    ["1", "1764122400000000", "7", "8", "", "", "", "exported", "", "{}"],
    ["2", "1764122400000001", "7", "8", "", "", "", "determined", "3", '{"a": "中"}'],
]


def leaf(fields: list[str]) -> bytes:
    return tree.leaf("".join(f"{len(f.encode())}:{f}" for f in fields).encode())


def history() -> dict[str, Any]:
    leaves = [tree.leaf(b"x"), *map(leaf, EVENTS), tree.leaf(b"y"), tree.leaf(b"z")]
    whole = tree.Tree(leaves)
    return {
        "format": "beian.history/1",
        "key": notes.public_of(KEY).hex(),
        "checkpoint": notes.write(len(leaves), whole.root, MOMENT, KEY),
        "events": [
            {"fields": fields, "number": at, "proof": [each.hex() for each in whole.proof(at)]}
            for at, fields in enumerate(EVENTS, 1)
        ],
    }


@cache
def bound() -> bytes:
    notice = printing.render(NOTICE, title="拟公示内容", created=MOMENT).content
    parts = [Part("一", notice), Part("二", notice, number=False)]
    return binding.bind(parts, properties=Properties("卷宗", "zh-Hans", MOMENT)).content


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


def unsigned(told: dict[str, Any] | None = None, **altered: bytes) -> bytes:
    """`altered` replaces what is enclosed after the manifest was made."""
    files = {
        "facts.json": b'{"a":1}',
        "original.txt": b"proof",
        "history.json": encoded(told or history()),
    }
    manifest = {
        "format": "beian.dossier/1",
        "dossier": {"title": "卷宗"},
        "pages": enclosing.page_digests(bound()),
        "files": [
            {"name": name, "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ],
    }
    files = {"manifest.json": encoded(manifest), **files}
    files |= {name.replace("_", "."): data for name, data in altered.items()}
    return enclosing.enclose(bound(), [Attachment(n, d) for n, d in files.items()], MOMENT)


@cache
def certificate() -> signing.Certificate:
    return signing.demo_certificate("星澜（上海）商贸有限公司")


@cache
def dossier() -> bytes:
    return signing.sign(unsigned(), certificate())


def codes(content: bytes, **pins: str) -> list[tuple[str, str]]:
    return verify_dossier.verify(content, **pins)[0]


def signed(content: bytes) -> bytes:
    return signing.sign(content, certificate())


def test_a_whole_dossier_holds() -> None:
    findings, told = verify_dossier.verify(dossier())
    assert findings == []
    assert (told["signer"], told["events"], told["size"]) == ("星澜（上海）商贸有限公司", 2, 5)


def gap() -> tuple[int, int]:
    """Where the bytes of the signature itself lie, which no signature covers."""
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]", dossier())
    assert found
    return int(found[2]), int(found[3])


def places() -> list[int]:
    """900 anywhere, 100 in the signature's own bytes, by a fixed draw."""
    draw = random.Random(6962)
    start, end = gap()
    anywhere = draw.sample(range(len(dossier())), 900)
    return [*anywhere, *draw.sample(range(start, end), 100)]


@pytest.mark.slow
def test_of_a_thousand_flipped_bytes_each_is_refused() -> None:
    accepted = []
    for number, place in enumerate(places()):
        bent = bytearray(dossier())
        bent[place] ^= 1 if number % 2 else 32  # which turns a letter into the other case
        if not codes(bytes(bent)):
            accepted.append(place)
    assert accepted == []


def test_the_measure_sees_a_check_that_looks_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_dossier, "_is_exact", lambda *_arguments: True)
    start, end = gap()
    bent = bytearray(dossier())
    bent[end - 2] ^= 1  # in the zeros after the signature
    assert codes(bytes(bent)) == []
    monkeypatch.undo()
    assert codes(bytes(bent)) == [("signature", "星澜（上海）商贸有限公司")]
    assert start < end


def test_what_was_altered_is_named() -> None:
    assert codes(signed(unsigned(original_txt=b"other"))) == [("file_altered", "original.txt")]
    assert codes(signed(unsigned(more_txt=b"more"))) == [("file_altered", "more.txt")]
    told = history()
    told["events"][1]["fields"][7] = "exported"
    assert codes(signed(unsigned(told))) == [("event", "2")]
    told = history()
    told["checkpoint"] = told["checkpoint"].replace("\n5\n", "\n6\n")
    assert codes(signed(unsigned(told))) == [("checkpoint", "")]


def test_an_altered_page_and_a_missing_file_are_named() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(unsigned())) as pdf:
        pdf.pages[1].contents_add(b"0 0 m 9 9 l S")
        del pdf.attachments["original.txt"]
        pdf.save(out)
    assert codes(signed(out.getvalue())) == [
        ("file_missing", "original.txt"), ("page_altered", "2"),
    ]  # fmt: skip
    with pikepdf.open(io.BytesIO(unsigned())) as pdf:
        del pdf.pages[0]
        out = io.BytesIO()
        pdf.save(out)
    assert ("page_altered", "1") in codes(signed(out.getvalue()))
    assert codes(signed(out.getvalue()))[0][0] == "page_count"


def test_an_unsigned_a_twice_signed_and_an_extended_file_do_not_hold() -> None:
    assert codes(unsigned()) == [("not_signed", "0")]
    assert codes(signed(dossier())) == [("signed_twice", "2")]
    assert codes(dossier() + b"\n") != []
    assert codes(signing.sign(bound(), certificate()))[-1][0] in {"manifest_missing", "unreadable"}


def test_keys_and_certificates_can_be_pinned() -> None:
    own = hashlib.sha256(notes.public_of(KEY)).hexdigest()
    assert codes(dossier(), key=own, certificate=certificate().fingerprint()) == []
    other = "0" * 64
    assert codes(dossier(), key=other, certificate=other) == [
        ("other_certificate", certificate().fingerprint()), ("other_key", own),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00" * 99, base64.b64encode(b"x" * 999)])
def test_what_is_no_dossier_is_said_to_be_unreadable(content: bytes) -> None:
    assert [code for code, _place in codes(content)] == ["unreadable"]
    assert verifying.verify(content).findings[0][0] == "unreadable"


def test_the_check_in_a_process_of_its_own_says_the_same() -> None:
    assert verifying.verify(dossier()) == verifying.Verdict(*verify_dossier.verify(dossier()))
    assert verifying.verify(dossier()).holds


def test_the_script_stands_alone_and_is_short(tmp_path: Path) -> None:
    script = shutil.copy(SCRIPT, tmp_path)
    text = SCRIPT.read_text("utf-8")
    assert sum(1 for line in text.splitlines() if line.strip()) <= 200
    assert "filings" not in text
    assert "django" not in text
    whole, bent = tmp_path / "whole.pdf", tmp_path / "bent.pdf"
    whole.write_bytes(dossier())
    bent.write_bytes(dossier().replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    for file, status, word in ((whole, 0, "ALL OF IT HOLDS"), (bent, 1, "FAILED")):
        done = subprocess.run(
            [sys.executable, "-I", script, file], capture_output=True, text=True, check=False,
            cwd=tmp_path, env={"PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        assert (done.returncode, word in done.stdout) == (status, True), done.stderr
    missing = subprocess.run(
        [sys.executable, "-I", script, "gone.pdf"], capture_output=True, text=True, check=False,
        cwd=tmp_path, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert (missing.returncode, "no such file" in missing.stderr) == (2, True)
    assert "Traceback" not in missing.stderr


def test_the_script_has_words_for_whatever_the_page_has_sentences() -> None:
    words = {each.partition(":")[0] for each in verify_dossier.WORDS.split("|")}
    assert words == SENTENCES.keys() - {"other_facts"}, "only the page knows what was scanned"
