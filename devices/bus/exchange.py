"""Questions and answers on a half-duple line whose answers do not name their question: what comes late or twice
answers nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from devices.bus.half_duplex import Frames, HalfDuplexBus
from devices.driver import LineDriver
from devices.errors import NoAnswer

TRIES = 2

FrameT = TypeVar("FrameT")


class BusExchange(Generic[FrameT]):
    """Lives from one opening of the line to the next. `answered_at`: monotonic time of the last answer. `echoes`: see
    `HalfDuplexBus`; given where nothing can be asked that is not answered by itself. `quiet_s`: an answer that comes
    twice so soon is let go by before the next question, where answers to all questions are alike."""

    def __init__(
        self,
        device: LineDriver[Any],
        frames: Frames[FrameT],
        *,
        answer_s: float,
        echoes: bool | None = None,
        quiet_s: float = 0.0,
    ) -> None:
        self._device = device
        self._answer_s = answer_s
        self._bus: HalfDuplexBus[FrameT] = HalfDuplexBus(device, frames, stray=lambda frame: None, gap_s=quiet_s)
        self._bus.echoes = echoes
        self._doubt_until = 0.0
        self._asked = True
        self.answered_at = time.monotonic()

    def ask(
        self,
        request: bytes,
        answers: Callable[[FrameT], bool],
        *,
        tries: int = TRIES,
        alike: bool = False,
        reply_bytes: int = 0,
    ) -> FrameT:
        """The answer. `tries`: more than one only where being told twice does no harm; `alike`, `reply_bytes`: see
        `HalfDuplexBus.ask`. Raises NoAnswer, LineLost."""
        self.listen(self._doubt_until)
        self._device.line.drain()
        for _ in range(tries - 1):
            try:
                return self._once(request, answers, alike, reply_bytes)
            except NoAnswer:
                continue
        return self._once(request, answers, alike, reply_bytes)

    def listen(self, until: float) -> None:
        """Let go by what comes until then (monotonic), whatever wakes the line."""
        while time.monotonic() < until:
            self._bus.listen(until)

    def idle(self, until: float) -> None:
        """The same, but ends when a job comes; at once after a question, which may have eaten a job's wake. Raises
        LineLost as soon as the line goes."""
        if self._asked:
            self._asked = False
        else:
            self._bus.listen(until)

    def _once(self, request: bytes, answers: Callable[[FrameT], bool], alike: bool, reply_bytes: int) -> FrameT:
        self._asked = True
        try:
            answer = self._bus.ask(request, answers, timeout_s=self._answer_s, alike=alike, reply_bytes=reply_bytes)
        except NoAnswer:
            self._doubt_until = time.monotonic() + self._answer_s
            raise
        self.answered_at = time.monotonic()
        return answer
