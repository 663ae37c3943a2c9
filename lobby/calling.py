"""A clerk's keys: who is told to come, to which window, and what became of the visit."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from config.rules import MissRule
from lobby.askers import Asker
from lobby.contract import counters as keys
from lobby.contract.boards import Call
from lobby.contract.counters import CounterChanged, CounterRequest, CounterStatus, Outcome, Position
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketState
from lobby.displays import call_row, counter_state
from lobby.hall import Hall, NotDone
from lobby.ladder import climbing
from lobby.ladder.standing import evidence
from lobby.queueing import missed, moving, places
from lobby.queueing.moves import Move
from lobby.queueing.picking import pick
from lobby.queueing.ticket import AT_COUNTER, SYSTEM, Ticket
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.store.work import CounterKept, ReceiptKept

PRESSED_TWICE = timedelta(seconds=3)
"""Within this a second `call next` means the first (F054)."""
THIRD_MISS = "missed-too-often"
COUNTER_CLOSED = "counter-closed"
SYSTEM_AGAIN = "system-again"


class Spared(Shelved, frozen=True, kw_only=True):
    """A call of this ticket reached no screen before; the key is its id."""

    kind: ClassVar[str] = "spared"


def press(hall: Hall, _: Archive, asker: Asker, wish: CounterRequest) -> CounterChanged:
    """Carry out one key at the asker's counter."""
    counter = asker.counter
    hall.desk(counter)
    moved = _KEYS[type(wish)](hall, counter, wish, asker.station)
    view = hall.view(moved) if moved else None
    return CounterChanged(request=wish.request, counter=counter_state(hall, counter), moved=view)


def _present(hall: Hall, counter: str) -> Ticket:
    if ticket := hall.tickets.at(counter):
        return ticket
    raise NotDone(Refusal.ILLEGAL_MOVE, f"no ticket is called or serving at {counter}")


def _must_be_free(hall: Hall, counter: str) -> None:
    if ticket := hall.tickets.at(counter):
        raise NotDone(Refusal.COUNTER_BUSY, f"{ticket.label} is {ticket.state} at {counter}")


def _must_be_mine(counter: str, ticket: Ticket) -> None:
    if ticket.counter != counter:
        raise NotDone(Refusal.ELSEWHERE, f"{ticket.label} belongs to {ticket.counter or 'no counter'}")


# -- the counter itself ------------------------------------------------------------------------------------------------


def _open(hall: Hall, counter: str, _: keys.OpenCounter, clerk: str) -> None:
    hall.keep_counter(CounterKept(id=counter, status=CounterStatus.OPEN, clerk=clerk))


def _pause(hall: Hall, counter: str, wish: keys.PauseCounter, clerk: str) -> None:
    _must_be_free(hall, counter)
    if hall.counters[counter].status is CounterStatus.CLOSED:
        raise NotDone(Refusal.COUNTER_NOT_OPEN, counter)
    hall.keep_counter(CounterKept(id=counter, status=CounterStatus.PAUSED, reason=wish.reason, clerk=clerk))


def _close(hall: Hall, counter: str, _: keys.CloseCounter, __: str) -> None:
    """Whoever is held here would be forgotten at a closed counter: they wait again where they stood (F058)."""
    _must_be_free(hall, counter)
    for held in hall.tickets.held(counter):
        hall.change(held, moving.release(held, hall.now, COUNTER_CLOSED), Move.RELEASE)
    hall.keep_counter(CounterKept(id=counter, status=CounterStatus.CLOSED))


# -- calling -----------------------------------------------------------------------------------------------------------


def _call_next(hall: Hall, counter: str, _: keys.CallNext, __: str) -> Ticket:
    if hall.counters[counter].status is not CounterStatus.OPEN:
        raise NotDone(Refusal.COUNTER_NOT_OPEN, counter)
    present = hall.tickets.at(counter)
    if present and present.state is TicketState.CALLED and _just_called(hall, present):
        return present
    _must_be_free(hall, counter)
    picked = pick(hall.snapshot, hall.desks[counter])
    if picked is None:
        raise NotDone(Refusal.NOBODY_WAITING, counter)
    taken = picked.taken(hall.tickets.new_turn(hall.now))
    called = moving.call(picked.ticket, hall.now, counter, _call_id(), picked.why, taken)
    return _announce(hall, picked.ticket, called, Move.CALL)


def _just_called(hall: Hall, ticket: Ticket) -> bool:
    return ticket.calls == 1 and timedelta() <= hall.now - ticket.since <= PRESSED_TWICE


def _recall(hall: Hall, counter: str, _: keys.Recall, __: str) -> Ticket:
    ticket = _present(hall, counter)
    moving.target(ticket, Move.RECALL)
    if missed.too_soon_to_recall(ticket, hall.site.queue, hall.now):
        raise NotDone(Refusal.TOO_SOON, f"{ticket.label} was called only just now")
    return _announce(hall, ticket, moving.recall(ticket, hall.now, _call_id()), Move.RECALL)


def _call_id() -> str:
    return secrets.token_hex(8)


def _announce(hall: Hall, was: Ticket, ticket: Ticket, move: Move) -> Ticket:
    """Change the ticket, and have every screen that should show the call answer for it."""
    screens = hall.screens_of(hall.desks[ticket.counter])
    hall.change(was, ticket, move, expected=len(screens))
    hall.receipts[ticket.call] = dict.fromkeys(screens)
    for screen in screens:
        hall.work.receipts[ticket.call, screen] = ReceiptKept(call=ticket.call, station=screen)
    climbing.begin(hall, was, ticket)
    hall.receipts.pop(was.call, None)
    zone = hall.desks[ticket.counter].zone
    hall.events.append(Call(id=ticket.call, zone=zone, ticket=ticket.id, row=call_row(hall, ticket)))
    return ticket


# -- the visit ---------------------------------------------------------------------------------------------------------


def _serve(hall: Hall, counter: str, _: keys.Serve, __: str) -> Ticket:
    ticket = _present(hall, counter)
    return hall.change(ticket, moving.serve(ticket, hall.now), Move.SERVE)


def _finish(hall: Hall, counter: str, wish: keys.Finish, _: str) -> Ticket:
    ticket = _present(hall, counter)
    if wish.outcome is Outcome.DAY_END:
        raise NotDone(Refusal.BAD_REQUEST, "only the end of the day gives this outcome")
    if ticket.further:
        return _go_on(hall, ticket, wish.outcome)
    return _undoable(hall, hall.change(ticket, moving.finish(ticket, hall.now, wish.outcome), Move.FINISH))


def _go_on(hall: Hall, ticket: Ticket, outcome: Outcome) -> Ticket:
    """One item of the visit is done; the same number waits for the next, where it stood (一号多事)."""
    moving.target(ticket, Move.FINISH)
    return hall.change(ticket, moving.go_on(ticket, hall.now), Move.TRANSFER, outcome=outcome)


def _no_show(hall: Hall, counter: str, wish: keys.NoShow, _: str) -> Ticket:
    ticket = _present(hall, counter)
    moving.target(ticket, Move.NO_SHOW)
    if wish.reason != keys.GAVE_UP:
        if missed.too_soon_to_miss(ticket, hall.site.queue, hall.now):
            raise NotDone(Refusal.TOO_SOON, f"{ticket.label} was not called often or long enough")
        if evidence(hall, ticket.call).system_fault:
            return _spare(hall, ticket)
    gone = hall.change(ticket, moving.no_show(ticket, hall.now, wish.reason), Move.NO_SHOW)
    if missed.rule_of(gone, hall.site.queue) is MissRule.VOID:
        return hall.change(gone, moving.expire(gone, hall.now, THIRD_MISS), Move.EXPIRE)
    return _undoable(hall, gone)


def _spare(hall: Hall, ticket: Ticket) -> Ticket:
    """Nobody could see the call: no miss. The person is next; when that was so before, the next few go first, or a
    hall with dead screens would call the same one for ever."""
    waiting = hall.tickets.queue(ticket.service)
    if hall.shelf.get(Spared, ticket.id) is None:
        place, reason = min(ticket.place, places.front(waiting, ticket.place)), SYSTEM
    else:
        place, reason = missed.behind_next(waiting, hall.site.queue, hall.new_place()), SYSTEM_AGAIN
    hall.keep(Spared(key=ticket.id, until=ticket.day))
    return hall.change(ticket, moving.spare(ticket, hall.now, place, reason), Move.SPARE)


def _hold(hall: Hall, counter: str, _: keys.Hold, __: str) -> Ticket:
    ticket = _present(hall, counter)
    return _undoable(hall, hall.change(ticket, moving.hold(ticket, hall.now), Move.HOLD))


def _undoable(hall: Hall, ticket: Ticket) -> Ticket:
    oldest = hall.monotonic - hall.site.queue.undo_s
    hall.undoable = {id: at for id, at in hall.undoable.items() if at >= oldest} | {ticket.id: hall.monotonic}
    return ticket


def _resume(hall: Hall, counter: str, wish: keys.Resume, _: str) -> Ticket:
    ticket = hall.ticket(wish.ticket)
    moving.target(ticket, Move.RESUME)
    _must_be_mine(counter, ticket)
    _must_be_free(hall, counter)
    return hall.change(ticket, moving.resume(ticket, hall.now), Move.RESUME)


def _return_missed(hall: Hall, counter: str, wish: keys.ReturnMissed, _: str) -> Ticket:
    """At any open counter with the skill for it."""
    ticket = hall.ticket(wish.ticket)
    moving.target(ticket, Move.RETURN)
    if hall.counters[counter].status is not CounterStatus.OPEN:
        raise NotDone(Refusal.COUNTER_NOT_OPEN, counter)
    if ticket.service not in hall.desks[counter].skills:
        raise NotDone(Refusal.NOT_ALLOWED, f"{counter} has no skill for {ticket.service}")
    _must_be_free(hall, counter)
    return hall.change(ticket, moving.return_missed(ticket, hall.now, counter), Move.RETURN)


def _transfer(hall: Hall, counter: str, wish: keys.Transfer, _: str) -> Ticket:
    ticket, service = _present(hall, counter), hall.service(wish.service)
    if service.id == ticket.service:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"{ticket.label} is a ticket of {service.id} already")
    waiting, end = hall.tickets.queue(service.id), hall.new_place()
    place = {
        Position.KEEP: ticket.place,
        Position.END: end,
        Position.FRONT: min(places.front(waiting, end), end),
    }[wish.position]
    return hall.change(ticket, moving.transfer(ticket, hall.now, service.id, place, wish.reason), Move.TRANSFER)


def _undo(hall: Hall, counter: str, wish: keys.Undo, _: str) -> Ticket:
    ticket = hall.ticket(wish.ticket)
    state = moving.target(ticket, Move.UNDO)
    _must_be_mine(counter, ticket)
    if hall.monotonic - hall.undoable.get(ticket.id, float("-inf")) > hall.site.queue.undo_s:
        raise NotDone(Refusal.TOO_LATE_TO_UNDO, ticket.label)
    if state in AT_COUNTER:
        _must_be_free(hall, counter)
    del hall.undoable[ticket.id]
    return hall.change(ticket, moving.undo(ticket, hall.now), Move.UNDO)


_KEYS: dict[type[CounterRequest], Callable[..., Ticket | None]] = {
    keys.OpenCounter: _open,
    keys.PauseCounter: _pause,
    keys.CloseCounter: _close,
    keys.CallNext: _call_next,
    keys.Recall: _recall,
    keys.Serve: _serve,
    keys.Finish: _finish,
    keys.NoShow: _no_show,
    keys.Hold: _hold,
    keys.Resume: _resume,
    keys.ReturnMissed: _return_missed,
    keys.Transfer: _transfer,
    keys.Undo: _undo,
}
RULES: dict[type, Rule] = {CounterRequest: press}
