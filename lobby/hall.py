"""The hall's present truth in memory, and what the running transaction changes of it.

The server's thread owns it. Rules look at it, decide, and only then change it: a rule that refuses (`NotDone`) has
changed nothing. After a failed transaction the whole value is thrown away and loaded anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from config.rules import Range
from config.site import Counter, Service, Site
from lobby.contract.counters import CounterStatus, Outcome
from lobby.contract.message import Event, Refusal
from lobby.contract.tickets import TicketState, TicketView
from lobby.door import Phones
from lobby.ladder.stations import Screens
from lobby.messages.letter import Letter
from lobby.messages.safe import new_safe
from lobby.pictures import view_of
from lobby.queueing.calling_order import ahead_of
from lobby.queueing.moves import Move
from lobby.queueing.numbering import Number, ticket_id
from lobby.queueing.places import ROOM, place_of
from lobby.queueing.ranges import NumberUse, Taken, counter_of, next_number, range_of, ranges_of
from lobby.queueing.snapshot import Snapshot
from lobby.queueing.ticket import Ticket
from lobby.queueing.tickets import Tickets
from lobby.stopping.forecast import Shifts
from lobby.stopping.standing import Forecast
from lobby.store.shelf import Rows, Shelf, Shelved, ShelvedT
from lobby.store.store import Kept
from lobby.store.work import CounterKept, Fact, HelpKept, Record, Work
from lobby.waits.history import Learned
from lobby.waits.waits import Waits

SERVER = "server"
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class NotDone(Exception):
    """A request that can't be carried out, and why; nothing was changed."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail


class Hall:
    """Tickets, counters, days and calls for help as they are now."""

    def __init__(self, site: Site, kept: Kept, rows: Rows) -> None:
        self.site = site
        self.shelf = Shelf(rows)
        self.services = {service.id: service for service in site.services}
        self.desks = {counter.id: counter for counter in site.counters}
        self.window_numbers = {counter.id: counter.number for counter in site.counters}
        self.tickets = Tickets(kept.tickets, site.appointments.first)
        self._low_desks = [counter for counter in site.counters if counter.low]
        self.numbers = dict(kept.numbers)
        self._gap = kept.gap
        self.own_numbers = 0
        """How often a kiosk gave a number of its own; who shows those looks again when it changes."""
        known = {counter.id: counter for counter in kept.counters}
        self.counters = {id: known.get(id, CounterKept(id=id)) for id in self.desks}
        self.statuses = 0
        """How often a counter opened, paused or closed; who shows how many are open looks again when it changes."""
        self.helps = {help.station: help for help in kept.helps}
        self.days = {day.day: day for day in kept.days if not day.closed_at}
        self.closed_days = {day.day for day in kept.days if day.closed_at}
        self.last_record_at = kept.last_record_at
        self.receipts: dict[str, dict[str, datetime | None]] = {}
        for receipt in kept.receipts:
            self.receipts.setdefault(receipt.call, {})[receipt.station] = receipt.shown_at
        self.waits = Waits(site, self.shelf.all(Learned))
        self.waits.recall(self.tickets)
        self.finished: dict[str, tuple[str, str, datetime]] = {}
        """What each counter finished last: ticket, service and when; its pad may rate it for some seconds."""
        self.touched: set[str] = set()
        """Counters whose ticket, status or receipts changed; whoever shows them empties it."""
        self.undoable: dict[str, float] = {}
        """Monotonic time of the last move of tickets that may still be undone."""
        self.screens_of: Callable[[Counter], frozenset[str]] = lambda _: frozenset()
        """Screens alive that show a call of this counter: the monitor's word."""
        self.screens = Screens(site)
        self.phones = Phones()
        self.safe = new_safe()
        """Seals phone numbers; the server puts its own here."""
        self.now = BEFORE_ALL
        self.monotonic = 0.0
        self.by = SERVER
        self.doubt = False
        self.full = False
        self.open_to_public = False
        self.work = Work()
        self.forecasts: dict[str, Forecast] = {}
        """By service, as the round reckoned them last; due anew at this monotonic time."""
        self.forecast_due = 0.0
        self.shifts: Mapping[str, Shifts] = {}
        """When each counter calls people on the day `shifts_on`."""
        self.shifts_on: date | None = None
        self.alarms: dict[str, tuple[str, ...]] = {}
        """Sentences in English for staff, by what they are about; rounds keep them true."""
        self.events: list[Event] = []
        """What is said after the commit."""
        self.letters: list[Letter] = []
        """Messages handed to the gateway after the commit."""

    # -- looking -----------------------------------------------------------------------------------------------------

    @property
    def day(self) -> date | None:
        """The day that gives numbers."""
        return max(self.days, default=None)

    def service(self, id: str) -> Service:
        if found := self.services.get(id):
            return found
        raise NotDone(Refusal.UNKNOWN_SERVICE, id)

    def desk(self, id: str) -> Counter:
        if found := self.desks.get(id):
            return found
        raise NotDone(Refusal.UNKNOWN_COUNTER, id)

    def ticket(self, id: str) -> Ticket:
        if found := self.tickets.get(id):
            return found
        raise NotDone(Refusal.UNKNOWN_TICKET, id)

    @property
    def snapshot(self) -> Snapshot:
        """What picking looks at, as it is now; good until the next change."""
        open_low = (desk for desk in self._low_desks if self.counters[desk.id].status is CounterStatus.OPEN)
        return Snapshot(
            lines=self.tickets.lines,
            busy=self.tickets.busy,
            low=frozenset(skill for desk in open_low for skill in desk.skills),
            now=self.now,
            priority=self.site.priority,
            appointments=self.site.appointments,
        )

    def ahead_of(self, ticket: Ticket) -> int | None:
        """How many would be called before it in its queue; None: it doesn't wait."""
        return ahead_of(self.snapshot, ticket) if ticket.state is TicketState.WAITING else None

    def view(self, ticket: Ticket) -> TicketView:
        ahead = self.ahead_of(ticket)
        return view_of(ticket, self.window_numbers.get(ticket.counter), ahead, self.waits.of(ticket, self.now))

    def why_not_issuing(self) -> str:
        """The plain word for a heartbeat; empty while numbers are given."""
        if self.full:
            return Refusal.STORE_FULL
        if not self.days:
            return Refusal.DAY_NOT_OPEN
        return "" if self.open_to_public else "closed"

    def forget_old_days(self) -> bool:
        """Drop from memory all closed days but the latest, whose people may still look; whether there were any."""
        kept = {*self.days, *sorted(self.closed_days)[-1:]}
        old = self.tickets.days - kept
        for day in old:
            self.tickets.forget(day)
        if old:
            self.touched |= self.desks.keys()
            calls = {ticket.call for ticket in self.tickets}
            self.receipts = {call: screens for call, screens in self.receipts.items() if call in calls}
            self.numbers = {key: high for key, high in self.numbers.items() if key[0] in kept}
        return bool(old)

    def find(self, kind: type[ShelvedT], key: str) -> ShelvedT | None:
        """One value of the shelf, of kinds of which too many are kept to hold them in memory."""
        if (kind.kind, key) in self.work.shelf:
            return self.work.shelf[kind.kind, key]  # type: ignore[return-value]  # of this kind
        return self.shelf.find(kind, key)

    # -- changing ----------------------------------------------------------------------------------------------------

    def next_number(self, day: date, series: str, use: NumberUse = NumberUse.WALK_IN) -> int:
        """Take the next number of the server's own series. Appointments go on with walk-in numbers where their own are
        used up. Raises NotDone(NUMBERS_OUT)."""
        uses = (use, NumberUse.WALK_IN) if use is NumberUse.APPOINTMENT else (use,)
        for kind in uses:
            ranges = ranges_of(self.site.queue.ranges, kind)
            floor = max(self.reached(day, series, kind), self._gap.on(day))
            if found := next_number(ranges, floor, lambda number: self._has(day, series, number)):
                self._count(day, series, found)
                return found.number
        raise NotDone(Refusal.NUMBERS_OUT, f"all {use} numbers of {series} are given")

    def take_number(self, day: date, series: str, number: int, use: NumberUse) -> None:
        """Take this very number, e.g. one of the paper pad. Raises NotDone: of another range, or somebody has it."""
        found = range_of(ranges_of(self.site.queue.ranges, use), number)
        if found is None:
            raise NotDone(Refusal.BAD_REQUEST, f"{number} is no {use} number")
        if self._has(day, series, number):
            raise NotDone(Refusal.BAD_REQUEST, f"somebody has {series}{number} already")
        self._count(day, series, Taken(found, number))

    def reached(self, day: date, series: str, use: NumberUse) -> int:
        """The highest number given of the ranges of this use; 0: none."""
        ranges = ranges_of(self.site.queue.ranges, use)
        return max((self.numbers.get((day, series, counter_of(one)), 0) for one in ranges), default=0)

    def _has(self, day: date, series: str, number: int) -> bool:
        return self.tickets.get(ticket_id(day, Number(series, 0, number).label)) is not None

    def _count(self, day: date, series: str, taken: Taken) -> None:
        """Raise the counter of the number's range; a new one above all that the range holds already (I2)."""
        kiosk, high = counter_of(taken.range), taken.number
        if (day, series, kiosk) not in self.numbers:
            high = max([high, *self._given(day, series, taken.range)])
        self.raise_number(day, series, kiosk, high)

    def _given(self, day: date, series: str, within: Range) -> list[int]:
        """Numbers of a range that were given when the site file called it something else."""
        own = (ticket for ticket in self.tickets if (ticket.day, ticket.series, ticket.kiosk) == (day, series, 0))
        return [ticket.number for ticket in own if within.first <= ticket.number <= within.last]

    def raise_number(self, day: date, series: str, kiosk: int, number: int) -> None:
        """A number was given: by a kiosk of its own, or of the range that counts as this kiosk."""
        key = (day, series, kiosk)
        self.own_numbers += kiosk > 0
        self.numbers[key] = self.work.numbers[key] = max(number, self.numbers.get(key, 0))

    def new_place(self) -> int:
        """Behind everybody: the commit's time, or just after the last place if the clock stands behind it."""
        return max(place_of(self.now), self.tickets.last_place + ROOM)

    def add(self, ticket: Ticket, fact: Fact, request: str) -> None:
        """A ticket that did not exist."""
        self.work.issued.add(ticket.id)
        self._put(ticket)
        self.waits.joined(ticket, self.now, self.ahead_of(ticket) or 0)
        self.note(
            fact,
            day=ticket.day,
            ticket=ticket.id,
            state=ticket.state,
            service=ticket.service,
            place=ticket.place,
            channel=ticket.channel,
            language=ticket.language,
            rank=ticket.rank,
            reason=ticket.reason,
            request=request,
        )

    def change(
        self,
        was: Ticket,
        ticket: Ticket,
        move: Move,
        *,
        expected: int = 0,
        request: str = "",
        outcome: Outcome | None = None,
    ) -> Ticket:
        """The new value of a ticket after a move. `outcome`: of an item whose ticket goes on to the next."""
        self._put(ticket)
        self.waits.moved(was, ticket, self.now)
        self._remember_finished(was, move)
        self.note(
            move,
            day=ticket.day,
            ticket=ticket.id,
            was=was.state,
            state=ticket.state,
            service=ticket.service if ticket.service != was.service else "",
            counter=ticket.counter or was.counter,
            place=ticket.place if ticket.place != was.place else 0,
            call=ticket.call if ticket.call != was.call else "",
            why=ticket.why if ticket.call != was.call and move is Move.CALL else None,
            rank=ticket.rank if ticket.rank != was.rank else 0,
            outcome=ticket.outcome if outcome is None else outcome,
            expected=expected,
            reason=ticket.reason,
            request=request,
        )
        return ticket

    def _remember_finished(self, was: Ticket, move: Move) -> None:
        if move is Move.FINISH:
            self.finished[was.counter] = (was.id, was.service, self.now)
        elif move is Move.UNDO:
            self.finished.pop(was.counter, None)

    def amend(self, ticket: Ticket) -> Ticket:
        """A ticket that has learned something without a move; its room notes in the journal what."""
        self._put(ticket)
        return ticket

    def _put(self, ticket: Ticket) -> None:
        if was := self.tickets.get(ticket.id):
            self.touched.add(was.counter)
        self.touched.add(ticket.counter)
        self.tickets.put(ticket)
        self.work.tickets[ticket.id] = ticket

    def keep_counter(self, counter: CounterKept) -> None:
        self.counters[counter.id] = self.work.counters[counter.id] = counter
        self.statuses += 1
        paused = (id for id, kept in self.counters.items() if kept.status is CounterStatus.PAUSED)
        self.touched |= {counter.id, *paused}  # a paused one shows which other is open
        self.waits.counter_set(counter, self.now)
        self.note(Fact.COUNTER, counter=counter.id, reason=":".join(filter(None, (counter.status, counter.reason))))

    def keep(self, value: Shelved) -> None:
        """Put a value on the shelf; its room notes in the journal what that means."""
        self.shelf.put(value)
        self.work.shelf[value.kind, value.key] = value

    def drop(self, kind: type[Shelved], key: str) -> None:
        self.shelf.take(kind, key)
        self.work.shelf[kind.kind, key] = None

    def keep_help(self, help: HelpKept) -> None:
        self.helps[help.station] = self.work.helps[help.station] = help
        self.note(Fact.HELP, station=help.station, reason=help.phase, call=help.help)

    def note(self, what: str, **facts: object) -> None:
        """A record in the journal, in the transaction of what it tells (I11)."""
        self.work.records.append(Record(at=self.now, what=what, by=self.by, doubt=self.doubt, **facts))  # type: ignore[arg-type]  # the fields of Record
