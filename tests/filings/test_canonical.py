import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
FACTS = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.LARGEST, canonical.LARGEST) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


def turned_around(value: object) -> object:
    if isinstance(value, dict):
        return {key: turned_around(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [turned_around(item) for item in value]
    return value


def test_keys_stand_in_the_order_of_their_utf_16_code_units() -> None:
    """The example of RFC 8785, 3.2.3."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(canonical.encode(dict.fromkeys(keys, 0)))) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_the_bytes_are_compact_utf_8_with_the_short_escapes() -> None:
    facts = {"b": [1, True, None], "a": '算"法\n\x0f\u007f/'}
    assert canonical.encode(facts).decode() == '{"a":"算\\"法\\n\\u000f\u007f/","b":[1,true,null]}'


def test_the_digest_is_sha_256_of_those_bytes() -> None:
    assert canonical.digest({}) == hashlib.sha256(b"{}").hexdigest()


@given(FACTS)
def test_reading_the_bytes_gives_the_facts_back(facts: object) -> None:
    assert json.loads(canonical.encode(facts)) == facts


@given(FACTS)
def test_the_order_in_which_facts_were_entered_leaves_no_trace(facts: object) -> None:
    assert canonical.encode(turned_around(facts)) == canonical.encode(facts)


@given(FACTS, FACTS)
def test_different_facts_have_different_bytes(one: object, other: object) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (canonical.encode(one) == canonical.encode(other)) is same


@pytest.mark.parametrize("value", [0.5, 2**53, -(2**53), "\ud800", {1: 2}, b"x", [float("nan")]])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"canonical|surrogates"):
        canonical.encode(value)
