"""Lays one document out and writes the PDF; runs in the worker process only (see child)."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pydyf
from PIL import Image
from weasyprint import CSS, HTML, Attachment
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import harfbuzz_subset
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from filings.printing import conformance, justification, markup
from filings.printing.errors import AssetRefused, GlyphMissing, MarkupRefused, ShopClosed
from filings.printing.limits import NO_PROGRAM, Limits

STYLES = Path(__file__).with_name("styles")
QUIET = frozenset({"head", "script", "style", "title"})
DOTS_PER_INCH = 150


_clean = Font.clean


class _Paper:
    """What is at hand; a chapter gets its font programs when it is bound."""

    whole = True


def _clean_of_whole(font: Any, glyphs: Any, hinting: Any) -> None:
    if _Paper.whole:
        _clean(font, glyphs, hinting)
    else:
        font.file_content = bytes(NO_PROGRAM)


@dataclass(frozen=True, slots=True)
class Job:
    """One paper to print. `attachments`: name, relationship (ISO 32000-2), description, bytes."""

    html: str
    style: str
    properties: conformance.Properties
    limits: Limits
    whole: bool = True
    assets: Mapping[str, bytes] = field(default_factory=dict)
    attachments: Sequence[tuple[str, str, str, bytes]] = ()


class _Assets(URLFetcher):
    """Hands out the given bytes and nothing else; there is no network and no file behind it."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__()
        self.assets = assets

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        data = self.assets.get(url.removeprefix("asset:")) if url.startswith("asset:") else None
        if data is None:
            raise FatalURLFetchingError(url)
        return URLFetcherResponse(url, data, {"Content-Type": kind_of(data)})


def kind_of(data: bytes) -> str:
    """The media type by content; a name proves nothing."""
    if data.startswith(b"\x89PNG"):
        return "image/png"
    if data.startswith(b"\xff\xd8"):
        return "image/jpeg"
    return "image/svg+xml"


def open_shop() -> None:
    """Prepare the process for its first paper; ShopClosed when a library is missing."""
    if harfbuzz_subset is None:
        raise ShopClosed(reason="libharfbuzz-subset0")
    justification.install()
    Font.clean = _clean_of_whole
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    _fonts()


@cache
def _fonts() -> FontConfiguration:
    # One for the life of the worker: each new one would keep a quarter of a megabyte for good.
    return FontConfiguration()


@cache
def _style(name: str, *, whole: bool) -> CSS:
    parts = ("shared", name) if whole else ("shared", name, "unnumbered")
    text = "\n".join((STYLES / f"{part}.css").read_text("utf-8") for part in parts)
    return CSS(string=text, font_config=_fonts(), base_url="asset:", url_fetcher=_Assets({}))


def print_pdf(job: Job) -> tuple[bytes, int]:
    """The PDF and its number of pages; raises PrintingFailed."""
    if unknown := markup.check(job.html, job.limits) - job.assets.keys():
        raise MarkupRefused(rule=f"asset:{min(unknown)}")
    Image.MAX_IMAGE_PIXELS = job.limits.pixels
    images: dict[str, Any] = {}
    _Paper.whole = job.whole
    try:
        source = HTML(string=job.html, base_url="asset:", url_fetcher=_Assets(job.assets))
        _prepare(source.etree_element, job.properties)
        document = source.render(
            font_config=_fonts(), stylesheets=[_style(job.style, whole=job.whole)],
            pdf_variant="pdf/a-3a", cache=images, dpi=DOTS_PER_INCH,
        )  # fmt: skip
        content: bytes = document.write_pdf(
            finisher=_finisher(job.properties), pdf_variant="pdf/a-3a", cache=images,
            dpi=DOTS_PER_INCH, attachments=_attachments(job),
        )  # fmt: skip
    except FatalURLFetchingError as refused:
        raise MarkupRefused(rule=str(refused)) from None
    _check_images(images)
    _check_glyphs(document)
    return content, len(document.pages)


def _prepare(root: Any, properties: conformance.Properties) -> None:
    root.set("lang", properties.language)
    quiet = {part for name in QUIET for element in root.iter(name) for part in element.iter()}
    for element in root.iter():
        if element not in quiet and element.text:
            element.text = justification.ease_quotes(element.text)
        if element.tail:
            element.tail = justification.ease_quotes(element.tail)


def _attachments(job: Job) -> list[Attachment]:
    moment = job.properties.created.astimezone(UTC)
    return [
        Attachment(
            file_obj=BytesIO(data),
            name=name,
            description=description,
            relationship=relation,
            created=moment,
            modified=moment,
        )
        for name, relation, description, data in job.attachments
    ]


def _finisher(properties: conformance.Properties) -> Any:
    def finish(_document: object, pdf: pydyf.PDF) -> None:
        number = int(pdf.catalog["Metadata"].split()[0])
        kind = {"Type": "/Metadata", "Subtype": "/XML"}
        stream = pydyf.Stream([conformance.packet(properties)], kind)
        stream.number = number
        pdf.objects[number] = stream
        date = properties.created.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
        pdf.info.clear()
        pdf.info["Title"] = pydyf.String(properties.title)
        pdf.info["Producer"] = pdf.info["Creator"] = pydyf.String(conformance.PRODUCER)
        pdf.info["CreationDate"] = pdf.info["ModDate"] = pydyf.String(date)
        if properties.author:
            pdf.info["Author"] = pydyf.String(properties.author)
        if properties.label:
            pdf.info["AIGC"] = pydyf.String(properties.label)
        pdf.catalog["Lang"] = pydyf.String(properties.language)
        if associated := pdf.catalog.get("AF"):  # WeasyPrint names each file twice
            pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(associated))
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    return finish


def _check_images(images: Mapping[str, Any]) -> None:
    for url, image in images.items():
        if image is None and isinstance(url, str) and url.startswith("asset:"):
            raise AssetRefused(name=url.removeprefix("asset:"))


def _check_glyphs(document: Any) -> None:
    missing = {chr(code) for font in document.fonts.values() for code in font.missing}
    if missing:
        raise GlyphMissing(missing)


def from_header(header: Mapping[str, Any], parts: Sequence[bytes]) -> Job:
    """The job that a message of the shop describes."""
    properties = {**header["properties"]}
    properties["created"] = datetime.fromisoformat(properties["created"])
    files = iter(parts)
    html = next(files).decode(errors="surrogatepass")
    assets = {name: next(files) for name in header["assets"]}
    attachments = [(*described, next(files)) for described in header["attachments"]]
    return Job(
        html=html,
        style=header["style"],
        whole=header["whole"],
        properties=conformance.Properties(**properties),
        limits=Limits(**header["limits"]),
        assets=assets,
        attachments=[(name, relation, text, data) for name, relation, text, data in attachments],
    )
