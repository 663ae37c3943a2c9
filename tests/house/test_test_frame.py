"""The frame that makes every other test strict is itself held to it, in a pytest run of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random

from tests.scale import CI_SEED

ROOT = Path(__file__).resolve().parents[2]

CARELESS = """
import logging, threading, warnings
import pytest
from PySide6.QtCore import qWarning

def test_logs(): logging.getLogger("lobby").warning("lost")
def test_promises_a_log(expected_logs): expected_logs.must("lobby: lost")
def test_warns(): warnings.warn("old")
def test_loses_a_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
def test_disturbs_qt(qtbot): qWarning("odd")
@pytest.mark.xfail
def test_passes_against_its_mark(): pass
"""

REASONS = {
    "test_logs": "logged and not announced:\nlobby: lost",
    "test_promises_a_log": "announced and not logged: lobby: lost",
    "test_warns": "UserWarning: old",
    "test_loses_a_thread": "PytestUnhandledThreadExceptionWarning",
    "test_disturbs_qt": "Failure: Qt messages with level WARNING",
    "test_passes_against_its_mark": "[XPASS(strict)]",
}

CAREFUL = """
import logging

def test_careful(expected_logs, scale):
    expected_logs.must("lobby: lost")
    expected_logs.may("lobby: never")
    logging.getLogger("lobby").warning("lost")
    scale.counted(rounds=scale.rounds(ci=3, long=70_000), first=scale.random.randrange(10**6))
"""


def run(folder: Path, test: str, *options: str) -> str:
    """What pytest says of one test file under the house's own configuration and conftest."""
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    (folder / "test_case.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*command, str(folder)], stdout=subprocess.PIPE, text=True, cwd=folder, env=environment, check=False
    ).stdout


def test_a_test_fails_on_what_it_did_not_announce(tmp_path: Path) -> None:
    said = run(tmp_path, CARELESS)
    outcomes = dict(re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)(.*)$", said, re.MULTILINE))
    assert sorted(outcomes) == sorted(REASONS)
    assert [reason for reason in REASONS.values() if reason not in said] == []


def test_an_unknown_marker_is_refused(tmp_path: Path) -> None:
    said = run(tmp_path, "import pytest\n@pytest.mark.falt('F001')\ndef test_it(): pass\n")
    assert "'falt' not found in `markers`" in said


def test_announced_records_pass_and_what_was_counted_is_printed(tmp_path: Path) -> None:
    short, long = run(tmp_path, CAREFUL), run(tmp_path, CAREFUL, "--long", "--seed=7")
    assert "scale: ci, seed 20261123" in short
    assert f"test_careful: rounds 3, first {Random(CI_SEED).randrange(10**6)}" in short
    assert "scale: long, seed 7" in long
    assert f"test_careful: rounds 70000, first {Random(7).randrange(10**6)}" in long
