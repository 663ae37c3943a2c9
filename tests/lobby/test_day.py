"""Days: opened by a transaction at the hall's midnight, closed with reasons, never opened on a doubtful clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from config import site as c
from config.hours import Hours, Span
from lobby import calling, issuing
from lobby.answering import Settled
from lobby.askers import Asker
from lobby.contract import counters as keys
from lobby.contract.boards import Heartbeat
from lobby.contract.message import Refusal, Refused
from lobby.contract.tickets import TicketIssued, TicketState
from lobby.day import Calendar, turn
from lobby.hall import Hall
from lobby.items import ConfirmDay
from lobby.store import backup
from lobby.store.work import Record
from tests.lobby.halls import TurnedClock, running, small_hall, station
from tests.logs import ExpectedLogs
from tests.scale import Scale

MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""00:00 of the 24th in the hall."""
_NINE_TO_FIVE = (Span(start=time(9), end=time(17)),)
SHOPS = Hours(monday=_NINE_TO_FIVE, tuesday=_NINE_TO_FIVE)
KIOSKS = 40


def _end_of(folder: Path, ticket: str) -> Record:
    """The last record of a ticket's states; those of its channels may follow."""
    return [record for _, record in backup.history(folder, ticket) if record.state][-1]


@pytest.mark.fault("F076")
def test_numbers_begin_again_at_midnight_and_the_old_ones_stay_valid(tmp_path: Path, scale: Scale) -> None:
    rounds = scale.rounds(ci=400, long=40_000)
    clock = TurnedClock(MIDNIGHT - timedelta(seconds=3))
    kiosks = [station(f"kiosk-{n}", c.Role.KIOSK, number=n) for n in range(1, KIOSKS + 1)]
    others = [one for one in small_hall().stations if one.role is not c.Role.KIOSK]
    with running(tmp_path, small_hall(stations=(*kiosks, *others)), clock) as hall:
        hall.open_all()
        before = hall.issue()
        hall.pressed(1, keys.CallNext)
        for n in range(rounds):
            hall.hear(kiosks[n % KIOSKS].id, hall.wish())
            if n % 7 == 0:
                hall.clock.turn(4 * 7 / rounds)
                hall.server.step()
        hall.server.step()
        hall.turn(3)
        tickets = [answer.view.ticket for answer in hall.wire.answers if isinstance(answer, TicketIssued)]
        issued = len(tickets)
        assert len(set(tickets)) == issued == rounds + 1
        by_day = {day: [int(t[10:]) for t in tickets if t.startswith(day)] for day in ("20261123", "20261124")}
        for numbers in by_day.values():
            assert numbers == list(range(1, len(numbers) + 1))
            assert numbers
        assert hall.pressed(1, keys.Serve).moved is not None
        called = hall.pressed(2, keys.CallNext).moved
        assert called is not None
        assert called.ticket == "20261123-A002"
        assert before.ticket == "20261123-A001"
        scale.counted(kiosks=KIOSKS, issued=issued, old_day=len(by_day["20261123"]), new_day=len(by_day["20261124"]))


def test_a_month_of_visits_leaves_two_days_of_them_in_memory(tmp_path: Path) -> None:
    clock = TurnedClock()
    with running(tmp_path, clock=clock) as running_hall:
        hall = Hall(running_hall.site, running_hall.store.load(), running_hall.store)
        hall.screens_of, hall.open_to_public = (lambda _: frozenset({"display-1"})), True
        calendar = Calendar(hall.site, clock)
        settled, clerk = Settled(hall.work, running_hall.store), Asker(station="li", counter="w1")
        calling.press(hall, settled, clerk, keys.OpenCounter(request="open", deadline=clock.now))
        for day in range(30):
            hall.now, hall.monotonic = clock.wall(), clock.monotonic()
            turn(hall, calendar)
            hall.forget_old_days()
            issuing.issue(hall, settled, Asker(station="kiosk-1"), running_hall.wish())
            for key in (keys.CallNext, keys.Serve, keys.Finish):
                calling.press(hall, settled, clerk, key(request=f"{key}{day}", deadline=clock.now))
            clock.turn(86_400)
        assert len(hall.tickets) == len(hall.receipts) == len(hall.numbers) == 2
        assert len(hall.undoable) == 1


@pytest.mark.fault("F076")
def test_a_day_that_closes_ends_every_ticket_with_a_reason(tmp_path: Path) -> None:
    noon = TurnedClock(datetime(2026, 11, 23, 4, 0, tzinfo=UTC))
    with running(tmp_path, small_hall(hours=SHOPS), noon) as hall:
        hall.open_all()
        tickets = [hall.issue().ticket for _ in range(5)]
        hall.pressed(1, keys.CallNext)
        hall.pressed(2, keys.CallNext)
        hall.pressed(2, keys.Serve)
        hall.pressed(3, keys.CallNext)
        hall.pressed(3, keys.NoShow, reason=keys.GAVE_UP)
        hall.turn(12 * 3600)
        ends = {ticket: _end_of(tmp_path, ticket) for ticket in tickets}
        assert [ends[ticket].state for ticket in tickets] == ["void", "served", "void", "void", "void"]
        assert ends[tickets[1]].outcome == keys.Outcome.DAY_END
        assert {ends[ticket].reason for ticket in tickets if ends[ticket].state == "void"} == {
            "day-closed",
            "not-reached",
        }
        pulse = hall.wire.last(Heartbeat)
        assert (pulse.day, pulse.issuing, pulse.why) == (date(2026, 11, 24), False, "closed")
        answer = hall.ask("kiosk-1", hall.wish())
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.DAY_NOT_OPEN
        assert {look.state.status for look in hall.server.door.snapshot.counters} == {keys.CounterStatus.CLOSED}
        hall.turn(10 * 3600)
        assert hall.issue().ticket == "20261124-A001"


def test_memory_holds_two_days_however_long_the_server_runs(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        for _ in range(5):
            hall.issue()
            hall.turn(86_400)
            hall.turn(4 * 3600)
            hall.turn(20 * 3600)
        hall.issue()
        days = {ticket.day for ticket in hall.server.door.snapshot.by_token.values()}
        assert len(days) <= 2


def test_a_hall_open_at_midnight_closes_the_old_day_after_its_last_ticket(tmp_path: Path) -> None:
    clock = TurnedClock(MIDNIGHT - timedelta(seconds=10))
    with running(tmp_path, clock=clock) as hall:
        hall.open_all()
        last, forgotten = hall.issue().ticket, hall.issue().ticket
        hall.turn(20)
        hall.pressed(1, keys.CallNext)
        hall.pressed(1, keys.Serve)
        hall.pressed(1, keys.Finish)
        hall.turn(4 * 3600)
        states = [_end_of(tmp_path, ticket).state for ticket in (last, forgotten)]
        assert states == [TicketState.SERVED, TicketState.VOID]


def test_a_jumped_clock_opens_no_day_until_a_person_confirms(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("no day opens until a person confirms")
    with running(tmp_path) as hall:
        hall.issue()
        hall.clock.now += timedelta(days=1)
        hall.turn(2.1)
        assert hall.issue().ticket == "20261123-A002"
        assert any("the clock jumped" in alarm for alarm in hall.server.door.snapshot.alarms)
        hall.server.receive(ConfirmDay("@guard"))
        hall.server.step()
        hall.turn(2.1)
        assert hall.issue().ticket == "20261124-A001"


def test_a_clock_behind_the_journal_opens_no_day(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("the journal reaches")
    with running(tmp_path) as hall:
        hall.issue()
    with running(tmp_path, clock=TurnedClock(datetime(1970, 1, 1, tzinfo=UTC))) as hall:
        assert hall.issue().ticket == "20261123-A002"
        assert hall.issue().ahead == 2


def test_a_clock_that_came_back_is_believed_again(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("no day opens until")
    with running(tmp_path) as hall:
        hall.clock.now += timedelta(hours=20)
        hall.turn(2.1)
        hall.clock.now -= timedelta(hours=20)
        hall.turn(2.1)
        hall.turn(15 * 3600)
        assert hall.wire.last(Heartbeat).day == date(2026, 11, 24)
