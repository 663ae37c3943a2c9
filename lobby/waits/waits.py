"""The hall's waits: learns from every move of a ticket, and tells honest ranges.

Belongs to one value of the hall. What it learned today comes back from today's tickets when the hall is loaded; what
earlier days left lies on the shelf.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from msgspec import Struct

from config.hours import Hours
from config.site import Site
from lobby.contract.counters import CounterStatus
from lobby.contract.tickets import TicketState, WaitRange
from lobby.queueing.ticket import AT_COUNTER, Ticket
from lobby.queueing.tickets import Tickets
from lobby.store.work import CounterKept
from lobby.waits.back_test import Verdict
from lobby.waits.calibration import CAUTIOUS, ENOUGH, Band, Scores, of_all, score
from lobby.waits.estimate import Breaks, Forecast, Window, in_line, play
from lobby.waits.history import Curve, Learned, Lengths, Visit
from lobby.waits.outlook import FEWEST, Outlook

FRESH_S = 10.0
"""The queue is played forward again after so long."""
COMING_S = 1_800.0
BETWEEN_MOST_S = 120.0
"""A window that calls nobody for longer does something else."""
LEAVES_EARLY = timedelta(minutes=20)
"""Who closes so shortly before a break comes back after it."""


class Promise(Struct, frozen=True):
    """What the range that a ticket was told came from; breaks are no part of it."""

    forecast_s: float
    gap_s: float
    visits: int
    naive_s: float
    """The plain average: people of the same service before it times the mean time, by the windows open."""


class Waits:
    """`joined`, `moved` and `counter_set` learn; `refresh` plays the queue forward; the rest only looks."""

    def __init__(self, site: Site, learned: Mapping[str, Learned]) -> None:
        self._site = site
        self._desks = {desk.id: desk for desk in site.counters}
        none = Learned(key="")
        known = {service.id: learned.get(service.id, none) for service in site.services}
        able = {id: sum(id in desk.skills for desk in site.counters) for id in known}
        self.lengths = {id: Lengths(able[id], one.lengths) for id, one in known.items()}
        self.scores = {id: Scores(one.scores or CAUTIOUS) for id, one in known.items()}
        self.curves: dict[str, Curve] = {}
        """How long people stay, as last reckoned."""
        self.verdicts: list[Verdict] = []
        self.outlook = Outlook()
        self._promises: dict[str, Promise] = {}
        self._came: dict[str, deque[float]] = {id: deque() for id in known}
        self._there: dict[str, Visit] = {}
        self._freed: dict[str, float] = {}
        self._between = deque([8.0], maxlen=40)
        self._back_at: dict[str, float] = {}
        self._breaks_on: date | None = None
        self._todays: dict[str, Breaks] = {}
        self._stale = True

    def recall(self, tickets: Iterable[Ticket]) -> None:
        """Learn again from the tickets of the day, after a start."""
        for ticket in sorted(tickets, key=lambda ticket: ticket.since):
            if not ticket.called_at:
                continue
            called, since = ticket.called_at[0].timestamp(), ticket.since.timestamp()
            if ticket.state in AT_COUNTER:
                self._there[ticket.counter] = self.lengths[ticket.service].begin(called)
            elif ticket.state is TicketState.SERVED:
                lengths = self.lengths[ticket.service]
                lengths.end(lengths.begin(called), since)
                lengths.finished += 1
            if ticket.quoted and not ticket.misses:
                low, high = ticket.quoted
                self.verdicts.append(Verdict(low, high, called - ticket.issued_at.timestamp()))

    def learned(self) -> Iterable[Learned]:
        """What this day leaves to the next."""
        for id, lengths in self.lengths.items():
            yield Learned(key=id, lengths=lengths.points(), scores=self.scores[id].points())

    def begin(self) -> None:
        """A new day."""
        self.verdicts.clear()
        self._promises.clear()
        for lengths in self.lengths.values():
            lengths.finished = 0

    # -- learning ------------------------------------------------------------------------------------------------------

    def joined(self, ticket: Ticket, now: datetime, ahead: int) -> None:
        """A number that did not exist; `ahead` wait for the same."""
        at, service = now.timestamp(), ticket.service
        self._came[service].append(at)
        if ticket.state is not TicketState.WAITING:
            return
        start = self.outlook.forecast.take(service)
        if start is None:
            return
        self.outlook.starts[ticket.id] = start
        if ticket.quoted:
            gap = self.outlook.gaps[service]
            worked = self.outlook.forecast.worked(service, at, max(at, start))
            self._promises[ticket.id] = Promise(worked, gap, self.curves[service].visits, ahead * gap)

    def moved(self, was: Ticket, ticket: Ticket, now: datetime) -> None:
        at = now.timestamp()
        if was.state in AT_COUNTER and (ticket.state not in AT_COUNTER or ticket.counter != was.counter):
            self._leaves(was, ticket, at)
        if ticket.state in AT_COUNTER and was.state not in AT_COUNTER:
            self._comes(was, ticket, at)
        elif was.state is TicketState.WAITING:  # cancelled, postponed: what it was told no longer stands
            self._promises.pop(ticket.id, None)

    def _leaves(self, was: Ticket, ticket: Ticket, at: float) -> None:
        self._freed[was.counter] = at
        if visit := self._there.pop(was.counter, None):
            self.lengths[was.service].end(visit, at)
        served = was.state is TicketState.SERVING and ticket.state is not TicketState.HELD
        self.lengths[was.service].finished += served

    def _comes(self, was: Ticket, ticket: Ticket, at: float) -> None:
        self._there[ticket.counter] = self.lengths[ticket.service].begin(at)
        freed = self._freed.pop(ticket.counter, None)
        if was.state is not TicketState.WAITING:
            return
        if freed is not None and was.since.timestamp() <= freed and 0 <= at - freed <= BETWEEN_MOST_S:
            self._between.append(at - freed)
        if promise := self._promises.pop(ticket.id, None):
            self._kept(promise, ticket, at)

    def _kept(self, promise: Promise, ticket: Ticket, at: float) -> None:
        """It is known now what came of a range that was told."""
        assert ticket.quoted is not None
        issued = ticket.issued_at.timestamp()
        worked = self.outlook.forecast.worked(ticket.service, issued, at)
        self.scores[ticket.service].add(score(worked, promise.forecast_s, promise.gap_s, promise.visits))
        low, high = ticket.quoted
        self.verdicts.append(Verdict(low, high, at - issued, promise.naive_s))

    def counter_set(self, counter: CounterKept, now: datetime) -> None:
        """Opened, paused or closed; who closes for a break is back after it."""
        self._stale = True
        self._back_at.pop(counter.id, None)
        if counter.status is CounterStatus.CLOSED and (back := self._back(counter.id, now)):
            self._back_at[counter.id] = back

    def _back(self, counter: str, now: datetime) -> float | None:
        early, at = (now + LEAVES_EARLY).timestamp(), now.timestamp()
        return next((end for start, end in self._breaks(now)[counter] if start <= early and at < end), None)

    # -- foreseeing ----------------------------------------------------------------------------------------------------

    def refresh(self, tickets: Tickets, counters: Mapping[str, CounterKept], now: datetime, *, doubt: bool) -> None:
        """Play the queue forward, unless that was done just now."""
        at = now.timestamp()
        if not self._stale and 0 <= at - self.outlook.at < FRESH_S:
            return
        self._stale = False
        self.curves = {id: lengths.curve(at) for id, lengths in self.lengths.items()}
        between = sum(self._between) / len(self._between)
        lengths = {id: curve.mean + between for id, curve in self.curves.items()}
        windows = tuple(self._windows(tickets, counters, now))
        line = in_line(tickets.waiting.values())
        forecast = Forecast(windows, lengths)
        starts = play(forecast, line)
        gaps = {id: length / max(1, forecast.here(id)) for id, length in lengths.items()}
        self.outlook = Outlook(
            at=at,
            forecast=forecast,
            bands={} if doubt else self._bands(forecast, gaps),
            starts=starts,
            windows=windows,
            line=tuple((ticket.id, ticket.service) for ticket in line),
            lengths=lengths,
            gaps=gaps,
            coming={id: self._coming(id, at) for id in self._came},
        )

    def _windows(self, tickets: Tickets, counters: Mapping[str, CounterKept], now: datetime) -> Iterable[Window]:
        at = now.timestamp()
        breaks = self._breaks(now)
        for counter, desk in self._desks.items():
            if counters[counter].status is CounterStatus.OPEN:
                yield Window(desk.skills, at + self.left_s(tickets.at(counter), at), breaks[counter])
            elif (back := self._back_at.get(counter)) and back > at:
                yield Window(desk.skills, back, breaks[counter], here=False)

    def left_s(self, ticket: Ticket | None, at: float) -> float:
        """How much longer the ticket at a window will be there; None: nobody is."""
        visit = self._there.get(ticket.counter) if ticket else None
        if ticket is None or visit is None:
            return 0.0
        return self.curves[ticket.service].left_after(at - visit.began)

    def _breaks(self, now: datetime) -> Mapping[str, Breaks]:
        """Those of today, by window."""
        local = now.astimezone(self._site.hall.zone_info)
        if local.date() != self._breaks_on:
            self._breaks_on = local.date()
            self._todays = {id: breaks_on(desk.hours or self._site.hours, local) for id, desk in self._desks.items()}
        return self._todays

    def _bands(self, forecast: Forecast, gaps: Mapping[str, float]) -> dict[str, Band]:
        """Of services of which enough were finished today, with a window that works."""
        told = [id for id, lengths in self.lengths.items() if lengths.finished >= FEWEST and forecast.here(id)]
        few = any(len(self.scores[id]) < ENOUGH for id in told)
        hall = of_all(self.scores.values()) if few else Scores()
        return {id: self._scores_of(id, hall).band(gaps[id], self.curves[id].visits) for id in told}

    def _scores_of(self, service: str, hall: Scores) -> Scores:
        own = self.scores[service]
        return own if len(own) >= ENOUGH else hall

    def _coming(self, service: str, at: float) -> float:
        came = self._came[service]
        while came and came[0] < at - COMING_S:
            came.popleft()
        return len(came) / COMING_S

    # -- telling -------------------------------------------------------------------------------------------------------

    def quote(self, service: str, now: datetime) -> tuple[int, int] | None:
        """The range, in seconds, that a number issued now is told."""
        wait = self.newcomer(service, now)
        return None if wait is None else (wait.low * 60, wait.high * 60)

    def newcomer(self, service: str, now: datetime) -> WaitRange | None:
        return self.outlook.newcomer(service, now.timestamp())

    def of(self, ticket: Ticket, now: datetime) -> WaitRange | None:
        return self.outlook.of(ticket, now.timestamp())


def breaks_on(hours: Hours, local: datetime) -> Breaks:
    """Between the stretches of a day."""
    spans = () if hours.always else hours.on(local.date())

    def moment(at: time) -> float:
        return datetime.combine(local.date(), at, local.tzinfo).timestamp()

    return tuple((moment(one.end), moment(other.start)) for one, other in pairwise(spans) if one.end < other.start)
