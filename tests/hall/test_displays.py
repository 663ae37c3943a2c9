"""The hall's screens on a real broker and server: receipts after the paint, and nothing old that does not say so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from config.site import Panel
from kiosk.boards.freshness import Freshness
from kiosk.display import AreaFace, Feed, Options, WindowFace
from lobby.contract.counters import CallNext, CounterChanged, CounterState, OpenCounter
from lobby.contract.tickets import IssueTicket, TicketIssued
from tests.lobby.live import LiveHall, answers
from tests.logs import ExpectedLogs

PANEL = Panel(width_px=1920, height_px=1080, diagonal_inch=55, view_m=10)
AMBER = (0xFF, 0xC2, 0x4B)


class TurnedClock:
    """Monotonic seconds that a test may push forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


class Screens:
    """An area display and the window screen of counter w1, on the test's own thread."""

    def __init__(self, hall: LiveHall, clock: TurnedClock) -> None:
        file = hall.site_file()
        self.clock = clock
        self.feeds = [
            Feed(Options(site=file, station=station, data=hall.data), clock) for station in ("display-1", "window-1")
        ]
        area, window = (feed.face for feed in self.feeds)
        assert isinstance(area, AreaFace)
        assert isinstance(window, WindowFace)
        self.area, self.window = area, window
        for feed in self.feeds:
            feed.face.widget.resize(PANEL.width_px, PANEL.height_px)
            feed.face.widget.show()
            feed.start()

    def at(self, seconds: float) -> tuple[Freshness, Freshness]:
        """Look again so many seconds after the last sign of life."""
        assert self.area.last_sign is not None
        self.clock.ahead = 0
        self.clock.ahead = self.area.last_sign + seconds - self.clock()
        for feed in self.feeds:
            feed.face.turn()
        assert self.area.widget.scene is not None
        return self.area.widget.scene.freshness, self.window.widget.scene.freshness

    def stop(self) -> None:
        for feed in self.feeds:
            feed.agent.stop()
            feed.face.widget.close()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[LiveHall]:
    hall = LiveHall(tmp_path / "data")
    stations = tuple(msgspec.structs.replace(station, panel=PANEL) for station in hall.site.stations)
    hall.site = msgspec.structs.replace(hall.site, stations=stations)
    with hall:
        hall.serve()
        yield hall


@pytest.fixture
def screens(hall: LiveHall, qtbot: QtBot) -> Iterator[Screens]:
    with ExitStack() as ends:
        screens = Screens(hall, TurnedClock())
        ends.callback(screens.stop)
        qtbot.waitUntil(lambda: screens.area.last_sign is not None, timeout=30_000)
        qtbot.waitUntil(lambda: screens.window.last_sign is not None, timeout=30_000)
        yield screens


def call_one(hall: LiveHall, qtbot: QtBot) -> CounterState:
    """A number is taken and called at counter w1; the counter's state once every screen alive has shown it."""
    deadline = datetime.now(UTC) + timedelta(seconds=5)
    states: list[CounterState] = []
    keys = hall.link("keys-1", hears={CounterState: lambda seen: states.append(seen.message)})
    issue = IssueTicket(request="r1", deadline=deadline, service="general", token="A" * 16)
    assert isinstance(answers(hall.link("kiosk-1"), issue), TicketIssued)
    assert isinstance(answers(keys, OpenCounter(request="k1", deadline=deadline)), CounterChanged)
    answer = answers(keys, CallNext(request="k2", deadline=deadline))
    assert isinstance(answer, CounterChanged)
    qtbot.waitUntil(lambda: any(state.call and state.shown == state.expected > 0 for state in states), timeout=30_000)
    return next(state for state in states if state.call and state.shown == state.expected)


def share_of_amber(widget: QWidget) -> float:
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = bytes(picture.constBits())
    line = picture.bytesPerLine()
    seen = [rows[y * line + x * 3 : y * line + x * 3 + 3] for y in range(0, 1080, 12) for x in range(0, 1920, 12)]
    return sum(tuple(dot) == AMBER for dot in seen) / len(seen)


def test_a_call_is_receipted_by_every_screen_that_has_painted_it(
    hall: LiveHall, screens: Screens, qtbot: QtBot
) -> None:
    state = call_one(hall, qtbot)
    assert (state.shown, state.expected) == (2, 2)
    assert share_of_amber(screens.area.widget) > 0.4
    assert share_of_amber(screens.window.widget) > 0.4


@pytest.mark.fault("F082", "F060")
def test_a_screen_that_lost_its_server_marks_greys_and_then_clears_what_it_shows(
    hall: LiveHall, screens: Screens, qtbot: QtBot, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("has no broker")
    call_one(hall, qtbot)
    hall.broker.kill()
    assert screens.at(5.5) == (Freshness.LIVE, Freshness.LIVE)
    assert screens.at(6.5) == (Freshness.MARKED, Freshness.MARKED)
    assert screens.at(30.5) == (Freshness.GREY, Freshness.GREY)
    assert share_of_amber(screens.area.widget) < 0.01
    assert screens.at(60.5) == (Freshness.BLANK, Freshness.BLANK)
    scene, seen = screens.area.widget.scene, screens.area.widget.grab().toImage()
    assert scene is not None
    forgotten = msgspec.structs.replace(scene.picture, rows=(), cards=())
    screens.area.widget.show_scene(msgspec.structs.replace(scene, picture=forgotten))
    assert screens.area.widget.grab().toImage() == seen, "no old call stands there, whatever the display still knows"
    hall.broker.start()
    screens.clock.ahead = 0
    heard = screens.area.last_sign or 0.0
    qtbot.waitUntil(lambda: (screens.area.last_sign or 0.0) > heard, timeout=30_000)
    assert screens.at(0.1) == (Freshness.LIVE, Freshness.LIVE)
