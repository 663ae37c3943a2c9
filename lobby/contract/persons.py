"""What the hall has for one person today, found by a subject: nobody learns who it is."""

from __future__ import annotations

from typing import ClassVar

from config.site import Role
from lobby.contract.bookings import Booking
from lobby.contract.message import Answer, Request, Value
from lobby.contract.tickets import TicketView


class HeldTicket(Value, frozen=True, kw_only=True):
    """A live ticket of the person who asked, with what opens its page."""

    view: TicketView
    token: str


class Mine(Answer, tag="mine", frozen=True, kw_only=True):
    """What this hall has for a person today."""

    tickets: tuple[HeldTicket, ...] = ()
    bookings: tuple[Booking, ...] = ()
    bookings_unknown: bool = False
    """The booking platform is out of reach: there may be appointments that are not here. A number is given all the
    same (`CheckInBooking` with a service and no appointment), and a window registers the appointment afterwards."""


class FindMine(Request, tag="find-mine", frozen=True, kw_only=True):
    """Which live tickets and appointments has this person? Asked after a card or a code was read."""

    topic: ClassVar[str] = "request/{station}/find-mine"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})
    answer: ClassVar[type[Answer]] = Mine

    subject: str = ""
    code: str = ""
    """Or the code of one appointment, as its confirmation shows it."""
