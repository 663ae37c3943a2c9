"""What is asked about appointments beside the kiosks' contract: by a window, by files, by the platform's adapter. None
of it travels over MQTT; it comes through the server's door, so it is decided and committed like any other request."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar

from msgspec import Meta

from lobby.clerks import Duty
from lobby.contract.message import Answer, Instant, Value
from lobby.contract.tickets import TicketChanged
from lobby.wishes import Clerk, ClerkRequest

AT_ONCE = 100
"""Appointments taken in one transaction: some milliseconds of the server's time."""
MANAGER_ONLY = frozenset({Duty.MANAGER})
Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class Offered(Value, frozen=True, kw_only=True):
    """One appointment as a file or the platform tells it; what a document number it had is a subject already."""

    id: Id
    service: Annotated[str, Meta(max_length=64)]
    start: Instant
    end: Instant
    subject: Annotated[str, Meta(pattern="^([0-9a-f]{24})?$")] = ""
    code: Annotated[str, Meta(max_length=128)] = ""
    cancelled: bool = False
    hall: Annotated[str, Meta(max_length=64)] = ""
    km: Annotated[float, Meta(ge=0, le=10_000)] | None = None


class AppointmentsTaken(Answer, tag="appointments-taken", frozen=True, kw_only=True):
    """How many are new, changed, and known as they are; and a sentence for each that could not be taken."""

    new: int
    changed: int
    same: int
    refused: tuple[str, ...] = ()


class TakeAppointments(ClerkRequest, tag="take-appointments", frozen=True, kw_only=True):
    """Know these appointments, at most `AT_ONCE`; the same ones again change nothing."""

    answer: ClassVar[type[Answer]] = AppointmentsTaken
    duties: ClassVar[frozenset[Duty]] = MANAGER_ONLY

    source: Annotated[str, Meta(max_length=16)]
    offered: Annotated[tuple[Offered, ...], Meta(max_length=AT_ONCE)]


class Told(Value, frozen=True, kw_only=True):
    """What became of one of the platform's appointments: checked in at this time, or nobody came."""

    appointment: str
    checked_in_at: datetime | None = None


class PlatformDue(Answer, tag="platform-due", frozen=True, kw_only=True):
    """What the platform has not been told yet."""

    reports: tuple[Told, ...] = ()


class PlatformTurn(ClerkRequest, tag="platform-turn", frozen=True, kw_only=True):
    """One round of the adapter: whether the platform answers, and which reports it has taken."""

    answer: ClassVar[type[Answer]] = PlatformDue
    duties: ClassVar[frozenset[Duty]] = MANAGER_ONLY

    up: bool
    day: date | None = None
    """The day whose appointments it told."""
    told: tuple[Told, ...] = ()


class RegisterBooking(ClerkRequest, tag="register-booking", frozen=True, kw_only=True):
    """The person at the window shows the confirmation of an appointment that a kiosk could not look up (待核)."""

    answer: ClassVar[type[Answer]] = TicketChanged

    ticket: str
    code: Annotated[str, Meta(min_length=1, max_length=128)]
    """The confirmation's code, or the appointment's id."""


def in_the_name_of(name: str) -> Clerk:
    """Who takes appointments where no person is signed in: the user who gave the file, or the platform's adapter."""
    return Clerk(name=name, counter="", duty=Duty.MANAGER)
