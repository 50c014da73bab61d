"""The print shop: fonts, PDF, Word, binding and signing. It knows no model."""

from filings.printing.codes import qr_code
from filings.printing.errors import (
    AssetRefused,
    GlyphMissing,
    MarkupRefused,
    PrintingFailed,
    ShopClosed,
    TooLong,
    TooMuchMemory,
    TooSlow,
    WorkerLost,
)
from filings.printing.limits import DOSSIER, PAPER, Limits
from filings.printing.printer import Attachment, Rendered, Style, fingerprint, render
from filings.printing.problems import shop_problems
from filings.printing.shop import several

__all__ = [
    "DOSSIER",
    "PAPER",
    "AssetRefused",
    "Attachment",
    "GlyphMissing",
    "Limits",
    "MarkupRefused",
    "PrintingFailed",
    "Rendered",
    "ShopClosed",
    "Style",
    "TooLong",
    "TooMuchMemory",
    "TooSlow",
    "WorkerLost",
    "fingerprint",
    "qr_code",
    "render",
    "several",
    "shop_problems",
]
