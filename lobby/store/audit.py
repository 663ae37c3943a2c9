"""What people did against the order on one day: every jump, transfer, deletion and override, with who, why and when
(D-4.10). Read from the journal, so that nothing can be left out of it afterwards."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from lobby.queueing.moves import Move
from lobby.store import journal
from lobby.store.backup import open_for_reading
from lobby.store.work import Fact, Record

ALWAYS = frozenset({Move.ADVANCE, Move.WITHDRAW, Move.RERANK, Move.RELEASE, Move.TRANSFER, Fact.STOP_NUMBERS})
"""Whoever did it, at a page or at a window's keys."""
BY_STAFF = frozenset({Move.CANCEL, Move.POSTPONE, Fact.DAY_CONFIRMED, Fact.NOTICE})
"""What a citizen may do as well, for themselves."""


def overrides(data: Path, day: date) -> tuple[Record, ...]:
    """Those of a day, newest first. Raises FileNotFoundError where there is no hall's data."""
    found = []
    with closing(open_for_reading(data)) as database:
        for record in journal.backwards(database):
            if record.what == Fact.DAY_OPEN and record.day == day:
                break
            if is_override(record) and record.day in (day, None):
                found.append(record)
    return tuple(found)


def is_override(record: Record) -> bool:
    """A number that was given with a reason went before a rule: a stop, the hours, those who came earlier."""
    if record.what in ALWAYS or (record.what == Fact.ISSUE and record.reason):
        return True
    return record.what in BY_STAFF and record.by.startswith("@") and record.by != "@"
