"""Is a station ready to open? Every device of it is opened and probed, all at the same time, as its programs will.

Nothing is asked to move, and nothing that a person brought is looked at: only how each device is, and what it says of
itself.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator, Mapping, Sequence

from config.loader import nearest
from config.site import Device, Site, Station
from devices.desk.reasons import in_words
from devices.driver import read_options
from devices.errors import BadSetting
from devices.handle import Handle
from devices.health import SETTLED, DeviceState, Health, Media, Paper, Part
from devices.rack import Rack
from devices.registry import driver
from devices.values import DeviceEvent, HealthChanged, Value

Ports = Mapping[str, str]
"""Device → port, instead of what the site file says."""


class Checked(Value, frozen=True, kw_only=True):
    """How one device is; `words` says of its `reason` what to do. `ms`: until it was ready or given up."""

    station: str
    id: str
    model: str
    port: str
    state: DeviceState
    reason: str = ""
    words: str = ""
    paper: Paper = Paper.UNKNOWN
    media: Media = Media.UNKNOWN
    parts: tuple[Part, ...] = ()
    capabilities: tuple[str, ...] = ()
    facts: dict[str, str]
    ms: float | None = None

    @property
    def ready(self) -> bool:
        return self.state in (DeviceState.READY, DeviceState.BUSY)


# --- the site file ---------------------------------------------------------------------------------------------------


def chosen(site: Site, station: str) -> list[Station]:
    """The station of this id, or every one that has devices. Raises BadSetting."""
    known = {one.id: one for one in site.stations}
    if station and station not in known:
        raise BadSetting(f'no station "{station}"{nearest(station, known)}')
    return [known[station]] if station else [one for one in site.stations if one.devices]


def mistakes(station: Station) -> Iterator[str]:
    """What is wrong with the models, options and needs of a station's devices, one line each."""
    _, complaints = _sorted_out(station, {device.id: "anywhere" for device in station.devices})
    yield from (f"stations[{station.id}].devices[{name}]: {complaint}" for name, complaint in complaints.items())


def _sorted_out(station: Station, ports: Ports) -> tuple[list[Device], dict[str, str]]:
    """The devices that can be opened, and why the others cannot."""
    alone = [device for device in station.devices if not _complaint(device, [], ports)]
    complaints = {device.id: _complaint(device, alone, ports) for device in station.devices if device not in alone}
    complaints = {name: complaint for name, complaint in complaints.items() if complaint}
    return [device for device in station.devices if device.id not in complaints], complaints


def _complaint(device: Device, others: Sequence[Device], ports: Ports) -> str:
    """Why this device cannot be opened beside the others; '' when it can."""
    try:
        model = driver(device.model)
        read_options(device.model, model.options_type, device.options)
        Rack([*others, device], _deaf, ports=ports)
    except BadSetting as error:
        return str(error)
    return ""


def _deaf(_event: DeviceEvent) -> None:
    """Nothing is running yet."""


# --- the devices -----------------------------------------------------------------------------------------------------


def check(station: Station, ports: Ports, *, within_s: float) -> list[Checked]:
    """Every device of a station without `mistakes`, in the site file's order."""
    devices, _ = _sorted_out(station, ports)
    opening = _Opening(devices, ports)
    opening.run(within_s)
    return [opening.seen(station.id, device) for device in station.devices]


class _Opening:
    """One opening of a station's devices, and what was heard of them."""

    def __init__(self, devices: Sequence[Device], ports: Ports) -> None:
        self._ports = ports
        self._heard: queue.SimpleQueue[tuple[float, Health]] = queue.SimpleQueue()
        self._rack = Rack(devices, self._hear, ports=ports)
        self._waiting = {device.id for device in devices}
        self._settled_ms: dict[str, float] = {}
        self._healths: dict[str, Health] = {}

    def run(self, within_s: float) -> None:
        """Open all, wait until each is ready or not, close all."""
        start = time.monotonic()
        self._rack.start()
        try:
            self._wait(start, start + within_s)
            self._healths = {health.device: health for health in self._rack.health}
        finally:
            self._rack.stop()

    def seen(self, station: str, device: Device) -> Checked:
        health, reason = self._verdict(device)
        handle = next((handle for handle in self._rack.all(Handle) if handle.device == device.id), None)
        return Checked(
            station=station,
            id=device.id,
            model=device.model,
            port=self._ports.get(device.id, device.port),
            state=health.state,
            reason=reason,
            words=in_words(reason, device=device.id),
            paper=health.paper,
            media=health.media,
            parts=health.parts,
            capabilities=tuple(sorted(handle.capabilities)) if handle else (),
            facts=handle.facts if handle else {},
            ms=self._settled_ms.get(device.id),
        )

    def _hear(self, event: DeviceEvent) -> None:
        if isinstance(event, HealthChanged):
            self._heard.put((time.monotonic(), event.health))

    def _wait(self, start: float, deadline: float) -> None:
        while self._waiting and (left := deadline - time.monotonic()) > 0:
            try:
                at, health = self._heard.get(timeout=left)
            except queue.Empty:
                return
            if health.state in SETTLED and health.device in self._waiting:
                self._waiting.discard(health.device)
                self._settled_ms[health.device] = round((at - start) * 1000, 1)

    def _verdict(self, device: Device) -> tuple[Health, str]:
        """Its health when all was over, and the reason why it is not well."""
        if device.id not in self._healths:
            reason = "no-port" if driver(device.model).has_port else "needs-no-port"
            return Health(device=device.id, state=DeviceState.CLOSED), reason
        health = self._healths[device.id]
        return health, health.reason if health.state in SETTLED else "too-slow"
