"""Signatures in a PDF: PAdES (ETSI EN 319 142-1), invisible, beside the seal that the page shows.

An invisible signature keeps a file PDF/A-3a and PDF/UA-1; a visible field would not, so the seal is
a picture of the paper itself. Attachments and metadata must be final before the first signature.
Chinese SM2 signatures need a certified provider; `digest_sm3` gives the digest such a seal is for.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko_certvalidator import ValidationContext

from filings.printing.errors import CertificateRefused, NoStamp, NotReadable

DEMO_DAYS = 3650

# A chain that is not trusted is an answer, not a fault, and its names do not belong in a log.
logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A PKCS#12 file: private key, certificate, chain."""

    content: bytes
    passphrase: bytes = b""

    def signer(self) -> signers.SimpleSigner:
        try:
            signer: signers.SimpleSigner = signers.SimpleSigner.load_pkcs12_data(
                self.content, other_certs=[], passphrase=self.passphrase or None
            )
        except ValueError as fault:
            raise CertificateRefused from fault
        return signer

    def holder(self) -> str:
        """Whose it is; a demonstration says so."""
        subject = self._own().subject.native
        return " · ".join(
            str(subject[part])
            for part in ("common_name", "organizational_unit_name")
            if part in subject
        )

    def fingerprint(self) -> str:
        """SHA-256 of the certificate, to be published and compared."""
        return hashlib.sha256(self._own().dump()).hexdigest()

    def _own(self) -> asn1_x509.Certificate:
        if (own := self.signer().signing_cert) is None:
            raise CertificateRefused
        return own


class _Writer(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """Leave the metadata alone: pyHanko would write the extension schemas of PDF/A anew."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What is known of one signature. `whole`: nothing was added to the file after it.

    `intact` tells of the bytes it covers, `unchanged` of later revisions, `trusted` of the chain.
    """

    signer: str
    signed_at: datetime | None
    stamped_at: datetime | None
    intact: bool
    unchanged: bool
    trusted: bool
    whole: bool

    @property
    def holds(self) -> bool:
        return self.intact and self.unchanged


def sign(
    content: bytes,
    certificate: Certificate,
    *,
    reason: str = "",
    location: str = "",
    stamp_service: str = "",
) -> bytes:
    """The file with one more signature; the bytes before it stay as they are.

    The first signature certifies: later ones may only sign too. `stamp_service` is the address of
    an RFC 3161 service (PAdES B-T); without it the signature is B-B. Not repeatable.
    """
    writer = _Writer(BytesIO(content))
    number = len(PdfFileReader(BytesIO(content)).embedded_signatures) + 1
    name = f"Signature{number}"
    metadata = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        reason=reason or None,
        location=location or None,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=number == 1,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    stamper = timestamps.HTTPTimeStamper(stamp_service) if stamp_service else None
    signed = BytesIO()
    place = fields.SigFieldSpec(
        name,
        # PDF/UA wants a field in the page to be tagged, PDF/A wants it shown: so it is outside.
        invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
        readable_field_name=name,
    )
    signer = signers.PdfSigner(
        metadata, certificate.signer(), timestamper=stamper, new_field_spec=place
    )
    try:
        signer.sign_pdf(writer, output=signed)
    except OSError as fault:
        raise NoStamp(address=stamp_service) from fault
    return signed.getvalue()


def verify(content: bytes, *, roots: Sequence[bytes] = ()) -> list[Signature]:
    """Every signature of a file, in the order of signing; `roots` are trusted certificates (DER).

    Raises NotReadable for what is no PDF. No network is used: revocation is not asked for.
    """
    try:
        found = PdfFileReader(BytesIO(content)).embedded_signatures
        return [_judge(each, roots) for each in found]
    except Exception as fault:  # the parser lets foreign bytes raise anything
        raise NotReadable from fault


def _judge(embedded: EmbeddedPdfSignature, roots: Sequence[bytes]) -> Signature:
    anchors = [asn1_x509.Certificate.load(root) for root in roots]
    context = ValidationContext(trust_roots=anchors, allow_fetching=False)
    status = validate_pdf_signature(embedded, context)
    stamp = status.timestamp_validity
    return Signature(
        signer=status.signing_cert.subject.native.get("common_name", ""),
        signed_at=status.signer_reported_dt,
        stamped_at=stamp.timestamp if stamp else None,
        intact=status.intact and status.valid,
        unchanged=status.docmdp_ok is not False,
        trusted=status.trusted,
        whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
    )


def digest_sm3(content: bytes) -> str:
    """GB/T 32905 (SM3), as a seal by a certified SM2 provider asks for."""
    return hashlib.new("sm3", content).hexdigest()


def demo_certificate(name: str, passphrase: bytes = b"") -> Certificate:
    """A self-signed certificate for demonstration; it proves nothing and says so in its subject."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "DEMO, NOT VALID"),
        ]
    )
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=DEMO_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        lock = serialization.BestAvailableEncryption(passphrase)
    content = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, lock)
    return Certificate(content, passphrase)
