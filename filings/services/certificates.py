"""The certificates with which providers sign: PKCS#12 files of the data folder, named by code."""

from pathlib import Path

from django.conf import settings

from filings.models import Provider
from filings.printing.signing import Certificate, demo_certificate

FOLDER = "certificates"


def path_of(provider: Provider) -> Path:
    return Path(settings.DATA_DIR) / FOLDER / f"{provider.uscc}.p12"


def of(provider: Provider) -> Certificate | None:
    """Nothing where the provider has none: its dossiers are sealed, but not signed."""
    path = path_of(provider)
    if not path.is_file():
        return None
    return Certificate(path.read_bytes(), settings.CERTIFICATE_PASSPHRASE.encode())


def make_demo(provider: Provider) -> Path:
    """A certificate that proves nothing and says so; raises FileExistsError, never overwrites."""
    path = path_of(provider)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = demo_certificate(provider.name_zh[:60], settings.CERTIFICATE_PASSPHRASE.encode())
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(made.content)
    return path
