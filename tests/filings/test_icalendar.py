"""The calendar as text: escaped, folded between characters, whole days."""

from datetime import UTC, date, datetime

import pytest

from filings.icalendar import LONGEST, Entry, calendar, escaped, folded

MADE = datetime(2026, 11, 26, 1, 2, 3, tzinfo=UTC)


def test_a_term_is_a_whole_day() -> None:
    entry = Entry(
        "deadline-7@beian", date(2026, 12, 31), "变更, 推荐算法", "十个工作日\n暂定", "https://x/"
    )
    assert calendar("期限", [entry], MADE).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Beian//Terms//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:期限",
        "BEGIN:VEVENT",
        "UID:deadline-7@beian",
        "DTSTAMP:20261126T010203Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:变更\\, 推荐算法",
        "DESCRIPTION:十个工作日\\n暂定",
        "TRANSP:TRANSPARENT",
        "URL:https://x/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("a\r\nBEGIN:VEVENT", "a\\nBEGIN:VEVENT"),
        ("a\x00\x07b", "ab"),
    ],
)
def test_nothing_in_a_name_ends_its_line(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_long_lines_fold_between_characters() -> None:
    line = "SUMMARY:" + "算法" * 60
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= LONGEST for part in parts)
    assert "".join([parts[0], *(part[1:] for part in parts[1:])]) == line
    assert folded("x" * LONGEST) == "x" * LONGEST
