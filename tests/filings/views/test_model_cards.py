"""A model's own file proposes; somebody accepts field by field."""

import re
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from filings import model_cards, walls
from filings.model_cards import NotACard
from filings.models import Disclosure
from filings.services import drafting
from tests.factories import AlgorithmFactory
from tests.filings.views.test_offline import kept
from tests.people import People

CARD = """---
license: apache-2.0
library_name: transformers
pipeline_tag: text-classification
base_model: bert-org/bert-base-chinese
datasets: [clue, weibo]
model-index:
- name: shop-intent
  results:
  - metrics:
    - type: f1
      value: 0.5
    - type: accuracy
      value: 0.9312
---
# Shop intent
## Model description
用注意力机制判断用户意图。
## Training
Three epochs.
## Limitations
Short texts only.
"""
MLMODEL = """
artifact_path: shop-ranker
flavors:
  python_function: {loader_module: mlflow.sklearn, python_version: 3.11.7}
  sklearn: {sklearn_version: 1.5.0}
model_size_bytes: 1234
run_id: abc
signature:
  inputs: '[{"name": "clicks", "type": "long"}, {"name": "saves", "type": "long"}]'
  outputs: '[{"type": "double"}]'
"""
REGISTRY = """{"registered_model": {"name": "ranker", "description": "Ranks.",
 "tags": [{"key": "owner", "value": "a"}]}}"""


def proposed(content: str, name: str) -> dict[str, str]:
    return {each.code: each.value for each in model_cards.read(content.encode(), name)}


def test_a_card_of_hugging_face_is_read() -> None:
    found = proposed(CARD, "README.md")
    assert found["name"] == "shop-intent"
    assert (found["origin"], found["provider"]) == ("fine_tuned", "bert-org")
    assert found["accuracy"] == "93.12"
    assert found["principle"] == "用注意力机制判断用户意图。"
    assert found["training"] == "datasets: clue, weibo\nThree epochs."
    assert found["safeguard"] == "Short texts only."
    assert "library_name: transformers" in found["structure"]


def test_files_of_mlflow_are_read() -> None:
    found = proposed(MLMODEL, "MLmodel")
    assert found["name"] == "shop-ranker"
    assert "sklearn 1.5.0" in found["structure"]
    assert "inputs: clicks, saves" in found["structure"]
    found = proposed(REGISTRY, "model.json")
    assert found == {"name": "ranker", "principle": "Ranks.", "training": "owner: a"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "README.md"),
        (b"\xff\xfe", "MLmodel"),
        (b"- 1\n- 2", "MLmodel"),
        (b"a: &a [1]\nb: *a", "MLmodel"),
        (b"[" * model_cards.LARGEST, "MLmodel"),
        (b"{a: " * (model_cards.LARGEST // 4), "MLmodel"),
        (b"a: !!python/object/apply:os.system [ls]", "MLmodel"),
        (b"---\n\t: x\n---\n", "README.md"),
        (b"x" * (model_cards.LARGEST + 1), "MLmodel"),
        (b"name: {a: 1}\nflavors: 3\nsignature: [1]\ntags: 4", "MLmodel"),
        (b"---\nmodel-index: [3]\nbase_model: {a: 1}\n---", "README.md"),
    ],
)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, model_cards.LOADER])
def test_a_file_that_tells_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, content: bytes, name: str, loader: Any
) -> None:
    monkeypatch.setattr(model_cards, "LOADER", loader)
    with pytest.raises(NotACard):
        model_cards.read(content, name)


def test_what_is_ticked_goes_into_the_section(client: Client, people: People) -> None:
    with walls.for_person(people.filer):
        algorithm = AlgorithmFactory(provider=people.provider)
        draft: Disclosure = drafting.start(algorithm=algorithm, by=people.filer)
    client.force_login(people.filer)
    page = reverse("filings:disclosure_model_card", args=[algorithm.pk, draft.number])
    bad = client.post(page, {"file": SimpleUploadedFile("README.md", b"nothing")})
    assert bad.status_code == 422
    card = SimpleUploadedFile("README.md", CARD.encode())
    shown = client.post(page, {"file": card}).content.decode()
    assert re.search(r'name="value_name"[^>]*>\s*shop-intent', shown)
    assert kept(draft) == {} or "model" not in kept(draft)
    typed: dict[str, Any] = {
        "accept": "1", "row": "", "take_name": "on", "value_name": "意图模型",
        "take_origin": "on", "value_origin": "fine_tuned", "value_training": "not ticked",
        "take_principle": "on", "value_principle": "用注意力机制判断用户意图。",
        "take_accuracy": "on", "value_accuracy": "很高",
    }  # fmt: skip
    refused = client.post(page, typed)
    assert (refused.status_code, "意图模型" in refused.content.decode()) == (409, True)
    done = client.post(page, typed | {"value_accuracy": "93.12"})
    assert done.status_code == 302
    section = kept(draft)["model"]
    (row,) = section.pop("models")
    key = row.pop("key")
    assert row == {"name": "意图模型", "origin": "fine_tuned"}
    assert section["accuracy"] == "93.12"
    assert section["principle"]["zh"] == "用注意力机制判断用户意图。"
    assert "training" not in section
    more = {"accept": "1", "row": key, "take_structure": "on", "value_structure": "十二层。"}
    assert client.post(page, more).status_code == 302
    (row,) = kept(draft)["model"]["models"]
    assert (row["key"], row["name"], row["structure"]) == (key, "意图模型", "十二层。")
    assert client.post(page, {"accept": "1", "row": ""}).status_code == 409
    client.force_login(people.stranger)
    assert client.get(page).status_code == 404
