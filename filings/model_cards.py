"""What a model says of itself: the card of a Hugging Face model, the files of an MLflow registry.

Only read, never believed: each fact is a proposal for one field of the section on models, with the
place in the file that it comes from. Knows no model of ours.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

LARGEST = 512 * 1024
LONGEST = {"text": 300, "long_text": 4000}
DEEPEST = 40
"""Levels within levels; no card has more than a handful."""
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C where PyYAML was built with it: ten times as fast."""
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#{1,4}\s+(.+?)\s*#*\s*$", re.MULTILINE)
SECTIONS = {
    "principle": ("model description", "how it works", "model summary", "description"),
    "training": ("training", "training procedure", "training data", "training details"),
    "safeguard": ("safety", "safeguards", "bias, risks, and limitations", "limitations"),
}
"""Headings of a card under which the words for a field stand, the best first."""


class NotACard(Exception):
    """Nothing in the file tells of a model; says why."""


@dataclass(frozen=True)
class Proposal:
    """`code` is a field of the table of models, `source` where in the file it was read."""

    code: str
    value: str
    source: str


def read(content: bytes, name: str) -> list[Proposal]:
    """What the file proposes, in the order of the form; raises NotACard."""
    if len(content) > LARGEST:
        raise NotACard(_("The file is too large."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotACard(_("This file is not text in UTF-8.")) from error
    found = list(_of_card(text) if name.lower().endswith(".md") else _of_mlflow(text))
    order = ("name", "origin", "provider", "structure", "principle", "training", "accuracy",
             "safeguard")  # fmt: skip
    kept = [each for each in found if each.value.strip() and "\x00" not in each.value]
    if not kept:
        raise NotACard(_("Nothing in this file tells of a model."))
    return sorted(kept, key=lambda each: order.index(each.code))


def parsed(text: str) -> Mapping[str, Any]:
    """YAML or JSON that is an object, without the references by which small files grow large."""
    try:
        _bounded(text)
        said = yaml.load(text, Loader=LOADER)  # noqa: S506 - one of the two safe ones
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotACard(_("This file cannot be read as YAML or JSON.")) from error
    return said if isinstance(said, dict) else {}


def _bounded(text: str) -> None:
    """Refuses references, and a depth at which reading takes time by the square of it."""
    depth = 0
    for event in yaml.parse(text, LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise NotACard(_("References inside the file are not read. Save it without them."))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError


# -- Hugging Face ----------------------------------------------------------------------------------
def _of_card(text: str) -> Iterator[Proposal]:
    front = _FRONT.match(text)
    facts = parsed(front[1]) if front else {}
    body = text[front.end() :] if front else text
    titles = _HEADING.findall(body)
    index = _first(facts.get("model-index"))
    name = _plain(index.get("name")) or (titles[0] if titles else "")
    yield Proposal("name", name[: LONGEST["text"]], "model-index.name / #")
    base = _plain(facts.get("base_model"))
    if base:
        yield Proposal("origin", "fine_tuned", "base_model")
        yield Proposal("provider", base.split("/")[0][: LONGEST["text"]], "base_model")
    told = {
        key: _plain(facts.get(key))
        for key in ("base_model", "library_name", "pipeline_tag", "license", "language")
    }
    yield Proposal("structure", _lines(told), "---")
    datasets = _plain(facts.get("datasets"))
    for code, wanted in SECTIONS.items():
        words = _section(body, wanted)
        if code == "training" and datasets:
            words = f"datasets: {datasets}\n{words}".strip()
        yield Proposal(code, words[: LONGEST["long_text"]], f"# {wanted[0]}")
    yield from _accuracy(index)


def _accuracy(index: Mapping[str, Any]) -> Iterator[Proposal]:
    for result in _list(index.get("results")):
        for metric in _list(result.get("metrics")):
            value = metric.get("value")
            if metric.get("type") == "accuracy" and isinstance(value, int | float):
                share = value * 100 if 0 <= value <= 1 else value
                yield Proposal("accuracy", f"{share:.4g}", "model-index.results.metrics")
                return


def _section(body: str, wanted: tuple[str, ...]) -> str:
    """The words under the first heading of these that the card has."""
    parts = _HEADING.split(body)
    under = {
        title.strip().lower(): words for title, words in zip(parts[1::2], parts[2::2], strict=True)
    }
    return next((under[title].strip() for title in wanted if under.get(title, "").strip()), "")


# -- MLflow ----------------------------------------------------------------------------------------
def _of_mlflow(text: str) -> Iterator[Proposal]:
    """An `MLmodel` file, or what the registry answers for a model or a version of it."""
    said = parsed(text)
    model = said.get("registered_model") or said.get("model_version") or said
    if not isinstance(model, dict):
        return
    name = _plain(model.get("name") or model.get("artifact_path"))
    yield Proposal("name", name[: LONGEST["text"]], "name / artifact_path")
    yield Proposal("principle", _plain(model.get("description"))[: LONGEST["long_text"]],
                   "description")  # fmt: skip
    flavors = model.get("flavors")
    told = {
        "flavors": ", ".join(_flavor(*each) for each in _items(flavors)),
        "version": _plain(model.get("version")),
        "run_id": _plain(model.get("run_id")),
        "model_size_bytes": _plain(model.get("model_size_bytes")),
        "inputs": _columns(model.get("signature"), "inputs"),
        "outputs": _columns(model.get("signature"), "outputs"),
    }
    yield Proposal("structure", _lines(told), "flavors, signature")
    tags = {key: _plain(value) for key, value in _items(model.get("tags"))}
    yield Proposal("training", _lines(tags), "tags")


def _flavor(name: str, facts: Any) -> str:
    known = facts if isinstance(facts, dict) else {}
    versions = [_plain(value) for key, value in known.items() if str(key).endswith("_version")]
    return " ".join([name, *versions])


def _columns(signature: Any, side: str) -> str:
    told = signature.get(side) if isinstance(signature, dict) else None
    try:
        columns = json.loads(told) if isinstance(told, str) else told
    except ValueError:
        return ""
    return ", ".join(
        _plain(each.get("name")) or _plain(each.get("type")) for each in _list(columns)
    )


# -- pieces ----------------------------------------------------------------------------------------
def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value[:20])
    return str(value).strip()[:4000] if isinstance(value, str | int | float) else ""


def _lines(told: Mapping[str, str]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in told.items() if value)[
        : LONGEST["long_text"]
    ]


def _items(value: Any) -> list[tuple[str, Any]]:
    """Of an object, or of a list of `key` and `value` as the registry writes tags."""
    if isinstance(value, list):
        return [(_plain(each.get("key")), each.get("value")) for each in _list(value)]
    return [(str(k)[:80], v) for k, v in value.items()][:40] if isinstance(value, dict) else []


def _list(value: Any) -> list[dict[str, Any]]:
    return (
        [each for each in value[:50] if isinstance(each, dict)] if isinstance(value, list) else []
    )


def _first(value: Any) -> dict[str, Any]:
    return next(iter(_list(value)), {})
