"""How far those with a rank and with a booked time may go before others (practice B-4, B-3).

The limits hold only while somebody ordinary waits. Ranks: their share bounds preference alone, so that nobody is ever
worse off with a rank than without; whoever is the oldest anyway is called. Booked times: after so many in a row the
next ordinary ticket of the same service goes first, even a younger one. Both together never delay an ordinary ticket
by more than the limit: by then nobody younger goes before it.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta

from config.rules import Appointments, Priority
from lobby.queueing.line import Line
from lobby.queueing.places import place_of
from lobby.queueing.taken import Kind, Taken
from lobby.queueing.ticket import Ticket

_MINUTE = timedelta(minutes=1)
_MICROSECOND = timedelta(microseconds=1)


def rank_may_jump(line: Line, rules: Priority) -> bool:
    """Whether one more with a rank may go before older ordinary ones: of any `one_in * streak` calls of a service in a
    row, at most `streak` are then for ranks, whatever these were called for. With 1 in 3 and 2: two in any six."""
    window = rules.one_in * rules.streak - 1
    recent = line.calls[-window:] if window else []
    return sum(taken.kind is Kind.RANKED for taken in recent) < rules.streak


def booked_in_row(line: Line, most: int) -> int:
    """How many with a booked time were called since the last ordinary one of the service; counted up to `most`."""
    count = 0
    for taken in reversed(line.calls):
        if taken.kind is Kind.ORDINARY or count >= most:
            break
        count += taken.kind is Kind.BOOKED
    return count


def is_walk_ins_turn(line: Line, rules: Appointments) -> bool:
    return booked_in_row(line, rules.max_in_row) >= rules.max_in_row


def delayed_since(line: Line, head: Ticket) -> int | None:
    """When (as a turn) the head of the ordinary would have been called had nobody younger gone before it; None: nobody
    did. Of the turns the line has had since it waits, `passes` went to somebody younger, all others to somebody older:
    so the `passes`th turn from the end would have been its own."""
    waits = place_of(head.since)
    since = bisect_left(line.passes, waits, key=_turn)
    passes = sum(taken.place > head.place for taken in line.passes[since:])
    return line.turns[-passes] if passes else None


def _turn(taken: Taken) -> int:
    return taken.turn


def is_delayed_enough(line: Line, head: Ticket, now: int, rules: Priority) -> bool:
    """Whether nobody younger may go before this head any more. `now`: as a place."""
    since = delayed_since(line, head)
    delay = 0 if since is None else now - since
    return delay >= _as_places(rules.max_delay_min)


def _as_places(minutes: float) -> int:
    return minutes * _MINUTE // _MICROSECOND * 1_000
