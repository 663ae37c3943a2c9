"""What the machine allows at best, measured in the same run: a bare window, a bare start, a bare paint."""

from __future__ import annotations

import subprocess
import sys
import time

BARE_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Bare(QWidget):
    def paintEvent(self, event): QTimer.singleShot(0, application.quit)
application = QApplication(sys.argv)
bare = Bare()
bare.resize(1080, 1920)
bare.show()
application.exec()
"""
BARE_SERVER = "import sqlite3, msgspec, paho.mqtt.client"
PAINT = """
import statistics, sys, time
from PySide6.QtWidgets import QApplication
from kiosk.bench.floors import samples
application = QApplication(sys.argv)
print(statistics.median(samples(20)))
"""


def started_ms(code: str, rounds: int = 5) -> float:
    """Milliseconds from exec to the end of a Python program, the quickest of some."""
    return min(_timed(code) for _ in range(rounds))


def _timed(code: str) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True)
    return round((time.monotonic() - began) * 1000, 1)


def paint_ms() -> float:
    """Milliseconds to lay out and paint the screen with the number, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", PAINT], check=True, capture_output=True, text=True)
    return round(float(done.stdout), 2)


def samples(rounds: int) -> list[float]:
    """Shows the number's screen, again and again, between two home pages."""
    from PySide6.QtWidgets import QApplication

    from kiosk.bench.pictures import HOME, READY, frame
    from kiosk.window import Window

    window = Window()
    painted: list[float] = []
    window.on_painted = painted.append
    window.show()
    took = []
    for view in (HOME, READY) * rounds:
        painted.clear()
        began = time.monotonic()
        window.show_view(frame(), view)
        while not painted:
            QApplication.processEvents()
        if view is READY:
            took.append((painted[0] - began) * 1000)
    return took
