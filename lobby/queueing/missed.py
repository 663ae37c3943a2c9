"""What a missed call costs, by the site's policy, and when a call may be called missed at all (practice B-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from config.rules import MissRule, Queue
from lobby.contract.tickets import ASSISTED
from lobby.queueing.places import after_next
from lobby.queueing.ticket import Ticket

EARLY = timedelta(milliseconds=500)
"""A key this much before its lock's end counts as after it: a page's clock and the server's differ a little."""
_NOON = 12


def rule_of(ticket: Ticket, rules: Queue) -> MissRule:
    """What this missed ticket's latest miss costs. One that is accompanied is never void: a guide goes instead."""
    rule = rules.missed[min(ticket.misses, len(rules.missed)) - 1]
    if rule is MissRule.VOID and is_assisted(ticket):
        return MissRule.END
    return rule


def is_assisted(ticket: Ticket) -> bool:
    return not ASSISTED.isdisjoint(ticket.modes)


def requeue_place(ticket: Ticket, waiting: Sequence[Ticket], rules: Queue, end: int, *, in_time: bool) -> int:
    """Where a person who missed the call and is here now stands in `waiting` (in order).

    `end`: the place of a new number. `in_time`: within the half-day of the miss; whoever comes later is never refused,
    but stands at the end.
    """
    if in_time and rule_of(ticket, rules) is MissRule.AFTER_NEXT:
        return behind_next(waiting, rules, end)
    return end


def behind_next(waiting: Sequence[Ticket], rules: Queue, end: int) -> int:
    return after_next(waiting, rules.requeue_after, end)


def same_half_day(one: datetime, other: datetime) -> bool:
    """Both in the morning or both in the afternoon of one day; the hall's local times."""
    return (one.date(), one.hour < _NOON) == (other.date(), other.hour < _NOON)


def too_soon_to_miss(ticket: Ticket, rules: Queue, now: datetime) -> bool:
    """Whether this called ticket has not been called often or long enough to be missed."""
    return ticket.calls < rules.min_calls or _within(ticket.called_at[0], rules.min_span_s, now)


def too_soon_to_recall(ticket: Ticket, rules: Queue, now: datetime) -> bool:
    return _within(ticket.called_at[-1], rules.recall_lock_s, now)


def _within(since: datetime, seconds: float, now: datetime) -> bool:
    """A clock that was set back since locks nothing (F077)."""
    return timedelta() <= now - since < timedelta(seconds=seconds) - EARLY
