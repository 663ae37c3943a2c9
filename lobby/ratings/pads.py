"""The pad at a window: for some seconds after a service it may rate it, then it rests, and nothing is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from lobby.hall import Hall
from lobby.queueing.ticket import Ticket
from lobby.ratings.kept import RecentRating, rating_key


class Finished(Struct, frozen=True, kw_only=True):
    """A service event that may be rated."""

    ticket: Ticket
    service: str
    """What was served; the ticket may have gone on to the next item."""
    counter: str
    at: datetime

    @property
    def key(self) -> str:
        return rating_key(self.ticket.id, self.service)


def finished(hall: Hall, counter: str) -> Finished | None:
    """What this counter finished within the last `rating.pad_s`; None: it rests."""
    if (last := hall.finished.get(counter)) is None:
        return None
    id, service, at = last
    ticket = hall.tickets.get(id)
    if ticket is None or hall.now > rests_at(hall, counter):
        return None
    return Finished(ticket=ticket, service=service, counter=counter, at=at)


def rests_at(hall: Hall, counter: str) -> datetime:
    """Until when the pad of a counter that finished somebody asks."""
    return hall.finished[counter][2] + timedelta(seconds=hall.site.rating.pad_s)


def label(hall: Hall, counter: str) -> str:
    """The ticket this window's pad asks about; empty: it rests, or has its answer."""
    event = finished(hall, counter)
    if event is None or hall.shelf.get(RecentRating, event.key):
        return ""
    return event.ticket.label
