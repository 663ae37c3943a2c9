"""What each counter shows and what its clerk sees, kept between commits: only what a change can have touched is made
anew. In a hall of 200 windows that was most of the server's work."""

from __future__ import annotations

from msgspec.structs import replace

from config.site import Role
from lobby.contract.boards import CallRow
from lobby.contract.message import ServerState
from lobby.contract.tickets import TicketState
from lobby.displays import board_rows, counter_state, kiosk_states, open_counters
from lobby.door import CounterLook, ServiceLook
from lobby.hall import Hall
from lobby.ladder.standing import evidence
from lobby.next_labels import NextLabels
from lobby.ratings import pads
from lobby.stopping.prospects import service_looks


class Looks:
    """Belongs to one value of the hall; another hall needs another. True after `refresh`, until the next change."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._next_labels = NextLabels(hall)
        hall.touched |= hall.desks.keys()
        self._undoable: set[str] = set()
        self.counters: dict[str, CounterLook] = {}
        """In the site's order."""
        self.rows: dict[str, tuple[CallRow, ...]] = {zone.id: () for zone in hall.site.zones}
        self.open_counters: dict[str, int] = {}
        self.services: dict[str, ServiceLook] = {}
        """In the site's order."""
        self.news: list[str] = []
        """Counters that look otherwise than before the refresh."""
        self._kiosks = [station for station in hall.site.stations if station.role is Role.KIOSK]
        self._told: object = None
        self.kiosks: dict[str, tuple[ServerState, ...]] = {}
        self.kiosk_news: list[str] = []
        """What is told to each kiosk alone, and which of them are told something else now."""

    def refresh(self) -> None:
        hall = self._hall
        touched, hall.touched = hall.touched, set()
        before = self.counters
        stale = touched | self._with_resting_pads()
        self.counters = {id: counter_look(hall, id) if id in stale else self.counters[id] for id in hall.desks}
        self._tell_next()
        for zone in {hall.desks[id].zone for id in touched if id in hall.desks}:
            self.rows[zone] = board_rows(hall, zone)
        if hall.desks.keys() <= touched:
            self.open_counters = open_counters(hall)
        self.services = {look.service: look for look in service_looks(hall, self.open_counters)}
        self._tell_undoable()
        self.news = [id for id, look in self.counters.items() if before.get(id) is not look]
        self._tell_kiosks()

    def _tell_kiosks(self) -> None:
        """Of days, calls for help and numbers of their own there is seldom news."""
        told = (self._hall.day, dict(self._hall.helps), self._hall.own_numbers)
        self.kiosk_news = []
        if told != self._told:
            self._told = told
            self.kiosks = {kiosk.id: kiosk_states(self._hall, kiosk) for kiosk in self._kiosks}
            self.kiosk_news = list(self.kiosks)

    def _tell_next(self) -> None:
        for id, label in self._next_labels.changed():
            look = self.counters[id]
            if look.state.next_label != label:
                self.counters[id] = replace(look, state=replace(look.state, next_label=label))

    def _with_resting_pads(self) -> set[str]:
        """Time alone lets a pad rest."""
        return {id for id, look in self.counters.items() if look.state.rating and not pads.label(self._hall, id)}

    def _tell_undoable(self) -> None:
        """Time alone takes `undo` away."""
        hall = self._hall
        oldest = hall.monotonic - hall.site.queue.undo_s
        fresh = sorted(((at, id) for id, at in hall.undoable.items() if at >= oldest), reverse=True)
        found = [ticket for _, id in fresh if (ticket := hall.tickets.get(id)) and ticket.before]
        undoable = {ticket.counter for ticket in found} & self.counters.keys()
        for id in undoable | self._undoable:
            ids = tuple(ticket.id for ticket in found if ticket.counter == id)
            self.counters[id] = replace(self.counters[id], undoable=ids)
        self._undoable = undoable


def counter_look(hall: Hall, id: str) -> CounterLook:
    """One counter; which of its moves may be taken back is left to whoever knows the time."""
    kept, ticket = hall.counters[id], hall.tickets.at(id)
    receipts = hall.receipts.get(ticket.call, {}) if ticket else {}
    return CounterLook(
        counter=id,
        state=counter_state(hall, id),
        ticket=ticket,
        held=tuple(hall.tickets.held(id)),
        clerk=kept.clerk,
        reason=kept.reason,
        skills=hall.desks[id].skills,
        shown_by=tuple(sorted(station for station, at in receipts.items() if at)),
        awaited=tuple(sorted(station for station, at in receipts.items() if not at)),
        spared=ticket is not None and ticket.state is TicketState.CALLED and evidence(hall, ticket.call).hopeless,
    )
