"""The forecast of when those who wait will have been served (D-7.9), and what a number is worth by it."""

from __future__ import annotations

import heapq
import math
import random
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from config import site as c
from config.hours import Hours, Span
from lobby.contract import counters as keys
from lobby.contract.boards import ServiceStanding, ServiceState
from lobby.opening.doors import Doors, Opening
from lobby.stopping.forecast import at_work, ends
from lobby.stopping.standing import Forecast, standing
from tests.lobby.halls import RunningHall, TurnedClock, running, small_hall
from tests.scale import Scale

EVER = ((-math.inf, math.inf),)
LENGTHS = {"general": 300.0, "social": 600.0}
NINE_TO_FIVE = (Span(start=time(9), end=time(17)),)
HALF_PAST_TWO = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def test_a_window_that_serves_two_lines_is_not_counted_twice() -> None:
    both = at_work(("general", "social"), 0, EVER)
    assert ends([both], ["general", "social", "general"], LENGTHS) == {"general": 1_200, "social": 900}
    alone = at_work(("social",), 0, EVER)
    assert ends([both, alone], ["general", "social", "general"], LENGTHS) == {"general": 600, "social": 600}


def test_a_window_counts_from_when_it_opens_rests_at_lunch_and_leaves_when_its_hours_end() -> None:
    line = ["general"] * 3
    assert ends([at_work(("general",), 0, ((1_000, math.inf),))], line, LENGTHS) == {"general": 1_900}
    assert ends([at_work(("general",), 0, ((0, 400), (3_600, math.inf)))], line, LENGTHS) == {"general": 3_900}
    assert ends([at_work(("general",), 0, ((0, 500),))], line, LENGTHS) == {"general": math.inf}
    assert ends([], line, LENGTHS) == {}


NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(hours=1)
OPEN = Opening(doors=Doors.OPEN, until=CLOSES, closes=CLOSES)


@pytest.mark.parametrize(
    ("forecast", "minutes_on", "worth"),
    [
        (Forecast(), 0, ServiceStanding.NORMAL),
        (Forecast(ends=NOW + timedelta(minutes=50)), 0, ServiceStanding.NORMAL),
        (Forecast(ends=NOW + timedelta(minutes=51)), 0, ServiceStanding.TIGHT),
        (Forecast(never=True), 0, ServiceStanding.TIGHT),
        (Forecast(), 50, ServiceStanding.NORMAL),
        (Forecast(), 51, ServiceStanding.TIGHT),
    ],
)
def test_a_number_is_tight_when_the_forecast_or_the_clock_comes_near_the_closing(
    forecast: Forecast, minutes_on: int, worth: ServiceStanding
) -> None:
    found = standing(OPEN, None, False, forecast, NOW + timedelta(minutes=minutes_on), timedelta(minutes=10))
    assert found.standing is worth
    assert found.until == (CLOSES if worth is ServiceStanding.TIGHT else None)


def test_a_number_that_would_be_called_after_lunch_is_one_of_the_break() -> None:
    pauses, resumes = NOW + timedelta(minutes=30), NOW + timedelta(minutes=90)
    day = Opening(doors=Doors.OPEN, closes=NOW + timedelta(hours=5), pauses=pauses, resumes=resumes)
    early, late = (Forecast(ends=NOW + timedelta(minutes=n)) for n in (10, 25))
    assert standing(day, None, False, early, NOW, timedelta(minutes=10)).standing is ServiceStanding.NORMAL
    found = standing(day, None, False, late, NOW, timedelta(minutes=10))
    assert (found.standing, found.since, found.until) == (ServiceStanding.BREAK, pauses, resumes)


class Afternoon:
    """Three windows that call, serve and finish by drawn times, one after the other on the turned clock."""

    def __init__(self, hall: RunningHall, seed: int) -> None:
        self.hall = hall
        self.draw = random.Random(seed)
        self.free = [(self.draw.random() * 60, n) for n in (1, 2, 3)]
        self.begun = hall.clock.seconds
        heapq.heapify(self.free)

    def until(self, at: float) -> None:
        while self.free[0][0] < at:
            self._one()

    def finish_all(self) -> float:
        """Seconds until the last visit ended."""
        while any(self.hall.server.door.snapshot.queues.values()):
            self._one()
        return max(at for at, _ in self.free)

    def _one(self) -> None:
        at, n = heapq.heappop(self.free)
        self.hall.turn(max(0.0, self.begun + at - self.hall.clock.seconds))
        if self.hall.server.door.snapshot.counter(f"w{n}").ticket is not None:
            self.hall.pressed(n, keys.Finish)
        if not isinstance(self.hall.press(n, keys.CallNext), keys.CounterChanged):
            heapq.heappush(self.free, (at + 30, n))
            return
        self.hall.pressed(n, keys.Serve)
        heapq.heappush(self.free, (at + 300 * self.draw.uniform(0.5, 1.5), n))


def test_the_forecast_is_within_fifteen_percent_of_the_finish(tmp_path: Path, scale: Scale) -> None:
    """A queue that is worked off after a stop: 24 people have been served, 36 wait."""
    worst = 0.0
    for seed in range(scale.rounds(ci=2, long=40)):
        site = small_hall(hours=Hours(monday=NINE_TO_FIVE))
        with running(tmp_path / str(seed), site, TurnedClock(HALF_PAST_TWO)) as hall:
            hall.open_all()
            for n in range(60):
                hall.issue("social" if n % 3 == 0 else "general")
            afternoon = Afternoon(hall, seed)
            afternoon.until(2_400)
            hall.turn(12)
            told = {row.service: row.ends for row in hall.server.door.snapshot.services}
            now = hall.clock.now
            last = max(end for end in told.values() if end is not None)
            finished = (
                afternoon.begun + afternoon.finish_all() - hall.clock.seconds + (hall.clock.now - now).total_seconds()
            )
            worst = max(worst, abs((last - now).total_seconds() / finished - 1))
    scale.counted(worst_error=round(worst, 3))
    assert worst <= 0.15


def test_nothing_is_forecast_before_five_were_served_and_tight_is_shown_when_it_is(tmp_path: Path) -> None:
    site = small_hall(
        hours=Hours(monday=NINE_TO_FIVE),
        services=small_hall().services[:1],
        counters=(c.Counter(id="w1", number=1, zone="1A", skills=("general",)),),
        stations=tuple(one for one in small_hall().stations if one.counter in ("", "w1")),
    )
    with running(tmp_path, site, TurnedClock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))) as hall:
        hall.pressed(1, keys.OpenCounter)
        for _ in range(20):
            hall.issue()
        shown = []
        for _ in range(5):
            hall.turn(12)
            shown.append(hall.wire.last(ServiceState, service="general").standing)
            hall.pressed(1, keys.CallNext)
            hall.pressed(1, keys.Serve)
            hall.turn(240)
            hall.pressed(1, keys.Finish)
        hall.turn(12)
        state = hall.wire.last(ServiceState, service="general")
        assert set(shown) == {ServiceStanding.NORMAL}
        assert state.standing is ServiceStanding.TIGHT
        assert state.until == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
