"""The base of every driver: a guarded lifecycle, typed options, health in one place, so that a driver's file holds only
its device.

A driver lives on one thread (`devices.runner`). It is made closed; `open` connects and probes, `turn` does what the
device does by itself, `close` gives the line back. All of these raise the errors of `devices.errors` and nothing else;
what they mean for health and reopening is the runner's.
"""

from __future__ import annotations

import difflib
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Annotated, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from devices.errors import BadSetting, LineLost, NoAnswer
from devices.health import DeviceState, Health, Paper
from devices.kinds import DeviceEvent, HealthChanged, SlipDocument
from devices.transports.line import Line
from devices.transports.serial import SerialLine

Emit = Callable[[DeviceEvent], None]
Connect = Callable[[], Line]


class Options(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options every serial device has; a driver declares its own by inheriting."""

    baud: Annotated[int, Meta(ge=300, le=4_000_000)] = 9600


OptionsT = TypeVar("OptionsT", bound=Options)


class Stopped(Exception):
    """The runner wants the thread back: every wait ends with this. Never leaves the runner."""


class Driver(ABC, Generic[OptionsT]):
    """One device of one model. See the module for its life; subclasses fill in `probe`, `turn`, their kind's verbs."""

    model: ClassVar[str]
    """The name in the site file."""
    options_type: ClassVar[type[Options]] = Options

    def __init__(self, *, device: str, connect: Connect, options: OptionsT, emit: Emit) -> None:
        self.device = device
        self.options = options
        self._connect = connect
        self._emit = emit
        self._line: Line | None = None
        self._stopping = False
        self._health = Health(device=device, state=DeviceState.CLOSED)

    @classmethod
    def connect(cls, port: str, options: Options) -> Line:
        """How this model is reached; serial unless a driver says otherwise."""
        return SerialLine(port, baud=options.baud)

    # --- what a driver fills in -------------------------------------------------------------------------------------

    @abstractmethod
    def probe(self) -> None:
        """Make sure the device is there and is this model. Without an error the device is ready afterwards, unless
        the driver itself said that a person must act (`set_health(ATTENTION, …)`)."""

    @abstractmethod
    def turn(self) -> float:
        """Do one round of what the device does by itself; seconds until the next is wanted."""

    def recover(self) -> None:
        """Try once to bring back a device that fell silent; raises NoAnswer when that fails."""
        raise NoAnswer(f"{self.device} stays silent")

    def forget(self) -> None:
        """The line is closed: drop what was known of the device's inside."""

    # --- the guarded lifecycle --------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self._line is not None

    def open(self) -> None:
        """Connect and probe; does nothing when open. After an error the driver is closed again."""
        if self._line is not None:
            return
        self._line = self._connect()
        try:
            self.probe()
        except BaseException:
            self.close()
            raise
        if self._health.state is not DeviceState.ATTENTION:
            self.set_health(DeviceState.READY)

    def close(self) -> None:
        """Give the line back; again is harmless."""
        line, self._line = self._line, None
        if line is not None:
            line.close()
            self.forget()

    def stop(self) -> None:
        """From any thread: every wait of this driver ends now."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """From any thread: end an idle wait, because a job has come."""
        line = self._line
        if line is not None:
            line.wake()

    # --- what a driver works with -----------------------------------------------------------------------------------

    @property
    def line(self) -> Line:
        """The open line; raises LineLost while there is none."""
        if self._line is None:
            raise LineLost(f"{self.device} is not connected")
        return self._line

    def receive(self, deadline: float) -> bytes:
        """Some bytes before `deadline` (monotonic), else NoAnswer. Waking does not shorten it; stopping ends it."""
        while (left := deadline - time.monotonic()) > 0:
            if data := self.listen(left):
                return data
        raise NoAnswer(f"{self.device} did not answer in time")

    def listen(self, timeout_s: float) -> bytes:
        """Some bytes, or b"" when the time is over or a job has come."""
        data = self.line.read(timeout_s)
        if self._stopping:
            raise Stopped
        return data

    @property
    def health(self) -> Health:
        return self._health

    def set_health(self, state: DeviceState, reason: str = "", *, paper: Paper | None = None) -> None:
        """Keep the health and hand it up if it changed. `paper` None: as before."""
        paper = self._health.paper if paper is None else paper
        health = Health(device=self.device, state=state, reason=reason, paper=paper)
        if health != self._health:
            self._health = health
            self.emit(HealthChanged(health=health))

    def emit(self, event: DeviceEvent) -> None:
        """Hand an event up; whoever takes it only enqueues."""
        self._emit(event)


class ReaderDriver(Driver[OptionsT]):
    """A card reader: watches its pad in `turn` and hands up `CardSeen`."""

    @abstractmethod
    def start_reading(self) -> None: ...

    @abstractmethod
    def stop_reading(self) -> None: ...


class ScannerDriver(Driver[OptionsT]):
    """A code scanner: listens in `turn` and hands up `CodeSeen`."""

    @abstractmethod
    def trigger(self) -> None: ...


class PrinterDriver(Driver[OptionsT]):
    """A receipt printer. `print_slip` hands up exactly one `PrintResult`, also when the line is gone, and may then
    raise so that the runner reopens."""

    @abstractmethod
    def print_slip(self, job: str, slip: SlipDocument) -> None: ...

    @abstractmethod
    def clear_after_refill(self) -> None: ...


def read_options(model: str, wanted: type[Options], given: Mapping[str, object]) -> Options:
    """The options of a device as the driver's type. Raises BadSetting with the nearest right word."""
    known = wanted.__struct_fields__
    for name in given:
        if name not in known:
            raise BadSetting(f"{model} has no option '{name}'{nearest(name, known)}")
    try:
        return msgspec.convert(dict(given), wanted)
    except msgspec.ValidationError as error:
        raise BadSetting(f"{model}: {error}") from error


def nearest(word: str, known: tuple[str, ...]) -> str:
    """The hint that ends a complaint about an unknown word."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean '{close[0]}'?" if close else f"; it has {', '.join(sorted(known))}"
