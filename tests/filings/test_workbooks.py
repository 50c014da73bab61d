"""The workbook and the JSON Schema: made from the form, and back without loss."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from filings import schemas, workbooks
from filings.contents import form_on
from filings.enums import AlgorithmType
from filings.regulations import Form
from filings.uploads import FileRefused
from filings.workbooks import Filled, Grid, Lines
from tests.filings import files
from tests.filings.filling import complete

PEOPLE = {7: "陆承宇"}


class Person:
    pk, name = 7, "陆承宇"


@pytest.fixture(scope="module")
def form() -> Form:
    return form_on(dt.date(2026, 11, 26))


def answers(form: Form) -> Any:
    """Every field answered; of tables inside tables, two rows each."""
    made: Any = complete(form, Person())  # type: ignore[arg-type]
    product = made["products"]["products"][0]
    second = {**product, "key": "00000001", "name": "第二个产品", "paths": []}
    second["paths"] = [
        {"key": "00000002", "path": "首页—搜索", "functions": [
            {"key": "00000003", "name": "=1+1", "description": "@结果\n换行"},
            {"key": "00000004", "name": "推荐", "description": "结果"},
        ]},
    ]  # fmt: skip
    made["products"]["products"].append(second)
    return made


def written(form: Form, said: Any, **known: str) -> io.BytesIO:
    file = io.BytesIO()
    workbooks.write(file, workbooks.layout(form, {"basics": known} if known else {}), said)
    file.seek(0)
    return file


def back(form: Form, file: io.BytesIO, **known: str) -> Filled:
    sheets = workbooks.layout(form, {"basics": known} if known else {})
    return workbooks.read(file, "answers.xlsx", sheets, PEOPLE)


def plain(value: Any) -> Any:
    """Without marks of the product and without what is blank."""
    if isinstance(value, dict):
        return {
            k: v for k, e in value.items() if k != "behind" and (v := plain(e)) not in (None, [])
        }
    return [plain(each) for each in value] if isinstance(value, list) else value


def test_every_answer_goes_out_and_comes_back(form: Form) -> None:
    said = answers(form)
    filled = back(form, written(form, said))
    assert filled.troubles == []
    assert filled.answers == plain(said)


@pytest.mark.parametrize("kind", AlgorithmType.values)
def test_a_workbook_asks_what_its_type_may_be_asked(form: Form, kind: str) -> None:
    sheets = workbooks.layout(form, {"basics": {"type": kind, "role": "service_provider"}})
    places = {line.path for each in sheets if isinstance(each, Lines) for line in each.lines}
    assert ("rights.tags" in places) is (kind == AlgorithmType.PERSONALISED_PUSH)
    assert "notice.principle" in places
    assert not any(each.section.code == "support" for each in sheets)
    book = openpyxl.load_workbook(written(form, {}, type=kind, role="service_provider"))
    assert book["lists"].sheet_state == "hidden"
    offered = [check for sheet in book for check in sheet.data_validations.dataValidation]
    assert len(offered) > 30
    grids = [each for each in sheets if isinstance(each, Grid)]
    assert {"products.products", "products.products.paths"} <= {each.path for each in grids}


def test_blank_cells_say_nothing(form: Form) -> None:
    assert back(form, written(form, {})).answers == {}


def cell_of(book: Any, place: str) -> tuple[Any, Any]:
    """The sheet and the cell to fill, by the hidden name."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == place and cell.column == 1:
                    return sheet, sheet.cell(cell.row, 4)
                if cell.value == place and cell.row == 2:
                    return sheet, sheet.cell(5, cell.column)
    raise LookupError(place)


WRONG = {
    "basics.type": ("另一类", "is not on the list"),
    "basics.launched_on": ("去年", "year-month-day"),
    "rights.complaint_days": ("三日", "whole number"),
    "rights.switch_off": ("也许", "yes or no"),
    "notice.published_at": ("www.example.com", "full address"),
    "basics.name.zh": ("名" * 101, "at most 100"),
    "products.products.paths.path": ("首页", "Say to which row"),
}


@pytest.mark.parametrize("place", WRONG)
def test_a_wrong_cell_is_named(form: Form, place: str) -> None:
    typed, sentence = WRONG[place]
    book = openpyxl.load_workbook(written(form, {}))
    sheet, cell = cell_of(book, place)
    cell.value = typed
    sheet.title = "改过的名字"
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    (trouble,) = back(form, file).troubles
    assert trouble.sheet == "改过的名字"
    assert sentence in trouble.sentence
    if not place.endswith("path"):
        assert trouble.cell == cell.coordinate


def test_words_of_either_language_and_codes_are_read(form: Form) -> None:
    for place, typed, read in (
        ("basics.type", "个性化推送类", "personalised_push"),
        ("basics.type", "personalised_push", "personalised_push"),
        ("basics.launched_on", "2026年3月1日", "2026-03-01"),
        ("rights.complaint_days", "1,500", 1500),
        ("rights.complaint_days", 15.0, 15),
        ("rights.switch_off", "否", False),
    ):
        book = openpyxl.load_workbook(written(form, {}))
        cell_of(book, place)[1].value = typed
        file = io.BytesIO()
        book.save(file)
        file.seek(0)
        section, _dot, code = place.partition(".")
        assert back(form, file).answers == {section: {code: read}}


@pytest.mark.parametrize(
    ("content", "name"),
    [(files.office(), "a.docx"), (b"PK\x03\x04", "a.xlsx"), (b"a,b", "a.csv"), (b"", "a.xlsx")],
)
def test_what_is_no_workbook_of_ours_is_refused(form: Form, content: bytes, name: str) -> None:
    other = io.BytesIO()
    openpyxl.Workbook().save(other)
    for given, called in ((content, name), (other.getvalue(), "other.xlsx")):
        with pytest.raises(FileRefused):
            workbooks.read(io.BytesIO(given), called, workbooks.layout(form, {}), {})


@pytest.mark.parametrize(("at", "is_read"), [(900, True), (4000, True), (4001, False)])
def test_no_row_is_left_out_in_silence(form: Form, at: int, is_read: bool) -> None:
    book = openpyxl.load_workbook(written(form, {}))
    layout = workbooks.layout(form, {})
    grid = next(g for g in layout if isinstance(g, Grid) and g.path.endswith("products"))
    sheet = next(each for each in book.worksheets if each["A1"].value == grid.mark)
    said = next(c.column for c in sheet[2] if str(c.value).endswith("products.name"))
    sheet.cell(at, said or 0, "末行产品")
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    if is_read:
        assert [row["name"] for row in back(form, file).answers["products"]["products"]] == [
            "末行产品"
        ]
    else:
        with pytest.raises(FileRefused, match="more than 4000 rows"):
            back(form, file)


def test_the_schema_takes_what_the_form_takes(form: Form, tmp_path: Path) -> None:
    made = schemas.schema(form, "https://beian.example/schema")
    jsonschema.Draft202012Validator.check_schema(made)
    check = jsonschema.Draft202012Validator(made)
    said = answers(form)
    assert list(check.iter_errors(said)) == []
    assert list(check.iter_errors({})) == []
    wrong: list[Any] = [
        {"nothing": {}},
        {"basics": {"type": "other"}},
        {"rights": {"complaint_days": "3"}},
        {"notice": {"principle": {"zh": "字" * 3001}}},
        {"products": {"products": [{"key": "x"}]}},
        {"basics": {"unknown": 1}},
    ]
    for spoil in wrong:
        assert list(check.iter_errors(spoil)), spoil
