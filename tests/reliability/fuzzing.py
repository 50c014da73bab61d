"""Requests to every operation of the API's own description, with whatever might be sent there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from hypothesis import strategies as st

from filings.enums import FilingAction
from reviews.selectors.acts import THINGS
from reviews.workflow import TABLES
from tests.reliability.world import Side

METHODS = ("get", "post", "put", "patch", "delete")
SMALL = st.text(max_size=12)
NASTY = st.sampled_from(
    [
        "\x00", "\ud800", "=1+1", "<script>", "' OR 1=1", "9" * 40, "１２", "2026-02-31", "",
        "x" * 5000, "%s", "{{ x }}", "personalised_push", "1", "zh", "board", "public_notice",
    ]
)  # fmt: skip
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), SMALL, NASTY
)
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(SMALL, NASTY), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["provider", "name_zh", "type", "role", "answers", "marks", "paper", "version", "reason",
     "committee", "late_reason", "words", "level", "seats", "profile", "recipient", "purpose",
     "language", "chapters", "link", "path", "kind", "dated_on", "owner", "note", "missing",
     "number", "submitted_on", "list_items", "procedure", "starts_at", "outcome", "text"]
)  # fmt: skip
BODY = st.one_of(st.dictionaries(FIELDS, VALUE, max_size=6), VALUE)
ASKED = [
    "q", "type", "status", "owner", "sort", "at", "size", "state", "kind", "number", "algorithm",
    "lang", "format",
]  # fmt: skip
QUERY = st.dictionaries(st.sampled_from(ASKED), st.one_of(SMALL, NASTY), max_size=3)
HEADERS = st.dictionaries(
    st.sampled_from(["if-match", "idempotency-key", "accept-language", "accept"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
    max_size=2,
)
FORMATS = st.sampled_from(["application/json"] * 6 + ["multipart/form-data", "text/plain"])


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    places: tuple[str, ...]


def operations() -> list[Operation]:
    """Every one that the description names."""
    described = SchemaGenerator().get_schema(public=True)
    return [
        Operation(method, path, tuple(_places(path)))
        for path, item in described["paths"].items()
        for method in METHODS
        if method in item
    ]


def _places(path: str) -> Iterator[str]:
    for part in path.split("/"):
        if part.startswith("{"):
            yield part.strip("{}")


def known(side: Side) -> list[int]:
    """Numbers of objects of every kind."""
    judged = side.judged
    return [
        side.algorithm.pk, side.disclosed.pk, side.untouched.pk, side.filing.pk, side.job.pk,
        side.document.pk, side.dossier.pk, side.evidence.pk, judged.case.pk, judged.draft.pk,
        judged.paper.pk, judged.second_review.pk, side.publishable.algorithm_id,
    ]  # fmt: skip


def filled(draw: Any, operation: Operation, ids: list[int]) -> str:
    words = {
        "action": [*FilingAction.values, *(a for table in TABLES.values() for a in table.rows)],
        "thing": [*THINGS, "nothing"],
        "code": ["basics", "notice", "products", "nothing"],
        "digest": ["0" * 64, "x"],
        "version": ["2026-07-15", "none"],
    }
    path = operation.path
    for place in operation.places:
        if place in words:
            value: Any = draw(st.sampled_from(words[place]))
        elif place in {"number", "before", "after"}:
            value = draw(st.integers(0, 3))
        else:
            value = draw(st.sampled_from([*ids, 999_999_999, 0]))
        path = path.replace(f"{{{place}}}", str(value), 1)
    return path


def encoded(body: Any) -> bytes:
    """As a careless program would send it: lone surrogates and NaN included."""
    return json.dumps(body).encode()
