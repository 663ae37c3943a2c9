"""A station without a screen, with its real program, broker, server and emulated devices."""

from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from config import site as c
from config.rules import Spoken
from devices.emulators.key_pad import KeyPad
from devices.emulators.onbon_sign import OnbonSign
from kiosk.gear.gear import says
from kiosk.gear.voice import Sayings
from lobby.contract.boards import Shown
from lobby.contract.channels import Announce
from lobby.contract.stations import StationPresence, StationPulse
from lobby.news import TicketGiven
from tests.lobby.halls import small_hall, station
from tests.lobby.live import Collected, LiveHall, until, wish

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_a_station_without_a_screen_lives_by_itself_and_says_goodbye(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        seen, pulses = Collected(), Collected()
        watcher = hall.link("watcher", role=c.Role.OBSERVER)
        watcher.on(StationPresence, seen, station="keys-3")
        watcher.on(StationPulse, pulses, station="keys-3")
        with hall.program("agent", "--station", "keys-3", floor="kiosk") as program:
            assert seen.next().message.online
            assert pulses.next().speaker == "keys-3"
            program.send_signal(signal.SIGTERM)
            assert program.wait(10) == 0
        assert not seen.next().message.online
        with hall.program("agent", "--station", "nobody", floor="kiosk") as stranger:
            assert stranger.wait(10) == 2


def geared(*devices: c.Device, **more: Any) -> tuple[c.Station, ...]:
    """The small hall's stations, of which w1's has these devices."""
    others = tuple(one for one in small_hall().stations if one.id != "keys-1")
    return (*others, station("keys-1", c.Role.COUNTER, counter="w1", devices=devices, **more))


def test_a_clerks_key_calls_and_the_windows_sign_shows_it_and_answers_for_it(tmp_path: Path) -> None:
    with KeyPad() as box, OnbonSign() as sign:
        devices = (
            c.Device(id="caller", model="hid-keys", port=box.port, options={"keys": "f1=open f2=next"}),
            c.Device(id="sign", model="onbon-bx5", port=sign.port),
        )
        with LiveHall(tmp_path, stations=geared(*devices, sign=True)) as hall:
            hall.serve()
            kiosk, shown = hall.agent("kiosk-3"), Collected()
            hall.link("watcher", role=c.Role.OBSERVER).on(Shown, shown, station="keys-1")
            kiosk.issue(wish())
            label = kiosk.hears(TicketGiven).view.label
            with hall.program("agent", "--station", "keys-1", floor="kiosk"):
                until(lambda: says_now(sign) == "已关窗")
                box.press("f1")
                until(lambda: says_now(sign) == "欢迎您")
                box.press("f2")
                until(lambda: says_now(sign) == f"请{label}号")
                assert shown.next().message.call
                sign.unplug()
                until(lambda: says_now(sign) == f"请{label}号")


def says_now(sign: OnbonSign) -> str:
    return "".join(area.text for area in sign.shown().areas)


def announce(n: int, *, expires_s: float = 15.0, label: str = "") -> Announce:
    return Announce(
        id=f"call-{n}",
        zone="1A",
        label=label or f"A{n:03}",
        counter=1,
        languages=(Spoken.PUTONGHUA,),
        expires_at=NOW + timedelta(seconds=expires_s),
    )


@pytest.mark.fault("F085")
def test_of_two_hundred_calls_after_a_hang_only_the_last_three_are_said() -> None:
    sayings = Sayings(3)
    dropped = [given_up for n in range(200) for given_up in sayings.put(announce(n))]
    assert len(dropped) == 197
    assert [sayings.next(lambda: NOW)[0] for _ in range(3)] == [announce(n) for n in (197, 198, 199)]


@pytest.mark.fault("F085")
def test_a_call_that_comes_too_late_is_not_said_but_told() -> None:
    sayings = Sayings(3)
    sayings.put(announce(1, expires_s=-1))
    assert sayings.next(lambda: NOW) == (None, [announce(1, expires_s=-1)])
    sayings.put(announce(2))
    assert sayings.next(lambda: NOW) == (announce(2), [])


def test_a_recall_takes_the_place_of_its_call() -> None:
    sayings = Sayings(3)
    sayings.put(announce(1))
    assert sayings.put(announce(2, label="A001")) == [announce(1)]
    assert sayings.next(lambda: NOW)[0] == announce(2, label="A001")


def test_the_windows_own_loudspeaker_speaks_or_else_the_zones() -> None:
    speaker = c.Speaker()
    area = station("area", c.Role.DISPLAY, speaker=speaker)
    site = small_hall(stations=(*geared(speaker=speaker), area))
    own = site.station("keys-1")
    assert says(site, own, announce(1))
    assert not says(site, area, announce(1))
    other = replace(announce(2), counter=2)
    assert not says(site, own, other)
    assert says(site, area, other)
    assert not says(site, area, replace(other, zone="2B"))
