"""No personal data in a log, whatever breaks (F025)."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from kiosk import logs

CANARY = "11010519491231002X"
CRASHING = """
import threading
from kiosk import logs
logs.set_up()
def read(record):
    name = "张三丰"
    raise ValueError(f"can't parse {record} of {name}")
def thread(): read("11010519491231002X")
worker = threading.Thread(target=thread)
worker.start()
worker.join()
read("11010519491231002X")
"""


@pytest.mark.fault("F025")
def test_a_crash_with_a_record_at_hand_tells_its_class_and_place_alone() -> None:
    done = subprocess.run([sys.executable, "-c", CRASHING], capture_output=True, text=True, check=False)
    assert done.returncode == logs.CRASHED
    said = done.stdout + done.stderr
    assert said.count("uncaught: ValueError at <string>:") == 2
    assert CANARY not in said
    assert "张" not in said


@pytest.mark.fault("F025")
@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (f"read {CANARY}", False),
        ("read 11010519491231002x.", False),
        ("read 110105194912310021", True),
        ("request 4b1d2c3a-0000-4000-8000-123456789012", True),
        ("12345678901234567890123456789", True),
        ("K-01 is back after 3.0 s", True),
    ],
)
def test_a_line_with_an_id_number_is_dropped(message: str, kept: bool) -> None:
    record = logging.LogRecord("kapok", logging.INFO, "", 0, message, None, None)
    assert logs.NoIdNumbers().filter(record) is kept
