"""All tickets of the open days, indexed for the questions the rules ask."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from operator import attrgetter

from config.rules import BookedFirst
from lobby.contract.tickets import TicketState
from lobby.queueing.line import Line, kind_of
from lobby.queueing.places import place_of
from lobby.queueing.taken import Taken
from lobby.queueing.ticket import AT_COUNTER, AT_WINDOW, SUPERSEDED, Ticket

_A_MOMENT = timedelta(seconds=1)
_SINCE = attrgetter("since")
"""Sorts at each commit."""


def _order(ticket: Ticket) -> tuple[int, str]:
    return ticket.order


def _stands_ahead(ticket: Ticket) -> bool:
    """A late appointment in the place of a time to come: whoever comes until then goes before it."""
    late = bool(ticket.appointment) and ticket.slot is None
    return late and ticket.place > place_of(ticket.since + _A_MOMENT)


class Tickets:
    """Holds the current value of each ticket. `put` replaces one; everything else only looks."""

    def __init__(self, tickets: Iterable[Ticket] = (), first: BookedFirst = BookedFirst.IN_SLOT) -> None:
        self._first = first
        self._by_id: dict[str, Ticket] = {}
        self._by_token: dict[str, str] = {}
        self._by_subject: dict[str, dict[str, None]] = {}
        self._at_counter: dict[str, str] = {}
        self._held: dict[str, dict[str, None]] = {}
        self._missed: dict[str, Ticket] = {}
        self._called: dict[str, str] = {}
        self.waiting: dict[str, list[Ticket]] = {}
        """Waiting tickets by service, in order."""
        self.lines: dict[str, Line] = {}
        """The same by kind, and the calls there were, for picking."""
        self.busy: dict[str, int] = {}
        """Subjects called or serving, and at how many counters."""
        self.last_place = self.last_turn = 0
        self.days: set[date] = set()
        """Of which there are tickets."""
        for ticket in sorted(tickets, key=lambda ticket: (ticket.called_at[-1:], ticket.since)):
            self.put(ticket)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Ticket]:
        return iter(self._by_id.values())

    def get(self, id: str) -> Ticket | None:
        return self._by_id.get(id)

    def with_token(self, token: str) -> Ticket | None:
        return self._by_id.get(self._by_token.get(token, ""))

    def of_subject(self, subject: str) -> list[Ticket]:
        """The live tickets of one person, oldest place first; nobody has an empty subject."""
        found = (self._by_id[key] for key in self._by_subject.get(subject, ()))
        return sorted((ticket for ticket in found if ticket.lives), key=_order)

    def at(self, counter: str) -> Ticket | None:
        """The ticket called or serving at a counter."""
        return self._by_id.get(self._at_counter.get(counter, ""))

    def held(self, counter: str) -> list[Ticket]:
        """In the order in which they were, also after a restart."""
        return sorted((self._by_id[key] for key in self._held.get(counter, ())), key=_SINCE)

    def missed(self) -> list[Ticket]:
        """Latest first."""
        return sorted(self._missed.values(), key=_SINCE, reverse=True)

    def called(self) -> Iterator[Ticket]:
        """Tickets whose last call may still stand on a board, latest call first."""
        return (self._by_id[key] for key in reversed(self._called))

    def queue(self, service: str) -> list[Ticket]:
        return self.waiting.get(service, [])

    def new_turn(self, now: datetime) -> int:
        """Of a call made now; always after the last one."""
        return max(place_of(now), self.last_turn + 1)

    def living(self, day: date) -> list[Ticket]:
        return [ticket for ticket in self if ticket.day == day and ticket.lives]

    def put(self, ticket: Ticket) -> None:
        """A new ticket, or the new value of one."""
        old = self._by_id.get(ticket.id)
        if old:
            self._take_out(old)
        self._by_id[ticket.id] = ticket
        self.days.add(ticket.day)
        if ticket.reason != SUPERSEDED:
            self._by_token[ticket.token] = ticket.id
        if ticket.subject:
            self._by_subject.setdefault(ticket.subject, {})[ticket.id] = None
        if not _stands_ahead(ticket):
            self.last_place = max(self.last_place, ticket.place)
        if ticket.state is TicketState.WAITING:
            self._queue_up(ticket)
        elif ticket.state in AT_COUNTER:
            self._at_counter[ticket.counter] = ticket.id
            self._occupy(ticket, 1)
        elif ticket.state is TicketState.HELD:
            self._held.setdefault(ticket.counter, {})[ticket.id] = None
        elif ticket.state is TicketState.MISSED:
            self._missed[ticket.id] = ticket
        self._note_call(ticket)
        for taken in ticket.taken[len(old.taken) if old else 0 :]:
            self._note_taken(taken)

    def _queue_up(self, ticket: Ticket) -> None:
        """Nearly always at the end."""
        queue = self.waiting.setdefault(ticket.service, [])
        if not queue or queue[-1].order < ticket.order:
            queue.append(ticket)
        else:
            insort(queue, ticket, key=_order)
        self._line(ticket.service).add(ticket, kind_of(ticket, self._first))

    def _line(self, service: str) -> Line:
        return self.lines.setdefault(service, Line())

    def _occupy(self, ticket: Ticket, more: int) -> None:
        """Whoever is at a counter is not called to another with a second number."""
        if not ticket.subject:
            return
        self.busy[ticket.subject] = self.busy.get(ticket.subject, 0) + more
        if not self.busy[ticket.subject]:
            del self.busy[ticket.subject]
        for other in self.of_subject(ticket.subject):
            self._line(other.service).touch()

    def _note_taken(self, taken: Taken) -> None:
        self.last_turn = max(self.last_turn, taken.turn)
        self._line(taken.service).note_call(taken)
        if taken.line:
            self._line(taken.line).note_turn(taken)

    def _note_call(self, ticket: Ticket) -> None:
        shown = ticket.state in AT_WINDOW or ticket.state in (TicketState.SERVED, TicketState.MISSED)
        if not (shown and ticket.call):
            self._called.pop(ticket.id, None)
        elif self._called.get(ticket.id) != ticket.call:
            self._called.pop(ticket.id, None)
            self._called[ticket.id] = ticket.call

    def _take_out(self, old: Ticket) -> None:
        if old.state is TicketState.WAITING:
            queue = self.waiting[old.service]
            del queue[bisect_left(queue, old.order, key=_order)]
            self.lines[old.service].remove(old, kind_of(old, self._first))
        elif old.state in AT_COUNTER:
            self._at_counter.pop(old.counter, None)
            self._occupy(old, -1)
        elif old.state is TicketState.HELD:
            self._held[old.counter].pop(old.id, None)
        elif old.state is TicketState.MISSED:
            self._missed.pop(old.id, None)

    def forget(self, day: date) -> None:
        """Drop a closed day; none of its tickets lives."""
        old = [ticket for ticket in self if ticket.day == day]
        for line in self.lines.values():
            line.forget({ticket.id for ticket in old})
        for ticket in old:
            self._take_out(ticket)
            self._called.pop(ticket.id, None)
            del self._by_id[ticket.id]
            self._by_token.pop(ticket.token, None)
            self._by_subject.pop(ticket.subject, None)
        self.days.discard(day)
