"""What an installed Kapok needs beside its modules is packed with them."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("config", "devices", "lobby", "kiosk")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]


def packed() -> Iterator[tuple[str, set[Path]]]:
    """Each pattern of the project file, and the files of the tree that it takes along."""
    for package, patterns in SETTINGS["package-data"].items():
        home = ROOT.joinpath(*package.split("."))
        assert (home / "__init__.py").exists(), f"{package} is no package"
        for pattern in patterns:
            yield f"{package}: {pattern}", set(home.glob(pattern))


def test_every_file_of_the_floors_that_is_no_module_is_packed() -> None:
    listed = subprocess.run(["git", "ls-files", "-z", *FLOORS], cwd=ROOT, capture_output=True, text=True, check=True)
    names = {ROOT / name for name in listed.stdout.split("\0") if name and not name.endswith(".py")}
    read = {name for name in names if name.name == "README.md"}
    pictures = {
        page.parent / shown for page in read for shown in re.findall(r"!\[[^]]*]\(([^)]+)\)", page.read_text("utf-8"))
    }
    files = names - read - pictures
    assert files
    assert files - set().union(*(found for _, found in packed())) == set()


def test_every_pattern_takes_something_along() -> None:
    assert [pattern for pattern, found in packed() if not found] == []


def test_every_folder_with_a_module_is_a_package() -> None:
    folders = {module.parent for floor in FLOORS for module in (ROOT / floor).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
