"""What can be held about the containers without an engine."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / "docker" / "env.example").read_text()
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OF_THE_SYSTEM = {"XDG_RUNTIME_DIR", "DJANGO_SETTINGS_MODULE"}
NAMED = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))


def read_names(source: str) -> set[str]:
    """Variables that a module reads by their written name."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func) in READERS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


READERS = {"env.text", "env.flag", "env.integer", "env.items", "os.environ.get", "os.getenv"}


def test_the_example_explains_every_variable_that_is_read() -> None:
    read = set().union(*(read_names(path.read_text()) for path in (ROOT / "config").glob("*.py")))
    assert {"SECRET_KEY", "S3_BUCKET", "PORT"} <= read
    assert read - NAMED - OF_THE_SYSTEM == set()


def test_the_example_names_nothing_that_nobody_reads() -> None:
    readers = [*(ROOT / "config").glob("*.py"), ROOT / "run", ROOT / "docker" / "entrypoint"]
    readers += [ROOT / "docker" / "compose.yaml", *(ROOT / "tests").rglob("*.py")]
    text = "\n".join(path.read_text() for path in readers)
    assert {name for name in NAMED if not re.search(rf"\b{name}\b", text)} == set()


def test_every_variable_has_a_comment_above_it() -> None:
    """A comment may stand above several that belong together."""
    for block in EXAMPLE.split("\n\n"):
        first = block.strip().splitlines()[0]
        assert first.startswith("#"), block


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_pinned_healthy_and_nobody_s_root(name: str) -> None:
    service = SERVICES[name]
    assert re.search(r":\d+\.\d+\.?\d*", service["image"])
    assert service["user"] not in {"root", "0", "0:0"}
    assert service.get("healthcheck")


def test_only_the_preparation_knows_the_owner() -> None:
    knowing = {name for name, service in SERVICES.items() if "beian_owner" in str(service)}
    assert knowing == {"prepare"}


def test_the_parts_are_all_there_and_wait_for_what_they_need() -> None:
    assert set(SERVICES) == {"prepare", "web", "worker", "clock", "database", "broker"}
    for name in ("web", "worker", "clock"):
        assert set(SERVICES[name]["depends_on"]) == {"prepare", "database", "broker"}


def test_compose_asks_only_for_what_the_example_explains() -> None:
    text = (ROOT / "docker" / "compose.yaml").read_text()
    asked = set(re.findall(r"\$\{([A-Z0-9_]+)", text))
    passed = {name for service in SERVICES.values() for name in service.get("environment", {})}
    of_images = {"POSTGRES_INITDB_ARGS", "RABBITMQ_DEFAULT_USER", "RABBITMQ_DEFAULT_PASS"}
    assert (asked | passed) - NAMED - of_images == set()


def test_the_image_is_pinned_and_runs_as_nobody_in_particular() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert {bool(re.fullmatch(r"python:3\.12\.\d+-slim-bookworm", base)) for base in bases} == {
        True
    }
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)[-1] == "beian"
    assert "HEALTHCHECK" in DOCKERFILE


def test_the_image_gets_every_folder_it_copies() -> None:
    allowed = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    copied = set(re.findall(r"^COPY (?!--)(\S+)", DOCKERFILE, re.MULTILINE))
    assert copied == allowed
    assert {path for path in copied if not (ROOT / path).exists()} == set()
