"""What a booking platform must be able to do for a hall. One file that does it is one kind of platform."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from lobby.appointments.offering import BadRow, Row


class PlatformAway(Exception):
    """It can't be reached, is too slow, fails, or says what nobody understands: the same may work later."""


class PlatformRefused(Exception):
    """It was reached and does not take this report, now or later."""


class Listing(Struct, frozen=True, kw_only=True):
    """The appointments of one day, and instead of each that could not be understood why."""

    rows: tuple[Row | BadRow, ...]


class BookingPlatform(Protocol):
    """Used on the adapter's thread alone. Everything may raise PlatformAway, and ends within the site's time limit."""

    def appointments(self, day: date) -> Listing:
        """All of a day, the cancelled ones marked so."""

    def checked_in(self, appointment: str, at: datetime) -> None:
        """The person is here. Raises PlatformRefused; telling it again changes nothing."""

    def no_shows(self, appointments: Sequence[str]) -> None:
        """Nobody came. Raises PlatformRefused; telling it again changes nothing."""
