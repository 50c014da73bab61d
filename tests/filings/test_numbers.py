"""The filing number, on published ones."""

import csv
from pathlib import Path

import pytest

from filings import numbers
from filings.enums import AlgorithmType

DOUYIN = "网信算备110108823483902220017号"
PUBLISHED = Path(numbers.__file__).parent / "data" / "cac_filings.csv"


def test_a_number_is_read_into_its_parts() -> None:
    number = numbers.parse(DOUYIN)
    assert number is not None
    assert (number.division, number.entity, number.serial) == ("110108", "8234839", 1)
    assert (number.type, number.year) == (AlgorithmType.PERSONALISED_PUSH, 2022)
    assert str(number) == DOUYIN


@pytest.mark.parametrize(
    "typed", [f" {DOUYIN}\n", DOUYIN.replace("1", "１"), "网信算备 110108823483902220017 号"]
)
def test_width_and_spaces_do_not_matter(typed: str) -> None:
    assert str(numbers.parse(typed)) == DOUYIN


@pytest.mark.parametrize(
    "typed",
    ["", "110108823483902220017", DOUYIN[:-2] + "号", DOUYIN + "1", "Beijing-YunQue-20230821"],
)
def test_what_is_no_number_is_not_read(typed: str) -> None:
    assert numbers.parse(typed) is None


def test_every_published_number_passes_and_a_wrong_digit_is_seen() -> None:
    with PUBLISHED.open(encoding="utf-8") as file:
        published = [numbers.parse(row["filing_number"]) for row in csv.DictReader(file)]
    assert len(published) == 237
    for number in published:
        assert number is not None
        assert number.fits_check_digit
        for place, digit in enumerate(number.digits):
            other = str((int(digit) + 1) % 10)
            wrong = numbers.FilingNumber(number.digits[:place] + other + number.digits[place + 1 :])
            assert not wrong.fits_check_digit


def test_the_rule_is_blind_to_a_digit_off_by_five_but_for_the_last() -> None:
    digits = "110108823483902220017"
    for place, digit in enumerate(digits):
        off = digits[:place] + str((int(digit) + 5) % 10) + digits[place + 1 :]
        assert numbers.FilingNumber(off).fits_check_digit == (place < 20)


@pytest.mark.parametrize(
    ("digits", "kind", "entity", "sentence"),
    [
        ("110108823483902220018", "", "", "check digit"),
        ("110108823483902220017", AlgorithmType.CONTENT_FILTERING, "", "type code of"),
        ("110108823483902220017", "", "1234567", "another entity code"),
        ("110108823483908220017", "", "", "not in the official list"),
        ("110108823483902290017", "", "", "year"),
    ],
)
def test_what_looks_wrong_is_said_in_a_sentence(
    digits: str, kind: str, entity: str, sentence: str
) -> None:
    found = numbers.warnings(numbers.FilingNumber(digits), kind=kind, entity=entity, this_year=2026)
    assert sentence in " ".join(map(str, found))


def test_a_right_number_raises_no_finding() -> None:
    number = numbers.FilingNumber("110108823483902220017")
    kind = AlgorithmType.PERSONALISED_PUSH
    assert numbers.warnings(number, kind=kind, entity="8234839", this_year=2026) == []
