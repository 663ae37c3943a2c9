"""What is kept of ratings and of the cases they open. Nothing of the person is in it but what they wrote themselves."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from lobby.contract.ratings import CaseState, Level
from lobby.store.shelf import Shelved


class RatedAt(StrEnum):
    """Where somebody rated."""

    PHONE = "phone"
    KIOSK = "kiosk"
    PAD = "pad"


def rating_key(ticket: str, service: str) -> str:
    """One rating a service event: a ticket that is served twice in a visit has two."""
    return f"{ticket}:{service}"


class RatingKept(Shelved, frozen=True, kw_only=True):
    """A rating, for export. Who served stands in the journal, with the ticket's `finish`. Read one by one."""

    kind: ClassVar[str] = "rating"

    ticket: str
    service: str
    day: date
    reference: str
    level: Level
    tags: tuple[int, ...] = ()
    text: str = ""
    place: RatedAt
    station: str
    """Of a kiosk or a pad; `@` from a phone."""
    counter: str
    served_at: datetime
    rated_at: datetime
    changed_at: datetime | None = None


class RecentRating(Shelved, frozen=True, kw_only=True):
    """What pages and figures need of the ratings of the last days, by the same key; held in memory."""

    kind: ClassVar[str] = "rating-recent"

    reference: str
    level: Level
    at: datetime


class Step(Struct, frozen=True, kw_only=True):
    """One move of a case: who, when, to what, and a note without personal data."""

    at: datetime
    by: str
    to: CaseState
    note: str = ""


class CaseKept(Shelved, frozen=True, kw_only=True):
    """What is done about a bad rating. Its key is the day and the reference, e.g. `20261124-R8F3`."""

    kind: ClassVar[str] = "case"

    reference: str
    rating: str
    """Key of the rating."""
    ticket: str
    service: str
    counter: str
    level: Level
    tags: tuple[int, ...] = ()
    text: str = ""
    state: CaseState = CaseState.NEW
    opened_at: datetime
    since: datetime
    contact_due: datetime
    rectify_by: date
    """The fifteenth working day; overdue when it has ended."""
    sealed: bytes = b""
    """The phone number the person left, sealed by the hall's safe; gone when the case is archived."""
    steps: tuple[Step, ...] = ()
