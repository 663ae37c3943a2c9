"""What goes out, and when: the first change at once, then at the edge of 50 ms; everything again on reconnection."""

from __future__ import annotations

from pathlib import Path

import pytest

from lobby.contract import counters as keys
from lobby.contract.boards import Board, Heartbeat, OfflineSeries, ServiceState
from lobby.contract.counters import CounterState
from lobby.contract.message import ServerState
from lobby.contract.stations import HelpState, StationPresence
from lobby.contract.tickets import TicketState
from lobby.items import LinkChanged
from lobby.pictures import HallSnapshot
from lobby.server import AnotherServer
from tests.lobby.halls import RunningHall, running


def states_of(hall: RunningHall, kind: type[ServerState]) -> list[ServerState]:
    return [said for said, _ in hall.wire.said if isinstance(said, kind)]


def test_a_storm_of_numbers_is_at_most_twenty_publications_a_second_and_the_last_is_told(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.turn(1)
        hall.wire.said.clear()
        for _ in range(500):
            hall.hear("kiosk-1", hall.wish())
            hall.turn(0.002)
        told = [said for said in states_of(hall, ServiceState) if isinstance(said, ServiceState)]
        assert told[0].waiting == 1
        assert 15 <= len(told) <= 21
        hall.turn(0.05)
        assert hall.wire.last(ServiceState, service="general").waiting == 500


def test_each_state_is_newer_than_the_one_before(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        for _ in range(5):
            hall.issue()
        places = [(said.epoch, said.sequence) for said, _ in hall.wire.said if isinstance(said, ServerState)]
        assert places == sorted(set(places))
        epoch = places[-1][0]
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        assert {said.epoch for said in states_of(hall, Heartbeat)} == {epoch + 1}


@pytest.mark.fault("F060")
def test_everything_is_published_again_when_the_broker_is_back(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        hall.issue()
        hall.wire.up = False
        hall.server.receive(LinkChanged(False))
        hall.turn(5)
        hall.wire.up = True
        hall.wire.said.clear()
        hall.server.receive(LinkChanged(True))
        hall.turn(0.1)
        kinds = {type(said) for said, _ in hall.wire.said}
        assert kinds == {Board, ServiceState, CounterState, OfflineSeries, HelpState, Heartbeat}
        assert hall.wire.last(ServiceState, service="general").waiting == 1


def test_an_answer_that_found_no_link_is_given_again(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        wish = hall.wish()
        hall.wire.up = False
        hall.hear("kiosk-1", wish)
        hall.server.step()
        hall.wire.up = True
        assert hall.ask("kiosk-1", wish) == hall.wire.answers[0]
        assert hall.issue().label == "A002"


def test_the_server_goes_above_an_epoch_the_broker_remembers(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        pulse = hall.wire.last(Heartbeat)
        remembered = Heartbeat(epoch=41, sequence=1, now=pulse.now, day=pulse.day, phase=pulse.phase)
        hall.hear("server", remembered, retained=True)
        hall.turn(2.1)
        assert hall.wire.last(Heartbeat).epoch == 42
        assert hall.wire.last(Board).epoch == 42
        hall.hear("server", hall.wire.last(Heartbeat))
        hall.turn(0.1)
        clock = hall.clock
    with running(tmp_path, clock=clock) as hall:
        assert hall.wire.last(Heartbeat).epoch == 43


@pytest.mark.fault("F048")
def test_a_server_that_hears_a_later_one_speak_for_its_hall_ends(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        pulse = hall.wire.last(Heartbeat)
        hall.hear("server", Heartbeat(epoch=9, sequence=1, now=pulse.now, day=pulse.day, phase=pulse.phase))
        with pytest.raises(AnotherServer):
            hall.server.step()


@pytest.mark.fault("F063")
def test_a_death_of_an_earlier_boot_means_nothing(tmp_path: Path) -> None:
    def presence(boot: str, online: bool) -> StationPresence:
        return StationPresence(boot=boot, sequence=1, online=online, role=hall.site.station("kiosk-1").role)

    with running(tmp_path) as hall:
        for boot, online in (("old", True), ("new", True), ("old", False)):
            hall.hear("kiosk-1", presence(boot, online))
        hall.turn(0.1)
        assert next(look for look in hall.server.door.snapshot.stations if look.station == "kiosk-1").online
        hall.hear("kiosk-1", presence("new", False))
        hall.turn(0.1)
        assert not next(look for look in hall.server.door.snapshot.stations if look.station == "kiosk-1").online


def test_the_console_sees_each_commit_and_nothing_before_it(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        seen: list[HallSnapshot] = []
        end = hall.server.door.listen(seen.append)
        hall.open_all()
        wish = hall.wish()
        hall.clock.turn(0.1)
        hall.hear("kiosk-1", wish)
        assert hall.server.door.snapshot.ticket(wish.token) is None
        hall.server.step()
        view = seen[-1].ticket(wish.token)
        assert view is not None
        assert (view.state, view.ahead) == (TicketState.WAITING, 0)
        assert [ticket.label for ticket in seen[-1].queue_of("w1")] == ["A001"]
        assert hall.server.door.wait_for(seen[-1].version, 0.0) is seen[-1]
        end()
        heard = len(seen)
        hall.pressed(1, keys.CallNext)
        hall.turn(0.1)
        assert len(seen) == heard
        assert hall.server.door.snapshot.queue_of("w1") == ()
