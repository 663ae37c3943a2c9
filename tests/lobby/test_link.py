"""The link to the broker: typed, never stale, never dead while it looks alive."""

from __future__ import annotations

import json
import queue
import random
import time
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.site import Role
from lobby.contract.boards import Board, HallPhase, Heartbeat
from lobby.contract.catalogue import MESSAGES, filter_of
from lobby.contract.message import Manner, Refusal, Refused, Request
from lobby.contract.stations import DeviceHealth, HelpAsked, StationPresence, StationPulse
from lobby.contract.tickets import IssueTicket, TicketIssued, TicketState, TicketView
from lobby.link import Link, LinkDown, NoAnswerInTime
from lobby.routes import Received
from tests.given_time import GivenTime
from tests.lobby.live import Collected, LiveHall, answers, issue_request, until
from tests.lobby.plain_mqtt import PlainClient
from tests.logs import ExpectedLogs
from tests.proxy import Way
from tests.scale import Scale

LOST = r"lobby.link: .* has no broker at"
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def board(sequence: int, epoch: int = 1) -> Board:
    return Board(epoch=epoch, sequence=sequence, phase=HallPhase.OPEN)


def view(label: str = "A001") -> TicketView:
    return TicketView(
        ticket=f"20261123-{label}", label=label, service="general", state=TicketState.WAITING, issued_at=NOW
    )


def says_at_each_connection(server: Link, state: Board) -> None:
    """What every owner of a state does."""

    def say(up: bool) -> None:
        if up:
            server.publish(state, zone="1A")

    server.on_change(say)


def answering(hall: LiveHall) -> Link:
    """A server that gives everybody A001, refuses those who come for "closed" and ignores those for "nothing"."""
    link = Link(hall.identity("server"), hall.site.hall.id)

    def answer(seen: Received[IssueTicket]) -> None:
        request = seen.message.request
        if seen.message.service == "closed":
            link.answer(seen, Refused(request=request, reason=Refusal.STORE_FULL))
        elif seen.message.service != "nothing":
            link.answer(seen, TicketIssued(request=request, view=view()))

    link.on(IssueTicket, answer)
    hall.start(link)
    return link


def test_a_request_is_answered_to_its_station_alone(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        answering(hall)
        asker, neighbour = hall.link("kiosk-3"), hall.link("kiosk-1")
        overheard = Collected()
        neighbour.ask(issue_request(), overheard)
        request = issue_request()
        assert answers(asker, request) == TicketIssued(request=request.request, view=view())
        assert overheard.next().request != request.request
        assert len(overheard.all) == 1


def test_a_refusal_is_an_answer_and_silence_is_none(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        answering(hall)
        asker = hall.link("kiosk-3")
        with pytest.raises(NoAnswerInTime):
            asker.ask_and_wait(issue_request("nothing"), 0.05)
        assert isinstance(answers(asker, issue_request("closed")), Refused)


def test_an_answer_after_the_waiting_ended_is_dropped(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        requests, late, later = Collected(), Collected(), Collected()
        server, asker = hall.link("server", hears={IssueTicket: requests}), hall.link("kiosk-3")
        end = asker.ask(issue_request(), late)
        asker.ask(issue_request(), later)
        end()
        for seen in (requests.next(), requests.next()):
            server.answer(seen, TicketIssued(request=seen.message.request, view=view()))
        later.next()
        assert late.all == []


def test_nothing_is_sent_while_down_and_nothing_of_it_comes_later(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must(LOST)
    with LiveHall(tmp_path) as hall:
        cable = hall.cable()
        seen = Collected()
        hall.link("server", hears={IssueTicket: seen})
        asker = hall.link("kiosk-3", port=cable.port)
        cable.refusing = True
        cable.break_connections()
        assert until(lambda: not asker.up)
        with pytest.raises(LinkDown):
            asker.ask(issue_request(), Collected())
        with pytest.raises(LinkDown):
            asker.publish(StationPulse(boot=asker.boot, sequence=1, beats=1))
        cable.refusing = False
        assert until(lambda: asker.up)
        sent = issue_request()
        asker.ask(sent, Collected())
        assert seen.next().message == sent
        assert len(seen.all) == 1


def test_a_message_in_flight_when_the_line_breaks_is_not_sent_behind_newer_states(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must(LOST)
    with LiveHall(tmp_path) as hall:
        cable = hall.cable()
        server = hall.link("server", port=cable.port)
        says_at_each_connection(server, board(2))
        cable.hold = lambda topic, _: "/board/" in topic
        server.publish(board(1), zone="1A")
        assert cable.holding.wait(5)
        cable.hold = None
        cable.break_connections()
        assert until(lambda: not server.up)
        assert until(lambda: server.up)
        seen = Collected()
        hall.link("display-1", hears={Board: seen})
        assert seen.next().message.sequence == 2


def test_on_returns_the_function_that_ends_it(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        server, display = hall.link("server"), hall.link("display-1")
        first, second, other_zone = Collected(), Collected(), Collected()
        end = display.on(Board, first)
        display.on(Board, second, zone="1A")
        display.on(Board, other_zone, zone="2B")
        server.publish(board(1), zone="1A")
        assert (first.next().about, second.next().speaker) == ("1A", "server")
        end()
        server.publish(board(2), zone="1A")
        assert second.next().message.sequence == 2
        assert (len(first.all), other_zone.all) == (1, [])


def test_a_retained_copy_says_so(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        server = hall.link("server")
        beat = Heartbeat(epoch=1, sequence=1, now=NOW, day=date(2026, 11, 23), phase=HallPhase.OPEN)
        sending = server.publish(beat)
        assert until(lambda: sending.acknowledged)
        seen = Collected()
        hall.link("display-1").on(Heartbeat, seen)
        assert seen.next().retained
        server.publish(Heartbeat(epoch=1, sequence=2, now=NOW, day=date(2026, 11, 23), phase=HallPhase.OPEN))
        assert not seen.next().retained


def test_a_handler_that_raises_ends_nothing(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("a handler of the link of display-1 failed")
    with LiveHall(tmp_path) as hall:
        seen = Collected()
        server, display = hall.link("server"), hall.link("display-1", hears={Board: lambda _: 1 / 0})  # type: ignore[dict-item]  # a handler with a defect
        display.on(Board, seen)
        for sequence in (1, 2):
            server.publish(board(sequence), zone="1A")
            assert seen.next().message.sequence == sequence
        assert display.failures == 2


@pytest.mark.fault("F060")
def test_after_a_killed_broker_sixty_stations_are_back_within_three_seconds(
    tmp_path: Path, expected_logs: ExpectedLogs, scale: Scale
) -> None:
    expected_logs.must(LOST)
    with LiveHall(tmp_path) as hall, GivenTime() as given_time:
        links = [hall.link(f"screen-{n}", Role.DISPLAY) for n in range(scale.rounds(ci=20, long=60))]
        server = hall.link("server")
        says_at_each_connection(server, board(1))
        server.publish(board(1), zone="1A")
        hall.broker.kill()
        assert until(lambda: not any(link.up for link in [server, *links]))
        hall.broker.start()
        began = time.monotonic()
        assert until(lambda: all(link.up for link in [server, *links]), 60)
        back = given_time.since(began)
        seen = Collected()
        links[0].on(Board, seen)
        assert seen.next().message.sequence == 1
    scale.counted(stations=len(links), back_s=round(back, 2))
    assert back <= 3.0


@pytest.mark.fault("F060")
def test_a_broker_and_a_server_that_both_begin_again_are_heard_by_screens_that_never_stopped(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must(LOST)
    with LiveHall(tmp_path) as hall:
        seen = Collected()
        server, display = hall.link("server"), hall.link("display-1", hears={Board: seen})
        server.publish(board(900, epoch=7), zone="1A")
        assert seen.next().message.epoch == 7
        server.publish(board(1), zone="1A")
        server.publish(board(901, epoch=7), zone="1A")
        assert seen.next().message.sequence == 901
        hall.broker.kill()
        assert until(lambda: not (server.up or display.up))
        says_at_each_connection(server, board(1))
        hall.broker.start()
        assert (seen.next().message.epoch, len(seen.all)) == (1, 3)


def test_two_programs_of_one_identity_chase_each_other_ever_slower(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must(LOST)
    with LiveHall(tmp_path) as hall:
        changes = Collected()
        for _ in range(2):
            hall.link("kiosk-3").on_change(lambda up: changes(time.monotonic()) if up else None)
        gaps = [-changes.next() + changes.next() for _ in range(2)]
    assert gaps[1] > gaps[0]


@pytest.mark.fault("F062")
def test_a_state_held_back_by_the_network_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        cable = hall.cable()
        seen = Collected()
        server = hall.link("server")
        hall.link("display-1", port=cable.port, hears={Board: seen})
        cable.hold = lambda _, rest: b'"sequence":1,' in rest
        server.publish(board(1), zone="1A")
        assert cable.holding.wait(5)
        server.publish(board(2), zone="1A")
        assert seen.next().message.sequence == 2
        cable.release()
        server.publish(board(3), zone="1A")
        assert seen.next().message.sequence == 3
        assert [one.message.sequence for one in seen.all] == [2, 3]


@pytest.mark.fault("F063")
def test_a_half_open_line_and_a_late_will_leave_the_station_online(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must(LOST)
    with LiveHall(tmp_path) as hall:
        cable, server_cable = hall.cable(), hall.cable()
        seen = Collected()
        server = hall.link("server", port=server_cable.port, hears={StationPresence: seen})
        kiosk = hall.link("kiosk-3", port=cable.port)
        assert seen.next().message.online
        server_cable.hold = lambda topic, rest: topic.endswith("/station") and b'"online":false' in rest
        cable.half_open()
        assert seen.next().message.online
        assert server_cable.holding.is_set()
        server_cable.release()
        kiosk.publish(DeviceHealth(boot=kiosk.boot, sequence=kiosk.next_sequence(), state="ready"), device="printer")
        health = Collected()
        server.on(DeviceHealth, health)
        health.next()
        assert [one.message.online for one in seen.all] == [True, True]
        kiosk.stop()
        assert not seen.next().message.online


@pytest.mark.fault("F061")
def test_an_event_delivered_three_times_is_handled_once(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        cable = hall.cable()
        seen = Collected()
        hall.link("server", hears={HelpAsked: seen})
        kiosk = hall.link("kiosk-3", port=cable.port)
        cable.repeat = 2
        ids = [uuid.uuid4().hex for _ in range(3)]
        for id in ids:
            kiosk.publish(HelpAsked(id=id, asked_at=NOW))
        assert [seen.next().message.id for _ in ids] == ids
        kiosk.publish(HelpAsked(id="last", asked_at=NOW))
        assert seen.next().message.id == "last"
        assert len(seen.all) == 4


ODD_PAYLOADS = (
    b"", b"{}", b"[]", b"null", b"NaN", b"{", b'{"kind":"pulse"}', b'{"kind":"nonsense","v":1}', b"\xff\xfe\x00",
    b'"' + b"a" * 60_000 + b'"', b"[" * 60_000, b'{"a":' * 10_000, b'{"kind":NaN}', b'{"kind":1e999}',
    b'{"kind":"issue-ticket","v":1,"request":"r","deadline":"2026-11-23T10:00:00","service":"general","token":"t"}',
    b'{"kind":"issue-ticket","v":1,"request":5,"deadline":"soon","service":[],"token":{}}',
    b'{"kind":"pulse","v":1,"boot":"b","sequence":NaN,"beats":-1e400}', b'{"kind":"\\ud800"}',
)  # fmt: skip


@pytest.mark.fault("F068")
def test_no_payload_on_any_topic_reaches_a_handler_or_stops_the_link(
    tmp_path: Path, expected_logs: ExpectedLogs, scale: Scale
) -> None:
    expected_logs.may("is not what its topic|does not promise")
    with LiveHall(tmp_path) as hall:
        kinds = [kind for kind in MESSAGES if kind.manner is not Manner.ANSWER]
        handled = Collected()
        link = hall.link("server", hears=dict.fromkeys(kinds, handled))
        payloads = [*ODD_PAYLOADS, *fuzz(scale.random, scale.rounds(ci=40, long=4_000))]
        with PlainClient.of(hall.spy()) as spy:
            for kind in kinds:
                topic = filter_of(kind, hall.site.hall.id).replace("+", "kiosk-3")
                for start in range(0, len(payloads), 1_000):
                    batch = payloads[start : start + 1_000]
                    counted = sum(link.malformed.values()) + len(batch)
                    spy.settled(*[spy.say(topic, payload) for payload in batch])
                    assert until(lambda wanted=counted: sum(link.malformed.values()) == wanted)  # type: ignore[misc]
        kiosk = hall.link("kiosk-3")
        sent = issue_request()
        kiosk.ask(sent, Collected())
        assert until(lambda: any(one.message == sent for one in handled.all))
        assert link.failures == 0
        assert sum(link.malformed.values()) == len(kinds) * len(payloads)
    scale.counted(topics=len(kinds), payloads=len(payloads), rejected=sum(link.malformed.values()))


def fuzz(dice: random.Random, rounds: int) -> list[bytes]:
    """Messages almost right: one field missing, of another type, or the text cut."""
    wrong: tuple[object, ...] = (None, -1, [], {}, "x" * 500, [[[]]], True, 1e300)
    made = []
    for _ in range(rounds):
        message = {"kind": "issue-ticket", "v": 1, "request": "r", "deadline": NOW.isoformat(), "token": "t"}
        field = dice.choice(sorted(message))
        message[field] = dice.choice([one for one in wrong if one is not True or field != "v"])
        text = json.dumps(message).encode()
        made.append(text[: dice.randrange(1, len(text))] if dice.random() < 0.5 else text)
    return made


def test_unknown_fields_are_ignored(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        seen = Collected()
        hall.link("server", hears={StationPulse: seen})
        with PlainClient.of(hall.identity("kiosk-3")) as kiosk:
            payload = {"kind": "pulse", "v": 2, "boot": "b", "sequence": 1, "beats": 5, "of_a_later_kapok": [1]}
            kiosk.say("kapok/1/small/state/kiosk-3/pulse", json.dumps(payload).encode())
            received: Received[StationPulse] = seen.next()
        assert (received.message.beats, received.speaker) == (5, "kiosk-3")


def test_a_request_kind_knows_its_answer() -> None:
    requests = [kind for kind in MESSAGES if issubclass(kind, Request)]
    assert requests
    assert all(kind.answer.manner is Manner.ANSWER for kind in requests)


@pytest.mark.fault("F071")
def test_a_connection_that_owes_an_acknowledgement_for_good_is_dropped_and_made_anew(
    tmp_path: Path, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packets that vanish on a connection that lives would fill the places for messages on their way, one by one."""
    expected_logs.must("owes an acknowledgement")
    monkeypatch.setattr("lobby.link.OVERDUE_S", 0.2)
    with LiveHall(tmp_path / "data") as hall:
        cable = hall.cable()
        kiosk = hall.link("kiosk-3", port=cable.port)
        changes: queue.SimpleQueue[bool] = queue.SimpleQueue()
        kiosk.on_change(changes.put)
        cable.lost.add(Way.UP)
        lost = kiosk.publish(StationPulse(boot=kiosk.boot, sequence=kiosk.next_sequence(), beats=1))
        assert until(lambda: not changes.empty())
        cable.lost.clear()
        assert [changes.get(timeout=30), changes.get(timeout=30)] == [False, True]
        assert not lost.acknowledged
        said = kiosk.publish(StationPulse(boot=kiosk.boot, sequence=kiosk.next_sequence(), beats=2))
        assert until(lambda: said.acknowledged)
