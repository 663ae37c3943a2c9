"""What this kiosk knows of its hall and its own devices right now; nothing of it belongs to a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from devices.health import DeviceState, Health, Paper
from devices.kinds.reader import CardEvent
from lobby.contract.boards import HallPhase, ServiceStanding
from lobby.contract.stations import HelpPhase
from lobby.contract.tickets import WaitRange
from lobby.news import CallSeen, ConnectionChanged, HelpSeen, News, ServerPulse, ServiceSeen

STALE_S = 15.0
"""Waits older than this are marked (design, Stale: kiosk waits)."""
SETTLE_S = 1.0
CALL_S = 60.0
"""How long the footer shows a call."""
WORKING = (DeviceState.CLOSED, DeviceState.OPENING, DeviceState.READY, DeviceState.BUSY)
"""States in which nobody is sent away: at the start a device that has not been heard of is about to be well."""
PAPER_OUT = "paper-out"


class Devices(Struct, frozen=True, kw_only=True):
    """Ids of this station's devices by what they can be asked."""

    readers: tuple[str, ...] = ()
    scanners: tuple[str, ...] = ()
    printers: tuple[str, ...] = ()
    touch_panels: tuple[str, ...] = ()


class Line(Struct, frozen=True, kw_only=True):
    """The queue of one service as the server told it last."""

    waiting: int
    wait: WaitRange | None = None
    standing: ServiceStanding = ServiceStanding.NORMAL
    until: datetime | None = None


class Facts(Struct, frozen=True, kw_only=True):
    """Never changed in place: `told`, `with_device` and `with_card` give the next."""

    devices: Devices = Devices()
    online: bool = False
    pulse: float | None = None
    """Monotonic time of the server's latest live heartbeat."""
    phase: HallPhase = HallPhase.OPEN
    messages_paused: bool = False
    """Text messages rest: too many of them failed (J08)."""
    waits: tuple[tuple[str, Line], ...] = ()
    """The queue of each service, as shown: changed at most once a second, so that no crowd keeps a screen busy."""
    newest: tuple[tuple[str, Line], ...] = ()
    settled: float = float("-inf")
    """When `waits` last took over `newest`, monotonic."""
    calling: tuple[str, int] | None = None
    called: float = 0.0
    help: HelpPhase = HelpPhase.NONE
    help_since: datetime | None = None
    health: tuple[Health, ...] = ()
    card_lies: bool = False
    """A card lies on the reader."""

    def told(self, news: News) -> Facts:
        """The facts after a piece of news; what is about a ticket changes none."""
        if isinstance(news, ServiceSeen):
            state = news.state
            line = Line(waiting=state.waiting, wait=state.wait, standing=state.standing, until=state.until)
            newest = {**dict(self.newest), news.service: line}
            known = tuple(sorted(newest.items(), key=lambda pair: pair[0]))
            return msgspec.structs.replace(self, newest=known).at(news.received)
        change = changes(news)
        return msgspec.structs.replace(self, **change) if change else self

    def at(self, mono: float) -> Facts:
        """The facts as time goes by: figures settle."""
        if self.newest == self.waits or mono - self.settled < SETTLE_S:
            return self
        return msgspec.structs.replace(self, waits=self.newest, settled=mono)

    def with_device(self, health: Health) -> Facts:
        others = tuple(one for one in self.health if one.device != health.device)
        return msgspec.structs.replace(self, health=(*others, health))

    def with_card(self, event: CardEvent) -> Facts:
        return msgspec.structs.replace(self, card_lies=event is not CardEvent.REMOVED)

    def line(self, service: str) -> Line | None:
        """The queue of a service; None when not known."""
        return dict(self.waits).get(service) if self.online else None

    def waiting_in_all(self) -> int | None:
        return sum(line.waiting for _, line in self.waits) if self.online and self.waits else None

    def longest(self) -> tuple[str, WaitRange] | None:
        """The service most people wait for, with its wait, among those whose wait is known."""
        known = [(line.waiting, service, line.wait) for service, line in self.waits if line.wait is not None]
        if not self.online or not known:
            return None
        _, service, wait = max(known, key=lambda one: one[0])
        return service, wait

    def stale_since(self, mono: float, wall: datetime) -> datetime | None:
        """When the figures were last known true, if that is too long ago to show them unmarked."""
        if self.pulse is None or mono - self.pulse <= STALE_S:
            return None
        return wall - timedelta(seconds=mono - self.pulse)

    def works(self, devices: tuple[str, ...]) -> bool:
        """Is at least one of these devices well, or about to be?"""
        unwell = {one.device for one in self.health if one.state not in WORKING}
        return any(device not in unwell for device in devices)

    @property
    def paper(self) -> bool:
        """False: every printer says that its roll is at an end."""
        printers = [one for one in self.health if one.device in self.devices.printers]
        return not printers or not all(one.paper is Paper.OUT or one.reason == PAPER_OUT for one in printers)

    @property
    def touch_gone(self) -> bool:
        """The screen cannot be touched: nothing that asks for a touch can be done here (F009)."""
        panels = self.devices.touch_panels
        return bool(panels) and not self.works(panels)

    @property
    def reader_gone(self) -> bool:
        return not self.works(self.devices.readers)


def changes(news: News) -> dict[str, object]:
    """The fields of `Facts` that a piece of news sets."""
    match news:
        case ConnectionChanged():
            return {"online": news.online}
        case ServerPulse():
            beat = news.heartbeat
            return {"pulse": news.received, "phase": beat.phase, "messages_paused": beat.messages_paused}
        case CallSeen():
            return {"calling": (news.call.row.label, news.call.row.counter), "called": news.received}
        case HelpSeen():
            return {"help": news.state.phase, "help_since": news.state.since}
    return {}
