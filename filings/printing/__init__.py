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
from filings.printing.printer import Attachment, Rendered, Style, render
from filings.printing.problems import shop_problems

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
    "qr_code",
    "render",
    "shop_problems",
]
