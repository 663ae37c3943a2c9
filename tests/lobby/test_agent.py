"""A kiosk's side of the hall: one number a citizen, whatever the network does."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest

from lobby.contract.message import Refusal
from lobby.contract.stations import HelpPhase
from lobby.contract.tickets import TicketState
from lobby.news import (
    ConnectionChanged,
    HelpSeen,
    NoAnswer,
    TicketFound,
    TicketGiven,
    TicketRefused,
    UnfinishedSlip,
)
from lobby.outbox import WishState
from lobby.store.journal import read
from tests.given_time import GivenTime
from tests.lobby.halls import replaced
from tests.lobby.live import ListeningAgent, LiveHall, until, wish
from tests.logs import ExpectedLogs
from tests.proxy import Way
from tests.scale import Scale

LOST = r"lobby.link: .* has no broker at"


def ready(agent: ListeningAgent) -> ListeningAgent:
    """An agent that met its server and was told where its own series stands."""
    agent.hears(ConnectionChanged, lambda news: news.online)
    assert until(lambda: agent.kept.series_told() is not None)
    return agent


def test_a_wish_gets_a_number_of_the_server(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        hall.serve()
        agent = ready(hall.agent("kiosk-3"))
        wanted = wish()
        agent.issue(wanted)
        given = agent.hears(TicketGiven)
        assert (given.request, given.token, given.offline) == (wanted.request, wanted.token, False)
        assert given.view.label == "A001"


@pytest.mark.fault("F064")
def test_a_dead_server_costs_one_deadline_then_numbers_are_offline_at_once_and_merge_on_return(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall, GivenTime() as given_time:
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3"))
        server.stop()
        began = time.monotonic()
        agent.issue(wish())
        assert agent.hears(TicketGiven).view.label == "A3-01"
        assert time.monotonic() - began > 1.4
        assert given_time.since(began) < 2.0
        began = time.monotonic()
        agent.issue(wish())
        given = agent.hears(TicketGiven)
        assert (given.view.label, given.offline, given.view.ahead) == ("A3-02", True, None)
        assert given_time.since(began) < 0.5
        server = hall.serve()
        assert until(lambda: len(server.tickets()) == 2)
        assert [ticket.split("-", 1)[1] for ticket, _, _ in server.tickets()] == ["A3-01", "A3-02"]
        agent.hears(ConnectionChanged, lambda news: news.online)
        agent.issue(wish())
        assert not agent.hears(TicketGiven).offline


@pytest.mark.fault("F070")
def test_a_cut_cable_costs_one_deadline_and_everything_is_merged_in_order(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may(LOST)
    with LiveHall(tmp_path) as hall, GivenTime() as given_time:
        cable = hall.cable()
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3", port=cable.port))
        cable.lost = {Way.UP, Way.DOWN}
        began = time.monotonic()
        agent.issue(wish())
        assert agent.hears(TicketGiven).view.label == "A3-01"
        assert given_time.since(began) < 2.0
        for expected in ("B3-01", "A3-02"):
            agent.issue(wish("social" if expected[0] == "B" else "general"))
            assert agent.hears(TicketGiven).view.label == expected
        cable.lost = set()
        assert until(lambda: len(server.tickets()) == 3, 30)
        places = [ticket.id.split("-", 1)[1] for ticket in server.waiting()]
        assert places == ["A3-01", "B3-01", "A3-02"]


@pytest.mark.fault("F071")
def test_with_replies_lost_the_citizen_keeps_the_number_shown_and_the_other_is_superseded(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may(LOST)
    with LiveHall(tmp_path) as hall:
        cable = hall.cable()
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3", port=cable.port))
        cable.lost = {Way.DOWN}
        wanted = wish()
        agent.issue(wanted)
        given = agent.hears(TicketGiven)
        assert (given.view.label, given.offline) == ("A3-01", True)
        assert until(lambda: [state for _, state, _ in server.tickets()] == ["waiting"])
        cable.lost = set()
        assert until(lambda: len(server.tickets()) == 2, 30)
        (_, *own), (_, *other) = sorted(server.tickets(), key=lambda ticket: "-A3-" not in ticket[0])
        assert own == ["waiting", ""]
        assert other == ["cancelled", "superseded"]
        assert [news for news in agent.heard_until_now() if isinstance(news, TicketGiven)] == []


@pytest.mark.fault("F061", "F071")
def test_an_answer_later_than_the_deadline_gives_no_second_number(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        cable = hall.cable()
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3", port=cable.port))
        cable.hold = lambda topic, _: "/answer/" in topic
        agent.issue(wish())
        assert agent.hears(TicketGiven).offline
        cable.release()
        assert until(lambda: ("cancelled", "superseded") in {ticket[1:] for ticket in server.tickets()}, 30)
        assert [news for news in agent.heard_until_now() if isinstance(news, TicketGiven)] == []


@pytest.mark.fault("F061")
def test_requests_and_answers_delivered_three_times_have_one_effect(tmp_path: Path, scale: Scale) -> None:
    rounds = scale.rounds(ci=20, long=2_000)
    with LiveHall(tmp_path) as hall:
        cable, server_cable = hall.cable(), hall.cable()
        server = hall.serve(port=server_cable.port)
        agent = ready(hall.agent("kiosk-3", port=cable.port))
        cable.repeat = server_cable.repeat = 2
        given = []
        for _ in range(rounds):
            agent.issue(wish())
            given.append(agent.hears(TicketGiven).view.ticket)
        assert [news for news in agent.heard_until_now() if isinstance(news, TicketGiven)] == []
        assert sorted(given) == [ticket for ticket, _, _ in server.tickets()]
    scale.counted(rounds=rounds, tickets=len(set(given)))


def test_without_word_of_its_own_series_a_kiosk_refuses_and_a_number_nobody_saw_is_cancelled(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may(LOST)
    with LiveHall(tmp_path) as hall:
        cable = hall.cable()
        server = hall.serve()
        cable.hold = lambda topic, _: "/offline-series/" in topic
        agent = hall.agent("kiosk-3", port=cable.port)
        agent.hears(ConnectionChanged, lambda news: news.online)
        cable.lost = {Way.DOWN}
        agent.issue(wish())
        assert agent.hears(TicketRefused).reason is None
        assert until(lambda: [state for _, state, _ in server.tickets()] == ["waiting"])
        cable.lost = set()
        assert until(lambda: [state for _, state, _ in server.tickets()] == ["cancelled"], 30)


def test_the_word_of_another_day_is_no_word(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3"))
        server.stop()
        told = agent.kept.series_told()
        assert told is not None
        agent.kept.remember_series(replaced(told, day=told.day - timedelta(days=1)))
        agent.issue(wish())
        assert agent.hears(TicketRefused).reason is None


def test_a_disk_that_takes_nothing_refuses_at_once_and_asks_nobody(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("the outbox can't be written")
    with LiveHall(tmp_path) as hall:
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3"))
        with contextlib.closing(sqlite3.connect(tmp_path / "stations" / "kiosk-3" / "outbox.db")) as outbox:
            outbox.execute("CREATE TRIGGER full BEFORE INSERT ON wishes BEGIN SELECT raise(FAIL, 'disk is full'); END")
        agent.issue(wish())
        assert agent.hears(TicketRefused).reason is None
        assert server.tickets() == []


def test_numbers_go_on_above_those_kept_and_those_told_after_a_restart(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may(LOST)
    with LiveHall(tmp_path) as hall:
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3", start=False).begin())
        server.stop()
        for label in ("A3-01", "A3-02"):
            agent.issue(wish())
            assert agent.hears(TicketGiven).view.label == label
        agent.stop()
        again = hall.agent("kiosk-3")
        again.issue(wish())
        assert "A3-03" in {again.hears(TicketGiven).view.label for _ in range(3)}
        assert {one.wish.service for one in again.kept.entries(WishState.OWN)} == {"general"}


def test_a_slip_is_unknown_after_a_crash_and_its_outcome_reaches_the_journal(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        hall.serve()
        agent = ready(hall.agent("kiosk-3", start=False).begin())
        wanted = wish()
        agent.issue(wanted)
        view = agent.hears(TicketGiven).view
        agent.slip_intended(view=view, token=wanted.token, offline=False, job="job-1")
        assert [slip.outcome for slip in agent.recent_slips()] == ["intended"]
        agent.stop()
        again = hall.agent("kiosk-3")
        unfinished = again.hears(UnfinishedSlip)
        assert (unfinished.view.ticket, unfinished.job) == (view.ticket, "job-1")
        assert until(lambda: not again.kept.slips_to_tell())
        assert [slip.outcome for slip in again.recent_slips()] == ["unknown"]
        assert until(lambda: "unknown:restart" in journal(hall.data))


def test_what_a_dead_server_never_heard_is_told_to_the_next_one(tmp_path: Path) -> None:
    """The broker acknowledges all of it; only a server that goes on living has it."""
    with LiveHall(tmp_path) as hall:
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3"))
        agent.issue(wanted := wish())
        view = agent.hears(TicketGiven).view
        server.stop()
        agent.slip_intended(view=view, token=wanted.token, offline=False, job="job-1")
        agent.slip_done(job="job-1", outcome="confirmed", reason="")
        help = agent.ask_help()
        hall.serve()
        seen = agent.hears(HelpSeen, lambda news: news.state.phase is HelpPhase.RECEIVED)
        assert seen.state.help == help
        assert until(lambda: "confirmed" in journal(hall.data)), "or the dead server's acknowledgement was believed"
        assert until(lambda: not agent.kept.slips_to_tell()), "the living one has it"


def test_a_kiosk_that_never_stops_forgets_the_days_gone_by(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3"))
        agent.issue(wish())
        view = agent.hears(TicketGiven).view
        yesterday = agent.server_now() - timedelta(days=1)
        agent.kept.begin(old := wish(), yesterday.date(), yesterday)
        agent.kept.given(old.request, view)
        server.stop()
        hall.serve()
        assert until(lambda: len(agent.kept.entries(WishState.GIVEN)) == 1)


def test_find_check_in_and_cancel_are_answered_online_and_refused_offline(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        server = hall.serve()
        agent = ready(hall.agent("kiosk-3"))
        wanted = wish()
        agent.issue(wanted)
        ticket = agent.hears(TicketGiven).view.ticket
        agent.find("r-1", wanted.token)
        assert agent.hears(TicketFound).view.ticket == ticket
        agent.check_in("r-2", "nobody")
        assert agent.hears(NoAnswer).reason is Refusal.UNKNOWN_TICKET
        agent.cancel("r-3", ticket, "changed my mind")
        assert agent.hears(TicketFound).view.state is TicketState.CANCELLED
        server.stop()
        agent.find("r-4", wanted.token)
        assert agent.hears(NoAnswer).reason is None
        agent.find("r-5", wanted.token)
        assert agent.hears(NoAnswer).request == "r-5"


def test_a_call_for_help_is_heard_after_the_link_was_down(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must(LOST)
    with LiveHall(tmp_path) as hall:
        cable = hall.cable()
        hall.serve()
        agent = ready(hall.agent("kiosk-3", port=cable.port))
        cable.refusing = True
        cable.break_connections()
        assert until(lambda: not agent.link.up)
        help = agent.ask_help()
        cable.refusing = False
        seen = agent.hears(HelpSeen, lambda news: news.state.phase is HelpPhase.RECEIVED)
        assert seen.state.help == help
        agent.withdraw_help(help)
        agent.hears(HelpSeen, lambda news: news.state.phase is HelpPhase.NONE)


def journal(data: Path) -> set[str]:
    """Why each record was written."""
    with contextlib.closing(sqlite3.connect(data / "lobby.db")) as database:
        return {record.reason for _, record in read(database)}
