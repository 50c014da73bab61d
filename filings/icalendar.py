"""A calendar of whole days as text (RFC 5545): what a calendar program subscribes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST = 75
"""Octets of a line; a longer one goes on after a line break and a space."""


@dataclass(frozen=True)
class Entry:
    uid: str
    on: date
    title: str
    text: str
    url: str = ""


def calendar(name: str, entries: Iterable[Entry], made_at: datetime) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Beian//Terms//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for entry in entries:
        lines += _event(entry, made_at)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry: Entry, made_at: datetime) -> list[str]:
    found = [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(entry.title)}",
        f"DESCRIPTION:{escaped(entry.text)}",
        "TRANSP:TRANSPARENT",
    ]
    if entry.url:
        found.append(f"URL:{entry.url}")
    return [*found, "END:VEVENT"]


def escaped(text: str) -> str:
    for char in ("\\", ";", ","):
        text = text.replace(char, f"\\{char}")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in lines if char == "\n" or char.isprintable())
    return kept.replace("\n", "\\n")


def folded(line: str) -> str:
    """Cut between characters, never inside one."""
    parts, part, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > LONGEST:
            parts.append(part)
            part, size = "", 1
        part += char
        size += width
    return "\r\n ".join([*parts, part])
