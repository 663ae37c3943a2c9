"""What was let go of dies on the UI thread, whichever thread makes the objects that make Python look for it."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
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


def make_objects() -> None:
    """What an agent's thread does all day: more than enough for Python to look for garbage."""
    kept = [[number] for number in range(ENOUGH)]
    assert len(kept) == ENOUGH


def on_another_thread(work: Callable[[], None]) -> int:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert thread.ident is not None
    return thread.ident


def test_a_screen_let_go_of_dies_on_the_ui_thread(qtbot: QtBot) -> None:
    died_on: list[int] = []
    parent = QObject()
    garbage.collect_here(parent)
    let_go(Screen, died_on)
    on_another_thread(make_objects)
    assert died_on == []
    qtbot.waitUntil(lambda: bool(died_on), timeout=10_000)
    assert died_on == [threading.get_ident()]


def test_python_left_to_itself_would_let_it_die_elsewhere() -> None:
    died_on: list[int] = []
    gc.disable()
    let_go(Plain, died_on)
    gc.enable()
    other = on_another_thread(make_objects)
    assert died_on == [other]
