"""Codes of service providers, by real ones."""

import pytest

from filings.labels import codes

REAL = [
    "001191440300708461136T1XGW3",
    "001191440300708461136T1308L",
    "001191110102MAD55U9H0F10002",
    "001191440300MA5G49LC9K1YO01",
]


@pytest.mark.parametrize("text", REAL)
def test_a_real_code_is_read(text: str) -> None:
    code = codes.parse(text)
    assert code is not None
    assert (code.version, code.subject, code.service) == ("00", text[4:22], "1")
    assert code.extension == text[23:]
    assert code.is_organisation
    assert code.fits_check_digit


@pytest.mark.parametrize("place", range(4, 22))
def test_one_wrong_character_in_the_credit_code_shows(place: int) -> None:
    text = REAL[0]
    wrong = "1" if text[place] != "1" else "2"
    code = codes.parse(text[:place] + wrong + text[place + 1 :])
    assert code is not None
    assert not code.fits_check_digit


@pytest.mark.parametrize(
    "text", ["", REAL[0][:-1], REAL[0] + "0", REAL[0].lower(), "深圳市腾讯计算机系统有限公司"]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert codes.parse(text) is None


def test_a_code_without_extension_names_no_service() -> None:
    code = codes.build("91440300708461136T")
    assert code.text == "001191440300708461136T00000"
    assert (code.service, code.extension) == ("", "")


def test_a_short_extension_is_filled_up() -> None:
    code = codes.build("91440300708461136T", service=codes.PROPAGATION, extension="A1")
    assert code.text == "001191440300708461136T200A1"
    assert (code.service, code.extension) == ("2", "00A1")


@pytest.mark.parametrize(
    "wrong", [{"subject": "91440300708461136X"}, {"service": "3"}, {"extension": "a"}]
)
def test_a_wrong_part_builds_no_code(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        codes.build(**{"subject": "91440300708461136T", **wrong})
