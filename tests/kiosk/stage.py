"""A visit played without a screen: a clock that is turned by hand, dice that count, and what came of each event."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from config.loader import read_site
from config.site import Site
from devices.health import DeviceState, Health, Paper
from devices.kinds.printer import PrintResult
from devices.kinds.reader import CardEvent
from devices.kinds.scanner import ScannedCode
from devices.values import Outcome
from kiosk import flow
from kiosk.facts import Devices, Facts
from kiosk.session import Person
from kiosk.shown import Shown, shown
from kiosk.verifiers import Verdict
from kiosk.visit import Visit
from lobby.contract.bookings import Booking
from lobby.contract.message import Refusal
from lobby.contract.persons import HeldTicket, Mine
from lobby.contract.tickets import Channel, TicketState, TicketView
from lobby.news import ConnectionChanged, MineFound, News, TicketGiven, TicketRefused

SITE_FILE = Path(__file__).resolve().parents[2] / "config" / "sites" / "demo.toml"
DEMO = read_site(SITE_FILE)
DEVICES = Devices(readers=("reader",), scanners=("scanner",), printers=("printer",))
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ZHANG = Person(shown="张＊", mark=b"zhang", channel=Channel.CARD, valid_to=date(2036, 1, 1))
LI = Person(shown="李＊＊", mark=b"li", channel=Channel.CARD)
KNOWN = Person(shown="陈＊", mark=b"chen", channel=Channel.CARD, subject="subject-chen", rank=4)
"""Somebody the hall can look up; the others come from a kiosk that has no secret."""
CODE = ScannedCode(data=b"opaque words of a provider")
EffectT = TypeVar("EffectT", bound=flow.Effect)


def two_floors(*, lift: bool) -> Site:
    """The demo hall, whose first kiosk stands a floor beneath all windows."""
    (zone,) = DEMO.zones
    above = msgspec.structs.replace(zone, lift=lift)
    beneath = msgspec.structs.replace(zone, id="B1", floor=-1, lift=True)
    kiosk, *others = DEMO.stations
    stations = (msgspec.structs.replace(kiosk, zone="B1"), *others)
    return msgspec.structs.replace(DEMO, zones=(above, beneath), stations=stations)


def ticket(label: str = "A012", **changes: object) -> TicketView:
    view = TicketView(
        ticket=f"20261123-{label}",
        label=label,
        service="general",
        state=TicketState.WAITING,
        ahead=6,
        issued_at=NOON,
    )
    return msgspec.structs.replace(view, **changes)


def health(device: str, state: DeviceState = DeviceState.READY, reason: str = "", paper: Paper = Paper.FULL) -> Health:
    return Health(device=device, state=state, reason=reason, paper=paper)


class Stage:
    """Plays events into a visit and keeps every effect."""

    def __init__(self, site: Site = DEMO, *, online: bool = True) -> None:
        self.mono = 1000.0
        self.effects: list[flow.Effect] = []
        self._dice = itertools.count(1)
        self.visit = Visit(site=site, station=site.station("K-01"), began=-10_000, facts=Facts(devices=DEVICES))
        for device in ("reader", "scanner", "printer"):
            self.play(flow.DeviceChanged(health=health(device)))
        self.tell(ConnectionChanged(online=online, since=None))
        self.effects.clear()

    def now(self) -> flow.Now:
        dice = next(self._dice)
        wall = NOON + timedelta(seconds=self.mono - 1000)
        return flow.Now(
            mono=self.mono, wall=wall, request=f"request-{dice}", token=f"TOKEN{dice:0>11}".replace("0", "A")
        )

    def play(self, *events: flow.Event) -> Shown:
        for event in events:
            self.visit, effects = self.visit.step(event, self.now())
            self.effects.extend(effects)
        return self.shown

    def tap(self, *names: str) -> Shown:
        return self.play(*(flow.Tapped(name=name) for name in names))

    def tell(self, *news: News) -> Shown:
        return self.play(*(flow.Answered(news=piece) for piece in news))

    def wait(self, seconds: float) -> Shown:
        """Time goes by in the terminal's own ticks."""
        until = self.mono + seconds
        while self.mono < until:
            self.mono = min(until, self.mono + 0.5)
            self.play(flow.Tick())
        return self.shown

    @property
    def shown(self) -> Shown:
        return shown(self.visit, self.now())

    def last(self, kind: type[EffectT]) -> EffectT:
        return next(effect for effect in reversed(self.effects) if isinstance(effect, kind))

    def count(self, kind: type[flow.Effect]) -> int:
        return sum(isinstance(effect, kind) for effect in self.effects)

    def mine(
        self,
        *,
        tickets: tuple[HeldTicket, ...] = (),
        bookings: tuple[Booking, ...] = (),
        bookings_unknown: bool = False,
    ) -> Shown:
        """The hall answers the latest question about a person."""
        mine = Mine(request="", tickets=tickets, bookings=bookings, bookings_unknown=bookings_unknown)
        return self.tell(MineFound(request=self.last(flow.FindMine).request, mine=mine))

    # --- what people and things do ------------------------------------------------------------------------------------

    def card(self, person: Person = ZHANG) -> Shown:
        return self.play(flow.CardRead(event=CardEvent.READING), flow.CardRead(event=CardEvent.READ, person=person))

    def card_event(self, event: CardEvent, *, silent: bool = False) -> Shown:
        return self.play(flow.CardRead(event=event, silent=silent))

    def code(self, verdict: Verdict = Verdict.ACCEPTED, person: Person | None = None) -> Shown:
        self.play(flow.CodeRead(code=CODE))
        return self.play(flow.Verified(request=self.last(flow.Verify).request, verdict=verdict, person=person))

    def give(self, label: str = "A012", *, offline: bool = False) -> Shown:
        """The agent answers the latest wish with a number."""
        wish = self.last(flow.Issue).wish
        view = ticket(label, service=wish.service, ahead=None if offline else 6)
        return self.tell(TicketGiven(request=wish.request, view=view, token=wish.token, offline=offline))

    def refuse(self, reason: Refusal | None) -> Shown:
        return self.tell(TicketRefused(request=self.last(flow.Issue).wish.request, reason=reason))

    def held(self) -> Shown:
        """The moment in which a slip may still be refused goes by."""
        return self.wait(self.visit.site.session.print_hold_s + 0.5)

    def printed(self, outcome: Outcome = Outcome.CONFIRMED, reason: str = "") -> Shown:
        if not self.count(flow.Print):
            self.held()
        job = self.last(flow.Print).job
        return self.play(
            flow.PrintOutcome(result=PrintResult(device="printer", job=job, outcome=outcome, reason=reason))
        )
