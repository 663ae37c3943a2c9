"""Questions and answers on a half-duplex line whose answers do not name their question: what comes late or twice
answers nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from devices.driver import LineDriver
from devices.errors import NoAnswer
from devices.half_duplex import Frames, HalfDuplexBus

QUIET_S = 0.02
"""What comes again so soon after an answer is dropped before the next question."""
TRIES = 2

FrameT = TypeVar("FrameT")


class BusExchange(Generic[FrameT]):
    """Lives from one opening of the line to the next. `answered_at`: monotonic time of the last answer. `echoes`: see
    `HalfDuplexBus`; given where nothing can be asked that is not answered by itself."""

    def __init__(
        self, device: LineDriver[Any], frames: Frames[FrameT], *, answer_s: float, echoes: bool | None = None
    ) -> None:
        self._device = device
        self._answer_s = answer_s
        self._bus: HalfDuplexBus[FrameT] = HalfDuplexBus(device, frames, stray=lambda frame: None, gap_s=QUIET_S)
        self._bus.echoes = echoes
        self._doubt_until = 0.0
        self.answered_at = time.monotonic()

    def ask(
        self, request: bytes, answers: Callable[[FrameT], bool], *, tries: int = TRIES, alike: bool = False
    ) -> FrameT:
        """The answer. `tries`: more than one only where being told twice does no harm; `alike`: the answer may be the
        request once more. Raises NoAnswer, LineLost."""
        self.listen(self._doubt_until)
        self._device.line.drain()
        for _ in range(tries - 1):
            try:
                return self._once(request, answers, alike)
            except NoAnswer:
                continue
        return self._once(request, answers, alike)

    def listen(self, until: float) -> None:
        """Let go by what comes until then (monotonic), whatever wakes the line."""
        while time.monotonic() < until:
            self._bus.listen(until)

    def idle(self, until: float) -> None:
        """The same, but ends when a job comes. Raises LineLost at once when the line goes."""
        self._bus.listen(until)

    def _once(self, request: bytes, answers: Callable[[FrameT], bool], alike: bool) -> FrameT:
        try:
            answer = self._bus.ask(request, answers, timeout_s=self._answer_s, alike=alike)
        except NoAnswer:
            self._doubt_until = time.monotonic() + self._answer_s
            raise
        self.answered_at = time.monotonic()
        return answer
