"""An ear for what devices hand up."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import Any

from devices.health import DeviceState
from devices.kinds.reader import CardEvent, CardSeen
from devices.kinds.scanner import CodeSeen
from devices.values import DeviceEvent, HealthChanged

PATIENCE_S = 30.0


class Ear:
    """Takes events on any thread; the test asks for them in order."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[tuple[float, DeviceEvent]] = queue.SimpleQueue()
        self.heard: list[DeviceEvent] = []
        self.at = 0.0
        """Monotonic time of the event given last."""

    def __call__(self, event: DeviceEvent) -> None:
        self._events.put((time.monotonic(), event))

    def next(self, wanted: Callable[[DeviceEvent], bool], *, within_s: float = PATIENCE_S) -> Any:
        """The next event of this sort; others before it are only kept in `heard`."""
        deadline = time.monotonic() + within_s
        while True:
            try:
                self.at, event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"not heard in {within_s} s; heard: {self.heard}") from None
            self.heard.append(event)
            if wanted(event):
                return event

    def card(self, event: CardEvent, *, within_s: float = PATIENCE_S) -> CardSeen:
        seen: CardSeen = self.next(lambda e: isinstance(e, CardSeen) and e.event is event, within_s=within_s)
        return seen

    def code(self, *, within_s: float = PATIENCE_S) -> bytes | None:
        """The bytes of the next code; None for what was no code."""
        seen: CodeSeen = self.next(lambda e: isinstance(e, CodeSeen), within_s=within_s)
        return seen.code.data if seen.code else None

    def health(self, state: DeviceState, *, within_s: float = PATIENCE_S) -> HealthChanged:
        changed: HealthChanged = self.next(
            lambda e: isinstance(e, HealthChanged) and e.health.state is state, within_s=within_s
        )
        return changed

    def all_for(self, span_s: float) -> list[DeviceEvent]:
        """Everything heard in the next `span_s` seconds: for showing that something does not happen."""
        deadline, heard = time.monotonic() + span_s, list[DeviceEvent]()
        while (left := deadline - time.monotonic()) > 0:
            try:
                self.at, event = self._events.get(timeout=left)
            except queue.Empty:
                break
            heard.append(event)
        self.heard += heard
        return heard

    def catch_up(self) -> list[DeviceEvent]:
        """Everything heard until now and not yet asked for."""
        heard = list[DeviceEvent]()
        while not self._events.empty():
            self.at, event = self._events.get()
            heard.append(event)
        self.heard += heard
        return heard

    def cards_so_far(self) -> list[CardEvent]:
        return [event.event for event in self.heard if isinstance(event, CardSeen)]
