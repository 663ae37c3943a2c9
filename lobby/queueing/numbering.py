"""Numbers and labels: A012 from the server, A3-07 from kiosk 3 while it is offline. The server never issues the
latter (I2), so both sides can count without asking each other."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_LABEL = re.compile(r"([A-Z])(?:([1-9]\d?)-(\d{2,})|(\d{3,}))", re.ASCII)
_DIGITS = 9
"""Digits of a number that is still believed."""


class Number(NamedTuple):
    """What a label says: `kiosk` 0 is the server's own series."""

    series: str
    kiosk: int
    number: int

    @property
    def label(self) -> str:
        """At least three digits (two offline), and no end: A012, A1000, A3-07."""
        if self.kiosk:
            return f"{self.series}{self.kiosk}-{self.number:02}"
        return f"{self.series}{self.number:03}"


def read_label(label: str) -> Number | None:
    """The number a label stands for; None for anything this house would not write."""
    found = _LABEL.fullmatch(label)
    if not found or len(label) > _DIGITS + 4:
        return None
    series, kiosk, offline, online = found.groups()
    number = Number(series, int(kiosk or 0), int(offline or online))
    return number if number.number and number.label == label else None


def ticket_id(day: date, label: str) -> str:
    return f"{day.isoformat().replace('-', '')}-{label}"


def read_ticket_id(id: str) -> tuple[date, Number] | None:
    """The day and number of a ticket's id; None if it is none."""
    day, _, label = id.partition("-")
    number = read_label(label)
    if number is None or not re.fullmatch(r"\d{8}", day, re.ASCII):
        return None
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])), number
    except ValueError:
        return None
