"""The LED sign over a window: welcome, the number that is called, paused; and the receipt when it shows a call.

A sign holds what it was told last. So it is told again after it was lost, and told to point elsewhere when the server
has been silent too long (I9).
"""

from __future__ import annotations

import itertools

from config.values import Language
from config.wording import say
from devices.capability import Capability
from devices.health import DeviceState
from devices.kinds.sign import Colour, SignLine, SignResult, SignText
from devices.values import DeviceEvent, HealthChanged, Outcome
from devices.verbs.sign import Sign
from kiosk.gear.part import Part
from lobby.agent import Agent
from lobby.contract.counters import CounterState, CounterStatus
from lobby.contract.tickets import TicketState
from lobby.news import CounterSeen, News, ServerPulse

SILENT_S = 60.0
"""As on every display: longer than this nothing old is shown."""
_SHOWN = (Outcome.CONFIRMED, Outcome.ASSUMED)


class SignPart(Part):
    """One sign. `counter`: whose state it shows."""

    def __init__(self, sign: Sign, counter: str, language: Language, agent: Agent) -> None:
        self._sign, self._counter, self._language, self._agent = sign, counter, language, agent
        self._state: CounterState | None = None
        self._pulse: float | None = None
        self._told = ""
        self._calls: dict[str, str] = {}
        """Job → the call it shows, until its result."""
        self._jobs = itertools.count(1)
        self._well = True

    def news(self, news: News, now: float) -> None:
        if isinstance(news, ServerPulse):
            self._pulse = news.received
        elif isinstance(news, CounterSeen) and news.counter == self._counter:
            self._state = news.state
            self._pulse = self._pulse or news.received
        self.turn(now)

    def event(self, event: DeviceEvent, now: float) -> None:
        match event:
            case SignResult() if event.device == self._sign.device:
                call = self._calls.pop(event.job, "")
                if event.outcome not in _SHOWN:
                    self._told = ""
                elif call:
                    self._agent.shown(call)
            case HealthChanged() if event.health.device == self._sign.device:
                well = event.health.state in (DeviceState.READY, DeviceState.BUSY)
                if well and not self._well:
                    self._told = ""  # it may stand dark, or on old words
                self._well = well
                self.turn(now)

    def turn(self, now: float) -> None:
        words, call = self._due(now)
        if words and words + call != self._told and self._well:
            self._told = words + call
            self._show(words, call)

    def _due(self, now: float) -> tuple[str, str]:
        """What the sign should say now, and the call that it shows with it."""
        if self._pulse is None or self._state is None:
            return "", ""
        if now - self._pulse > SILENT_S:
            return self._say("stale"), ""
        return self._words(self._state), self._call(self._state)

    def _words(self, state: CounterState) -> str:
        if state.status is CounterStatus.CLOSED:
            return self._say("closed")
        if state.ticket is not None:
            key = "called" if state.ticket.state is TicketState.CALLED else "serving"
            return self._say(key, label=state.ticket.label)
        if state.status is CounterStatus.PAUSED:
            return self._say("paused")
        return self._say("wait" if state.held else "welcome")

    @staticmethod
    def _call(state: CounterState) -> str:
        called = state.ticket is not None and state.ticket.state is TicketState.CALLED
        return state.call if called and state.status is not CounterStatus.CLOSED else ""

    def _say(self, key: str, **values: object) -> str:
        return say("display", f"sign.{key}", self._language, **values)

    def _show(self, words: str, call: str) -> None:
        """As a text; a sign that knows only figures shows the number of a ticket, and nothing else."""
        job = f"sign-{next(self._jobs)}"
        if call:
            self._calls[job] = call
        if Capability.SHOWS_TEXT in self._sign.capabilities:
            colour = Colour.YELLOW if call else Colour.GREEN
            self._sign.show(job, SignText(lines=(SignLine(text=words, colour=colour),)))
        elif Capability.SHOWS_NUMBER in self._sign.capabilities:
            self._show_number(job)

    def _show_number(self, job: str) -> None:
        ticket = self._state.ticket if self._state else None
        figures = "".join(sign for sign in ticket.label if sign.isdigit()) if ticket else ""
        if figures:
            self._sign.show_number(job, int(figures))
        else:
            self._sign.clear(job)
