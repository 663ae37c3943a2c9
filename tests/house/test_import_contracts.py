"""Every import contract is tried once: a planted violation must break it, and it by name."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("config", "devices", "lobby", "kiosk")
LINT = "from importlinter.cli import lint_imports_command as run; run()"

# contract id: files to plant, as path and text
PLANTED = {
    "floors": {"devices/planted.py": "import lobby.link"},
    "lobby-touches-no-hardware": {"lobby/planted.py": "import devices.health"},
    "kiosk-knows-little-of-the-lobby": {"lobby/planted.py": "", "kiosk/planted.py": "import lobby.planted"},
    "qt-door": {"lobby/planted.py": "import PySide6.QtCore"},
    "mqtt-door": {"lobby/planted.py": "import paho.mqtt.client"},
    "database-door": {"lobby/planted.py": "import sqlite3"},
    "web-door": {"lobby/planted.py": "from starlette.responses import Response"},
    "serial-door": {"devices/planted.py": "import serial"},
    "printing-door": {"kiosk/planted.py": "from PIL import Image"},
    "vision-door": {"kiosk/planted.py": "import cv2"},
    "plug-doors": {"devices/planted.py": "import usb.core"},
    "words-door": {"kiosk/planted.py": "import gettext"},
    "keys-door": {"kiosk/planted.py": "import cryptography.x509"},
    "messages-door": {"lobby/planted.py": "import apprise"},
    "no-test-in-the-hall": {"lobby/planted.py": "import hypothesis"},
    "drivers-are-peers": {
        "devices/drivers/planted.py": "",
        "devices/drivers/other.py": "import devices.drivers.planted",
    },
    "decoders-are-peers": {
        "devices/decoders/planted.py": "",
        "devices/decoders/other.py": "import devices.decoders.planted",
    },
    "wire-has-no-hands": {"devices/wire/planted.py": "import devices.driver"},
    "screens-are-peers": {"kiosk/screens/planted.py": "", "kiosk/screens/other.py": "import kiosk.screens.planted"},
    "flows-are-peers": {"kiosk/flows/planted.py": "", "kiosk/flows/other.py": "import kiosk.flows.planted"},
    "steps-know-no-flow": {"kiosk/flows/planted.py": "", "kiosk/steps/planted.py": "import kiosk.flows.planted"},
    "gear-needs-no-screen": {"kiosk/gear/planted.py": "import kiosk.window"},
}


def contracts() -> dict[str, str]:
    """Name of each contract by its id, as configured."""
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in configured}


def copied(house: Path) -> Path:
    """A copy of the four floors' Python files."""
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            copy = house / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    shutil.copy(ROOT / "pyproject.toml", house)
    return house


def lint(house: Path) -> dict[str, str]:
    """The contracts that are broken in this copy of the house, by name, and what is said of each."""
    result = subprocess.run(
        [sys.executable, "-c", LINT, "--no-logo", "--no-cache"],
        cwd=house,
        env={"PYTHONPATH": str(house), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    broken = re.findall(r"^(.+) BROKEN\b", result.stdout, re.MULTILINE)
    assert (result.returncode == 0) == (not broken), result.stdout + result.stderr
    return {name: said_of(name, result.stdout) for name in broken}


def said_of(name: str, stdout: str) -> str:
    """What stands under the contract's heading, to the next heading."""
    told = re.split(rf"^{re.escape(name)}\n-+$", stdout, flags=re.MULTILINE)[-1]
    return re.split(r"^.+\n-+$", told, flags=re.MULTILINE)[0]


def plant(house: Path, files: dict[str, str]) -> None:
    """Beside what was planted before."""
    for name, text in files.items():
        path = house / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        with path.open("a") as planted:
            planted.write(text + "\n")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each contract with all violations planted at once."""
    house = copied(tmp_path_factory.mktemp("planted"))
    for files in PLANTED.values():
        plant(house, files)
    return lint(house)


def import_of(files: dict[str, str]) -> str:
    """The planted import as it is told: `lobby.planted -> sqlite3`."""
    (name, text), *_ = reversed(files.items())
    what = re.findall(r"^(?:import|from) (\w+)\S*", text)[0]
    return f"{name.removesuffix('.py').replace('/', '.')} -> {what}"


def test_every_contract_has_a_violation_to_plant() -> None:
    assert sorted(PLANTED) == sorted(contracts())


def test_the_house_keeps_every_contract(tmp_path: Path) -> None:
    assert lint(copied(tmp_path)) == {}


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_breaks_its_contract(broken: dict[str, str], contract: str) -> None:
    assert import_of(PLANTED[contract]) in broken[contracts()[contract]]
