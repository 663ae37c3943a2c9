"""A number: by ID card (J01), by code (J02), without either (J04), offline (J15) and without paper (J16).

identify ──► choose ──► number ──► ready
   │            ▲          └──► refused
   └─► unread ──┘ (again, or another way)
"""

from __future__ import annotations

from kiosk.flow import Around, CardRead, CodeRead, Turn, stay
from kiosk.steps import identify, ready
from kiosk.steps.choose import Choosing
from lobby.news import TicketGiven, UnfinishedSlip


def without_id() -> Turn:
    """The key was pressed: nothing is asked but what for."""
    return stay(Choosing())


def begun(event: CardRead | CodeRead, around: Around) -> Turn:
    """J01, J02: a card or a code at the home page."""
    return identify.begun(event, around)


def recovered(news: TicketGiven | UnfinishedSlip, around: Around) -> Turn:
    """After a restart: this number was given, and what became of its slip nobody knows (F001, F002)."""
    return ready.recovered(news, around)
