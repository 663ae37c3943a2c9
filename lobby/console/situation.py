"""What the clerk's page is drawn from: the hall after a commit, the counter, the session, the moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from config.site import Counter, Site
from lobby.clerks import Duty
from lobby.console.panels import Panel
from lobby.console.stats import DayFacts
from lobby.console.values import Notice, Phase
from lobby.console.words import Words
from lobby.contract.counters import CounterStatus, Outcome
from lobby.contract.stations import HelpPhase
from lobby.contract.tickets import TicketState, TicketView
from lobby.pictures import CounterLook, HallSnapshot, HelpLook
from lobby.queueing.ticket import Ticket


def milliseconds(at: datetime) -> int:
    """The page's clock: milliseconds since 1970."""
    return round(at.timestamp() * 1000)


class Situation(Struct, frozen=True, kw_only=True):
    """One clerk's view of one snapshot, before it is put into words."""

    site: Site
    words: Words
    snapshot: HallSnapshot
    look: CounterLook
    clerk: str
    duty: Duty | None = Duty.CLERK
    now: datetime
    panel: Panel | None = None
    notice: Notice | None = None
    moved: TicketView | None = None
    moved_at: datetime | None = None
    moved_outcome: Outcome | None = None
    last_call: datetime | None = None
    """When this counter last called anybody, as far as the console knows."""
    today: DayFacts = DayFacts()

    @property
    def counter(self) -> Counter:
        return self.site.counter(self.look.counter)

    @property
    def ticket(self) -> Ticket | None:
        return self.look.ticket

    @property
    def phase(self) -> Phase:
        if self.ticket is not None:
            return Phase.CALLED if self.ticket.state is TicketState.CALLED else Phase.SERVING
        return {CounterStatus.OPEN: Phase.FREE, CounterStatus.PAUSED: Phase.PAUSED, CounterStatus.CLOSED: Phase.CLOSED}[
            self.look.state.status
        ]

    @property
    def next_lock(self) -> tuple[datetime, timedelta] | None:
        """Until when, and for how long, `call next` is locked after the last call."""
        return self._lock(self.last_call, self.site.queue.next_lock_s)

    @property
    def recall_lock(self) -> tuple[datetime, timedelta] | None:
        called = self.ticket.called_at[-1] if self.ticket and self.ticket.called_at else None
        return self._lock(called, self.site.queue.recall_lock_s)

    @property
    def span_lock(self) -> tuple[datetime, timedelta] | None:
        """Until when a no-show is too early by the clock."""
        first = self.ticket.called_at[0] if self.ticket and self.ticket.called_at else None
        return self._lock(first, self.site.queue.min_span_s)

    @property
    def calls_missing(self) -> int:
        return max(0, self.site.queue.min_calls - self.ticket.calls) if self.ticket else 0

    @property
    def undo_until(self) -> datetime | None:
        """Until when the last result may be taken back; None: it may not."""
        if self.moved is None or self.moved_at is None or self.moved.ticket not in self.look.undoable:
            return None
        until = self.moved_at + timedelta(seconds=self.site.queue.undo_s)
        return until if self.now < until else None

    @property
    def helps(self) -> tuple[HelpLook, ...]:
        """Calls for help that nobody has accepted, oldest first."""
        open_ones = (help for help in self.snapshot.helps if help.phase is HelpPhase.RECEIVED)
        return tuple(sorted(open_ones, key=lambda help: help.since))

    @property
    def missed(self) -> tuple[Ticket, ...]:
        """Missed tickets this window may serve."""
        return tuple(ticket for ticket in self.snapshot.missed if ticket.service in self.look.skills)

    def service_name(self, service: str) -> str:
        return self.site.service(service).name.say(self.words.language)

    def place_name(self, station: str) -> str:
        return self.site.station(station).place.say(self.words.language)

    def clock_time(self, at: datetime) -> str:
        return at.astimezone(self.site.hall.zone_info).strftime("%H:%M")

    def _lock(self, since: datetime | None, seconds: float) -> tuple[datetime, timedelta] | None:
        if since is None:
            return None
        return since + timedelta(seconds=seconds), timedelta(seconds=seconds)
