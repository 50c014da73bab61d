"""QR codes for verification pages, as a vector picture."""

from io import BytesIO

import segno


def qr_code(text: str) -> bytes:
    """An SVG of one QR code with error level M; print it at 28 mm or more.

    Hand it to `render` as an asset and give the picture an `alt` that says where the code leads.
    """
    stream = BytesIO()
    code = segno.make_qr(text, error="m")
    code.save(stream, kind="svg", scale=4, border=4, svgclass=None, lineclass=None, xmldecl=False)
    return stream.getvalue()
