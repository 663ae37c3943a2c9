"""From a request to its answer: late ones unread, the same one the same answer, each other one by its rule."""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec

from lobby import assists, calling, issuing, notices, overrides, persons, running_late
from lobby.appointments import rules as appointments
from lobby.askers import Asker
from lobby.contract.catalogue import decode, encode
from lobby.contract.channels import RemindMe
from lobby.contract.message import Answer, Refusal, Refused, Request
from lobby.contract.ratings import Rate
from lobby.contract.stations import HelpPhase
from lobby.hall import BEFORE_ALL, Hall, NotDone
from lobby.ladder import guides, pagers, phones, voices
from lobby.messages import contacts
from lobby.opening import pad
from lobby.queueing.moving import IllegalMove
from lobby.queueing.numbering import Number
from lobby.queueing.ticket import Ticket
from lobby.ratings import cases, rating
from lobby.rules import Archive, Rule
from lobby.stopping import stops
from lobby.store.store import Store
from lobby.store.work import AnswerKept, HelpKept, Work
from lobby.wishes import AcceptHelp, ClerkRequest, HelpAccepted

_PASSING = frozenset(
    {
        Refusal.LATE,
        Refusal.STORE_FULL,
        Refusal.DAY_NOT_OPEN,
        Refusal.SERVICE_CLOSED,
        Refusal.NUMBERS_OUT,
        Refusal.NUMBERS_STOPPED,
    }
)
"""Refusals that say nothing of the request itself: they are not kept, the same request may succeed later."""


class HalfDone(Exception):
    """A rule refused after it had changed something: a defect; the transaction is thrown away."""


class Settled:
    """What was answered before, in the running transaction or in the database."""

    def __init__(self, work: Work, store: Store) -> None:
        self._work = work
        self._store = store

    def answer(self, station: str, kind: str, request: str) -> AnswerKept | None:
        return self._work.answers.get((station, kind, request)) or self._store.answer(station, kind, request)

    def ticket(self, day: date, number: Number) -> Ticket | None:
        return self._store.ticket(day, number)


def kind_of(request: Request) -> str:
    return str(request.__struct_config__.tag)


def digest(hall: Hall, request: Request) -> bytes:
    """What makes the body: everything but the deadline, which a retry sets anew. There are few enough phone numbers to
    try them all against a plain hash, so a body with one goes through the hall's key first (J03)."""
    body = encode(msgspec.structs.replace(request, deadline=BEFORE_ALL))
    if isinstance(request, RemindMe | Rate):
        body = hall.safe.mark(body)
    return hashlib.blake2b(body, digest_size=16).digest()


def answer(hall: Hall, store: Store, asker: Asker, request: Request) -> Answer:
    """Carry a request out, or repeat or refuse its answer. Never raises for what a requester can cause."""
    if request.deadline < hall.now:
        return _refused(request, Refusal.LATE)
    settled, body = Settled(hall.work, store), digest(hall, request)
    key = (asker.station, kind_of(request), request.request)
    if kept := settled.answer(*key):
        return _again(request, kept) if kept.body == body else _refused(request, Refusal.OTHER_BODY)
    given = _carry_out(hall, settled, asker, request)
    if not (isinstance(given, Refused) and given.reason in _PASSING):
        hall.work.answers[key] = AnswerKept(body=body, answer=encode(given), day=_day(hall))
    return given


def _day(hall: Hall) -> date:
    return hall.day or hall.now.date()


def _again(request: Request, kept: AnswerKept) -> Answer:
    return decode(kept.answer, type(request).answer, Refused)


def _refused(request: Request, reason: Refusal, detail: str = "") -> Refused:
    return Refused(request=request.request, reason=reason, detail=detail)


def _carry_out(hall: Hall, settled: Archive, asker: Asker, request: Request) -> Answer:
    before = len(hall.work.records)
    hall.by = asker.station
    try:
        _must_be_allowed(asker, request)
        return _rule(hall, settled, asker, request)
    except (NotDone, IllegalMove) as why:
        if len(hall.work.records) != before:
            raise HalfDone(kind_of(request)) from why
        reason = why.reason if isinstance(why, NotDone) else Refusal.ILLEGAL_MOVE
        return _refused(request, reason, str(why))


def _must_be_allowed(asker: Asker, request: Request) -> None:
    if asker.role is not None and asker.role not in request.roles:
        raise NotDone(Refusal.NOT_ALLOWED, f"a {asker.role} may not ask {kind_of(request)}")
    if isinstance(request, ClerkRequest) and asker.duty not in request.duties:
        raise NotDone(Refusal.NOT_ALLOWED, f"{asker.duty or 'nobody signed in'} may not ask {kind_of(request)}")


def _rule(hall: Hall, settled: Archive, asker: Asker, request: Request) -> Answer:
    """By the request's own kind, or the kind it is derived from: all of a clerk's keys have one rule."""
    for kind in type(request).__mro__:
        if rule := RULES.get(kind):
            return rule(hall, settled, asker, request)
    raise NotDone(Refusal.BAD_REQUEST, f"nobody answers {kind_of(request)}")


def accept_help(hall: Hall, _: Archive, __: Asker, wish: AcceptHelp) -> HelpAccepted:
    kept = hall.helps.get(wish.station)
    if kept is None or kept.help != wish.help or kept.phase is HelpPhase.NONE:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"{wish.station} does not ask for help any more")
    if kept.phase is HelpPhase.RECEIVED:
        hall.keep_help(HelpKept(station=kept.station, help=kept.help, phase=HelpPhase.ACCEPTED, since=hall.now))
    return HelpAccepted(request=wish.request, station=wish.station)


RULES: dict[type, Rule] = {
    **issuing.RULES,
    **calling.RULES,
    **notices.RULES,
    **phones.RULES,
    **pagers.RULES,
    **guides.RULES,
    **voices.RULES,
    **contacts.RULES,
    **rating.RULES,
    **cases.RULES,
    **running_late.RULES,
    **assists.RULES,
    **overrides.RULES,
    **persons.RULES,
    **stops.RULES,
    **pad.RULES,
    **appointments.RULES,
    AcceptHelp: accept_help,
}
"""Who answers what. Each room names its own; a new room adds one line here."""
