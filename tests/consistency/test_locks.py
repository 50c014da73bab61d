"""The locks, which are installed as they stand: nothing beside them is looked up."""

import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$", re.MULTILINE
)


def locked(lock: str) -> dict[str, Version]:
    """What the lock puts on this machine, by name."""
    return {
        canonicalize_name(line["name"]): Version(line["version"])
        for line in LINE.finditer((ROOT / lock).read_text())
        if line["marker"] is None or Marker(line["marker"]).evaluate()
    }


def asked(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What a package asks for on this machine, with what its extras in use ask for."""
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or any(
            requirement.marker.evaluate({"extra": extra}) for extra in {"", *extras}
        ):
            yield requirement


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_holds_whatever_its_packages_ask_for(lock: str) -> None:
    versions = locked(lock)
    assert len(versions) > 50
    wanted = [(name, requirement) for name in versions for requirement in asked(name, set())]
    seen: set[tuple[str, str]] = set()
    missing = []
    while wanted:
        name, requirement = wanted.pop()
        other = canonicalize_name(requirement.name)
        if other not in versions or not requirement.specifier.contains(versions[other], True):
            missing.append(f"{name} asks for {requirement}, locked is {versions.get(other)}")
        elif (key := (other, ",".join(sorted(requirement.extras)))) not in seen:
            seen.add(key)
            wanted += [(other, more) for more in asked(other, requirement.extras)]
    assert missing == []
