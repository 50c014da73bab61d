"""Whether a file is what it says: PDF/A-3a and PDF/UA-1 by a validator that is not ours."""

import page

MISREAD = "PDFA3A-STREAM-LENGTH-001"
"""The validator takes an end of line before "endstream" for a part of the stream."""


def faults(content: bytes) -> list[str]:
    return [
        f"{failure.rule_id}: {failure.message}"
        for profile in ("3a", "ua1")
        for failure in page.validate_pdf_bytes(content, profile=profile).failures
        if failure.rule_id != MISREAD
    ]
