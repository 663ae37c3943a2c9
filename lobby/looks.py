"""What each counter shows and what its clerk sees, kept between commits: only what a change can have touched is made
anew. In a hall of 200 windows that was most of the server's work."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from config.site import Role
from lobby.contract.boards import CallRow
from lobby.contract.message import ServerState
from lobby.contract.tickets import TicketState
from lobby.displays import board_rows, counter_state, kiosk_states, open_counters
from lobby.hall import Hall
from lobby.ladder.standing import evidence
from lobby.next_labels import NextLabels
from lobby.pictures import CounterLook, ServiceLook
from lobby.ratings import pads
from lobby.stopping.prospects import service_looks


class Looks:
    """Belongs to one value of the hall; another hall needs another. True after `refresh`, until the next change."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._next_labels = NextLabels(hall)
        hall.touched |= hall.desks.keys()
        self._labels = dict.fromkeys(hall.desks, "")
        self._rating: dict[str, datetime] = {}
        """Counters whose pad asks for a rating, and until when."""
        self._undoable: set[str] = set()
        self.counters: dict[str, CounterLook] = {}
        """In the site's order."""
        self.rows: dict[str, tuple[CallRow, ...]] = {zone.id: () for zone in hall.site.zones}
        self.open_counters: dict[str, int] = {}
        self._statuses = -1
        self.services: dict[str, ServiceLook] = {}
        """In the site's order."""
        self.news: dict[str, None] = {}
        """Counters that may look otherwise than before the refresh; a set in order."""
        self._kiosks = [station for station in hall.site.stations if station.role is Role.KIOSK]
        self._told: object = None
        self.kiosks: dict[str, tuple[ServerState, ...]] = {}
        self.kiosk_news: list[str] = []
        """What is told to each kiosk alone, and which of them are told something else now."""

    def refresh(self) -> None:
        hall = self._hall
        touched, hall.touched = hall.touched & hall.desks.keys(), set()
        self.news = {}
        self._tell_counters(touched)
        for zone in {hall.desks[id].zone for id in touched}:
            self.rows[zone] = board_rows(hall, zone)
        if self._statuses != hall.statuses:
            self._statuses, self.open_counters = hall.statuses, open_counters(hall)
        self.services = {look.service: look for look in service_looks(hall, self.open_counters)}
        self._tell_undoable()
        self._tell_kiosks()

    def _tell_counters(self, touched: set[str]) -> None:
        labels = dict(self._next_labels.changed())
        self._labels |= labels
        stale = touched | self._resting_pads()
        for id in (id for id in self._hall.desks if id in stale):
            self._show(counter_look(self._hall, id, self._labels[id]))
        for id, label in labels.items():
            look = self.counters[id]
            if look.state.next_label != label:
                self._show(replace(look, state=replace(look.state, next_label=label)))

    def _resting_pads(self) -> set[str]:
        """Time alone lets a pad rest."""
        return {id for id, until in self._rating.items() if self._hall.now > until}

    def _show(self, look: CounterLook) -> None:
        self.counters[look.counter] = look
        self.news[look.counter] = None
        self._rating.pop(look.counter, None)
        if look.state.rating:
            self._rating[look.counter] = pads.rests_at(self._hall, look.counter)

    def _tell_kiosks(self) -> None:
        """Of days, calls for help and numbers of their own there is seldom news."""
        told = (self._hall.day, dict(self._hall.helps), self._hall.own_numbers)
        self.kiosk_news = []
        if told != self._told:
            self._told = told
            self.kiosks = {kiosk.id: kiosk_states(self._hall, kiosk) for kiosk in self._kiosks}
            self.kiosk_news = list(self.kiosks)

    def _tell_undoable(self) -> None:
        """Time alone takes `undo` away."""
        hall = self._hall
        oldest = hall.monotonic - hall.site.queue.undo_s
        fresh = sorted(((at, id) for id, at in hall.undoable.items() if at >= oldest), reverse=True)
        found = [ticket for _, id in fresh if (ticket := hall.tickets.get(id)) and ticket.before]
        undoable = {ticket.counter for ticket in found} & self.counters.keys()
        for id in undoable | self._undoable:
            ids = tuple(ticket.id for ticket in found if ticket.counter == id)
            if self.counters[id].undoable != ids:
                self._show(replace(self.counters[id], undoable=ids))
        self._undoable = undoable


def counter_look(hall: Hall, id: str, label: str) -> CounterLook:
    """One counter with its next number; which of its moves may be taken back is left to whoever knows the time."""
    kept, ticket = hall.counters[id], hall.tickets.at(id)
    receipts = hall.receipts.get(ticket.call, {}) if ticket else {}
    return CounterLook(
        counter=id,
        state=counter_state(hall, id, label),
        ticket=ticket,
        held=tuple(hall.tickets.held(id)),
        clerk=kept.clerk,
        reason=kept.reason,
        skills=hall.desks[id].skills,
        shown_by=tuple(sorted(station for station, at in receipts.items() if at)),
        awaited=tuple(sorted(station for station, at in receipts.items() if not at)),
        spared=ticket is not None and ticket.state is TicketState.CALLED and evidence(hall, ticket.call).hopeless,
    )
