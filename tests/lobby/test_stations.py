"""Stations other than kiosks, and what happens to all of them when the broker dies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.site import Role
from lobby.contract.counters import CallNext, CounterChanged, OpenCounter
from lobby.contract.stations import StationPresence
from lobby.news import BoardSeen, CallSeen, CounterSeen, ServerPulse, TicketGiven
from tests.lobby.live import Collected, LiveHall, answers, until, wish
from tests.logs import ExpectedLogs

LOST = r"lobby.link: .* has no broker at"


def call_next(hall: LiveHall, n: int) -> str:
    """The label that counter n calls now; it is opened first."""
    keys, deadline = hall.link(f"keys-{n}"), datetime.now(UTC) + timedelta(seconds=5)
    answers(keys, OpenCounter(request=f"open-{n}", deadline=deadline))
    called = answers(keys, CallNext(request=f"next-{n}", deadline=deadline))
    assert isinstance(called, CounterChanged)
    assert called.moved is not None
    return called.moved.label


def test_a_display_and_a_window_screen_hear_the_call_and_their_receipts_count(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        hall.serve()
        display, window, kiosk = hall.agent("display-1"), hall.agent("window-1"), hall.agent("kiosk-3")
        for screen in (display, window):
            screen.beat()
            screen.hears(ServerPulse)
        kiosk.issue(wish())
        label = kiosk.hears(TicketGiven).view.label
        assert call_next(hall, 1) == label
        for screen in (display, window):
            call = screen.hears(CallSeen).call
            assert (call.row.label, call.row.counter) == (label, 1)
            screen.shown(call.id)
        seen = window.hears(CounterSeen, lambda news: news.counter == "w1" and news.state.shown == 2)
        assert seen.state.ticket is not None
        assert seen.state.ticket.label == label
        display.hears(BoardSeen, lambda news: [row.label for row in news.board.calls] == [label])


@pytest.mark.fault("F060")
def test_a_killed_broker_loses_nothing_and_every_screen_is_told_again(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may(LOST)
    with LiveHall(tmp_path) as hall:
        server = hall.serve()
        kiosk, display = hall.agent("kiosk-3"), hall.agent("display-1")
        kiosk.device(device="printer", state="ready", reason="", paper="full")
        for agent in (kiosk, display):
            agent.hears(ServerPulse)
        kiosk.issue(wish())
        label = kiosk.hears(TicketGiven).view.label
        call_next(hall, 2)
        display.hears(BoardSeen, lambda news: [row.label for row in news.board.calls] == [label])
        hall.broker.kill()
        hall.broker.start()
        late = hall.agent("window-1")
        assert [row.label for row in late.hears(BoardSeen).board.calls] == [label]
        assert until(lambda: kiosk.link.up)
        kiosk.issue(wish())
        second = kiosk.hears(TicketGiven).view
        assert [one.id for one in server.waiting()] == [second.ticket]
        presence = Collected()
        hall.link("watcher", role=Role.OBSERVER).on(StationPresence, presence, station="kiosk-3")
        assert presence.next().message.online
