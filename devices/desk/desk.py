"""Where a technician sits before a device: what is typed and what the device says come in, words go out.

Everything is taken in its order on one thread. While a word waits for its device, what the device says is told at once,
and the next line is not read before the word has ended.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import TextIO, TypeVar

from devices.values import DeviceEvent

EventT = TypeVar("EventT", bound=DeviceEvent)


class Desk:
    """`tell` says every event of the device, whoever waits for it or not. `out` is where words go."""

    def __init__(self, *, prompt: str = "", out: TextIO | None = None) -> None:
        self._prompt = prompt
        self._out = out
        self._came: queue.SimpleQueue[DeviceEvent | str | Exception | None] = queue.SimpleQueue()
        self._lines: deque[str | None] = deque()
        self._wanted = threading.Semaphore(0)
        self.tell: Callable[[DeviceEvent], None] = lambda _event: None

    def hear(self, event: DeviceEvent) -> None:
        """From any thread: the device says something."""
        self._came.put(event)

    def listen(self, lines: Iterable[str]) -> None:
        """Take what is typed, on a thread of its own, until its end."""
        threading.Thread(target=self._listen, args=(lines,), name="desk", daemon=True).start()

    def say(self, words: str, end: str = "\n") -> None:
        print(words, end=end, file=self._out, flush=True)

    def next_line(self) -> str | None:
        """What is typed next; None at the end. Raises what reading it raised."""
        if self._prompt:
            self.say(self._prompt, end="")
        self._wanted.release()
        while not self._lines:
            self._take(None)
        return self._lines.popleft()

    def wait_for(self, kind: type[EventT], fits: Callable[[EventT], bool], within_s: float) -> EventT | None:
        """The next such event, None when it does not come in time."""
        deadline = time.monotonic() + within_s
        while (left := deadline - time.monotonic()) > 0:
            event = self._take(left)
            if isinstance(event, kind) and fits(event):
                return event
        return None

    def _listen(self, lines: Iterable[str]) -> None:
        typed = iter(lines)
        while True:
            self._wanted.acquire()
            try:
                line = next(typed, None)
            except Exception as error:  # noqa: BLE001 - raised again where the line is asked for
                self._came.put(error)
                return
            self._came.put(None if line is None else line.strip())

    def _take(self, within_s: float | None) -> DeviceEvent | None:
        """The next thing that comes: an event is told, a line is kept."""
        try:
            came = self._came.get(timeout=within_s)
        except queue.Empty:
            return None
        if isinstance(came, Exception):
            raise came
        if isinstance(came, DeviceEvent):
            self.tell(came)
            return came
        self._lines.append(came)
        return None
