"""What all key boxes have in common: which keys are down, since when, and which of them stick. Nothing is asked."""

from __future__ import annotations

import time
from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle
from devices.health import DeviceState, Part
from devices.kinds.key_box import KeyPressed, KeyReleased


class KeyBoxDriver(Driver[OptionsT]):
    """Hands up `KeyPressed` and `KeyReleased`. A key that sticks, or that is down when the box is opened, needs a
    person (attention, `key-stuck`); the others go on working."""

    _down: dict[str, float]
    """Key → when it went down."""
    _unannounced: set[str]
    """Down since before the box was opened: coming up they are no news."""

    _stuck_s: float

    def begin_keys(self, *, stuck_s: float, down: frozenset[str] = frozenset()) -> None:
        """The box was opened, with these keys down. `stuck_s`: a key that is held for so long sticks."""
        self._stuck_s = stuck_s
        self._down = dict.fromkeys(down, time.monotonic())
        self._unannounced = set(down)

    def is_down(self, key: str) -> bool:
        return key in self._down

    def key_moved(self, key: str, is_down: bool) -> None:
        """Also when it did not move: only news is told."""
        if is_down and key not in self._down:
            self._down[key] = time.monotonic()
            self.emit(KeyPressed(device=self.device, key=key))
        elif not is_down and key in self._down:
            held_ms = round((time.monotonic() - self._down.pop(key)) * 1000)
            if key not in self._unannounced:
                self.emit(KeyReleased(device=self.device, key=key, held_ms=held_ms))
            self._unannounced.discard(key)

    def look_for_stuck(self) -> float:
        """Say which keys stick; when the next one will (monotonic; infinity while none is down)."""
        now, longest = time.monotonic(), self._stuck_s
        stuck = tuple(
            Part(name=key, state=DeviceState.FAULT, reason="stuck")
            for key, since in sorted(self._down.items())
            if now - since >= longest
        )
        if stuck:
            self.set_health(DeviceState.ATTENTION, "key-stuck", parts=stuck)
        elif self.health.parts:
            self.set_health(DeviceState.READY, parts=())
        return min((since + longest for since in self._down.values() if now - since < longest), default=float("inf"))


class KeyBox(Handle[KeyBoxDriver[Any]]):
    """A key box seen from another thread."""


KeyBoxDriver.handle = KeyBox
