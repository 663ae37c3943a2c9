"""Appointments as a kiosk learns of them, and checking in for one (J05)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from config.site import Role
from config.values import Language
from lobby.contract.message import Answer, Request, Value
from lobby.contract.tickets import Mode, Rank, TicketIssued


class BookingStanding(StrEnum):
    """What checking in now would mean, one of the rows of J05."""

    EARLY = "early"
    """Too early: check in from `checkin_from`, or take a walk-in number."""
    IN_TIME = "in-time"
    LATE_KEPT = "late-kept"
    """Late, and its priority is kept."""
    LATE = "late"
    """Its priority is gone: the person joins the walk-in queue, never refused."""
    OTHER_DAY = "other-day"
    OTHER_HALL = "other-hall"
    CHECKED_IN = "checked-in"
    CANCELLED = "cancelled"


class Booking(Value, frozen=True, kw_only=True):
    """One appointment of a person. Nothing of the person is in it."""

    appointment: str
    service: str
    start: datetime
    end: datetime
    standing: BookingStanding
    checkin_from: datetime
    late_min: int = 0
    """Whole minutes after the start of the slot."""
    ticket: str = ""
    """The ticket it was checked in with."""
    hall: str = ""
    """The name of the other hall it is for."""
    km: float | None = None
    """How far that hall is, where the booking platform says so."""


class CheckInBooking(Request, tag="check-in-booking", frozen=True, kw_only=True):
    """I am here for my appointment. In time or late, the answer is a number; too early it is refused (`too-early`).

    While the booking platform is out of reach (`Mine.bookings_unknown`) nobody can look it up: `appointment` is empty,
    `service` says what for, and the answer is a number of the appointments' range that a window has to verify.
    """

    topic: ClassVar[str] = "request/{station}/check-in-booking"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})
    answer: ClassVar[type[Answer]] = TicketIssued

    appointment: str
    token: str
    service: str = ""
    subject: str = ""
    language: Language = Language.ZH_HANS
    modes: tuple[Mode, ...] = ()
    rank: Rank = 0
