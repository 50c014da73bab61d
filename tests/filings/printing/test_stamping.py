"""A signature with the stamp of an RFC 3161 service, which here answers on this machine."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer

import page
import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from filings import printing
from filings.printing import errors, signing
from tests.filings.printing.papers import NOTICE


@cache
def clock() -> DummyTimeStamper:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test TSA")])
    now = datetime.now(UTC)
    own = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return DummyTimeStamper(
        asn1.Certificate.load(own.public_bytes(serialization.Encoding.DER)),
        keys.PrivateKeyInfo.load(private),
    )


class Service(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = clock().request_tsa_response(asked).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def paper() -> bytes:
    return printing.render(NOTICE, title="拟公示内容").content


def test_a_stamped_signature_tells_the_time_of_the_service_and_stays_archivable(
    service: str,
) -> None:
    own = signing.demo_certificate("星澜")
    stamped = signing.sign(paper(), own, stamp_service=service)
    (found,) = signing.verify(stamped)
    assert found.holds
    assert found.stamped_at is not None
    assert abs(found.stamped_at - datetime.now(UTC)) < timedelta(minutes=5)
    for profile in ("3a", "ua1"):
        assert [f.message for f in page.validate_pdf_bytes(stamped, profile=profile).failures] == []
    (plain,) = signing.verify(signing.sign(paper(), own))
    assert plain.stamped_at is None


def test_a_service_that_does_not_answer_is_named_and_nothing_is_signed() -> None:
    with pytest.raises(errors.NoStamp) as failure:
        signing.sign(paper(), signing.demo_certificate("星澜"), stamp_service="http://127.0.0.1:9/")
    assert "127.0.0.1:9" in str(failure.value.sentence)
