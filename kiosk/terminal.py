"""The citizen's terminal: one window, one visit at a time, the devices of the station and its agent.

It carries out what the flows decide and decides nothing itself. Everything it learns comes through the bridge, on the
UI thread, one piece at a time; everything it shows is a function of the visit.
"""

from __future__ import annotations

import base64
import logging
import os
import secrets
import signal
import socket
import sys
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import singledispatchmethod
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from config import pins
from config.loader import SiteMistake, read_site, start_site
from config.site import Role, Site, Station
from devices.errors import BadSetting
from devices.health import Health
from devices.kinds import CardEvent, CardSeen, CodeSeen, HealthChanged, PrintResult
from devices.rack import Rack
from kiosk import flow, logs
from kiosk.bridge import Bridge, CodeVerified, Told
from kiosk.facts import Devices, Facts
from kiosk.history import History
from kiosk.people import code_read, person_of_card, person_of_code
from kiosk.rehearse import Rehearsal
from kiosk.shown import Shown, shown
from kiosk.slips import Slip, slip_document
from kiosk.verifiers import Verifier, verifier
from kiosk.views import ReadyView
from kiosk.visit import Visit
from kiosk.watch import Beat
from kiosk.window import Window
from lobby.agent import Agent
from lobby.contract.tickets import Channel
from lobby.link import NoIdentity, read_identity
from lobby.news import News, TicketGiven, TicketRefused

log = logging.getLogger("kapok.kiosk")

TICK_MS = 200
SILENT = ("no-answer", "line-lost")
"""Reasons of an unreadable card that are the reader's fault."""


class Options(Struct, frozen=True, kw_only=True):
    """What the command line says."""

    site: Path
    station: str
    data: Path | None
    windowed: bool = False
    history: Path | None = None
    rehearse: int | None = None
    ports: Mapping[str, str] = {}


class Terminal(QObject):
    """From `start` to `stop`. `agent` and `rack` are made with the bridge's `tell`, which is all they know of it."""

    def __init__(
        self,
        *,
        site: Site,
        station: Station,
        window: Window,
        history: History,
        agent: Callable[[Callable[[Told], None]], Agent],
        rack: Callable[[Callable[[Told], None]], Rack],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.site, self.station, self.window = site, station, window
        self.history = history
        self._clock = clock
        self._bridge = Bridge(self.take)
        self._agent = agent(self._bridge.tell)
        self._rack = rack(self._bridge.tell)
        self._verifier: Verifier = verifier(site.hall.code_provider)
        self._beat = Beat(os.environ)
        self._help = ""
        self._touch_at = 0.0
        self.rehearsal: Rehearsal | None = None
        self._events: deque[flow.Event] = deque()
        self._touched: dict[str, float] = {}
        """Request → when its wish was touched, for the history's figures."""
        self._card_at: float | None = None
        self._jobs: dict[str, tuple[str, str]] = {}
        """Print job → request and label."""
        self._asked: dict[str, str] = {}
        self.screen: Shown | None = None
        self._painting: Shown | None = None
        self.on_shown: Callable[[], None] = lambda: None
        """Told after every paint, for a rehearsal."""
        devices = Devices(
            readers=tuple(reader.device for reader in self._rack.readers),
            scanners=tuple(scanner.device for scanner in self._rack.scanners),
            printers=tuple(printer.device for printer in self._rack.printers),
        )
        self.visit = Visit(site=site, station=station, began=clock(), facts=Facts(devices=devices))
        window.tapped.connect(self._tapped)
        window.on_painted = self._painted
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    # --- life ---------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the home page at once; the hall and the devices come as they come."""
        self.history.note("info", "started", at=process_began())
        self._show()
        self._timer.start(TICK_MS)
        self._tick()
        QTimer.singleShot(0, self, self._connect)

    def _connect(self) -> None:
        for health in self._rack.health:
            self.happen(flow.DeviceChanged(health=health))
        self._rack.start()
        for reader in self._rack.readers:
            reader.start_reading()
        self._agent.start()

    def stop(self) -> None:
        self._timer.stop()
        self._rack.stop()
        self._agent.stop()
        self.history.close()

    # --- what happens -------------------------------------------------------------------------------------------------

    def happen(self, event: flow.Event) -> None:
        """Let the visit step, show what it came to, carry out what it wants; one event after the other."""
        self._events.append(event)
        if len(self._events) > 1:
            return
        while self._events:
            self.visit, effects = self.visit.step(self._events[0], self._now())
            self._show(anew=isinstance(self._events[0], flow.Tapped))
            for effect in effects:
                self._carry_out(effect)
            self._events.popleft()

    def _now(self) -> flow.Now:
        return flow.Now(
            mono=self._clock(),
            wall=self._wall(),
            request=str(uuid.uuid4()),
            token=base64.b32encode(secrets.token_bytes(10)).decode(),
        )

    def _wall(self) -> datetime:
        return self._agent.server_now().astimezone(self.site.hall.zone_info)

    def _tapped(self, name: str) -> None:
        self._touch_at = self._clock()
        self.happen(flow.Tapped(name=name))

    def _tick(self) -> None:
        self._beat()
        self._agent.beat()
        self.happen(flow.Tick())

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _show(self, *, anew: bool = False) -> None:
        screen = shown(self.visit, self._now())
        if screen != self.screen or anew:
            self.screen = self._painting = screen
            self.window.show_view(screen.frame, screen.view, screen.overlay)

    def _painted(self, at: float) -> None:
        """The screen shows it: a line for the history at each new view, with what the citizen waited for."""
        painted, self._painting = self._painting, None
        if painted is not None:
            self._note_painted(painted, at)
        self.on_shown()

    def _note_painted(self, painted: Shown, at: float) -> None:
        view = painted.view
        self.history.note("info", "painted", at=at, view=type(view).__name__)
        if isinstance(view, ReadyView):
            self._note_number(view.label, at)

    def _note_number(self, label: str, at: float) -> None:
        """The number stands on the screen, for the first time."""
        request = next((request for request, known in self._asked.items() if known == label), "")
        touched = self._touched.pop(request, None)
        if touched is None:
            return
        figures = {"confirm_to_number_ms": round((at - touched) * 1000, 2)}
        if self._card_at is not None:
            figures["card_to_number_ms"] = round((at - self._card_at) * 1000, 2)
        self.history.note("info", "number-painted", at=at, request=request, label=label, **figures)

    # --- what the threads tell ----------------------------------------------------------------------------------------

    def take(self, told: Told) -> None:
        """One piece of what was told, turned into what the flows know."""
        match told:
            case CardSeen():
                self._card(told)
            case CodeSeen():
                self.history.note("info", "code")
                self.happen(code_read(told.code, self.site.hall))
            case CodeVerified():
                self.happen(flow.Verified(request=told.request, verdict=told.verdict, person=person_of_code(told)))
            case HealthChanged():
                self._health(told.health)
            case PrintResult():
                self._printed(told)
            case flow.PinChecked():
                self.happen(told)
            case news:
                self._note_answer(news)
                self.happen(flow.Answered(news=news))

    def _card(self, told: CardSeen) -> None:
        if told.event is CardEvent.READING:
            self._card_at = self._clock()
        self.history.note("info", "card", event=told.event.value)
        person = person_of_card(told.card) if told.card is not None else None
        self.happen(flow.CardRead(event=told.event, person=person, silent=told.reason in SILENT))

    def _health(self, health: Health) -> None:
        state, reason = health.state.value, health.reason
        self._agent.device(device=health.device, state=state, reason=reason, paper=health.paper.value)
        self.history.note("info", "device", device=health.device, state=state, reason=reason)
        self.happen(flow.DeviceChanged(health=health))

    def _printed(self, result: PrintResult) -> None:
        """Kept whatever became of the session that wanted it; the screen takes it only if it still shows that job."""
        self._agent.slip_done(job=result.job, outcome=result.outcome.value, reason=result.reason)
        self._note_slip(result)
        self.happen(flow.PrintOutcome(result=result))

    def _note_answer(self, news: News) -> None:
        match news:
            case TicketGiven():
                self._asked[news.request] = news.view.label
                view = news.view
                self.history.note(
                    "ok", "issue", request=news.request, ticket=view.ticket, label=view.label, offline=news.offline
                )
            case TicketRefused():
                reason = news.reason.value if news.reason else "offline"
                self.history.note("fail", "issue", request=news.request, reason=reason)

    def _note_slip(self, result: PrintResult) -> None:
        request, label = self._jobs.pop(result.job, ("", ""))
        self.history.note(
            "info",
            "slip",
            job=result.job,
            request=request,
            label=label,
            outcome=result.outcome.value,
            reason=result.reason,
            bytes=result.bytes_sent,
        )

    # --- what is to be done -------------------------------------------------------------------------------------------

    @singledispatchmethod
    def _carry_out(self, effect: flow.Effect) -> None:
        raise TypeError(f"nobody carries out {type(effect).__name__}")

    @_carry_out.register
    def _(self, effect: flow.Issue) -> None:
        wish = effect.wish
        self._touched = {wish.request: self._touch_at}
        self._asked.clear()
        if wish.channel is not Channel.CARD:
            self._card_at = None
        self.history.note(
            "invoke", "issue", at=self._touch_at, request=wish.request, service=wish.service, channel=wish.channel.value
        )
        self._agent.issue(wish)

    @_carry_out.register
    def _(self, effect: flow.Find) -> None:
        self._agent.find(effect.request, effect.token)

    @_carry_out.register
    def _(self, effect: flow.CheckIn) -> None:
        self._agent.check_in(effect.request, effect.token)

    @_carry_out.register
    def _(self, effect: flow.Cancel) -> None:
        self._agent.cancel(effect.request, effect.ticket, effect.reason)

    @_carry_out.register
    def _(self, effect: flow.Verify) -> None:
        def work() -> CodeVerified:
            answer = self._verifier.verify(effect.code)
            return CodeVerified(
                request=effect.request, verdict=answer.verdict, name=answer.name, subject=answer.subject
            )

        self._bridge.ask(work)

    @_carry_out.register
    def _(self, effect: flow.Print) -> None:
        """The intent is on the disk before the first byte goes to the printer (F002)."""
        self._intend(effect, reprint=effect.reprint)
        slip = Slip(
            site=self.site,
            station=self.station,
            view=effect.view,
            token=effect.token,
            offline=effect.offline,
            look=effect.look,
            reprint=effect.reprint,
        )
        request = next((request for request, label in self._asked.items() if label == effect.view.label), "")
        self._jobs[effect.job] = (request, effect.view.label)
        self._rack.printers[0].print_slip(effect.job, slip_document(slip))

    @_carry_out.register
    def _(self, effect: flow.KeepSlip) -> None:
        self._intend(effect, reprint=False)
        self._agent.slip_done(job=effect.job, outcome="failed", reason=effect.reason)

    def _intend(self, slip: flow.Print | flow.KeepSlip, *, reprint: bool) -> None:
        self._agent.slip_intended(view=slip.view, token=slip.token, offline=slip.offline, job=slip.job, reprint=reprint)

    @_carry_out.register
    def _(self, effect: flow.AskHelp) -> None:
        self._help = self._agent.ask_help()

    @_carry_out.register
    def _(self, effect: flow.WithdrawHelp) -> None:
        self._agent.withdraw_help(self._help)

    @_carry_out.register
    def _(self, effect: flow.TriggerScanner) -> None:
        for scanner in self._rack.scanners:
            scanner.trigger()

    @_carry_out.register
    def _(self, effect: flow.ListSlips) -> None:
        self.happen(flow.SlipsListed(slips=self._agent.recent_slips()))

    @_carry_out.register
    def _(self, effect: flow.CheckPin) -> None:
        self._bridge.ask(lambda: flow.PinChecked(fits=pins.fits(effect.pin, self.site.staff_pin)))

    @_carry_out.register
    def _(self, effect: flow.Refilled) -> None:
        for printer in self._rack.printers:
            printer.clear_after_refill()

    @_carry_out.register
    def _(self, effect: flow.LeaveFullScreen) -> None:
        self.window.appear(windowed=self.window.isFullScreen())

    @_carry_out.register
    def _(self, effect: flow.Record) -> None:
        self.history.note("info", effect.what, request=effect.request, label=effect.label, detail=effect.detail)


# --- the program ------------------------------------------------------------------------------------------------------


class Unusable(Exception):
    """This terminal can't be started; the message says why and what to do."""


def main(options: Options) -> int:
    """Run until SIGTERM. 2: it can't be started, and standard error says why."""
    logs.set_up()
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Kapok")
    try:
        terminal = make(options)
    except (Unusable, SiteMistake, BadSetting, NoIdentity) as error:
        print(error, file=sys.stderr)
        return 2
    wakeup = _ends_on_signal(application)
    if application.platformName() == "offscreen":
        terminal.window.show()  # a panel nobody has: as large as the design
    else:
        terminal.window.appear(windowed=options.windowed)
    terminal.start()
    if options.rehearse is not None:
        terminal.rehearsal = Rehearsal(options.rehearse, terminal)
    code = application.exec()
    wakeup.close()
    terminal.stop()
    return code


def make(options: Options) -> Terminal:
    """Everything built from the site file, nothing started. Raises Unusable, SiteMistake, BadSetting, NoIdentity."""
    data = options.data or Path.home() / ".local" / "share" / "kapok" / read_site(options.site).hall.id
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    site = start_site(options.site, data)
    station = next((one for one in site.stations if one.id == options.station), None)
    if station is None or station.role is not Role.KIOSK:
        kiosks = ", ".join(one.id for one in site.stations if one.role is Role.KIOSK)
        raise Unusable(f"'{options.station}' is no kiosk of this site; it has {kiosks or 'none'}.")
    identity = read_identity(data, station.id)
    landscape = station.panel is not None and station.panel.width_px > station.panel.height_px
    return Terminal(
        site=site,
        station=station,
        window=Window(landscape=landscape),
        history=History(options.history, station.id),
        agent=lambda tell: Agent(site=site, station=station, identity=identity, data=data, tell=tell),
        rack=lambda tell: Rack(station.devices, tell, ports=options.ports),
    )


def process_began() -> float:
    """Monotonic time of this process's birth, to a hundredth of a second."""
    ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    return ticks / os.sysconf("SC_CLK_TCK") - (time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic())


def _ends_on_signal(application: QApplication) -> socket.socket:
    """SIGTERM and SIGINT end the event loop, through a descriptor that Qt watches."""
    reading, writing = socket.socketpair()
    reading.setblocking(False)
    writing.setblocking(False)
    signal.set_wakeup_fd(writing.fileno())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read, application)
    notifier.activated.connect(lambda *_: (reading.recv(64), application.quit()))
    application.setProperty("wakeup", None)
    _KEPT.append((notifier, writing))
    return reading


_KEPT: list[object] = []
"""What must live as long as the program and has no other home."""
