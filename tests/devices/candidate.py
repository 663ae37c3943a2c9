"""One model before the examiners: its real driver, its emulator on a real port, an ear, and what the log says of it."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from config.site import Device
from devices.capability import Capability
from devices.driver import Driver
from devices.emulators.emulator import Emulator
from devices.errors import Unsupported
from devices.handle import Handle
from devices.health import DeviceState, Health
from devices.rack import Rack, make_driver
from devices.registry import driver, drivers, emulator
from devices.values import DeedResult, DeviceEvent, HealthChanged
from tests.devices.ear import Ear
from tests.devices.works.every import exercise_of
from tests.given_time import GivenTime

HEALS_S = 30.0
HAND_S = 0.05
PERSONAL = ("张木棉", "木棉", "440099199003070028", "A012-secret", b"A012-secret".hex(" "))


class ImpatientEar(Ear):
    """Waits for nothing longer than it is told."""

    def __init__(self, ear: Ear, longest_s: float) -> None:
        self._ear, self._longest_s = ear, longest_s
        self.heard = ear.heard

    def next(self, wanted: Callable[[DeviceEvent], bool], *, within_s: float = 0.0) -> Any:
        return self._ear.next(wanted, within_s=self._longest_s)

    def catch_up(self) -> list[DeviceEvent]:
        return self._ear.catch_up()

    def all_for(self, span_s: float) -> list[DeviceEvent]:
        return self._ear.all_for(min(span_s, self._longest_s))


class Candidate:
    """First without a thread (`alone`), then on a rack of its own from `start` to `close`."""

    def __init__(self, model: str, log: Sequence[logging.LogRecord], time: GivenTime) -> None:
        self.driver = driver(model)
        baud: int | None = getattr(self.driver.options_type(), "baud", None)
        self.emulator: Emulator = emulator(model)(baud=baud).start()
        self.ear = Ear()
        self.device = Device(id=model, model=model, port=self.emulator.port if self.driver.has_port else "")
        self.needed = self._needed()
        self.rack = Rack([*self.needed, self.device], self.ear)
        self._log = log
        self.time = time

    def _needed(self) -> list[Device]:
        """The devices this one works with; one that has no port of its own is reached through them."""
        port = "" if self.driver.has_port else self.emulator.port
        return [
            Device(id=f"{option} of {self.device.id}", model=model_of(kind), port=port)
            for option, kind in self.driver.needs.items()
        ]

    @contextmanager
    def alone(self) -> Iterator[Driver[Any]]:
        """Its closed driver, without a thread; only what it needs runs."""
        others = Rack(self.needed, self.ear)
        others.start()
        handles = {option: others.all(_handle_of(kind))[0] for option, kind in self.driver.needs.items()}
        made = make_driver(self.device, self.ear, self.device.port, given=handles)
        yield made
        made.close()
        others.stop()

    def start(self) -> None:
        self.ear.catch_up()
        self.rack.start()
        self.becomes(DeviceState.READY)

    def close(self) -> None:
        self.rack.stop()
        self.emulator.close()

    # --- what it does -----------------------------------------------------------------------------------------------

    @contextmanager
    def suffering(self, fault: str, argument: str = "") -> Iterator[None]:
        """A fault is on meanwhile, where the emulator has it: one that is no wire has few."""
        if fault in self.emulator.all_faults():
            self.emulator.fault(fault, argument)
        yield
        self.emulator.clear()

    def works(self) -> None:
        """The device does what its kind is for, once; a hand is not quicker than the answer to what was before."""
        self.ear.all_for(HAND_S)
        exercise_of(self.driver)(self.emulator, self.rack, self.ear)

    def tries(self, within_s: float = 0.25) -> bool:
        """The same, by someone who soon walks away; whether it worked."""
        try:
            exercise_of(self.driver)(self.emulator, self.rack, ImpatientEar(self.ear, within_s))
        except AssertionError:
            return False
        return True

    def recovers(self) -> None:
        """Faults are over: it is usable again by itself, and works; the first try may meet what was left."""
        self.emulator.clear()
        deadline = time.monotonic() + HEALS_S
        while not self.health.usable:
            assert time.monotonic() < deadline, f"it stayed {self.health}"
            self.ear.all_for(0.02)
        if not self.tries(1.0):
            self.ear.all_for(1.2)
            self.works()

    def becomes(self, state: DeviceState) -> None:
        self.ear.next(lambda e: isinstance(e, HealthChanged) and e.health.state is state and self._is_its(e.health))

    def calls_unsupported(self, ask: Callable[[Rack], None]) -> bool:
        """Ask for something; whether it says that it cannot, in an event or in the log."""
        warnings = len(self.warnings)
        ask(self.rack)
        told = {getattr(event, "reason", "") for event in self.ear.all_for(0.3)}
        return Unsupported.reason in told or any("asked for what it cannot do" in w for w in self.warnings[warnings:])

    # --- what is known of it ----------------------------------------------------------------------------------------

    def _is_its(self, health: Health) -> bool:
        return health.device == self.device.id

    @property
    def capabilities(self) -> frozenset[Capability]:
        handles = self.rack.all(_handle_of(self.driver.handle))
        return next(handle.capabilities for handle in handles if handle.device == self.device.id)

    @property
    def health(self) -> Health:
        return next(filter(self._is_its, self.rack.health))

    @property
    def healths(self) -> list[Health]:
        """Every health it told so far."""
        self.ear.catch_up()
        return [e.health for e in self.ear.heard if isinstance(e, HealthChanged) and self._is_its(e.health)]

    @property
    def results(self) -> list[DeedResult]:
        self.ear.catch_up()
        return [event for event in self.ear.heard if isinstance(event, DeedResult)]

    @property
    def warnings(self) -> list[str]:
        """What the log says of it, at WARNING and above."""
        lines = [record.getMessage() for record in list(self._log) if record.levelno >= logging.WARNING]
        return [line for line in lines if line.startswith((f"{self.device.id} ", f"{self.device.id}:"))]

    def made_no_mistake(self) -> None:
        """Whatever happened: no unforeseen error, and one result for each job."""
        assert not [health for health in self.healths if health.reason == "internal"], self.warnings
        assert not [result for result in self.results if result.reason == "internal"], self.warnings
        jobs = Counter((type(result), result.job) for result in self.results)
        assert not [job for job, times in jobs.items() if times > 1]

    def personal_words(self) -> list[str]:
        """Log lines and events in which a person can be found."""
        self.ear.catch_up()
        said = [record.getMessage() for record in list(self._log)] + [repr(event) for event in self.ear.heard]
        return [text for text in said if any(word in text for word in PERSONAL)]


def _handle_of(kind: type[object]) -> type[Handle[Any]]:
    assert issubclass(kind, Handle)
    return kind


def model_of(kind: type[Any]) -> str:
    """A model of this kind that needs nothing itself."""
    return next(
        model for model, found in sorted(drivers().items()) if issubclass(found.handle, kind) and not found.needs
    )
