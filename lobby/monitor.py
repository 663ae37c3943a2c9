"""Which station and which device is well. In memory only: everything here is told again by its owner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from config.site import Counter, Role, Site, Station
from lobby.contract.message import StationState
from lobby.contract.stations import DeviceHealth, StationPresence, StationPulse
from lobby.pictures import DeviceLook, StationLook

SILENT_S = 6.0
"""A pulse that is missing this long means: not alive."""


def shows_calls_of(station: Station, desk: Counter) -> bool:
    """Whether this is a display of the counter's zone, or its own window screen or sign."""
    if station.role is not Role.DISPLAY:
        return station.sign and station.counter == desk.id
    return station.counter == desk.id if station.counter else station.zone == desk.zone


class _Life(Struct, frozen=True, kw_only=True):
    """What a station last said of itself. `moved` is monotonic, when its screen's counter last advanced."""

    boot: str = ""
    online: bool = False
    version: str = ""
    beats: int = -1
    moved: float = float("-inf")
    seen_at: datetime | None = None
    offline_waiting: int = 0
    devices: dict[str, DeviceLook] = {}


class Monitor:
    """Takes what stations say of themselves; answers who is alive."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lives = {station.id: _Life() for station in site.stations}
        self._looks: dict[str, StationLook] = {}
        """As last shown, of stations that have said nothing since."""

    def hear(
        self, station: str, state: StationState, about: str, *, live: bool, now: datetime, monotonic: float
    ) -> None:
        """A station's own state. `live` is false for a copy the broker kept: it is no sign of life."""
        if (life := self._lives.get(station)) is None:
            return
        match state:
            case StationPresence():
                life = self._born(life, state) if state.online else self._died(life, state)
            case StationPulse():
                life = _beat(life, state, monotonic) if live else life
            case DeviceHealth():
                look = DeviceLook(device=about, state=state.state, reason=state.reason, paper=state.paper)
                life = replace(life, devices={**life.devices, about: look})
        if live:
            life = replace(life, seen_at=now)
        self._lives[station] = life
        self._looks.pop(station, None)

    @staticmethod
    def _born(life: _Life, birth: StationPresence) -> _Life:
        if birth.boot == life.boot:
            return replace(life, online=True)
        return _Life(boot=birth.boot, online=True, version=birth.version, devices=life.devices)

    @staticmethod
    def _died(life: _Life, death: StationPresence) -> _Life:
        """A death of an earlier boot comes late and means nothing (F063)."""
        return replace(life, online=False) if death.boot == life.boot else life

    def alive(self, station: str, monotonic: float) -> bool:
        """Online, and its screen moved within the last 6 s: a frozen screen beats no more (F003)."""
        life = self._lives[station]
        return life.online and monotonic - life.moved < SILENT_S

    def screens_of(self, desk: Counter, monotonic: float) -> frozenset[str]:
        """Screens alive that show a call of this counter: the displays of its zone and its own window screen."""
        return frozenset(
            station.id
            for station in self._site.stations
            if shows_calls_of(station, desk) and self.alive(station.id, monotonic)
        )

    def looks(self, monotonic: float, refused: Mapping[str, int]) -> tuple[StationLook, ...]:
        """Every station of the site file, for the console. `refused`: payloads dropped, by station."""
        return tuple(self._look(station, monotonic, refused.get(station.id, 0)) for station in self._site.stations)

    def _look(self, station: Station, monotonic: float, refused: int) -> StationLook:
        """Made anew when it spoke, when it fell silent, when something of it was refused."""
        alive, known = self.alive(station.id, monotonic), self._looks.get(station.id)
        if known is None or known.alive is not alive or known.refused != refused:
            known = self._looks[station.id] = _look_of(station, self._lives[station.id], alive, refused)
        return known


def _look_of(station: Station, life: _Life, alive: bool, refused: int) -> StationLook:
    return StationLook(
        station=station.id,
        role=station.role,
        online=life.online,
        alive=alive,
        seen_at=life.seen_at,
        version=life.version,
        offline_waiting=life.offline_waiting,
        refused=refused,
        devices=tuple(life.devices.values()),
    )


def _beat(life: _Life, pulse: StationPulse, monotonic: float) -> _Life:
    """A pulse of a boot whose birth was missed still counts: its station speaks."""
    if pulse.boot != life.boot:
        life = _Life(boot=pulse.boot, online=True, version=life.version, devices=life.devices)
    moved = monotonic if pulse.beats != life.beats else life.moved
    return replace(life, online=True, beats=pulse.beats, moved=moved, offline_waiting=pulse.offline_waiting)
