"""From what a file or a platform says of an appointment to what the server is told. The document's number ends here: it
becomes the subject of the appointment's day, and nothing else of it is kept, logged or repeated in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from enum import StrEnum

import msgspec
from msgspec import Struct

from lobby.appointments.asked import Offered
from lobby.subjects import subject_of

Hash = Callable[[date, str], str]
"""The subject of a document's number on a day."""
_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class BadRow(Exception):
    """This row can't be taken; the text says what to do, and nothing of the person."""


class RowState(StrEnum):
    BOOKED = "booked"
    CANCELLED = "cancelled"


class Row(Struct, frozen=True, kw_only=True):
    """One appointment as it is told. A time without a zone is hall time; `document` or `subject` or `code`, or one of
    the first two and `code`."""

    id: str
    service: str
    start: datetime
    end: datetime
    document: str = ""
    subject: str = ""
    code: str = ""
    state: RowState = RowState.BOOKED
    hall: str = ""
    km: float | None = None


def hashing(secret: str) -> Hash:
    return lambda day, document: subject_of(secret, day, document)


def offered(row: Row, zone: tzinfo, hashed: Hash) -> Offered:
    """Raises BadRow."""
    start, end = _local(row.start, zone), _local(row.end, zone)
    if start >= end:
        raise BadRow("end is not after start; give both as e.g. 2026-11-23 10:00")
    found = {
        "id": row.id,
        "service": row.service,
        "start": start,
        "end": end,
        "subject": _subject(row, start.date(), hashed),
        "code": row.code.strip(),
        "cancelled": row.state is RowState.CANCELLED,
        "hall": row.hall,
        "km": row.km,
    }
    try:
        return msgspec.convert(found, Offered)
    except msgspec.ValidationError as error:
        raise BadRow(f"{field_of(error)} is not what it must be (see `kapok appointments import --help`)") from None


def _local(moment: datetime, zone: tzinfo) -> datetime:
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def field_of(error: Exception) -> str:
    """msgspec names the place, never the value: `… - at `$.id``."""
    return str(error).rpartition("`$.")[2].strip("`") or "a field"


def _subject(row: Row, day: date, hashed: Hash) -> str:
    document = "".join(row.document.split()).upper()
    if document and row.subject:
        raise BadRow("it has a document and a subject; leave one of them empty")
    if not (document or row.subject or row.code.strip()):
        raise BadRow("nobody could check in with it; give a document, a subject or a code")
    if document and document in (row.id.upper(), row.code.strip().upper()):
        raise BadRow("id or code is the document's number; give a word that stands for nobody")
    if _is_rounded(document):
        raise BadRow("the document's number was rounded by a spreadsheet; format its column as text and export again")
    return hashed(day, document) if document else row.subject


def _is_rounded(document: str) -> bool:
    """4.40105E+17, or a resident number (GB 11643) whose check character is wrong, as when the last digits became 0."""
    if re.fullmatch(r"[\d.]+E\+\d+", document, re.ASCII):
        return True
    return bool(_RESIDENT.fullmatch(document)) and check_character(document[:17]) != document[17]


def check_character(first: str) -> str:
    """Of a resident number's first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]
