"""One request id, one effect: repeated, changed, late, from the wrong station, after a restart."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from lobby.contract import counters as keys
from lobby.contract.boards import Heartbeat
from lobby.contract.catalogue import encode
from lobby.contract.message import Refusal, Refused
from lobby.contract.stations import HelpAsked, HelpPhase, HelpState, SlipPrinted
from lobby.contract.tickets import FindTicket, TicketIssued
from lobby.store import backup
from lobby.wishes import AcceptHelp, Clerk, IssueWalkIn
from tests.given_time import GivenTime
from tests.lobby.halls import journal_of, replaced, running
from tests.logs import ExpectedLogs


@pytest.mark.fault("F061")
def test_the_same_request_gets_the_same_bytes_and_has_one_effect(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = hall.wish()
        first = hall.ask("kiosk-1", wish)
        hall.issue()
        hall.clock.turn(1)
        again = hall.ask("kiosk-1", replaced(wish, deadline=hall.deadline()))
        assert encode(again) == encode(first)
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        assert encode(hall.ask("kiosk-1", replaced(wish, deadline=hall.deadline()))) == encode(first)
        assert hall.issue().label == "A003"


@pytest.mark.fault("F061")
def test_the_same_request_twice_in_one_batch_has_one_effect(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = hall.wish()
        for _ in range(3):
            hall.hear("kiosk-1", wish)
        hall.server.step()
        assert len({encode(answer) for answer in hall.wire.answers}) == 1
        assert len(hall.wire.answers) == 3
        assert hall.issue().label == "A002"


def test_the_same_id_with_another_body_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = hall.wish()
        hall.ask("kiosk-1", wish)
        answer = hall.ask("kiosk-1", replaced(wish, service="social"))
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.OTHER_BODY
        assert isinstance(hall.ask("kiosk-3", replaced(wish, token="its own")), TicketIssued)


def test_a_late_request_is_refused_unread_and_may_come_again(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = hall.wish(deadline=hall.clock.now - timedelta(milliseconds=1))
        answer = hall.ask("kiosk-1", wish)
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.LATE
        assert isinstance(hall.ask("kiosk-1", replaced(wish, deadline=hall.deadline())), TicketIssued)


@pytest.mark.parametrize("speaker", ["display-1", "keys-1", "stranger"])
def test_only_a_kiosk_may_ask_for_a_number(tmp_path: Path, speaker: str) -> None:
    with running(tmp_path) as hall:
        answer = hall.ask(speaker, hall.wish())
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.NOT_ALLOWED
        answer = hall.ask("kiosk-1", keys.CallNext(request="c", deadline=hall.deadline()))
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.NOT_ALLOWED


def test_one_bad_request_does_not_lose_the_others_of_its_batch(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.hear("kiosk-1", hall.wish())
        hall.hear("kiosk-1", hall.wish("unknown"))
        hall.hear("kiosk-3", FindTicket(request="f", deadline=hall.deadline(), token="nobody's"))
        hall.hear("kiosk-3", hall.wish())
        hall.server.step()
        kinds = [answer.reason if isinstance(answer, Refused) else "issued" for answer in hall.wire.answers]
        assert kinds == ["issued", Refusal.UNKNOWN_SERVICE, Refusal.UNKNOWN_TICKET, "issued"]


def test_a_database_held_by_another_program_delays_neither_answers_nor_the_pulse(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("lobby.server: another program holds the database")
    with (
        running(tmp_path) as hall,
        closing(sqlite3.connect(hall.data.database, isolation_level=None)) as other,
        GivenTime() as given_time,
    ):
        other.execute("BEGIN IMMEDIATE")
        wishes = [hall.wish() for _ in range(100)]
        for wish in wishes:
            hall.hear("kiosk-1", wish)
        hall.hear("kiosk-1", SlipPrinted(id="s", ticket="20261123-A001", outcome="confirmed"))
        pulses = len([said for said, _ in hall.wire.said if isinstance(said, Heartbeat)])
        began = time.monotonic()
        hall.turn(0.1)
        hall.turn(2)
        assert given_time.since(began) < 1
        assert [answer.reason for answer in hall.wire.answers if isinstance(answer, Refused)] == [Refusal.LATE] * 100
        assert len([said for said, _ in hall.wire.said if isinstance(said, Heartbeat)]) == pulses + 1
        other.execute("ROLLBACK")
        again = replaced(wishes[0], deadline=hall.deadline())
        answer = hall.ask("kiosk-1", again)
        assert isinstance(answer, TicketIssued)
        assert answer.view.label == "A001"
        assert [record.reason for record in journal_of(tmp_path) if record.what == "slip"] == ["confirmed"]


def test_a_command_whose_asker_gave_up_is_not_carried_out(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        clerk = Clerk(name="li", counter="w1")
        wish = IssueWalkIn(request="w1", deadline=hall.deadline(), service="general", token="w1")
        gone = hall.server.door.submit(wish, clerk)
        stays = hall.server.door.submit(replaced(wish, request="w2", token="w2"), clerk)
        assert gone.cancel()
        hall.server.step()
        answer = stays.result(0)
        assert isinstance(answer, TicketIssued)
        assert answer.view.label == "A001"
        assert not stays.cancel()


def test_answers_are_forgotten_a_day_after_their_day_closed(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = hall.wish()
        first = hall.ask("kiosk-1", wish)
        hall.turn(86_400)
        assert encode(hall.ask("kiosk-1", replaced(wish, deadline=hall.deadline()))) == encode(first)
        for _ in range(2):
            hall.turn(86_400)
        assert hall.store.answer("kiosk-1", "issue-ticket", wish.request) is None


@pytest.mark.fault("F068")
def test_what_the_link_dropped_is_counted_beside_its_station(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.refused["kiosk-1"] += 3
        hall.turn(2.1)
        looks = {look.station: look.refused for look in hall.server.door.snapshot.stations}
        assert (looks["kiosk-1"], looks["kiosk-3"]) == (3, 0)


def test_a_call_for_help_is_received_accepted_and_taken_back(tmp_path: Path) -> None:
    clerk = Clerk(name="li", counter="w1")
    with running(tmp_path) as hall:
        asked = HelpAsked(id="h1", asked_at=hall.clock.now)
        for _ in range(2):
            hall.hear("kiosk-1", asked)
        hall.turn(0.1)
        assert hall.wire.last(HelpState, station="kiosk-1").phase is HelpPhase.RECEIVED
        wish = AcceptHelp(request="a", deadline=hall.deadline(), station="kiosk-1", help="h1")
        future = hall.server.door.submit(wish, clerk)
        hall.server.step()
        assert not isinstance(future.result(0), Refused)
        hall.turn(0.1)
        assert hall.wire.last(HelpState, station="kiosk-1").phase is HelpPhase.ACCEPTED
        hall.hear("kiosk-1", HelpAsked(id="h1", asked_at=hall.clock.now, withdrawn=True))
        hall.turn(0.1)
        assert hall.wire.last(HelpState, station="kiosk-1").phase is HelpPhase.NONE
        assert hall.server.door.snapshot.helps == ()


def test_a_clerk_issues_a_walk_in_number_at_the_window(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = IssueWalkIn(request="w", deadline=hall.deadline(), service="general", token="walk")
        futures = [hall.server.door.submit(wish, Clerk(name="li", counter="w1")) for _ in range(2)]
        hall.server.step()
        answers = [future.result(0) for future in futures]
        assert isinstance(answers[0], TicketIssued)
        assert answers[0] == answers[1]
        hall.turn(0.1)
        view = hall.server.door.snapshot.ticket("walk")
        assert view is not None
        assert (view.label, view.ahead) == ("A001", 0)


def test_what_became_of_a_slip_stands_in_the_journal_once(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        ticket = hall.issue().ticket
        for _ in range(2):
            hall.hear("kiosk-1", SlipPrinted(id="s", ticket=ticket, outcome="unknown", reason="cut"))
            hall.server.step()
        told = [(record.what, record.reason) for _, record in backup.history(tmp_path, ticket)]
        assert told == [("issue", ""), ("slip", "unknown:cut")]
