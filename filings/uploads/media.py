"""MP4, MP3 and WAV by their frames: each chunk must end where the next begins."""

import struct
from typing import IO

from filings.uploads.refusal import damaged, refuse_second_face

_KBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_FRAMES = 4


def sniff(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return {b"qt  ": "mov", b"M4A ": "m4a"}.get(head[8:12], "mp4")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:3] == b"ID3" or _frame_length(head[:4]):
        return "mp3"
    return None


def check_mp4(file: IO[bytes]) -> None:
    refuse_second_face(file)
    size, kinds, at = file.seek(0, 2), set(), 0
    while at < size:
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            raise damaged()
        length, kind = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            length = struct.unpack(">Q", header[8:])[0]
        length = length or size - at  # 0: the last box reaches to the end of the file
        if length < 8 or at + length > size:
            raise damaged()
        kinds.add(kind)
        at += length
    if not {b"ftyp", b"moov", b"mdat"} <= kinds:
        raise damaged()


def check_wav(file: IO[bytes]) -> None:
    refuse_second_face(file)
    size = file.seek(0, 2)
    file.seek(0)
    stated = struct.unpack("<I", file.read(12)[4:8])[0] + 8
    kinds, at = set(), 12
    while at + 8 <= size:
        file.seek(at)
        kind, length = struct.unpack("<4sI", file.read(8))
        kinds.add(kind)
        at += 8 + length + length % 2
    if not (size - 1 <= stated <= size) or at not in (size, size + 1):
        raise damaged()
    if not {b"fmt ", b"data"} <= kinds:
        raise damaged()


def check_mp3(file: IO[bytes]) -> None:
    """After the tag, several frames must follow each other exactly."""
    refuse_second_face(file)
    head = file.read(10)
    at = 0
    if head[:3] == b"ID3":
        if len(head) < 10:
            raise damaged()
        at = 10 + sum(
            (byte & 127) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)
        )
    for _frame in range(_FRAMES):
        file.seek(at)
        length = _frame_length(file.read(4))
        if not length:
            raise damaged()
        at += length


def _frame_length(header: bytes) -> int:
    """Bytes of an MPEG layer III frame, 0 when this is none."""
    if len(header) < 4 or header[0] != 255 or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, pitch = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or pitch == 3:
        return 0
    kbits = _KBITS[3 if version == 3 else 2][rate]
    samples = 144 if version == 3 else 72
    return samples * kbits * 1000 // _HERTZ[version][pitch] + (header[2] >> 1 & 1)
