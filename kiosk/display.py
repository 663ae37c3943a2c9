"""The hall's screens: an area display or a window screen, made from what an agent tells, never touched.

A display shows only what a live server says: a retained copy found at the start stands behind the "connecting"
message until the first heartbeat comes.
"""

from __future__ import annotations

import os
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from config.loader import start_site
from config.site import Panel, Site, Station
from config.values import Language
from kiosk import garbage
from kiosk.boards.area import AreaDisplay
from kiosk.boards.calls import PAGE_S, Calls
from kiosk.boards.freshness import freshness
from kiosk.boards.opening import opening_words
from kiosk.boards.sheet import Place, Scene
from kiosk.boards.window_screen import FRESH_S, WindowScene, WindowScreen
from kiosk.bridge import Bridge, CodeVerified, Told
from kiosk.flow import PinChecked
from kiosk.gear.gear import Gear
from kiosk.rehearse import Rehearsal, Stage
from kiosk.shown import Shown
from kiosk.watch import Beat
from lobby.agent import Agent
from lobby.contract.counters import CounterState
from lobby.link import read_identity
from lobby.news import BoardSeen, CallSeen, CounterSeen, ServerPulse

Clock = Callable[[], float]
"""Monotonic seconds; tests turn it."""
TURN_MS = 100
"""Pages, pulses and stale marks are looked at so often; what the server tells is shown at once."""


class Options(Struct, frozen=True, kw_only=True):
    """How `kapok display` was started."""

    site: Path
    station: str
    data: Path
    windowed: bool = False
    language: Language = Language.ZH_HANS
    rehearse: int | None = None


class Face(ABC):
    """Base of both: keeps the server's pulse, tells receipts once a call."""

    def __init__(self, site: Site, station: Station, language: Language, agent: Agent, clock: Clock) -> None:
        self.site, self.station, self.language, self.agent = site, station, language, agent
        self.clock = clock
        self.last_sign: float | None = None
        self._since: datetime | None = None
        self._receipted: dict[str, None] = {}

    @property
    def panel(self) -> Panel:
        if self.station.panel is None:
            raise ValueError(f"{self.station.id} has no panel")
        return self.station.panel

    @property
    @abstractmethod
    def widget(self) -> QWidget:
        """What stands on the panel."""

    def hall_now(self) -> datetime:
        return self.agent.server_now().astimezone(self.site.hall.zone_info)

    def take(self, told: Told) -> None:
        """News on the UI thread."""
        if isinstance(told, ServerPulse):
            self.last_sign = told.received
            self._since = told.heartbeat.now.astimezone(self.site.hall.zone_info)
        self.hear(told)
        self.turn()

    @abstractmethod
    def hear(self, told: Told) -> None:
        """What this face makes of a piece of news."""

    @abstractmethod
    def turn(self) -> None:
        """Show what is to be shown now."""

    def receipt(self, calls: tuple[str, ...]) -> None:
        """These calls stand painted on the screen: say so once (Receipts)."""
        for call in calls:
            if call not in self._receipted:
                self._receipted[call] = None
                self.agent.shown(call)
        while len(self._receipted) > 500:
            del self._receipted[next(iter(self._receipted))]


class AreaFace(Face):
    """One zone's calls and waits."""

    def __init__(self, site: Site, station: Station, language: Language, agent: Agent, clock: Clock) -> None:
        super().__init__(site, station, language, agent, clock)
        place = Place(hall=site.hall, zone=site.zone(station.zone), services=site.services, panel=self.panel)
        self._display = AreaDisplay(place, language, self.receipt)
        self._calls = Calls(self._display.rows_a_page)

    @property
    def widget(self) -> AreaDisplay:
        return self._display

    def hear(self, told: Told) -> None:
        if isinstance(told, BoardSeen) and told.zone == self.station.zone:
            self._calls.board(told.board, self.clock())
        elif isinstance(told, CallSeen) and told.call.zone == self.station.zone:
            self._calls.call(told.call.row, self.clock())

    def turn(self) -> None:
        now, hall_now = self.clock(), self.hall_now()
        self._display.show_scene(
            Scene(
                picture=self._calls.picture(now),
                freshness=freshness(self.last_sign, now),
                now=hall_now.replace(second=0, microsecond=0),
                since=self._since and self._since.replace(second=0, microsecond=0),
                opening=opening_words(self.site.hours, hall_now, self.language),
                turn=int(now / PAGE_S),
            )
        )


class WindowFace(Face):
    """One counter's screen."""

    def __init__(self, site: Site, station: Station, language: Language, agent: Agent, clock: Clock) -> None:
        super().__init__(site, station, language, agent, clock)
        counter = site.counter(station.counter)
        service = site.service(counter.skills[0])
        self._screen = WindowScreen(
            counter=counter, service=service, panel=self.panel, language=language, painted=self.receipt
        )
        self._state: CounterState | None = None
        self._called = 0.0

    @property
    def widget(self) -> WindowScreen:
        return self._screen

    def hear(self, told: Told) -> None:
        if isinstance(told, CounterSeen) and told.counter == self.station.counter:
            if self._state is not None and told.state.call and told.state.call != self._state.call:
                self._called = self.clock()
            self._state = told.state

    def turn(self) -> None:
        now = self.clock()
        age = now - self._called
        self._screen.show_scene(
            WindowScene(
                state=self._state,
                freshness=freshness(self.last_sign, now),
                since=self._since and self._since.replace(second=0, microsecond=0),
                opening=opening_words(self.site.hours, self.hall_now(), self.language),
                pulse=age < FRESH_S and age % 1.0 < 0.5,
            )
        )


class Feed:
    """From the agent's threads to the face on the UI thread, with the turns between."""

    def __init__(self, options: Options, clock: Clock = time.monotonic) -> None:
        site = start_site(options.site, options.data)
        station = site.station(options.station)
        self._bridge = Bridge(self._take)
        self.agent = Agent(
            site=site,
            station=station,
            identity=read_identity(options.data, station.id),
            data=options.data,
            tell=self._bridge.tell,
        )
        kind = WindowFace if station.counter else AreaFace
        self.face = kind(site, station, options.language, self.agent, clock)
        self._gear = self._beside(site, station, options)
        self._beat = Beat(os.environ)
        self._timer = QTimer()
        self._timer.timeout.connect(self._turn)

    def _beside(self, site: Site, station: Station, options: Options) -> Gear | None:
        """A sign or a loudspeaker that this station has beside its screen."""
        if not station.devices and station.speaker is None:
            return None
        return Gear(site, station, self.agent, options.language)

    def start(self) -> None:
        self.agent.start()
        if self._gear:
            self._gear.beside()
        self._timer.start(TURN_MS)

    def stop(self) -> None:
        if self._gear:
            self._gear.stop()
        self.agent.stop()

    def _take(self, told: Told) -> None:
        self.face.take(told)
        if self._gear and not isinstance(told, CodeVerified | PinChecked):
            self._gear.tell(told)

    def _turn(self) -> None:
        self.agent.beat()
        self._beat()
        self.face.turn()


class Watched:
    """A display as a rehearsal sees it: it can be photographed, and has nothing to touch."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self.window: Stage = self
        self.screen: Shown | None = None
        self.on_shown: Callable[[], None] = lambda: None

    def grab(self) -> QPixmap:
        return self._widget.grab()

    def target(self, name: str) -> None:
        del name


def main(options: Options) -> int:
    """Run one hall screen until SIGTERM or SIGINT."""
    application = QApplication([])
    garbage.collect_here(application)
    feed = Feed(options)
    _appear(feed.face.widget, feed.face.panel, windowed=options.windowed)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.quit())
    feed.start()
    rehearsal = Rehearsal(options.rehearse, Watched(feed.face.widget)) if options.rehearse is not None else None
    code = application.exec()
    del rehearsal
    feed.stop()
    return code


def _appear(widget: QWidget, panel: Panel, *, windowed: bool) -> None:
    """Fill the panel; in a window, or where there is no panel at all, stand in a size of its shape."""
    if windowed:
        room = widget.screen().availableGeometry().size() * 0.6
        size = QSize(panel.width_px, panel.height_px)
        widget.resize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        widget.show()
    elif QApplication.platformName() == "offscreen":
        widget.resize(panel.width_px, panel.height_px)
        widget.show()
    else:
        widget.showFullScreen()
