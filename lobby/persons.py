"""What the hall has for one person today. Only a kiosk that has just read a card or a code may ask: nobody can try out
who is here."""

from __future__ import annotations

from config.site import Role
from lobby.appointments.matching import bookings_of, bookings_unknown
from lobby.askers import Asker
from lobby.contract.message import Refusal
from lobby.contract.persons import FindMine, HeldTicket, Mine
from lobby.hall import Hall, NotDone
from lobby.rules import Archive, Rule


def find_mine(hall: Hall, _: Archive, asker: Asker, wish: FindMine) -> Mine:
    if asker.role is not Role.KIOSK:
        raise NotDone(Refusal.NOT_ALLOWED, "only a kiosk that read a card or a code may ask")
    held = (HeldTicket(view=hall.view(one), token=one.token) for one in hall.tickets.of_subject(wish.subject))
    bookings = bookings_of(hall, wish.subject, wish.code)
    unknown = not bookings and bookings_unknown(hall)
    return Mine(request=wish.request, tickets=tuple(held), bookings=bookings, bookings_unknown=unknown)


RULES: dict[type, Rule] = {FindMine: find_mine}
