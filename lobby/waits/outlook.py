"""What is known of the waits at one moment, for every screen and page: frozen, and cheap to ask."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from lobby.contract.tickets import TicketState, WaitRange
from lobby.queueing.ticket import Ticket
from lobby.waits.calibration import Band, in_minutes
from lobby.waits.estimate import Forecast, Window

FEWEST = 5
"""Services finished today before a wait is told (D-4.9)."""
BROKEN = 0.25
"""A range is not told that has more than this share of its windows going on a break within it."""


class Outlook(Struct, frozen=True, kw_only=True):
    """Made anew every few seconds; between, who takes a number is added at the end. Times: seconds since 1970."""

    at: float = 0.0
    forecast: Forecast = Forecast((), {})
    bands: Mapping[str, Band] = {}
    """Of services whose waits may be told."""
    starts: dict[str, float] = {}
    """When each waiting ticket is called, by its id."""
    windows: tuple[Window, ...] = ()
    line: tuple[tuple[str, str], ...] = ()
    """Ids and services of those who wait, in their order."""
    lengths: Mapping[str, float] = {}
    """Seconds from one call of a window to its next, by service."""
    gaps: Mapping[str, float] = {}
    """Seconds between two calls of those who wait for a service, if nobody else came to its windows."""
    coming: Mapping[str, float] = {}
    """People a second, by service."""

    def newcomer(self, service: str, now: float) -> WaitRange | None:
        """What somebody who takes a number now would wait; None: not known."""
        start = self.forecast.peek(service)
        return None if start is None else self.told(service, start, now)

    def of(self, ticket: Ticket, now: float) -> WaitRange | None:
        """From now to its call. Not of numbers given offline, nor of those who may go before others."""
        if ticket.state is not TicketState.WAITING or not ordinary(ticket):
            return None
        start = self.starts.get(ticket.id)
        return None if start is None else self.told(ticket.service, start, now)

    def told(self, service: str, start: float, now: float) -> WaitRange | None:
        band = self.bands.get(service)
        if band is None:
            return None
        forecast = self.forecast
        low, high = (
            forecast.after(service, now, end) for end in band.ends(forecast.worked(service, now, max(now, start)))
        )
        if forecast.going(service, low, high) > BROKEN * forecast.here(service):
            return None
        return in_minutes(low - now, high - now)


def ordinary(ticket: Ticket) -> bool:
    return not (ticket.rank or ticket.slot or ticket.kiosk)
