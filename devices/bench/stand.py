"""A real driver on its own thread, with a tap on its line: what it said and heard, and when it handed something up."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

from devices.bench.floor import Step
from devices.driver import Driver, read_options
from devices.health import DeviceState
from devices.registry import driver
from devices.runner import Runner
from devices.transports.line import Line
from devices.values import DeviceEvent, HealthChanged

PATIENCE_S = 20.0
BREATH_S = 0.02


class Word(NamedTuple):
    """Some bytes one side said; monotonic time."""

    at: float
    ours: bool
    data: bytes


class Tap:
    """A `Line` that keeps what passes."""

    def __init__(self, line: Line, heard: list[Word]) -> None:
        self._line, self._heard = line, heard

    def read(self, timeout_s: float) -> bytes:
        data = self._line.read(timeout_s)
        if data:
            self._heard.append(Word(time.monotonic(), False, data))
        return data

    def write(self, data: bytes) -> None:
        self._heard.append(Word(time.monotonic(), True, data))
        self._line.write(data)

    def drain(self) -> None:
        self._line.drain()

    def wake(self) -> None:
        self._line.wake()

    def close(self) -> None:
        self._line.close()


class Stand:
    """One device of a model at `port`, from entering to leaving; `handle` is how it is asked."""

    def __init__(self, model: str, port: str, **options: bool | int | float | str) -> None:
        self._words: list[Word] = []
        self._events: queue.SimpleQueue[tuple[float, DeviceEvent]] = queue.SimpleQueue()
        made = self._make(driver(model), port, options)
        self._runner: Runner[Any] = Runner(made)
        self.handle: Any = made.handle(self._runner)

    def _make(self, model: type[Driver[Any]], port: str, given: Mapping[str, object]) -> Driver[Any]:
        options = read_options(model.model, model.options_type, given)

        def connect() -> Tap:
            line: Line = model.connect(port, options)  # type: ignore[assignment] # what a driver on a wire connects to
            return Tap(line, self._words)

        return model(device=model.model, connect=connect, options=options, emit=self._take)

    def _take(self, event: DeviceEvent) -> None:
        self._events.put((time.monotonic(), event))

    def __enter__(self) -> Self:
        self._runner.start()
        self.next(lambda event: isinstance(event, HealthChanged) and event.health.state is DeviceState.READY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.stop()

    def forget(self) -> None:
        """What was handed up until now is of no interest."""
        while not self._events.empty():
            self._events.get()

    def next(self, wanted: Callable[[DeviceEvent], bool]) -> tuple[float, Any]:
        """The next event of this sort and when it was handed up. Raises TimeoutError."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                at, event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError("the device handed up nothing of the sort") from None
            if wanted(event):
                return at, event

    def steps(self, since: float, until: float, *, pause_s: float = 0.0) -> list[Step]:
        """What passed meanwhile, to be replayed: each time we speak after `pause_s`. What we say in one breath is one
        step."""
        steps, before = [Step(0.0, b"", 0)], Word(since, False, b"")
        for word in list(self._words):
            if not since <= word.at <= until:
                continue
            if word.ours and not (before.ours and word.at - before.at < BREATH_S):
                steps.append(Step(pause_s, b"", 0))
            out, back = (word.data, 0) if word.ours else (b"", len(word.data))
            steps[-1] = steps[-1]._replace(out=steps[-1].out + out, back=steps[-1].back + back)
            before = word
        return [step for step in steps if step.out or step.back]


def passed(steps: list[Step]) -> int:
    """Bytes both ways."""
    return sum(len(step.out) + step.back for step in steps)
