"""Guards the next Qt wheel: 6.12.0 dropped a reference to None on every call that returns nothing, and then aborted."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SOAK = """
import json, sys
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

class Teller(QObject):
    told = Signal(int)

application = QApplication([])
widget, teller, heard = QWidget(), Teller(), []
teller.told.connect(heard.append)
before = sys.getrefcount(None)
for n in range(100_000):
    widget.update()
for n in range(5_000):
    teller.told.emit(n)
print(json.dumps({"lost": before - sys.getrefcount(None), "heard": len(heard)}))
"""


@pytest.mark.fault("F005")
def test_a_hundred_thousand_void_calls_and_five_thousand_signals_lose_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", SOAK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counted = json.loads(done.stdout)
    assert counted["heard"] == 5_000
    assert counted["lost"] < 100
