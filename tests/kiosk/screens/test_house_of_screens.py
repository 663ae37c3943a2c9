"""Screens are found by their files, colours live in the theme alone, and the Qt under them keeps its references."""

from __future__ import annotations

import ast
import pkgutil
import sys
import time
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import kiosk
from kiosk import gallery, screens, views
from kiosk.screen import found_for
from kiosk.screens.home import Home
from kiosk.screens.ready import Ready
from kiosk.ui import icons
from kiosk.ui.theme import CONTRAST, DAY
from kiosk.window import Window
from tests.kiosk.screens.measure import contrast
from tests.kiosk.screens.test_window import FRAME, IDENTIFIED
from tests.scale import Scale

ROOM = Path(kiosk.__file__).parent
UI = [*ROOM.glob("ui/*.py"), *ROOM.glob("screens/*.py"), ROOM / "screen.py", ROOM / "window.py"]


def test_every_view_has_its_screen_and_every_file_its_view() -> None:
    kinds = [*get_args(views.View), *get_args(views.Overlay)]
    found = {found_for(kind) for kind in kinds}
    assert [kind for kind in kinds if found_for(kind).view is not kind] == []
    assert {gallery.screen_name(screen) for screen in found} == {
        one.name for one in pkgutil.iter_modules(screens.__path__)
    }


def test_every_screen_shows_samples_of_its_own_view() -> None:
    for screen in gallery.all_screens():
        assert screen.samples()
        assert all(type(view) is screen.view for view in screen.samples().values())


@pytest.mark.fault("F027")
def test_nothing_in_the_kiosk_can_read_text_as_markup() -> None:
    """No label, no document, no rich text: text is painted by `QPainter.drawText` alone."""
    forbidden = {
        "QLabel",
        "QTextDocument",
        "QTextEdit",
        "QTextBrowser",
        "setHtml",
        "RichText",
        "AutoText",
        "QMessageBox",
        "QStaticText",
    }
    for path in UI:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)
            assert name not in forbidden, f"{path.name} uses {name}"


def test_every_icon_that_is_named_is_there() -> None:
    known = set(icons.names())
    services = [view for view in found_for(views.ChooseView).samples().values() if isinstance(view, views.ChooseView)]
    named = {tile.icon for view in services for tile in view.tiles}
    assert named <= known
    assert {"kapok", "tick", "warning", "cross", "hourglass", "help", "people"} <= known


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        (DAY.line, DAY.paper, 3),
        (DAY.line, DAY.mist, 3),
        (DAY.line, DAY.tint, 3),
        (DAY.primary, DAY.paper, 7),
        (DAY.on_primary, DAY.primary, 7),
        (DAY.on_primary, DAY.primary_deep, 7),
        (DAY.on_kapok, DAY.kapok, 7),
        (DAY.on_kapok, DAY.kapok_deep, 7),
        (DAY.ink, DAY.amber, 7),
        (DAY.ink, DAY.amber_tint, 7),
        (DAY.on_danger, DAY.danger, 7),
        (DAY.on_off_sign, DAY.off_sign, 3),
        (DAY.ink, DAY.off, 7),
        (DAY.ink_2, DAY.off, 7),
        (DAY.on_strip, DAY.strip, 7),
        (CONTRAST.ink, CONTRAST.paper, 15),
        (CONTRAST.primary, CONTRAST.paper, 15),
        (CONTRAST.on_primary, CONTRAST.primary, 15),
    ],
)
def test_colours_keep_their_contrast(one: str, other: str, least: float) -> None:
    assert contrast(one, other) >= least


# --- Qt --------------------------------------------------------------------------------------------------------------


class Bell(QObject):
    rung = Signal(int)


@pytest.mark.fault("F005")
def test_a_hundred_thousand_void_calls_and_five_thousand_signals_keep_the_references_of_none(
    scale: Scale, qtbot: QtBot
) -> None:
    bell = Bell()
    heard: list[int] = []
    bell.rung.connect(heard.append)
    before = sys.getrefcount(None)
    calls, signals = scale.rounds(ci=100_000, long=1_000_000), scale.rounds(ci=5_000, long=50_000)
    for _ in range(calls):
        bell.setObjectName("bell")
    for i in range(signals):
        bell.rung.emit(i)
    assert len(heard) == signals
    fallen = before - sys.getrefcount(None)
    scale.counted(void_calls=calls, signals=signals, references_lost=max(0, fallen))
    assert fallen < 100


def test_a_tick_repaints_little_and_takes_little(qtbot: QtBot) -> None:
    """A countdown changes one label: composing and painting it stay well under a frame, in time of this process."""
    window = Window()
    qtbot.addWidget(window)
    window.show()
    view = Ready.samples()["printed"]
    window.show_view(IDENTIFIED, view)
    qtbot.wait(1)
    spent = []
    for seconds in range(9, 0, -1):
        begun = time.process_time()
        window.show_view(IDENTIFIED, replace(view, seconds=seconds))
        window.repaint()
        spent.append(time.process_time() - begun)
    assert sorted(spent)[4] < 0.05


def test_the_home_screen_needs_no_other_screen(qtbot: QtBot) -> None:
    window = Window()
    qtbot.addWidget(window)
    window.show_view(FRAME, Home.samples()["usual"])
    assert [type(screen) for screen in window.screens()] == [Home]


def test_the_sign_of_the_card_breathes_alone_until_the_first_touch(qtbot: QtBot) -> None:
    """One round a second in four steps, each painting less than a fiftieth of the page: under 1 % of a processor."""
    window = Window()
    qtbot.addWidget(window)
    window.show_view(FRAME, replace(Home.samples()["usual"], alive=True))
    with qtbot.waitExposed(window):
        window.show()
    QApplication.processEvents()
    home = window.screens()[0]
    painted = Painted(home)
    qtbot.waitUntil(lambda: len(painted.rects) >= 4, timeout=5000)
    assert all(rect.width() * rect.height() < 1080 * 1920 / 50 for rect in painted.rects)
    assert min(painted.spent_s) * 4 < 0.01
    window.show_view(FRAME, Home.samples()["usual"])
    window.paint_now()
    assert not home.breathes


class Painted(QObject):
    """Where a screen was painted since, and how much of a processor each of these took."""

    def __init__(self, screen: QWidget) -> None:
        super().__init__(screen)
        self.rects: list[QRect] = []
        self.spent_s: list[float] = []
        self._busy = False
        screen.installEventFilter(self)

    def eventFilter(self, screen: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Paint or self._busy:
            return False
        assert isinstance(event, QPaintEvent)
        self.rects.append(event.rect())
        self._busy, begun = True, time.process_time()
        screen.event(event)
        self._busy = False
        self.spent_s.append(time.process_time() - begun)
        return True
