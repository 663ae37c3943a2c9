"""All devices of one station, each on its own thread, asked by kind.

rack = Rack(station.devices, on_event)      # on_event only enqueues; it is called on the devices' threads
rack.start()
rack.readers[0].start_reading()             # or rack.all(Reader)[0]: any kind of `devices.kinds`
rack.printers[0].print_slip(job, slip)      # the PrintResult comes through on_event
rack.stop()                                 # within a second
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar

from config.site import Device
from devices.driver import Connect, Driver, Emit, nearest, read_options
from devices.errors import BadSetting
from devices.handle import Handle
from devices.health import Health
from devices.registry import driver
from devices.runner import Runner
from devices.verbs.printer import Printer
from devices.verbs.reader import Reader
from devices.verbs.scanner import Scanner

HandleT = TypeVar("HandleT", bound=Handle[Any])


class Rack:
    """The devices of a station. Raises BadSetting when the site file names a model, option, port or other device that
    is not there, or two devices alike.

    `ports` puts a device elsewhere than the site file says (the demo's emulators): device id → port.
    """

    def __init__(self, devices: Iterable[Device], on_event: Emit, *, ports: Mapping[str, str] | None = None) -> None:
        self._runners: list[Runner[Any]] = []
        self._handles: dict[str, Handle[Any]] = {}
        listed = by_id(devices)
        for device in needed_first(listed):
            given = needed_handles(device, self._handles)
            self._add(make_driver(device, on_event, (ports or {}).get(device.id, device.port), given=given))
        self._handles = {id: self._handles[id] for id in listed}

    def all(self, kind: type[HandleT]) -> tuple[HandleT, ...]:
        """The devices of one kind, in the site file's order."""
        return tuple(handle for handle in self._handles.values() if isinstance(handle, kind))

    @property
    def readers(self) -> tuple[Reader, ...]:
        return self.all(Reader)

    @property
    def scanners(self) -> tuple[Scanner, ...]:
        return self.all(Scanner)

    @property
    def printers(self) -> tuple[Printer, ...]:
        return self.all(Printer)

    def start(self) -> None:
        for runner in self._runners:
            runner.start()

    def stop(self) -> None:
        """Stop all devices at the same time; again is harmless."""
        stops = [threading.Thread(target=runner.stop) for runner in self._runners]
        for stop in stops:
            stop.start()
        for stop in stops:
            stop.join()

    @property
    def health(self) -> tuple[Health, ...]:
        """Every device's health now, in the site file's order."""
        return tuple(handle.health for handle in self._handles.values())

    def _add(self, device: Driver[Any]) -> None:
        runner: Runner[Any] = Runner(device)
        self._runners.append(runner)
        self._handles[device.device] = device.handle(runner)


def by_id(devices: Iterable[Device]) -> dict[str, Device]:
    """In the site file's order. Raises BadSetting when two have the same name."""
    listed: dict[str, Device] = {}
    for device in devices:
        if device.id in listed:
            raise BadSetting(f"two devices are called '{device.id}' ({listed[device.id].model} and {device.model})")
        listed[device.id] = device
    return listed


def needed_first(listed: Mapping[str, Device]) -> list[Device]:
    """The same, each behind those it may need. Raises BadSetting when some need each other."""
    before = {id: [other.id for other in listed.values() if _may_need(device, other)] for id, device in listed.items()}
    try:
        return [listed[id] for id in TopologicalSorter(before).static_order()]
    except CycleError as error:
        raise BadSetting(f"devices need each other: {', '.join(dict.fromkeys(error.args[1]))}") from None


def _may_need(device: Device, other: Device) -> bool:
    return issubclass(driver(other.model).handle, tuple(driver(device.model).needs.values()))


def needed_handles(device: Device, there: Mapping[str, Handle[Any]]) -> dict[str, Handle[Any]]:
    """The handles of the devices this one needs, by the option that names them; without a name the only one of its
    kind. Raises BadSetting with the right words when there is none."""
    return {option: _needed(device, option, kind, there) for option, kind in driver(device.model).needs.items()}


def _needed(device: Device, option: str, kind: type[object], there: Mapping[str, Handle[Any]]) -> Handle[Any]:
    fitting = {id: handle for id, handle in there.items() if isinstance(handle, kind)}
    name = str(device.options.get(option, "")) or ("" if len(fitting) != 1 else next(iter(fitting)))
    if name not in fitting:
        raise BadSetting(f"device '{device.id}' ({device.model}) needs a {option}{_why_not(name, tuple(fitting))}")
    return fitting[name]


def _why_not(name: str, fitting: tuple[str, ...]) -> str:
    if not fitting:
        return ", and its station has none"
    return f", and '{name}' is none{nearest(name, fitting)}" if name else f"; say which: {', '.join(sorted(fitting))}"


def make_driver(
    device: Device, emit: Emit, port: str, *, given: Mapping[str, Handle[Any]] | None = None
) -> Driver[Any]:
    """The closed driver of one device of the site file. `given`: see `needed_handles`."""
    model = driver(device.model)
    options = read_options(device.model, model.options_type, device.options)
    if model.has_port and not port:
        raise BadSetting(f"device '{device.id}' has no port")
    connect: Connect = partial(model.connect, port, options)
    return model(device=device.id, connect=connect, options=options, emit=emit, given=given)
