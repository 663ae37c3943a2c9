"""The windows as the manager sees them: who sits there, with whom, and what has stood still for too long (F055)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from config.site import Site
from lobby.console.hall_page import NONE
from lobby.console.hall_values import AtWindow, WindowRow, WindowsPage
from lobby.console.sessions import Session
from lobby.console.situation import milliseconds
from lobby.console.values import Shape
from lobby.console.words import Words
from lobby.contract.counters import CounterStatus
from lobby.contract.tickets import TicketState
from lobby.pictures import CounterLook, HallSnapshot

STATES = {
    CounterStatus.OPEN: ("windows.open", Shape.OK, "shape.ok"),
    CounterStatus.PAUSED: ("windows.paused", Shape.WARN, "shape.warn"),
    CounterStatus.CLOSED: ("windows.closed", Shape.OFFLINE, "shape.offline"),
}
AT = {
    TicketState.CALLED: "windows.called",
    TicketState.SERVING: "windows.serving",
    TicketState.HELD: "windows.held",
}


def windows_page(site: Site, hall: HallSnapshot, session: Session, words: Words, now: datetime) -> WindowsPage:
    opened = sum(look.state.status is CounterStatus.OPEN for look in hall.counters)
    rows = tuple(_row(look, tuple(_tickets(site, look, words, now)), words) for look in hall.counters)
    return WindowsPage(open=words("windows.count", n=opened), rows=rows, notice=session.notice_at(now))


def _row(look: CounterLook, tickets: tuple[AtWindow, ...], words: Words) -> WindowRow:
    word, shape, shape_word = STATES[look.state.status]
    return WindowRow(
        window=words("window", n=look.state.number),
        clerk=look.clerk.removeprefix("@") or NONE,
        shape=shape,
        shape_word=words(shape_word),
        state=words(word),
        tickets=tickets,
    )


def _tickets(site: Site, look: CounterLook, words: Words, now: datetime) -> Iterator[AtWindow]:
    """Whom it called or serves, then whom it holds."""
    still = timedelta(seconds=site.queue.release_s)
    for ticket in (look.ticket, *look.held):
        if ticket is not None:
            yield AtWindow(
                id=ticket.id,
                label=ticket.label,
                state=words(AT[ticket.state]),
                since=milliseconds(ticket.since),
                release=now - ticket.since >= still,
            )
