"""Signatures: valid files stay valid, every altered byte shows, the paper before is still there."""

import random
import re
from functools import cache

import page
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from filings import printing
from filings.printing import errors, signing
from tests.filings.printing.papers import NOTICE

PROVIDER = "星澜（上海）商贸有限公司"


@cache
def paper_before() -> bytes:
    return printing.render(NOTICE, title="拟公示内容").content


@cache
def certificate() -> signing.Certificate:
    return signing.demo_certificate(PROVIDER, b"4711")


@cache
def signed() -> bytes:
    return signing.sign(paper_before(), certificate(), reason="提交备案")


def root() -> bytes:
    _, own, _ = pkcs12.load_key_and_certificates(certificate().content, b"4711")
    assert own
    return own.public_bytes(Encoding.DER)


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_signed_paper_is_still_archivable_and_accessible(profile: str) -> None:
    report = page.validate_pdf_bytes(signed(), profile=profile)
    assert [failure.message for failure in report.failures] == []


def test_signature_holds_and_names_its_signer() -> None:
    (found,) = signing.verify(signed())
    assert (found.signer, found.holds, found.whole, found.trusted) == (PROVIDER, True, True, False)
    (known,) = signing.verify(signed(), roots=[root()])
    assert known.trusted


def test_paper_before_the_signature_is_its_first_bytes() -> None:
    assert signed().startswith(paper_before())
    assert signing.verify(paper_before()) == []


def test_second_signature_leaves_the_first_in_force() -> None:
    twice = signing.sign(signed(), signing.demo_certificate("法务"))
    first, second = signing.verify(twice)
    assert (first.holds, first.whole, second.holds, second.whole) == (True, False, True, True)
    assert page.is_pdf_compliant_bytes(twice, profile="ua1")


def test_change_after_signing_shows() -> None:
    added = b"\n1 0 obj\n<</Type/Catalog>>\nendobj\nstartxref\n0\n%%EOF\n"
    assert not stands(signed() + added)


def test_every_altered_byte_shows() -> None:
    content = signed()
    ranges = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]", content)
    assert ranges
    _, first, second, length = map(int, ranges.groups())
    covered = [*range(first), *range(second, second + length)]
    for place in random.Random(4711).sample(covered, 150):
        altered = bytearray(content)
        altered[place] ^= 0x20
        assert not stands(bytes(altered)), place


def stands(content: bytes) -> bool:
    try:
        found = signing.verify(content)
    except printing.PrintingFailed:
        return False
    return bool(found) and all(each.holds and each.whole for each in found)


def test_the_unaltered_file_stands() -> None:
    assert stands(signed())


def test_wrong_passphrase_is_refused() -> None:
    wrong = signing.Certificate(certificate().content, b"wrong")
    with pytest.raises(errors.CertificateRefused):
        signing.sign(paper_before(), wrong)


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(errors.NotReadable):
        signing.verify(b"MZ not a PDF")


def test_digest_for_a_seal_is_sm3() -> None:
    # The example of GB/T 32905-2016, annex A.1.
    wanted = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert signing.digest_sm3(b"abc") == wanted
