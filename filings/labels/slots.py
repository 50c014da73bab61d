"""Where a label may stand in a file, and what stood there."""

from dataclasses import dataclass
from enum import Enum

IMAGES, VIDEO = "tc260-pg-20259a", "tc260-pg-20257a"
AUDIO, DOCUMENTS = "tc260-pg-202510a", "tc260-pg-20258a"


class Place(Enum):
    """A place, the practice guide that names it, whether its text is wrapped in {"AIGC": …}."""

    XMP = ("xmp", IMAGES, False)
    XMP_ATTRIBUTE = ("xmp_attribute", IMAGES, False)
    PNG_TEXT = ("png_text", IMAGES, True)
    EXIF = ("exif_user_comment", IMAGES, True)
    MP4_UDTA = ("moov.udta.meta", VIDEO, False)
    TXXX = ("id3_txxx", AUDIO, False)
    WAV_CHUNK = ("riff_chunk", AUDIO, False)
    PDF_INFO = ("pdf_info", DOCUMENTS, False)
    CUSTOM_PROPERTY = ("custom_property", DOCUMENTS, False)
    # Seen in real files; no guide names them for these types of file.
    JPEG_SEGMENT = ("jpeg_segment", "", False)
    MP4_META = ("moov.meta", "", False)
    MP4_ITEM = ("ilst_item", "", False)
    MP4_XMP = ("mp4_xmp", "", False)
    ID3_XMP = ("id3_xmp", "", False)
    WAV_INFO = ("riff_info", "", False)
    WAV_XMP = ("riff_xmp", "", False)
    WAV_ID3 = ("riff_id3", "", False)
    PDF_XMP = ("pdf_xmp", "", False)

    def __init__(self, code: str, guide: str, is_wrapped: bool) -> None:
        self.code = code
        self.guide = guide
        self.is_wrapped = is_wrapped

    @property
    def is_named_by_a_guide(self) -> bool:
        return bool(self.guide)


@dataclass(frozen=True)
class Slot:
    place: Place
    content: bytes | str
