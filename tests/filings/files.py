"""Small files of every accepted type, made in memory."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from PIL import Image


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind)
    return out.getvalue()


def pdf(body: bytes = b"", trailer: bytes = b"") -> bytes:
    start = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + body
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer << /Root 1 0 R " + trailer + b">>\n"
    return start + table + b"startxref\n%d\n%%%%EOF\n" % len(start)


def office(folder: str = "word", more: Mapping[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<w:document/>")
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def mp4() -> bytes:
    return box(b"ftyp", b"isom\x00\x00\x00\x00") + box(b"moov") + box(b"mdat", b"x" * 50)


def wav() -> bytes:
    body = b"WAVEfmt " + struct.pack("<I", 16) + b"\x01\x00" * 8 + b"data\x04\x00\x00\x00abcd"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s, 44.1 kHz: 417 bytes
    return b"ID3\x04\x00\x00\x00\x00\x00\x05hello" + frame * 5


ALL: dict[str, Callable[[], bytes]] = {
    "a.png": lambda: picture("PNG"),
    "a.jpg": lambda: picture("JPEG"),
    "a.gif": lambda: picture("GIF"),
    "a.webp": lambda: picture("WEBP"),
    "a.pdf": pdf,
    "a.docx": office,
    "a.xlsx": lambda: office("xl"),
    "a.pptx": lambda: office("ppt"),
    "a.mp4": mp4,
    "a.mp3": mp3,
    "a.wav": wav,
    "a.csv": lambda: "名称,编号\n推荐,1\n".encode("gb18030"),
    "a.txt": "说明".encode,
}
