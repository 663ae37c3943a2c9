"""The base of every driver: a guarded lifecycle, typed options, health in one place, so that a driver's file holds only
its device.

A driver lives on one thread (`devices.runner`). It is made closed; `open` connects and probes, `turn` does what the
device does by itself, `close` gives the connection back. All of these raise the errors of `devices.errors` and nothing
else; what they mean for health and reopening is the runner's. Nothing moves unless a job asked for it.

A driver's class joins what it is reached by (`LineDriver`: a byte line) and what it is (a base in `devices.kinds`).
"""

from __future__ import annotations

import difflib
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from devices.capability import Capability
from devices.connection import Connection
from devices.errors import BadSetting, DeviceError, LineLost, NoAnswer, Refused, Unsupported
from devices.health import DeviceState, Health, Media, Paper, Part
from devices.transports.line import Line
from devices.transports.serial import SerialLine
from devices.transports.tcp import SCHEME, TcpLine
from devices.values import DeviceEvent, Ending, HealthChanged, Outcome

Emit = Callable[[DeviceEvent], None]
Connect = Callable[[], Any]
"""Makes the `Connection` of one driver; raises LineLost."""


class Options(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be set for a device in the site file; a driver declares its own by inheriting."""


class LineOptions(Options, frozen=True, kw_only=True):
    """`baud`: the speed of the line; what every device on a serial line has."""

    baud: Annotated[int, Meta(ge=300, le=4_000_000)] = 9600


OptionsT = TypeVar("OptionsT", bound=Options)
LineOptionsT = TypeVar("LineOptionsT", bound=LineOptions)
T = TypeVar("T")


class Stopped(Exception):
    """The runner wants the thread back: every wait ends with this. Never leaves the runner."""


class Driver(ABC, Generic[OptionsT]):
    """One device of one model. See the module for its life; subclasses fill in `probe`, `turn`, their kind's verbs."""

    model: ClassVar[str]
    """The name in the site file."""
    wire: ClassVar[str] = ""
    """The protocol it speaks, by its name in `devices.decoders`; empty where there are no frames to look at."""
    options_type: ClassVar[type[Options]] = Options
    needs: ClassVar[Mapping[str, type[object]]] = {}
    """Other devices of the station it works with: option that names the device → kind of handle (`devices.kinds`)."""
    has_port: ClassVar[bool] = True
    """False for a device that is reached only through those it needs."""
    notices_loss_s: ClassVar[float] = 1.5
    """An idle device that is gone is lost after this time; longer where its line is not held all the time."""
    handle: ClassVar[type[Any]]
    """How it is asked from other threads; its kind's base says which."""

    def __init__(
        self,
        *,
        device: str,
        connect: Connect,
        options: OptionsT,
        emit: Emit,
        given: Mapping[str, object] | None = None,
    ) -> None:
        self.device = device
        self.options = options
        self._connect = connect
        self._emit = emit
        self._given = given or {}
        self._connection: Connection | None = None
        self._stopping = self._begun = False
        self._health = Health(device=device, state=DeviceState.CLOSED)

    @classmethod
    @abstractmethod
    def connect(cls, port: str, options: Options) -> Connection:
        """How this model is reached. Raises LineLost."""

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
        """The connection is closed: drop what was known of the device's inside."""

    def capabilities(self) -> frozenset[Capability]:
        """What this device can do; may grow with what its probe learned."""
        return frozenset()

    def facts(self) -> dict[str, str]:
        """What the device said of itself when it was probed (a serial number, a firmware), for a technician's table."""
        return {}

    # --- the guarded lifecycle --------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    def open(self) -> None:
        """Connect and probe; does nothing when open. After an error the driver is closed again."""
        if self._connection is not None:
            return
        self._connection = self._connect()
        try:
            self.probe()
        except BaseException:
            self.close()
            raise
        if self._health.state is not DeviceState.ATTENTION:
            self.set_health(DeviceState.READY)

    def close(self) -> None:
        """Give the connection back; again is harmless."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
            self.forget()

    def stop(self) -> None:
        """From any thread: every wait of this driver ends now."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """From any thread: end an idle wait, because a job has come."""
        connection = self._connection
        if connection is not None:
            connection.wake()

    # --- what a driver works with -----------------------------------------------------------------------------------

    def needed(self, option: str, kind: type[T]) -> T:
        """The handle of a device it `needs`."""
        found = self._given[option]
        assert isinstance(found, kind)
        return found

    def leave_if_stopping(self) -> None:
        """Ends a wait that the driver does by itself."""
        if self._stopping:
            raise Stopped

    @property
    def health(self) -> Health:
        return self._health

    def set_health(
        self,
        state: DeviceState,
        reason: str = "",
        *,
        paper: Paper | None = None,
        media: Media | None = None,
        parts: tuple[Part, ...] | None = None,
    ) -> None:
        """Keep the health and hand it up if it changed. `paper`, `media`, `parts` None: as before."""
        before = self._health
        health = Health(
            device=self.device,
            state=state,
            reason=reason,
            paper=before.paper if paper is None else paper,
            media=before.media if media is None else media,
            parts=before.parts if parts is None else parts,
        )
        if health != before:
            self._health = health
            self.emit(HealthChanged(health=health))

    def emit(self, event: DeviceEvent) -> None:
        """Hand an event up; whoever takes it only enqueues."""
        self._emit(event)

    # --- deeds ------------------------------------------------------------------------------------------------------

    def carry_out(self, deed: Callable[[], Ending], tell: Callable[[Ending], None]) -> Ending:
        """Do a deed and tell its ending exactly once, whatever happens; what the runner must know is raised after that.

        A deed says `begin()` before the first byte that may move something: broken off before it failed, after it its
        outcome is unknown.
        """
        self._begun = False
        try:
            ending = deed() if self.is_open else self._not_there()
        except (Refused, Unsupported) as error:
            ending = Ending(Outcome.FAILED, error.reason)
        except (DeviceError, Stopped) as error:
            tell(self.broken_off(error.reason if isinstance(error, DeviceError) else "stopped"))
            raise
        except BaseException:
            tell(self.broken_off("internal"))
            raise
        tell(ending)
        return ending

    def begin(self) -> None:
        """From here on the deed may have happened."""
        self._begun = True

    def _not_there(self) -> Ending:
        return Ending(Outcome.FAILED, self._health.reason or LineLost.reason)

    def broken_off(self, reason: str) -> Ending:
        """What an error in the middle of a deed means for it."""
        return Ending(Outcome.UNKNOWN if self._begun else Outcome.FAILED, reason)


class LineDriver(Driver[OptionsT]):
    """A device on a byte line: serial, or a socket where its port says so."""

    options_type: ClassVar[type[Options]] = LineOptions

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        assert isinstance(options, LineOptions)
        if port.startswith(SCHEME):
            return TcpLine(port)
        return SerialLine(port, baud=options.baud)

    @property
    def line(self) -> Line:
        """The open line; raises LineLost while there is none."""
        if self._connection is None:
            raise LineLost(f"{self.device} is not connected")
        line: Line = self._connection  # type: ignore[assignment] # what `connect` of a LineDriver makes is a Line
        return line

    def receive(self, deadline: float) -> bytes:
        """Some bytes before `deadline` (monotonic), else NoAnswer. Waking does not shorten it; stopping ends it."""
        while (left := deadline - time.monotonic()) > 0:
            if data := self.listen(left):
                return data
        raise NoAnswer(f"{self.device} did not answer in time")

    def listen(self, timeout_s: float) -> bytes:
        """Some bytes, or b"" when the time is over or a job has come."""
        data = self.line.read(timeout_s)
        self.leave_if_stopping()
        return data


def read_options(model: str, wanted: type[OptionsT], given: Mapping[str, object]) -> OptionsT:
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
