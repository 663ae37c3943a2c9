"""Reads a journal as an auditor would, knowing only the table of moves and that places order a queue: counts what must
never be. It shares no code with the rules."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lobby.contract.tickets import TicketState
from lobby.queueing.moves import MOVES, Move
from lobby.queueing.ticket import AT_COUNTER, ENDED
from lobby.queueing.why import Why
from lobby.store.work import Fact, Record

S = TicketState
BORN = {Fact.ISSUE, Fact.MERGE}
_MOVES = {move.value for move in Move}
WITH_REASON = {Move.ADVANCE, Move.WITHDRAW, Move.RERANK, Move.RELEASE, Move.SPARE, Move.EXPIRE}


@dataclass(slots=True)
class Seen:
    """A ticket as the records so far tell it."""

    state: TicketState
    service: str
    place: int
    counter: str = ""


@dataclass
class Referee:
    """`skills` by counter. `person` and `passed_by` say whom a plain call may leave standing: somebody who is at a
    counter with another number, and somebody who needs a low counter."""

    skills: dict[str, tuple[str, ...]]
    person: dict[str, str] = field(default_factory=dict)
    passed_by: set[str] = field(default_factory=set)
    tickets: dict[str, Seen] = field(default_factory=dict)
    waiting: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    did: Counter[Move] = field(default_factory=Counter)
    whys: Counter[Why | None] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    superseded: set[str] = field(default_factory=set)
    """Cancelled because the kiosk had given a number of its own under the same wish."""

    def read(self, records: Iterable[Record]) -> None:
        for record in records:
            if record.what in BORN:
                self._born(record)
            elif record.what in _MOVES:
                self._moved(record, Move(record.what))

    def fault(self, kind: str, record: Record) -> None:
        self.counted[kind] += 1
        self.faults.append(f"{kind}: {record}")

    @property
    def alive(self) -> list[str]:
        return [id for id, seen in self.tickets.items() if seen.state not in ENDED]

    def _born(self, record: Record) -> None:
        self.counted["issued"] += 1
        if record.ticket in self.tickets:
            self.fault("duplicates", record)
            return
        assert record.state is not None
        self.tickets[record.ticket] = Seen(record.state, record.service, record.place)
        insort(self.waiting.setdefault(record.service, []), (record.place, record.ticket))
        if record.rank and not record.reason and record.by.startswith("@"):
            self.fault("unaudited", record)

    def _moved(self, record: Record, move: Move) -> None:
        self.did[move] += 1
        seen = self.tickets.get(record.ticket)
        if seen is None or seen.state is not record.was or (record.was, move) not in MOVES:
            self.fault("broken", record)
            return
        if move in WITH_REASON and not (record.reason and record.by):
            self.fault("unaudited", record)
        if move is Move.CALL:
            self._called(record, seen)
        if move is Move.CANCEL and record.reason == "superseded":
            self.superseded.add(record.ticket)
        self._leave(record.ticket, seen)
        assert record.state is not None
        seen.state, seen.service = record.state, record.service or seen.service
        seen.place, seen.counter = record.place or seen.place, record.counter
        self._arrive(record, seen)

    def _leave(self, id: str, seen: Seen) -> None:
        if seen.state is S.WAITING:
            queue = self.waiting[seen.service]
            del queue[bisect_left(queue, (seen.place, id))]
        elif seen.state in AT_COUNTER:
            self.at.pop(seen.counter, None)

    def _arrive(self, record: Record, seen: Seen) -> None:
        if seen.state is S.WAITING:
            insort(self.waiting.setdefault(seen.service, []), (seen.place, record.ticket))
        elif seen.state in AT_COUNTER:
            if self.at.setdefault(seen.counter, record.ticket) != record.ticket:
                self.fault("double_holds", record)
        elif seen.state in ENDED and not (record.reason or record.outcome is not None or move_tells(record)):
            self.fault("unaudited", record)

    def _called(self, record: Record, seen: Seen) -> None:
        """A call that says it went by order must be the oldest of all that this counter could call."""
        self.whys[record.why] += 1
        if record.why is None:
            self.fault("unaudited", record)
        if record.why is not Why.ORDER:
            return
        busy = {self.person[id] for id in self.at.values() if id in self.person}
        for service in self.skills[record.counter]:
            for place, id in self.waiting.get(service, ()):
                if place >= seen.place:
                    break
                if id not in self.passed_by and self.person.get(id) not in busy:
                    self.fault("inversions", record)
                    return


def move_tells(record: Record) -> bool:
    """A cancel is the person's own wish, or staff's with a reason."""
    return record.what == Move.CANCEL
