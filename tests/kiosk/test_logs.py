"""No personal data in a log, whatever breaks (F025)."""

from __future__ import annotations

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
def test_a_line_with_an_id_number_is_emptied_before_it_is_written() -> None:
    lines = "from kiosk import logs; import logging; logs.set_up(); log = logging.getLogger('x'); "
    lines += f"log.warning('read %s', '{CANARY}'); log.warning('K-01 is back')"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert CANARY not in done.stderr
    assert "a record that held a personal number was emptied" in done.stderr
    assert "K-01 is back" in done.stderr
