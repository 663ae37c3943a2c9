"""All that decides who is next: the queues, who is at a counter, which low counters are open, the rules, the time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from config.rules import Appointments, BookedFirst, Priority
from lobby.queueing.line import Line
from lobby.queueing.places import place_of
from lobby.queueing.ticket import Ticket


class Snapshot(Struct, frozen=True, kw_only=True):
    """What `picking` looks at; the same snapshot gives the same answer, always (F057). The hall's own shows its queues
    as they are, so it is good for a moment; `kept` gives one that stays."""

    lines: Mapping[str, Line] = {}
    """By service."""
    busy: Collection[str] = ()
    """Subjects called or serving at a counter."""
    low: frozenset[str] = frozenset()
    """Services that an open low counter serves."""
    now: datetime = datetime.min.replace(tzinfo=UTC)
    priority: Priority = Priority()
    appointments: Appointments = Appointments()

    @property
    def place(self) -> int:
        """The place of a number taken now."""
        return place_of(self.now)

    def is_due(self, booked: Ticket) -> bool:
        """Whether somebody with a booked time may go before others."""
        always = self.appointments.first is BookedFirst.ALWAYS
        return always or booked.slot is None or booked.slot <= self.now

    def kept(self) -> Snapshot:
        lines = {service: line.kept() for service, line in self.lines.items()}
        return replace(self, lines=lines, busy=frozenset(self.busy))
