"""Taking a rating: one of each service event, changeable for a while, never asked for twice, never seen by who served
(practice B-2, J10)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from itertools import count

from msgspec.structs import replace

from config.site import Role
from lobby.askers import Asker
from lobby.contract.message import Refusal
from lobby.contract.ratings import Rate, Rated
from lobby.contract.tickets import TicketState
from lobby.hall import Hall, NotDone
from lobby.queueing.ticket import Ticket
from lobby.ratings import cases, pads
from lobby.ratings.kept import RatedAt, RatingKept, RecentRating, rating_key
from lobby.ratings.tags import fit
from lobby.rules import Archive, Rule
from lobby.store.work import Fact

UNMISTAKABLE = "23456789ACDEFGHJKLMNPRTUWXY"
"""What a person can read out and nobody hears or sees as another: no 0 O 1 I, no B S V Z."""
TRIES = 64
KEPT = timedelta(days=400)
"""A year of figures, and a month to compare."""
_PLACES = {Role.KIOSK: RatedAt.KIOSK, Role.COUNTER: RatedAt.PAD, None: RatedAt.PHONE}


def rate(hall: Hall, _: Archive, asker: Asker, wish: Rate) -> Rated:
    """Keep it, or put it in the place of the one before. The two worst open a case."""
    served = _served(hall, asker, wish)
    if not fit(wish.level, wish.tags):
        raise NotDone(Refusal.BAD_REQUEST, f"not reasons of level {wish.level}: {wish.tags}")
    was = hall.find(RatingKept, served.key)
    kept = _changed(hall, asker, wish, was) if was else _new(hall, asker, wish, served)
    hall.keep(kept)
    recent = RecentRating(
        key=kept.key, until=kept.day + timedelta(days=1), reference=kept.reference, level=kept.level, at=hall.now
    )
    hall.keep(recent)
    hall.touched.add(kept.counter)  # its pad rests
    cases.follow(hall, kept, wish.contact)
    word = "changed" if was else "new"
    hall.note(Fact.RATING, day=kept.day, ticket=kept.ticket, service=kept.service, reason=f"{word}:{kept.reference}")
    return Rated(request=wish.request, reference=kept.reference)


# -- what is rated -----------------------------------------------------------------------------------------------------


def _served(hall: Hall, asker: Asker, wish: Rate) -> pads.Finished:
    """The service event. Raises NotDone where there is none that may be rated now."""
    if asker.role is Role.COUNTER:
        if wish.token:
            raise NotDone(Refusal.NOT_ALLOWED, "a pad rates what its counter has finished, whoever it was")
        found = pads.finished(hall, asker.counter)
    else:
        ticket = hall.tickets.with_token(wish.token)
        found = event_of(ticket) if ticket and is_open(ticket, hall.now, hall.site.rating.edit_h) else None
    if found is None:
        raise NotDone(Refusal.UNKNOWN_TICKET, "there is nothing that could be rated now")
    return found


def is_open(ticket: Ticket, now: datetime, edit_h: float) -> bool:
    """Whether this ticket's holder may rate, or change the rating."""
    return ticket.state is TicketState.SERVED and now - ticket.since <= timedelta(hours=edit_h)


def event_of(ticket: Ticket) -> pads.Finished:
    return pads.Finished(ticket=ticket, service=ticket.service, counter=ticket.counter, at=ticket.since)


# -- what is kept ------------------------------------------------------------------------------------------------------


def _new(hall: Hall, asker: Asker, wish: Rate, served: pads.Finished) -> RatingKept:
    return RatingKept(
        key=rating_key(served.ticket.id, served.service),
        until=served.ticket.day + KEPT,
        ticket=served.ticket.id,
        service=served.service,
        day=served.ticket.day,
        reference=_new_reference(hall),
        level=wish.level,
        tags=wish.tags,
        text=_printable(wish.text),
        place=_PLACES[asker.role],
        station=asker.station,
        counter=served.counter,
        served_at=served.at,
        rated_at=hall.now,
    )


def _changed(hall: Hall, asker: Asker, wish: Rate, was: RatingKept) -> RatingKept:
    return replace(
        was,
        level=wish.level,
        tags=wish.tags,
        text=_printable(wish.text),
        place=_PLACES[asker.role],
        station=asker.station,
        changed_at=hall.now,
    )


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def _new_reference(hall: Hall) -> str:
    """R and three characters that no other rating of these days has; longer should they ever run out."""
    taken = {recent.reference for recent in hall.shelf.all(RecentRating).values()}
    for tried in count():
        made = "R" + "".join(secrets.choice(UNMISTAKABLE) for _ in range(3 + tried // TRIES))
        if made not in taken:
            return made
    raise AssertionError  # `count` never ends


RULES: dict[type, Rule] = {Rate: rate}
