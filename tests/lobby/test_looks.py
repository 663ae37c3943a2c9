"""What the server keeps of its looks between changes is what it would make anew, after any keys."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from config import site as c
from config.hours import Hours, Span
from lobby.contract import counters as keys
from lobby.contract.stations import StationPresence, StationPulse
from lobby.contract.tickets import Mode
from lobby.hall import Hall
from lobby.monitor import SILENT_S, Monitor
from lobby.pictures import CounterLook, HallSnapshot
from lobby.stopping.prospects import shifts_today
from lobby.waits.history import Curve
from tests.lobby.halls import MONDAY, RunningHall, TurnedClock, running, small_hall
from tests.scale import Scale

OFTEN: dict[type[keys.CounterRequest], int] = {
    keys.OpenCounter: 3,
    keys.PauseCounter: 3,
    keys.CallNext: 3,
    keys.Serve: 3,
    keys.Finish: 4,
    keys.CloseCounter: 1,
    keys.Hold: 1,
}
KEYS = [key for key, times in OFTEN.items() for _ in range(times)]


def low_hall() -> c.Site:
    """The low counter alone serves social beside the others' general, so pauses and closings change who is next."""
    skills = (("general", "social"), ("general",), ("general", "social"))
    counters = tuple(c.Counter(id=f"w{n}", number=n, zone="1A", skills=skills[n - 1], low=n == 1) for n in (1, 2, 3))
    return small_hall(counters=counters)


def somebody_does_something(hall: RunningHall, dice: Random) -> None:
    if dice.random() < 0.3:
        modes = (Mode.LOW_REACH,) if dice.random() < 0.5 else ()
        hall.ask("kiosk-1", hall.wish(dice.choice(("general", "social")), modes=modes, rank=dice.choice((0, 0, 1))))
    else:
        hall.press(dice.randint(1, 3), dice.choice(KEYS))
    hall.turn(dice.choice((0.1, 1, 4)))


def shown(picture: HallSnapshot) -> tuple[tuple[CounterLook, ...], list[tuple[str, int, int]]]:
    return picture.counters, [(one.service, one.waiting, one.open_counters) for one in picture.services]


def test_counters_and_services_look_as_a_server_would_show_them_that_has_just_read_it_all(
    tmp_path: Path, scale: Scale
) -> None:
    dice, clock, paused, elsewhere = scale.random, TurnedClock(), 0, 0
    for _ in range(scale.rounds(ci=20, long=1_000)):
        with running(tmp_path, low_hall(), clock) as hall:
            for _ in range(20):
                somebody_does_something(hall, dice)
            hall.turn(60)  # nothing can be undone or rated any more
            before = hall.server.door.snapshot
        with running(tmp_path, low_hall(), clock) as hall:
            assert shown(hall.server.door.snapshot) == shown(before)
        paused += any(look.state.status is keys.CounterStatus.PAUSED for look in before.counters)
        elsewhere += any(look.state.elsewhere for look in before.counters)
    assert paused >= elsewhere > 0
    scale.counted(paused=paused, elsewhere=elsewhere)


def test_the_console_sees_what_a_station_says_when_it_falls_silent_and_what_was_refused_of_it() -> None:
    monitor = Monitor(small_hall())

    def kiosk(monotonic: float, **refused: int) -> tuple[bool, bool, int, int]:
        look = next(one for one in monitor.looks(monotonic, refused) if one.station == "kiosk-1")
        return look.online, look.alive, look.offline_waiting, look.refused

    def hear(state: StationPresence | StationPulse, monotonic: float) -> None:
        monitor.hear("kiosk-1", state, "", live=True, now=MONDAY, monotonic=monotonic)

    assert kiosk(0) == (False, False, 0, 0)
    hear(StationPresence(boot="b", sequence=1, online=True, role=c.Role.KIOSK), 1)
    assert kiosk(1) == (True, False, 0, 0)
    hear(StationPulse(boot="b", sequence=2, beats=1, offline_waiting=3), 2)
    assert kiosk(2) == (True, True, 3, 0)
    assert kiosk(2, **{"kiosk-1": 5}) == (True, True, 3, 5)
    assert kiosk(2 + SILENT_S, **{"kiosk-1": 5}) == (True, False, 3, 5)


def test_the_shifts_of_a_window_are_those_of_the_day_it_is(tmp_path: Path) -> None:
    span = Span(start=MONDAY.time(), end=(MONDAY + timedelta(hours=2)).time())
    hours = Hours(monday=(span,), tuesday=(span, Span(start=span.end, end=(MONDAY + timedelta(hours=3)).time())))
    site = small_hall(hours=hours, counters=(c.Counter(id="w1", number=1, zone="1A", skills=("general",)),))
    with running(tmp_path, site) as hall:
        value = Hall(site, hall.store.load(), hall.store)
        value.now = MONDAY
        monday = shifts_today(value)["w1"]
        assert shifts_today(value)["w1"] is monday
        value.now = MONDAY + timedelta(days=1)
        assert shifts_today(value)["w1"][0][0] == monday[0][0] + 86_400


def test_the_curve_of_visits_loses_at_each_end_the_share_that_goes_of_those_still_there(scale: Scale) -> None:
    """Kaplan and Meier by their definition."""
    dice = scale.random
    for _ in range(200):
        gone, there = ([dice.randint(1, 30) * 10.0 for _ in range(dice.randint(least, 40))] for least in (1, 0))
        share, mean, at = 1.0, 0.0, 0.0
        for end in sorted(set(gone)):
            mean, at = mean + share * (end - at), end
            left = sum(one >= end for one in gone) + sum(one > end for one in there)
            share *= 1 - gone.count(end) / left
        pace = (sum(gone) + sum(there)) / len(gone)
        assert Curve(gone, there).mean == pytest.approx(mean + share * pace)
