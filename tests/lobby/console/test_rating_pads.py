"""A window whose rating pad can't be pressed says so to its clerk (J10)."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from config import site as c
from kiosk.gear.keys import PAD
from lobby.console.rating_pads import GONE, LEVELS, is_pad, pad_offline
from lobby.contract.catalogue import topic_of
from lobby.contract.stations import DeviceHealth, StationPulse
from lobby.pictures import DeviceLook, HallSnapshot, StationLook
from lobby.routes import Received
from tests.lobby.console.halls import WebHall, said, web_hall
from tests.lobby.halls import small_hall, station

OFFLINE = "评价器离线"


def device(id: str, keys: str) -> c.Device:
    return c.Device(id=id, model="hid-keys", options={"keys": keys})


CALLER, FIVE, TWO = device("caller", "f1=next"), device("pad", "5=very-satisfied"), device("spare", "1=dissatisfied")


def padded(*devices: c.Device) -> c.Site:
    """The small hall, of which window 1 has these devices."""
    others = tuple(one for one in small_hall().stations if one.id != "keys-1")
    return small_hall(stations=(*others, station("keys-1", c.Role.COUNTER, counter="w1", devices=devices)))


def looks(*, alive: bool = True, **states: str) -> tuple[StationLook, ...]:
    told = tuple(DeviceLook(device=id, state=state) for id, state in states.items())
    return (StationLook(station="keys-1", role=c.Role.COUNTER, alive=alive, devices=told),)


def test_a_pad_is_known_by_the_levels_its_keys_are_named_after() -> None:
    assert PAD.keys() == LEVELS
    assert [is_pad(one) for one in (CALLER, FIVE, TWO)] == [False, True, True]


@pytest.mark.parametrize(
    ("devices", "alive", "states", "offline"),
    [
        ((CALLER,), False, {}, False),
        ((CALLER, FIVE), True, {"pad": "ready", "caller": "lost"}, False),
        ((CALLER, FIVE), True, {"pad": "opening"}, False),
        ((CALLER, FIVE), True, {}, False),
        ((CALLER, FIVE), True, {"pad": "lost"}, True),
        ((CALLER, FIVE), True, {"pad": "fault"}, True),
        ((CALLER, FIVE), False, {"pad": "ready"}, True),
        ((FIVE, TWO), True, {"pad": "lost", "spare": "ready"}, False),
        ((FIVE, TWO), True, {"pad": "lost", "spare": "lost"}, True),
    ],
)
def test_a_pad_is_offline_when_lost_or_when_its_station_is(
    devices: tuple[c.Device, ...], alive: bool, states: dict[str, str], offline: bool
) -> None:
    site = padded(*devices)
    assert pad_offline(site, site.counter("w1"), looks(alive=alive, **states)) is offline
    assert not pad_offline(site, site.counter("w2"), looks(alive=alive, **states))


def lives(hall: WebHall, state: str) -> None:
    """The station beats on, and says how its pad is."""
    health = DeviceHealth(boot="b", sequence=2, state=state)
    topic = topic_of(DeviceHealth, hall.site.hall.id, station="keys-1", device="pad")
    hall.server.receive(
        Received(message=health, speaker="keys-1", topic=topic, received=hall.clock.monotonic(), about="pad")
    )
    beats = itertools.count()

    def shown(now: HallSnapshot) -> bool:
        hall.hear("keys-1", StationPulse(boot="b", sequence=1, beats=next(beats)))
        look = next(one for one in now.stations if one.station == "keys-1")
        return look.alive and [device.state for device in look.devices] == [state]

    hall.shows(shown)


def test_the_clerks_page_says_that_the_pad_is_offline_until_it_is_back(tmp_path: Path) -> None:
    with web_hall(tmp_path, stations=padded(CALLER, FIVE).stations) as hall:
        clerk, other = hall.clerk(), hall.clerk("0412", "w2")
        assert OFFLINE in said(clerk.read())
        for state in sorted(GONE):
            lives(hall, "ready")
            assert OFFLINE not in said(clerk.read())
            lives(hall, state)
            assert OFFLINE in said(clerk.read())
            assert OFFLINE not in said(other.read())
