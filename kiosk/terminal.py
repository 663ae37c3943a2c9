"""The citizen's terminal: one window, one visit at a time, the devices of the station and its agent.

It carries out what the flows decide and decides nothing itself. Everything it learns comes through the bridge, on the
UI thread, one piece at a time; everything it shows is a function of the visit.
"""

from __future__ import annotations

import base64
import gc
import logging
import os
import secrets
import time
import uuid
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import singledispatchmethod

from PySide6.QtCore import QObject, QTimer

from config import pins
from config.site import Site, Station
from devices.health import Health
from devices.kinds.printer import PrintResult
from devices.kinds.reader import CardSeen, IdentityCard
from devices.kinds.scanner import CodeSeen
from devices.rack import Rack
from devices.values import DeviceEvent, HealthChanged
from devices.verbs.touch_panel import TouchPanel
from kiosk import flow
from kiosk.bridge import Bridge, CodeVerified, Told
from kiosk.facts import Devices, Facts
from kiosk.history import History
from kiosk.notes import Notes
from kiosk.people import code_read, person_of_card, person_of_code
from kiosk.rehearse import Rehearsal
from kiosk.session import Person
from kiosk.shown import Shown, shown
from kiosk.slips import Slip, slip_document
from kiosk.verifiers import Verifier, verifier
from kiosk.views import ChooseView, GettingView, ReadingView, ReadyView
from kiosk.visit import Visit
from kiosk.watch import Beat
from kiosk.window import Window
from lobby.agent import Agent
from lobby.news import UnfinishedSlip

log = logging.getLogger("kapok.kiosk")

TICK_MS = 200
QUESTIONS = (flow.Issue, flow.Find, flow.FindMine, flow.CheckIn, flow.CheckInBooking, flow.Verify)
"""Sent off before the screen is drawn anew: the answer comes while it is."""
WARMED = (ReadyView, ChooseView, ReadingView, GettingView)
"""What a person who takes a number sees; the number first, that must not wait for its figures to be drawn."""
SILENT = ("no-answer", "line-lost")
"""Reasons of an unreadable card that are the reader's fault."""


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
        self._notes = Notes(history)
        self._cold = deque(WARMED)
        self.screen: Shown | None = None
        self._painting: Shown | None = None
        self.on_shown: Callable[[], None] = lambda: None
        """Told after every paint, for a rehearsal."""
        devices = Devices(
            readers=tuple(reader.device for reader in self._rack.readers),
            scanners=tuple(scanner.device for scanner in self._rack.scanners),
            printers=tuple(printer.device for printer in self._rack.printers),
            touch_panels=tuple(panel.device for panel in self._rack.all(TouchPanel)),
        )
        self.visit = Visit(site=site, station=station, began=clock(), facts=Facts(devices=devices))
        window.tapped.connect(self._tapped)
        window.on_painted = self._painted
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    # --- life ---------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the home page at once; the hall and the devices come as they come."""
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
            event = self._events[0]
            self.visit, effects = self.visit.step(event, self._now())
            questions = [effect for effect in effects if isinstance(effect, QUESTIONS)]
            others = [effect for effect in effects if not isinstance(effect, QUESTIONS)]
            for question in questions:
                self._carry_out(question)
            self._show(anew=isinstance(event, flow.Tapped) and not self._is_held)
            if others:
                self.window.paint_now()  # nobody waits for the disk or the printer to see their number
            for effect in others:
                self._carry_out(effect)
            self._events.popleft()

    @property
    def _is_held(self) -> bool:
        """A number is on its way: the screen that was touched stays as it is, deaf to more."""
        return self.visit.errand is not None and self.visit.errand.holds_on

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
        self._warm_up()

    def _warm_up(self) -> None:
        """One screen of a visit each tick, as long as the first person has not come."""
        if self._cold and self._painting is None and self.screen is not None and self.visit.session is None:
            self.window.warm(self.screen.frame, self._cold.popleft())
            if not self._cold:
                gc.freeze()  # what is there now stays: looking through all of it for rubbish would hold up a number

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
            self._notes.painted(painted.view, at)
        self.on_shown()

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
                person = person_of_code(told, subject=self._agent.subject)
                self.happen(flow.Verified(request=told.request, verdict=told.verdict, person=person))
            case HealthChanged():
                self._health(told.health)
            case PrintResult():
                self._printed(told)
            case flow.PinChecked():
                self.happen(told)
            case DeviceEvent():
                pass  # of a kind that a kiosk has no errand for
            case news:
                if isinstance(news, UnfinishedSlip):
                    self._clear_printers()
                self._notes.answered(news)
                self.happen(flow.Answered(news=news))

    def _card(self, told: CardSeen) -> None:
        self._notes.card(told.event, self._clock())
        person = self._person(told.card) if told.card is not None else None
        self.happen(flow.CardRead(event=told.event, person=person, silent=told.reason in SILENT))

    def _person(self, card: IdentityCard) -> Person:
        return person_of_card(card, subject=self._agent.subject, priority=self.site.priority, today=self._wall().date())

    def _health(self, health: Health) -> None:
        state, reason = health.state.value, health.reason
        self._agent.device(device=health.device, state=state, reason=reason, paper=health.paper.value)
        self.history.note("info", "device", device=health.device, state=state, reason=reason)
        self.happen(flow.DeviceChanged(health=health))

    def _printed(self, result: PrintResult) -> None:
        """Kept whatever became of the session that wanted it; the screen takes it only if it still shows that job."""
        self._agent.slip_done(job=result.job, outcome=result.outcome.value, reason=result.reason)
        self._notes.printed(result)
        self.happen(flow.PrintOutcome(result=result))

    # --- what is to be done -------------------------------------------------------------------------------------------

    @singledispatchmethod
    def _carry_out(self, effect: flow.Effect) -> None:
        raise TypeError(f"nobody carries out {type(effect).__name__}")

    @_carry_out.register
    def _(self, effect: flow.Issue) -> None:
        self._notes.wished(effect.wish, self._touch_at)
        self._agent.issue(effect.wish)

    @_carry_out.register
    def _(self, effect: flow.Find) -> None:
        self._agent.find(effect.request, effect.token)

    @_carry_out.register
    def _(self, effect: flow.CheckIn) -> None:
        self._agent.check_in(effect.request, effect.token)

    @_carry_out.register
    def _(self, effect: flow.FindMine) -> None:
        self._agent.mine(effect.request, effect.subject, effect.code)

    @_carry_out.register
    def _(self, effect: flow.CheckInBooking) -> None:
        self._notes.checked_in(effect.wish)
        self._agent.check_in_booking(effect.wish, effect.appointment)

    @_carry_out.register
    def _(self, effect: flow.Remind) -> None:
        self._agent.remind(effect.request, effect.token, effect.phone, self.visit.look.language)

    @_carry_out.register
    def _(self, effect: flow.Rate) -> None:
        self._agent.rate(effect.request, effect.token, effect.level, effect.tags, effect.contact)

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
            remarks=effect.remarks,
        )
        self._notes.printing(effect.job, effect.view)
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
        self._clear_printers()

    def _clear_printers(self) -> None:
        """End what a torn job left in them; also after a restart in the middle of one (F002)."""
        for printer in self._rack.printers:
            printer.clear_after_refill()

    @_carry_out.register
    def _(self, effect: flow.LeaveFullScreen) -> None:
        self.window.appear(windowed=self.window.isFullScreen())

    @_carry_out.register
    def _(self, effect: flow.Record) -> None:
        self.history.note("info", effect.what, request=effect.request, label=effect.label, detail=effect.detail)
