"""What was let go of dies on the UI thread, whichever thread makes the objects that make Python look for it."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk import garbage

ENOUGH = 200_000


class Screen(QWidget):
    """A screen as Python makes them: it refers to itself by what it does."""

    def __init__(self) -> None:
        super().__init__()
        self.on_shown: Callable[[], object] = self.repaint


class Plain:
    """The same without Qt."""

    def __init__(self) -> None:
        self.on_shown: Callable[[], object] = self.__repr__


def let_go(kind: type[Screen | Plain], died_on: list[int]) -> None:
    weakref.finalize(kind(), lambda: died_on.append(threading.get_ident()))


def make_objects() -> tuple[int, list[list[int]]]:
    """More than enough, on a thread of their own, for Python to look for garbage; what made them, and what they are."""
    kept: list[list[int]] = []
    thread = threading.Thread(target=lambda: kept.extend([number] for number in range(ENOUGH)))
    thread.start()
    thread.join()
    assert thread.ident is not None
    return thread.ident, kept


def test_a_screen_let_go_of_dies_on_the_ui_thread(qtbot: QtBot, qapp: QApplication) -> None:
    died_on: list[int] = []
    timer = garbage.collect_here(qapp)
    let_go(Screen, died_on)
    kept = make_objects()
    assert died_on == []
    try:
        qtbot.waitUntil(lambda: bool(died_on), timeout=10_000)
    finally:
        timer.stop()
    assert died_on == [threading.get_ident()]
    assert kept


def test_python_left_to_itself_would_let_it_die_elsewhere() -> None:
    died_on: list[int] = []
    gc.disable()
    let_go(Plain, died_on)
    gc.enable()
    other, kept = make_objects()
    assert died_on == [other]
    assert kept
