"""Values to rows and back. Days are ISO dates, moments ISO times in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from config.values import Language
from lobby.contract.counters import CounterStatus, Outcome
from lobby.contract.stations import HelpPhase
from lobby.contract.tickets import Channel, Mode, TicketState
from lobby.queueing.taken import Taken
from lobby.queueing.ticket import Ticket
from lobby.queueing.why import Why
from lobby.store.work import CounterKept, DayKept, HelpKept, ReceiptKept

Row = Sequence[Any]
_TAKEN = msgspec.json.Decoder(tuple[Taken, ...])

TICKET_COLUMNS = (
    "day, series, kiosk, number, id, label, service, token, station, channel, language, modes, subject, "
    "state, place, counter, calls, misses, issued_at, since, called_at, call, before, outcome, reason, "
    "rank, appointment, slot, further, why, quoted, taken"
)
INSERT_TICKET = f"INSERT INTO tickets ({TICKET_COLUMNS}) VALUES ({', '.join('?' * 32)})"
UPDATE_TICKET = """UPDATE tickets SET service = ?, state = ?, place = ?, counter = ?, calls = ?, misses = ?, since = ?,
    called_at = ?, call = ?, before = ?, outcome = ?, reason = ?,
    rank = ?, appointment = ?, slot = ?, further = ?, why = ?, quoted = ?, taken = ?
    WHERE day = ? AND series = ? AND kiosk = ? AND number = ?"""


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moment(text)


def _moving(ticket: Ticket) -> tuple[Any, ...]:
    """The columns after the counter that a move may change."""
    called_at = ",".join([at.isoformat() for at in ticket.called_at])
    return (
        ticket.since.isoformat(),
        called_at,
        ticket.call,
        ticket.before,
        ticket.outcome,
        ticket.reason,
        ticket.rank,
        ticket.appointment,
        ticket.slot.isoformat() if ticket.slot else None,
        ",".join(ticket.further),
        ticket.why,
        "{},{}".format(*ticket.quoted) if ticket.quoted else None,
        msgspec.json.encode(ticket.taken).decode(),
    )


def ticket_key(ticket: Ticket) -> tuple[str, str, int, int]:
    return ticket.day.isoformat(), ticket.series, ticket.kiosk, ticket.number


def ticket_inserted(ticket: Ticket) -> Row:
    return (
        *ticket_key(ticket),
        ticket.id,
        ticket.label,
        ticket.service,
        ticket.token,
        ticket.station,
        ticket.channel,
        ticket.language,
        ",".join(ticket.modes),
        ticket.subject,
        ticket.state,
        ticket.place,
        ticket.counter,
        ticket.calls,
        ticket.misses,
        ticket.issued_at.isoformat(),
        *_moving(ticket),
    )


def ticket_updated(ticket: Ticket) -> Row:
    queue = (ticket.service, ticket.state, ticket.place, ticket.counter, ticket.calls, ticket.misses)
    return (*queue, *_moving(ticket), *ticket_key(ticket))


def ticket_of(row: Row) -> Ticket:
    day, series, kiosk, number, key, label, service, token, station, channel, language, modes, subject = row[:13]
    state, place, counter, calls, misses, issued_at, since, called_at, call, before, outcome, reason = row[13:25]
    rank, appointment, slot, further, why, quoted, taken = row[25:]
    return Ticket(
        id=key,
        day=date.fromisoformat(day),
        label=label,
        series=series,
        kiosk=kiosk,
        number=number,
        service=service,
        token=token,
        station=station,
        channel=Channel(channel),
        language=Language(language),
        modes=tuple(Mode(mode) for mode in modes.split(",") if mode),
        subject=subject,
        state=TicketState(state),
        place=place,
        counter=counter,
        calls=calls,
        misses=misses,
        issued_at=moment(issued_at),
        since=moment(since),
        called_at=tuple(moment(at) for at in called_at.split(",") if at),
        call=call,
        before=None if before is None else TicketState(before),
        outcome=None if outcome is None else Outcome(outcome),
        reason=reason,
        rank=rank,
        appointment=appointment,
        slot=_moment(slot),
        further=tuple(further.split(",")) if further else (),
        why=None if why is None else Why(why),
        quoted=_quoted(quoted),
        taken=_TAKEN.decode(taken),
    )


def _quoted(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    low, high = text.split(",")
    return int(low), int(high)


def counter_of(row: Row) -> CounterKept:
    key, status, reason, clerk = row
    return CounterKept(id=key, status=CounterStatus(status), reason=reason, clerk=clerk)


def help_of(row: Row) -> HelpKept:
    station, key, phase, since = row
    return HelpKept(station=station, help=key, phase=HelpPhase(phase), since=moment(since))


def day_of(row: Row) -> DayKept:
    day, opened_at, closed_at = row
    return DayKept(day=date.fromisoformat(day), opened_at=moment(opened_at), closed_at=_moment(closed_at))


def receipt_of(row: Row) -> ReceiptKept:
    call, station, shown_at = row
    return ReceiptKept(call=call, station=station, shown_at=_moment(shown_at))
