"""A ticket as the queue knows it: one frozen value that every move replaces by another."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from config.values import Language
from lobby.contract.counters import Outcome
from lobby.contract.tickets import Channel, Mode, TicketState
from lobby.queueing.taken import Taken
from lobby.queueing.why import Why

AT_COUNTER = frozenset({TicketState.CALLED, TicketState.SERVING})
"""States that occupy a counter: at most one such ticket each (I4)."""
AT_WINDOW = AT_COUNTER | {TicketState.HELD}
"""States in which a ticket keeps its counter."""
ENDED = frozenset({TicketState.SERVED, TicketState.VOID, TicketState.CANCELLED})

SYSTEM = "system"
"""Reason of a ticket at the front again: its call reached no screen, which is no miss (practice B-4)."""
TO_VERIFY = "?"
"""Begins what stands for an appointment nobody could look up; the ticket's own id follows, so that it is unique."""
SUPERSEDED = "superseded"
"""Reason of a cancelled number nobody holds: the citizen got one of the kiosk's own series under the same request."""


class Ticket(Struct, frozen=True, kw_only=True):
    """One number of one citizen. The current value is truth, the journal is its history."""

    id: str
    """`{day}-{label}`, e.g. 20261123-A012."""
    day: date
    label: str
    series: str
    """The letter it was issued in; it survives a transfer."""
    kiosk: int
    """Number of the kiosk that gave it offline; 0: the server gave it."""
    number: int
    service: str
    token: str
    station: str
    channel: Channel = Channel.ANONYMOUS
    language: Language = Language.ZH_HANS
    modes: tuple[Mode, ...] = ()
    subject: str = ""
    state: TicketState = TicketState.WAITING
    place: int
    """Orders its queue: nanoseconds since 1970, UTC (see `places`)."""
    counter: str = ""
    """Id of the counter it is at while called, serving or held, and was last at after that; empty while it waits."""
    calls: int = 0
    misses: int = 0
    issued_at: datetime
    since: datetime
    """When it came into its present state."""
    called_at: tuple[datetime, ...] = ()
    """Calls of the present round."""
    call: str = ""
    """Id of the latest call."""
    before: TicketState | None = None
    """What `undo` makes of it; None: nothing to undo."""
    outcome: Outcome | None = None
    reason: str = ""
    rank: int = 0
    """Priority of practice B-4, 1 the most urgent; 0: none."""
    appointment: str = ""
    """Id of the appointment it was checked in for, or `TO_VERIFY` and its own id."""
    slot: datetime | None = None
    """With an appointment that keeps its priority: callable before others from this time on."""
    further: tuple[str, ...] = ()
    """Services of the same visit that come after the present one."""
    why: Why | None = None
    """Why it was taken at its latest call."""
    quoted: tuple[int, int] | None = None
    """The wait it was told when it was issued, seconds; what became of it is told every night."""
    taken: tuple[Taken, ...] = ()
    """How it was called, one entry a round, oldest first; it outlives transfers."""

    @property
    def order(self) -> tuple[int, str]:
        """Sorts a queue; equal places (two kiosks offline in one microsecond) go by id, so by kiosk."""
        return self.place, self.id

    @property
    def to_verify(self) -> bool:
        """Its appointment could not be looked up; a window registers it afterwards (J05)."""
        return self.appointment.startswith(TO_VERIFY)

    @property
    def lives(self) -> bool:
        return self.state not in ENDED
