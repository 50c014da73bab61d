"""Tables in and out."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import spreadsheets
from filings.uploads import FileRefused
from tests import tables

HEAD = ["编号", "名称"]


def read(content: bytes, name: str = "file.csv") -> list[dict[str, str]]:
    return [line.cells for line in spreadsheets.read(io.BytesIO(content), name).lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_is_read_in_the_encodings_of_chinese_offices(encoding: str) -> None:
    assert read("编号,名称\n1,推荐算法\n".encode(encoding)) == [{"编号": "1", "名称": "推荐算法"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_any_usual_delimiter(delimiter: str) -> None:
    text = f"编号{delimiter}名称\r\n1{delimiter}“甲”\r\n"
    assert read(text.encode()) == [{"编号": "1", "名称": "“甲”"}]


def test_a_title_above_the_head_and_empty_rows_are_passed_over() -> None:
    sheet = spreadsheets.read(io.BytesIO("境内清单,\n编号,名称\n,\n1,甲\n".encode()), "f.csv")
    assert [(line.number, line.cells["名称"]) for line in sheet.lines] == [(4, "甲")]


@pytest.mark.parametrize("write", [tables.csv_bytes, tables.xlsx_bytes])
@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "＝1", "--", "'quoted", "'=1"],
)
def test_nothing_leaves_as_a_formula_and_everything_comes_back(write, hostile: str) -> None:
    content = write(HEAD, [["1", hostile]])
    name = "f.csv" if write is tables.csv_bytes else "f.xlsx"
    assert read(content, name) == [
        {"编号": "1", "名称": hostile.lstrip("'") if hostile == "'=1" else hostile}
    ]
    if name == "f.csv":
        cell = content.decode("utf-8-sig").splitlines()[1].split(",", 1)[1].strip('"')
        assert cell[0] not in "=+-@＝"
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        assert sheet["B2"].data_type == "s"
        xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in xml


def test_days_and_numbers_stay_what_they_are() -> None:
    content = tables.xlsx_bytes(HEAD, [[7, dt.date(2026, 3, 1)]])
    assert read(content, "f.xlsx") == [{"编号": "7", "名称": "2026-03-01"}]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "f.csv", "empty"),
        (b"\x00\x01\x02", "f.csv", "not accepted"),
        (b"PK\x03\x04broken", "f.xlsx", "damaged"),
        ("编号,编号\n1,2\n".encode(), "f.csv", "Two columns"),
        (b"alone\n", "f.csv", "no head row"),
        ('编号,名称\n1,"甲\n'.encode(), "f.csv", "broken"),
        ("编号,名称\n".encode() + b"1,x\n" * 20_002, "f.csv", "more than 20000 rows"),
        ((",".join(map(str, range(61))) + "\n").encode(), "f.csv", "more than 60 columns"),
        (("编号,名称\n1," + "x" * 10_001).encode(), "f.csv", "more than 10000 characters"),
        (b"\xff\xfe\xfd,\x80", "f.csv", "readable text"),
        (b"just text, really", "f.txt", "not a table"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(
    content: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(FileRefused, match=sentence):
        read(content, name)


@given(
    st.text(st.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029"), max_size=40)
)
def test_any_text_comes_back_from_csv(text: str) -> None:
    clean = text.strip()
    if spreadsheets._GUARDED.match(clean):  # a quote before a formula is the guard itself
        return
    (row,) = read(tables.csv_bytes(HEAD, [["x", clean]]))
    assert row["名称"] == clean
