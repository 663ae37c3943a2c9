"""Which number each counter would call now, reckoned anew only for counters whose queues changed, and once for all
counters that serve the same in the same way."""

from __future__ import annotations

from collections.abc import Iterator

from config.site import Counter
from lobby.displays import next_label
from lobby.hall import Hall
from lobby.queueing.limits import is_delayed_enough
from lobby.queueing.line import Line
from lobby.queueing.snapshot import Snapshot
from lobby.queueing.ticket import Ticket

Standing = tuple[int, int, tuple[bool, ...]]


class NextLabels:
    """Belongs to one value of the hall."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._alike: dict[tuple[object, ...], list[Counter]] = {}
        for desk in hall.site.counters:
            self._alike.setdefault((desk.skills, desk.prefers, desk.reserve, desk.low), []).append(desk)
        self._standing: dict[str, Standing] = {}
        self._low: frozenset[str] = frozenset()
        self._labels: dict[str, str] = {}
        """By the first of the counters that are alike."""

    def changed(self) -> Iterator[tuple[str, str]]:
        """Counters that would call somebody else than when this was last asked, with the number."""
        snapshot = self._hall.snapshot
        standing = {service: _standing(snapshot, line) for service, line in snapshot.lines.items()}
        news = {service for service, its in standing.items() if its != self._standing.get(service)}
        news |= snapshot.low ^ self._low
        self._standing, self._low = standing, snapshot.low
        for first, *others in self._alike.values() if news else ():
            if not news.isdisjoint(first.skills) or not news.isdisjoint(first.reserve):
                label = next_label(self._hall, first)
                if label != self._labels.get(first.id):
                    self._labels[first.id] = label
                    yield from ((desk.id, label) for desk in (first, *others))


def _standing(snapshot: Snapshot, line: Line) -> Standing:
    """What picking makes of one queue can change with its version, when a booked time begins, and when somebody who was
    passed over has waited long enough."""
    if not line.booked and not line.passes:
        return line.version, 0, ()
    due = sum(map(snapshot.is_due, line.booked))
    heads = _heads(snapshot, line) if line.passes else ()
    delayed = (is_delayed_enough(line, head, snapshot.place, snapshot.priority) for head in heads)
    return line.version, due, tuple(delayed)


def _heads(snapshot: Snapshot, line: Line) -> Iterator[Ticket]:
    """Everybody who is the first ordinary one for some counter."""
    for ticket in line.ordinary:
        yield ticket
        if ticket.subject not in snapshot.busy and not ticket.modes:
            return
