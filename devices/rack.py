"""All devices of one station, each on its own thread, asked by kind.

rack = Rack(station.devices, on_event)      # on_event only enqueues; it is called on the devices' threads
rack.start()
rack.readers[0].start_reading()
rack.printers[0].print_slip(job, slip)      # the PrintResult comes through on_event
rack.stop()                                 # within a second
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from config.site import Device
from devices.driver import Connect, Driver, Emit, PrinterDriver, ReaderDriver, ScannerDriver, read_options
from devices.errors import BadSetting
from devices.health import Health
from devices.kinds import CardReader, CodeScanner, ReceiptPrinter, SlipDocument
from devices.registry import driver
from devices.runner import Runner


class Reader:
    """A card reader seen from another thread (`kinds.CardReader`)."""

    def __init__(self, runner: Runner[ReaderDriver[Any]]) -> None:
        self._runner = runner
        self.device = runner.device

    def start_reading(self) -> None:
        self._runner.submit(lambda reader: reader.start_reading())

    def stop_reading(self) -> None:
        self._runner.submit(lambda reader: reader.stop_reading())


class Scanner:
    """A scanner seen from another thread (`kinds.CodeScanner`)."""

    def __init__(self, runner: Runner[ScannerDriver[Any]]) -> None:
        self._runner = runner
        self.device = runner.device

    def trigger(self) -> None:
        self._runner.submit(lambda scanner: scanner.trigger())


class Printer:
    """A printer seen from another thread (`kinds.ReceiptPrinter`)."""

    def __init__(self, runner: Runner[PrinterDriver[Any]]) -> None:
        self._runner = runner
        self.device = runner.device

    def print_slip(self, job: str, slip: SlipDocument) -> None:
        self._runner.submit(lambda printer: printer.print_slip(job, slip))

    def clear_after_refill(self) -> None:
        self._runner.submit(lambda printer: printer.clear_after_refill())


class Rack:
    """The devices of a station. Raises BadSetting when the site file names a model, option or port that is not there.

    `ports` puts a device elsewhere than the site file says (the demo's emulators): device id → port.
    """

    def __init__(self, devices: Iterable[Device], on_event: Emit, *, ports: Mapping[str, str] | None = None) -> None:
        self._runners: list[Runner[Any]] = []
        self.readers: tuple[CardReader, ...] = ()
        self.scanners: tuple[CodeScanner, ...] = ()
        self.printers: tuple[ReceiptPrinter, ...] = ()
        for device in devices:
            self._add(make_driver(device, on_event, (ports or {}).get(device.id, device.port)))

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
        return tuple(runner.health for runner in self._runners)

    def _add(self, device: Driver[Any]) -> None:
        if isinstance(device, ReaderDriver):
            self.readers += (Reader(self._run(device)),)
        elif isinstance(device, ScannerDriver):
            self.scanners += (Scanner(self._run(device)),)
        elif isinstance(device, PrinterDriver):
            self.printers += (Printer(self._run(device)),)
        else:
            raise BadSetting(f"{device.model} is of no kind a station can ask")

    def _run(self, device: Any) -> Runner[Any]:
        runner: Runner[Any] = Runner(device)
        self._runners.append(runner)
        return runner


def make_driver(device: Device, emit: Emit, port: str) -> Driver[Any]:
    """The closed driver of one device of the site file."""
    model = driver(device.model)
    options = read_options(device.model, model.options_type, device.options)
    if not port:
        raise BadSetting(f"device '{device.id}' has no port")
    connect: Connect = partial(model.connect, port, options)
    return model(device=device.id, connect=connect, options=options, emit=emit)
