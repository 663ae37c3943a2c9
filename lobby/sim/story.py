"""One ticket of a played day, as its journal tells it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lobby.contract.tickets import TicketState


class Story(Struct, kw_only=True):
    """One ticket of the day, as the journal tells it."""

    ticket: str
    kind: str
    service: str
    issued_at: datetime
    first_called_at: datetime | None = None
    state: TicketState = TicketState.WAITING
    place: int = 0
    counter: str = ""
    rank: int = 0
    booked: bool = False
    """It has a number of the appointments' range: it was in time."""
    slot: datetime | None = None
    """When its appointment begins, where that is known."""
    queued_at: datetime | None = None
    """Since when it waits."""
    quoted: tuple[int, int] | None = None
    """The wait it was told, seconds."""
    naive_s: float | None = None
    """What people before it, times the mean time, by the windows open would have said; None: nothing to go by."""

    @property
    def ordinary(self) -> bool:
        return not (self.rank or self.booked)

    @property
    def wait_s(self) -> float | None:
        """From the number to the first call (practice B-12); None: never called."""
        return (self.first_called_at - self.issued_at).total_seconds() if self.first_called_at else None
