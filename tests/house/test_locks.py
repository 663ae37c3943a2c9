"""The locks pin everything the project declares, with hashes, and name neither a host nor a path."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
RUN, TEST = ROOT / "requirements.lock", ROOT / "requirements-test.lock"

ENTRY = re.compile(
    r"(?P<pin>[a-z0-9.-]+==[^ ]+)(?P<marker> ; [^\\]+)?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
)


def entries(lock: Path) -> dict[str, str]:
    """Pinned version and hashes by package name; raises when anything else stands in the lock."""
    text = lock.read_text()
    found = {}
    while text:
        entry = ENTRY.match(text)
        assert entry, f"{lock.name} has a line that is no hashed pin: {text[:80]!r}"
        name, _, version = entry["pin"].partition("==")
        found[name] = version + entry["hashes"]
        text = text[entry.end() :]
    return found


def declared(*groups: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [line for group in groups for line in project["optional-dependencies"][group]]
    return [Requirement(line) for line in project["dependencies"] + extras]


@pytest.mark.parametrize(("lock", "groups"), [(RUN, ()), (TEST, ("test",))])
def test_a_lock_pins_what_is_declared_and_nothing_but_hashed_pins(lock: Path, groups: tuple[str, ...]) -> None:
    pinned = {name: pin.split()[0] for name, pin in entries(lock).items()}
    for requirement in declared(*groups):
        assert pinned[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_test_lock_extends_the_other() -> None:
    assert entries(RUN).items() <= entries(TEST).items()


def test_what_only_tests_need_is_not_in_the_hall() -> None:
    only_tests = {canonicalize_name(each.name) for each in declared("test")[len(declared()) :]}
    assert only_tests.isdisjoint(entries(RUN))
