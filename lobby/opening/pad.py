"""Numbers of the sealed paper pad, given by hand while a machine could not, and entered later by a clerk (B-3, J15)."""

from __future__ import annotations

from typing import ClassVar

from config.values import Language
from lobby.askers import Asker
from lobby.contract.message import Answer, Instant, Refusal
from lobby.contract.tickets import Channel, TicketIssued
from lobby.hall import Hall, NotDone
from lobby.opening.admission import admit
from lobby.queueing.numbering import Number, ticket_id
from lobby.queueing.places import place_of
from lobby.queueing.ranges import NumberUse
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive, Rule
from lobby.store.work import Fact
from lobby.wishes import ClerkRequest


class EnterPadNumber(ClerkRequest, tag="enter-pad-number", frozen=True, kw_only=True):
    """This number of the pad was given for this service; `taken_at`, if it was noted, becomes its place."""

    answer: ClassVar[type[Answer]] = TicketIssued

    service: str
    number: int
    token: str
    taken_at: Instant | None = None
    language: Language = Language.ZH_HANS


def enter(hall: Hall, _: Archive, asker: Asker, wish: EnterPadNumber) -> TicketIssued:
    """The ticket with exactly that number. Refused: one that is not of the pad, or that somebody has."""
    service = hall.service(wish.service)
    if hall.tickets.with_token(wish.token):
        raise NotDone(Refusal.BAD_REQUEST, "this token has a ticket already")
    day = admit(hall, service.id, asker, NumberUse.PAD)
    opened = hall.days[day].opened_at
    taken_at = None if wish.taken_at is None else min(max(wish.taken_at, opened), hall.now)
    hall.take_number(day, service.series, wish.number, NumberUse.PAD)
    label = Number(service.series, 0, wish.number).label
    ticket = Ticket(
        id=ticket_id(day, label),
        day=day,
        label=label,
        series=service.series,
        kiosk=0,
        number=wish.number,
        service=service.id,
        token=wish.token,
        station=asker.station,
        channel=Channel.PAD,
        language=wish.language,
        place=hall.new_place() if taken_at is None else place_of(taken_at),
        issued_at=taken_at or hall.now,
        since=hall.now,
    )
    hall.add(ticket, Fact.ISSUE, wish.request)
    return TicketIssued(request=wish.request, view=hall.view(ticket))


RULES: dict[type, Rule] = {EnterPadNumber: enter}
