"""Requests that Schemathesis makes from the API's own description, aimed at objects that exist."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import requests
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from reviews.models import Meeting
from tests.factories import wall_down
from tests.reliability.asking import Answer, Sent
from tests.reliability.world import Side

HOST = "http://testserver"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
"""Of Schemathesis: no 5xx, and every answer is one that the description names."""
SECTIONS = ["basics", "notice", "products", "nothing"]
AIMED = st.sampled_from([True, True, True, False])
HABITS = st.dictionaries(
    st.sampled_from(["If-Match", "Idempotency-Key", "Accept-Language", "Accept"]),
    st.one_of(
        st.sampled_from(["0", "zh-Hans", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "text/html"]),
        st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
    ),
    max_size=2,
)
"""Headers that mean something to every resource."""


def described() -> Any:
    """The description as Schemathesis reads it; who asks is not its to make up."""
    config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
    document = SchemaGenerator().get_schema(public=True)
    return schemathesis.openapi.from_dict(document, config=config)


@dataclass
class Fuzzer:
    side: Side
    schema: Any = field(default_factory=described)
    said: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """How often whom was answered what: operation, actor, status."""

    @cached_property
    def operations(self) -> dict[str, tuple[Any, ...]]:
        """By name, what is right by the description and what is wrong by it."""
        return {
            operation.label: tuple(
                operation.as_strategy(generation_mode=mode) for mode in GenerationMode
            )
            for operation in (found.ok() for found in self.schema.get_all_operations())
        }

    @cached_property
    def known(self) -> dict[str, list[int]]:
        """Numbers of objects by the word of the address that they follow."""
        side, judged = self.side, self.side.judged
        with wall_down():
            meetings = list(Meeting.objects.values_list("pk", flat=True))
        return {
            "algorithms": [
                side.algorithm.pk,
                side.disclosed.pk,
                side.untouched.pk,
                side.publishable.algorithm_id,
            ],
            "filings": [side.filing.pk, side.registration.pk],
            "evidence": [side.evidence.pk],
            "jobs": [side.job.pk, side.comparison.pk],
            "documents": [side.document.pk],
            "dossiers": [side.dossier.pk],
            "reviews": [judged.case.pk, judged.draft.pk],
            "papers": [judged.paper.pk],
            "register": [side.public_entry.pk],
            "case": [judged.case.pk, judged.draft.pk],
            "round": [judged.second_review.round_id],
            "expertreview": [judged.second_review.pk],
            "assignment": [judged.assignment],
            "meeting": meetings,
        }

    def case(self, draw: Callable[[Any], Any], name: str) -> Any:
        """A case of one operation; three of four ask for an object that is there."""
        made = draw(draw(st.sampled_from(self.operations[name])))
        if draw(AIMED):
            made.path_parameters = dict(self._aim(draw, made.path, made.path_parameters))
        made.headers = {**(made.headers or {}), **draw(HABITS)}
        return made

    def summary(self) -> str:
        """One line a figure: cases by actor and by operation, and what they were answered."""
        by = [Counter[Any](), Counter[Any](), Counter[Any]()]
        for key, times in self.said.items():
            for counted, part in zip(by, key, strict=True):
                counted[part] += times
        lines = [", ".join(f"{part} {of[part]}" for part in sorted(of)) for of in by]
        return "\n".join([f"{sum(self.said.values())} cases", *lines])

    def _aim(self, draw: Any, path: str, places: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        before = ""
        for part in path.split("/"):
            name = part.strip("{}")
            if part != name:
                yield name, self._found(draw, name, before, places[name])
                before = str(places[name])
            else:
                before = part

    def _found(self, draw: Any, name: str, before: str, made: Any) -> Any:
        if name in {"number", "before", "after"}:
            return draw(st.integers(1, 2))
        if name == "code":
            return draw(st.sampled_from(SECTIONS))
        if name == "id" and self.known.get(before):
            return draw(st.sampled_from(self.known[before]))
        return made


def asked(case: Any) -> tuple[str, Sent, requests.PreparedRequest]:
    """The case as it goes over the wire: the path, and the rest of what is sent."""
    transport = case.as_transport_kwargs(base_url=HOST)
    names = ("method", "url", "headers", "params", "json", "data", "files")
    request = requests.Request(**{n: transport[n] for n in names if n in transport}).prepare()
    path, _mark, query = str(request.url).removeprefix(HOST).partition("?")
    body = request.body or b""
    assert isinstance(body, str | bytes)
    headers = {name: str(value) for name, value in request.headers.items()}
    media_type = headers.pop("Content-Type", "application/octet-stream")
    headers.pop("Content-Length", None)
    sent = Sent(query, headers, media_type, body.encode() if isinstance(body, str) else body)
    return path, sent, request


def undescribed(case: Any, answer: Answer, request: requests.PreparedRequest) -> str:
    """What Schemathesis finds wrong with the answer, or nothing."""
    headers = {name: [value] for name, value in answer.headers.items()}
    response = Response(answer.status, headers, answer.body, request, elapsed=0.0, verify=False)
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as found:
        return "; ".join(f"{type(each).__name__} {each}" for each in found.exceptions)
    return ""
