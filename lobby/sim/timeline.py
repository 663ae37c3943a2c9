"""What happens when: events in the hall's own time, one after another, the clock turned from each to the next."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lobby.sim.stage import TurnedClock

Deed = Callable[[], None]


class Timeline:
    """Events of one day; those planned for the same moment happen in the order they were planned."""

    def __init__(self, day: date, zone: ZoneInfo, clock: TurnedClock) -> None:
        self._day, self._zone, self._clock = day, zone, clock
        self._events: list[tuple[datetime, int, Deed]] = []
        self._order = itertools.count()

    @property
    def now(self) -> datetime:
        return self._clock.wall().astimezone(self._zone)

    def moment(self, at: time) -> datetime:
        """A time of this day."""
        return datetime.combine(self._day, at, self._zone)

    def at(self, moment: datetime, deed: Deed) -> None:
        heapq.heappush(self._events, (moment, next(self._order), deed))

    def later(self, seconds: float, deed: Deed) -> None:
        self.at(self.now + timedelta(seconds=seconds), deed)

    def run(self) -> None:
        """Until nothing is planned any more."""
        while self._events:
            moment, _, deed = heapq.heappop(self._events)
            self._clock.turn_to(moment)
            deed()

    def turn_to_midnight(self) -> None:
        """A moment after the day is over."""
        self._clock.turn_to(self.moment(time()) + timedelta(days=1, seconds=5))
