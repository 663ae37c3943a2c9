"""A citizen's requests: a number, a number given offline, what became of it, "I'm here", give it back."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from lobby.askers import Asker
from lobby.contract.catalogue import decode
from lobby.contract.message import Refusal
from lobby.contract.tickets import (
    CancelTicket,
    Channel,
    CheckIn,
    FindTicket,
    IssueTicket,
    MergeTicket,
    Mode,
    TicketChanged,
    TicketIssued,
    TicketState,
)
from lobby.hall import Hall, NotDone
from lobby.opening.admission import admit
from lobby.overrides import must_have_reason
from lobby.queueing import missed, moving
from lobby.queueing.moves import MOVES, Move
from lobby.queueing.numbering import Number, read_ticket_id, ticket_id
from lobby.queueing.places import place_of
from lobby.queueing.ranges import NumberUse
from lobby.queueing.ticket import SUPERSEDED, Ticket
from lobby.rules import Archive, Rule
from lobby.store.work import Fact
from lobby.wishes import IssueWalkIn, Postpone, Requeue

DAY_CLOSED = "day-closed"
SECOND_NUMBER = "second-number"
"""Reason of a number given offline to somebody who held one: the paper in the hand stays valid."""


def issue(hall: Hall, _: Archive, asker: Asker, wish: IssueTicket) -> TicketIssued:
    """A number of the server's own series. A wish whose number the kiosk gave meanwhile gets that one (F071)."""
    service = hall.service(wish.service)
    if held := hall.tickets.with_token(wish.token):
        return _already_held(hall, asker.station, wish, held)
    if mine := _held_by(hall, wish.subject, wish.service):
        return TicketIssued(request=wish.request, view=hall.view(mine), held_token=mine.token)
    _must_be_services(hall, wish)
    ticket = _new(
        hall,
        admit(hall, service.id, asker),
        service.series,
        asker.station,
        wish,
        wish.channel,
        wish.modes,
        wish.subject,
        wish.rank,
        wish.further,
    )
    hall.add(ticket, Fact.ISSUE, wish.request)
    return TicketIssued(request=wish.request, view=hall.view(ticket))


def _held_by(hall: Hall, subject: str, service: str) -> Ticket | None:
    """The live ticket of this person that is for this service, or comes to it."""
    mine = (one for one in hall.tickets.of_subject(subject) if service in (one.service, *one.further))
    return next((one for one in mine if one.day == hall.day), None)


def _must_be_services(hall: Hall, wish: IssueTicket) -> None:
    """Each item of the visit once."""
    for service in wish.further:
        hall.service(service)
    if len({wish.service, *wish.further}) <= len(wish.further):
        raise NotDone(Refusal.BAD_REQUEST, "a service twice in one visit")


def issue_walk_in(hall: Hall, _: Archive, asker: Asker, wish: IssueWalkIn) -> TicketIssued:
    """A number for the person who stands at the window; before others only with a reason."""
    reason = must_have_reason(wish.reason) if wish.rank else wish.reason
    service = hall.service(wish.service)
    if hall.tickets.with_token(wish.token):
        raise NotDone(Refusal.BAD_REQUEST, "this token has a ticket already")
    day = admit(hall, service.id, asker, reason=wish.reason)
    ticket = _new(hall, day, service.series, asker.station, wish, Channel.CLERK, rank=wish.rank)
    ticket = replace(ticket, reason=reason)
    hall.add(ticket, Fact.ISSUE, wish.request)
    return TicketIssued(request=wish.request, view=hall.view(ticket))


def _already_held(hall: Hall, station: str, wish: IssueTicket, held: Ticket) -> TicketIssued:
    if held.station != station or not held.kiosk:
        raise NotDone(Refusal.BAD_REQUEST, "this token has a ticket already")
    return TicketIssued(request=wish.request, view=hall.view(held))


def _new(
    hall: Hall,
    day: date,
    series: str,
    station: str,
    wish: IssueTicket | IssueWalkIn,
    channel: Channel,
    modes: tuple[Mode, ...] = (),
    subject: str = "",
    rank: int = 0,
    further: tuple[str, ...] = (),
    use: NumberUse = NumberUse.WALK_IN,
) -> Ticket:
    number = Number(series, 0, hall.next_number(day, series, use))
    label = number.label
    return Ticket(
        id=ticket_id(day, label),
        day=day,
        label=label,
        series=series,
        kiosk=0,
        number=number.number,
        service=wish.service,
        token=wish.token,
        station=station,
        channel=channel,
        language=wish.language,
        modes=modes,
        subject=subject,
        rank=rank,
        further=further,
        place=hall.new_place(),
        issued_at=hall.now,
        since=hall.now,
        quoted=None if rank else hall.waits.quote(wish.service, hall.now),
    )


def merge(hall: Hall, archive: Archive, asker: Asker, given: MergeTicket) -> TicketIssued:
    """The number the citizen holds stays; what the server had issued under the same request is cancelled, even if it
    was called. A number merged before has no further effect."""
    station = asker.station
    day, number = _offline_number(hall, station, given)
    if known := hall.tickets.get(given.ticket) or archive.ticket(day, number):
        if known.token != given.token:
            raise NotDone(Refusal.OTHER_BODY, f"{given.ticket} was merged with another token")
        return TicketIssued(request=given.request, view=hall.view(known))
    _supersede(hall, station, given, archive)
    ticket = _given_offline(hall, station, given, day, number)
    if _held_by(hall, given.subject, given.service):
        ticket = replace(ticket, reason=SECOND_NUMBER)
    hall.raise_number(day, number.series, number.kiosk, number.number)
    hall.add(ticket, Fact.MERGE, given.request)
    if day not in hall.days:
        ticket = hall.change(ticket, moving.expire(ticket, hall.now, DAY_CLOSED), Move.EXPIRE)
    return TicketIssued(request=given.request, view=hall.view(ticket))


def _offline_number(hall: Hall, station: str, given: MergeTicket) -> tuple[date, Number]:
    service, kiosk = hall.service(given.service), hall.site.station(station).number
    read = read_ticket_id(given.ticket)
    if read is None or not kiosk or (read[1].series, read[1].kiosk) != (service.series, kiosk):
        raise NotDone(Refusal.BAD_REQUEST, f"not a number of kiosk {kiosk}'s own series of {given.service}")
    return read


def _supersede(hall: Hall, station: str, given: MergeTicket, archive: Archive) -> None:
    answered = archive.answer(station, "issue-ticket", given.request)
    if answered is None:
        return
    answer = decode(answered.answer, TicketIssued) if b'"kind":"ticket-issued"' in answered.answer else None
    online = hall.tickets.get(answer.view.ticket) if answer else None
    if online is None or online.kiosk or (online.state, Move.CANCEL) not in MOVES:
        return
    hall.change(online, moving.cancel(online, hall.now, SUPERSEDED), Move.CANCEL, request=given.request)


def _given_offline(hall: Hall, station: str, given: MergeTicket, day: date, number: Number) -> Ticket:
    issued_at = min(given.issued_at, hall.now)
    return Ticket(
        id=given.ticket,
        day=day,
        label=number.label,
        series=number.series,
        kiosk=number.kiosk,
        number=number.number,
        service=given.service,
        token=given.token,
        station=station,
        channel=given.channel,
        language=given.language,
        modes=given.modes,
        subject=given.subject,
        rank=given.rank,
        further=given.further,
        place=place_of(issued_at),
        issued_at=issued_at,
        since=hall.now,
    )


def find(hall: Hall, _: Archive, __: Asker, wish: FindTicket) -> TicketChanged:
    return TicketChanged(request=wish.request, view=hall.view(_with_token(hall, wish.token)))


def _with_token(hall: Hall, token: str) -> Ticket:
    if found := hall.tickets.with_token(token):
        return found
    raise NotDone(Refusal.UNKNOWN_TICKET, "no ticket of an open day has this token")


def check_in(hall: Hall, _: Archive, __: Asker, wish: CheckIn) -> TicketChanged:
    """ "I'm here". Who waits already keeps the place."""
    ticket = _with_token(hall, wish.token)
    if ticket.state is not TicketState.WAITING:
        ticket = _back_in_queue(hall, ticket)
    return TicketChanged(request=wish.request, view=hall.view(ticket))


def requeue(hall: Hall, _: Archive, __: Asker, wish: Requeue) -> TicketChanged:
    ticket = _back_in_queue(hall, hall.ticket(wish.ticket))
    return TicketChanged(request=wish.request, view=hall.view(ticket))


def _back_in_queue(hall: Hall, ticket: Ticket) -> Ticket:
    moving.target(ticket, Move.REQUEUE)
    zone = hall.site.hall.zone_info
    in_time = missed.same_half_day(ticket.since.astimezone(zone), hall.now.astimezone(zone))
    waiting, end = hall.tickets.queue(ticket.service), hall.new_place()
    place = missed.requeue_place(ticket, waiting, hall.site.queue, end, in_time=in_time)
    return hall.change(ticket, moving.requeue(ticket, hall.now, place), Move.REQUEUE)


def postpone(hall: Hall, _: Archive, __: Asker, wish: Postpone) -> TicketChanged:
    """Behind the next few of those who stand behind it."""
    ticket = hall.ticket(wish.ticket)
    moving.target(ticket, Move.POSTPONE)
    behind = [other for other in hall.tickets.queue(ticket.service) if other.order > ticket.order]
    place = missed.behind_next(behind, hall.site.queue, hall.new_place())
    moved = hall.change(ticket, moving.postpone(ticket, hall.now, place), Move.POSTPONE)
    return TicketChanged(request=wish.request, view=hall.view(moved))


def cancel(hall: Hall, _: Archive, __: Asker, wish: CancelTicket) -> TicketChanged:
    ticket = hall.ticket(wish.ticket)
    moved = hall.change(ticket, moving.cancel(ticket, hall.now, wish.reason), Move.CANCEL)
    return TicketChanged(request=wish.request, view=hall.view(moved))


RULES: dict[type, Rule] = {
    IssueTicket: issue,
    IssueWalkIn: issue_walk_in,
    MergeTicket: merge,
    FindTicket: find,
    CheckIn: check_in,
    Requeue: requeue,
    Postpone: postpone,
    CancelTicket: cancel,
}
