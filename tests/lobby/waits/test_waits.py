"""Honest waits: when a range is told and when not, that it shrinks, holds, widens after bad days, and is fast."""

from __future__ import annotations

import io
import time
from contextlib import redirect_stdout
from datetime import time as of_day
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import fmean

import pytest

from config import site as c
from config.hours import Hours, Span
from lobby.commands import waits as command
from lobby.contract import counters as keys
from lobby.contract.boards import ServiceState
from lobby.contract.counters import Outcome
from lobby.contract.tickets import TicketIssued, TicketView, WaitRange
from lobby.items import ConfirmDay
from lobby.store.shelf import Shelved
from lobby.store.work import Fact
from lobby.waits.back_test import Verdict, judge
from lobby.waits.calibration import CAUTIOUS, HELD, Scores, in_minutes, score
from lobby.waits.estimate import Forecast, Window
from lobby.waits.history import Curve, Learned, points
from lobby.waits.outlook import FEWEST, Outlook
from lobby.waits.what_if import what_if
from tests.lobby.halls import RunningHall, TurnedClock, journal_of, running, small_hall
from tests.logs import ExpectedLogs

VISIT_S = 300.0


def serve(hall: RunningHall, counter: int, seconds: float = VISIT_S) -> None:
    """One visit from call to finish."""
    hall.turn(9)
    hall.pressed(counter, keys.CallNext)
    hall.pressed(counter, keys.Serve)
    hall.turn(seconds)
    hall.pressed(counter, keys.Finish, outcome=Outcome.ACCEPTED)


def warmed(hall: RunningHall, visits: int = FEWEST) -> None:
    """Window 1 is open and has served so many."""
    hall.pressed(1, keys.OpenCounter)
    for _ in range(visits):
        hall.issue()
        serve(hall, 1)
    hall.turn(11)


def found(hall: RunningHall, view: TicketView) -> TicketView | None:
    token = next(token for token, ticket in hall.server.door.snapshot.by_token.items() if ticket.id == view.ticket)
    return hall.server.door.snapshot.ticket(token)


def test_a_wait_is_told_from_the_fifth_service_on_and_not_before(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        warmed(hall, FEWEST - 1)
        assert hall.issue().wait is None
        serve(hall, 1)
        hall.turn(11)
        hall.issue()
        wait = hall.issue().wait
        assert wait is not None
        assert 0 <= wait.low < wait.high
        assert wait.low * 60 <= VISIT_S <= wait.high * 60
        assert hall.wire.last(ServiceState, service="general").wait is not None
        assert hall.wire.last(ServiceState, service="social").wait is None


def test_without_an_open_window_nobody_is_told_a_wait(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        warmed(hall)
        hall.pressed(1, keys.CloseCounter)
        hall.turn(3)
        assert hall.issue().wait is None
        assert hall.wire.last(ServiceState, service="general").wait is None


def test_who_goes_before_others_is_told_none_and_what_a_ticket_was_told_stays_with_it(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        warmed(hall)
        answer = hall.ask("kiosk-1", hall.wish(rank=2))
        assert isinstance(answer, TicketIssued)
        assert answer.view.wait is None
        view = hall.issue()
        assert view.wait is not None
        hall.turn(3)
        kept = next(one for one in hall.server.door.snapshot.by_token.values() if one.id == view.ticket)
        assert kept.quoted == (view.wait.low * 60, view.wait.high * 60)


def test_the_wait_of_a_ticket_shrinks_while_its_queue_moves(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        warmed(hall)
        views = [hall.issue() for _ in range(6)]
        hall.turn(11)
        last = found(hall, views[-1])
        told = [last.wait] if last else []
        for _ in range(4):
            serve(hall, 1)
            hall.turn(11)
            last = found(hall, views[-1])
            told.append(last.wait if last else None)
        highs = [wait.high for wait in told if wait]
        assert len(highs) == 5
        assert highs == sorted(highs, reverse=True)
        assert highs[-1] < highs[0] / 2


def test_a_restart_forgets_no_service_of_the_day(tmp_path: Path) -> None:
    clock = TurnedClock()
    with running(tmp_path, clock=clock) as hall:
        warmed(hall)
        before = hall.issue().wait
        hall.pressed(1, keys.CallNext)
    clock.turn(30)
    with running(tmp_path, clock=clock) as hall:
        assert before is not None
        assert hall.issue().wait is not None


def lunch_hall() -> c.Site:
    spans = (Span(start=of_day(9), end=of_day(12)), Span(start=of_day(13), end=of_day(17)))
    return small_hall(hours=Hours(monday=spans))


def test_a_range_that_the_lunch_break_would_cut_is_not_told_and_one_beyond_it_holds_the_break(tmp_path: Path) -> None:
    clock = TurnedClock(TurnedClock().now + timedelta(hours=1, minutes=50))  # 11:20
    with running(tmp_path, lunch_hall(), clock) as hall:
        warmed(hall, 6)  # till 11:52
        hall.issue()
        cut, beyond = hall.issue(), [hall.issue() for _ in range(6)]
        assert cut.wait is None
        assert beyond[-1].wait is not None
        at = hall.clock.now.astimezone(hall.site.hall.zone_info)
        to_lunch = 12 * 60 - at.hour * 60 - at.minute
        assert beyond[-1].wait.low >= to_lunch + 60 - 1


def test_the_day_leaves_a_back_test_in_journal_shelf_and_command(tmp_path: Path) -> None:
    clock = TurnedClock()
    site = small_hall(hours=Hours(monday=(Span(start=of_day(8), end=of_day(23)),)))
    with running(tmp_path, site, clock) as hall:
        warmed(hall)
        for _ in range(4):
            hall.issue()
        for _ in range(4):
            serve(hall, 1)
        hall.turn(15 * 3600)
        (day,) = hall.server.door.snapshot.back_tests
    assert day.key == "2026-11-23"
    assert day.tickets == 4
    assert 0 <= day.coverage <= 1
    assert day.width_min > 0
    told = [record for record in journal_of(tmp_path) if record.what == Fact.BACK_TEST]
    assert [record.reason for record in told] == [day.line]
    out = io.StringIO()
    with redirect_stdout(out):
        command.show([day])
    assert out.getvalue().splitlines()[-1].split()[:2] == ["2026-11-23", "4"]


# -- figures -----------------------------------------------------------------------------------------------------------


def test_people_still_at_a_window_count_or_a_morning_would_look_quick() -> None:
    assert Curve([100, 100], []).mean == 100
    early = Curve([60, 70, 80], [300] * 7)
    assert early.mean > 300
    assert early.left_after(300) > 60
    known = Curve([100, 200, 300, 400], [])
    assert known.mean == 250
    assert known.left_after(250) == pytest.approx(100)


def test_ranges_hold_what_they_promise_however_wrong_the_forecast_is() -> None:
    """Split-conformal needs nothing of the forecast but that its errors stay alike."""
    dice = Random(4)
    scores, held, widths = Scores(CAUTIOUS), [], []
    for n in range(3_000):
        forecast = dice.uniform(0, 3_000)
        waited = max(0.0, forecast * 1.4 * dice.lognormvariate(0, 0.3) + dice.uniform(0, 300))
        told = in_minutes(*scores.band(60.0, 80).ends(forecast))
        if n > 500:
            held.append(told.low * 60 <= waited <= told.high * 60)
            widths.append(told.high - told.low)
        scores.add(score(waited, forecast, 60.0, 80))
    assert HELD - 0.02 <= fmean(held) <= 0.95
    assert fmean(widths) < 40


def test_after_a_day_of_bad_ranges_the_next_days_are_wider() -> None:
    good, bad = Scores([n / 20 - 0.5 for n in range(20)] * 4), Scores([n / 4 - 2.5 for n in range(20)] * 4)
    kept = Learned(key="general", scores=bad.points())
    wide = in_minutes(*Scores(kept.scores).band(60.0, 80).ends(1_200))
    narrow = in_minutes(*Scores(good.points()).band(60.0, 80).ends(1_200))
    assert wide.high - wide.low > narrow.high - narrow.low


def test_a_back_test_counts_what_an_independent_count_finds() -> None:
    verdicts = [Verdict(0, 600, waited, 300) for waited in (60, 300, 599, 601)]
    day = judge("2026-11-23", verdicts)
    assert day is not None
    assert (day.tickets, day.coverage, day.width_min) == (4, 0.75, 10.0)
    assert day.naive_width_min == pytest.approx((299 + 299) / 60, abs=0.1)
    assert judge("2026-11-24", []) is None


def test_a_summary_is_small_whatever_it_sums_up() -> None:
    assert points(range(10_000))[:2] == (250, 750)
    assert len(points(range(10_000))) == 20
    assert points([3, 1, 2]) == (1, 2, 3)
    assert issubclass(Learned, Shelved)


# -- what if -----------------------------------------------------------------------------------------------------------


def outlook_of(dice: Random) -> Outlook:
    """A hall in disorder: skills that overlap, windows busy for any time, unlike services."""
    services = ["a", "b", "c"]
    lengths = {service: dice.uniform(60, 1_500) for service in services}
    windows = tuple(
        Window(tuple(dice.sample(services, dice.randint(1, 3))), 1_000.0 + dice.uniform(0, 900))
        for _ in range(dice.randint(1, 8))
    )
    line = tuple((str(n), dice.choice(services)) for n in range(dice.randint(0, 60)))
    bands = {service: Scores(CAUTIOUS).band(lengths[service], 80) for service in services}
    forecast = Forecast(windows, lengths)
    return Outlook(
        at=1_000.0, forecast=forecast, bands=bands, windows=windows, line=line, lengths=lengths, coming={"a": 0.01}
    )


def test_one_more_window_never_makes_a_wait_longer() -> None:
    dice = Random(8)
    for _ in range(200):
        outlook = outlook_of(dice)
        found = [what_if(outlook, "a", more, 1_800) for more in range(5)]
        told = [one.p90_s for one in found if one.p90_s is not None]
        assert told == sorted(told, reverse=True)
        waits: list[WaitRange] = [one.wait for one in found if one.wait]
        assert [wait.high for wait in waits] == sorted((wait.high for wait in waits), reverse=True)


def test_one_more_window_tells_when_the_wait_is_below_the_alarm_again() -> None:
    line = tuple((str(n), "a") for n in range(20))
    windows = (Window(("a",), 0.0), Window(("a",), 0.0))
    bands = {"a": Scores(CAUTIOUS).band(300.0, 80)}
    forecast = Forecast(windows, {"a": 600.0})
    outlook = Outlook(
        forecast=forecast, bands=bands, windows=windows, line=line, lengths={"a": 600.0}, coming={"a": 1 / 250}
    )
    now, more, many = (what_if(outlook, "a", count, 1_800) for count in (0, 1, 20))
    assert now.calm_in_s is None  # more people come than two windows serve
    assert more.calm_in_s is not None
    assert more.calm_in_s > 0
    assert many.calm_in_s == 0


def test_an_estimate_costs_next_to_nothing() -> None:
    """At an issue at most 0.2 ms, all services anew at most 5 ms: 229 windows, 600 people; the best of some tries, as
    other programs run beside."""
    services = [f"s{n}" for n in range(6)]
    windows = [Window((services[n % 6], services[(n + 1) % 6]), float(n)) for n in range(229)]
    lengths = dict.fromkeys(services, 600.0)
    anew, each = [], []
    for _ in range(10):
        begin = time.thread_time()
        forecast = Forecast(windows, lengths)
        for n in range(600):
            forecast.take(services[n % 6])
        anew.append(time.thread_time() - begin)
        outlook = Outlook(forecast=forecast, bands={service: Scores(CAUTIOUS).band(10.0, 80) for service in services})
        begin = time.thread_time()
        for n in range(100):
            outlook.newcomer(services[n % 6], 0.0)
        each.append((time.thread_time() - begin) / 100)
    assert min(anew) < 0.005
    assert min(each) < 0.000_2


@pytest.mark.fault("F077")
def test_nothing_is_learned_from_a_visit_or_a_pause_in_which_the_clock_was_put_back(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("no day opens until a person confirms the time")
    with running(tmp_path) as hall:
        warmed(hall)
        for _ in range(2):
            hall.issue()
        serve(hall, 1)
        hall.clock.now -= timedelta(hours=1)
        hall.pressed(1, keys.CallNext)
        hall.pressed(1, keys.Serve)
        hall.clock.now -= timedelta(hours=1)
        hall.pressed(1, keys.Finish, outcome=Outcome.ACCEPTED)
        wait_is_told(hall, ahead=1)
    with running(tmp_path, clock=hall.clock) as again:
        wait_is_told(again, ahead=3)


def wait_is_told(hall: RunningHall, ahead: int) -> None:
    """Once a person has confirmed the time: so many visits of the length that is known."""
    hall.server.receive(ConfirmDay(by="manager"))
    hall.turn(11)
    hall.issue()
    wait = hall.issue().wait
    assert wait is not None
    assert wait.low * 60 <= ahead * VISIT_S <= wait.high * 60
