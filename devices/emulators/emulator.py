"""The base of every emulator: a device's end of the wire on a pseudo-terminal, at its line rate, with fault switches.

In process: `with SomeEmulator() as device: device.port …`. Its methods may be called from any thread; they run on the
emulator's own thread and return when done. As a program: `python -m devices emulate MODEL` (see `control`).
"""

from __future__ import annotations

import bisect
import contextlib
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import ClassVar, Self, TypeVar

from msgspec import Struct

from devices.emulators.pseudo_terminal import PseudoTerminal

T = TypeVar("T")

BITS_PER_BYTE = 10
"""8N1: start, eight data, stop."""
GRAIN_S = 0.001
"""Bytes leave in pieces of what this time carries."""

LINE_FAULTS = {
    "silent": "nothing is answered",
    "stop-after": "only the first N bytes of each answer leave",
    "noise": "hex bytes before each answer (default 00 FF AA 96 69 AA AA)",
    "late": "each answer leaves N seconds late",
    "drip": "one byte at a time",
    "hang-up": "the plug is pulled; clearing plugs it in again at the same path",
}


class Answer(Struct, kw_only=True):
    """Answer to a control command; an emulator may give a richer one by inheriting."""

    ok: bool = True
    error: str = ""


class Unknown(Exception):
    """A control command or fault this emulator does not have; the message says what it has."""


class Emulator:
    """One emulated device. Subclasses fill in `received` and add commands and faults."""

    models: ClassVar[tuple[str, ...]]
    """Driver models this is the other end of."""
    faults: ClassVar[dict[str, str]] = {}
    """Faults beyond LINE_FAULTS: name → what happens."""
    baud: int = 115_200

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        self.baud = baud or self.baud
        self._byte_s = BITS_PER_BYTE / self.baud if paced else 0.0
        self._pty = PseudoTerminal(link)
        self.active: dict[str, tuple[str, int]] = {}
        """Faults that are on: argument, and for how many answers more (0: until cleared)."""
        self._orders: deque[Callable[[], None]] = deque()
        self._wake_r, self._wake_w = os.pipe()
        self._leaving: deque[tuple[float, bytes]] = deque()
        self._arrived = b""
        self._line_free_out = self._line_free_in = self._taken_at = 0.0
        self._backlog = False
        self._ended = False
        self._thread = threading.Thread(target=self._main, name=f"emulator-{self.models[0]}", daemon=True)

    # --- for whoever runs it ----------------------------------------------------------------------------------------

    @property
    def port(self) -> str:
        """The path a driver opens."""
        return str(self._pty.path)

    @property
    def is_idle(self) -> bool:
        """Everything sent has left the device."""
        return not self._leaving

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        if not self._ended:
            self.call(self._end)
            self._thread.join()
            self._pty.close()
            os.close(self._wake_r)
            os.close(self._wake_w)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.close()

    def fault(self, name: str, argument: str = "", *, times: int = 0) -> None:
        """Switch a fault on, until cleared or for the next `times` answers. Raises Unknown."""
        if name not in self.all_faults():
            raise Unknown(f"no fault '{name}'; there are: {', '.join(sorted(self.all_faults()))}")
        self.call(lambda: self._switch_on(name, argument, times))

    def clear(self) -> None:
        """Switch every fault off and plug the line in again."""
        self.call(self._clear)

    def hang_up(self) -> None:
        self.fault("hang-up")

    def come_back(self) -> None:
        self.call(self._pty.come_back)

    @classmethod
    def all_faults(cls) -> dict[str, str]:
        return LINE_FAULTS | cls.faults

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        """Control commands by their word; each takes the rest of the line. An emulator adds its own."""
        return {"fault": self._fault_command, "clear": lambda _rest: self._clear_command()}

    def control(self, line: str) -> Answer:
        """Carry out one control line."""
        word, _, rest = line.strip().partition(" ")
        commands = self.commands()
        if word not in commands:
            return Answer(ok=False, error=f"no command '{word}'; there are: {', '.join(sorted(commands))}, quit")
        try:
            return commands[word](rest.strip())
        except (Unknown, ValueError) as error:
            return Answer(ok=False, error=str(error))

    # --- for a subclass, on the emulator's thread -------------------------------------------------------------------

    def received(self, data: bytes) -> None:
        """Bytes the driver sent, as the line delivered them."""

    def takes_more(self) -> bool:
        """Whether bytes may arrive now; while not, they pile up at the driver's end as with a busy device."""
        return True

    def plugged(self) -> None:
        """The line was pulled and is back: forget half-received requests."""

    def answer(self, data: bytes, *, after_s: float = 0.0) -> None:
        """Send bytes to the driver, spoiled by the faults that are on."""
        if self.take_fault("silent") is not None:
            return
        late = self.take_fault("late")
        noise = self.take_fault("noise")
        stop_after = self.take_fault("stop-after")
        if stop_after is not None:
            data = data[: int(stop_after or 0)]
        if noise is not None:
            data = bytes.fromhex(noise or "00FFAA9669AAAA") + data
        self.send(data, after_s=after_s + float(late or 0))

    def send(self, data: bytes, *, after_s: float = 0.0) -> None:
        """Send bytes as they are; what is due later does not hold up what is due now."""
        bisect.insort(self._leaving, (time.monotonic() + after_s, data), key=lambda leaving: leaving[0])

    def take_fault(self, name: str) -> str | None:
        """The argument of a fault that is on ('' without one), counting its use; None when it is off."""
        if name not in self.active:
            return None
        argument, times = self.active[name]
        if times == 1:
            del self.active[name]
        elif times:
            self.active[name] = (argument, times - 1)
        return argument

    def call(self, order: Callable[[], T]) -> T:
        """Run `order` on the emulator's thread and give back its result."""
        if threading.current_thread() is self._thread or not self._thread.is_alive():
            return order()
        done: Future[T] = Future()
        self._orders.append(lambda: _fulfil(done, order))
        os.write(self._wake_w, b"x")
        return done.result()

    # --- the loop ---------------------------------------------------------------------------------------------------

    def _main(self) -> None:
        while True:
            while self._orders:
                self._orders.popleft()()
            if self._ended:
                return
            self._deliver(time.monotonic())
            self._transmit(time.monotonic())
            self._wait()

    def _wait(self) -> None:
        now = time.monotonic()
        watched = [self._wake_r]
        if self._pty.fd is not None and not self._arrived and self.takes_more():
            watched.append(self._pty.fd)
        ready, _, _ = select.select(watched, [], [], self._until_next(now))
        if self._wake_r in ready:
            os.read(self._wake_r, 4096)
        if self._pty.fd in ready:
            self._take_in()

    def _until_next(self, now: float) -> float | None:
        times = []
        if self._arrived:
            times.append(self._line_free_in)
        if self._leaving:
            due, data = self._leaving[0]
            grain = self._byte_s if "drip" in self.active else max(GRAIN_S, self._byte_s)
            times.append(max(due, self._line_free_out) + min(grain, self._byte_s * len(data)))
        return max(0.0, min(times) - now) if times else None

    def _take_in(self) -> None:
        """Read no faster than the line carries, so that a driver's writes fill up as on a real port."""
        most = max(16, int(GRAIN_S * 4 / self._byte_s)) if self._byte_s else 4096
        with contextlib.suppress(BlockingIOError):
            self._arrived = os.read(self._pty.fd or 0, most)
        # What fills the piece has waited for the line, so it follows the last byte without a gap.
        start = self._line_free_in if self._backlog else time.monotonic()
        self._backlog = len(self._arrived) == most
        self._line_free_in = start + len(self._arrived) * self._byte_s

    def _deliver(self, now: float) -> None:
        if self._arrived and now >= self._line_free_in:
            data, self._arrived = self._arrived, b""
            self.received(data)

    def _transmit(self, now: float) -> None:
        """Let leave what the line has carried by now."""
        while self._leaving:
            due, data = self._leaving[0]
            start = max(due, self._line_free_out)
            count = len(data) if not self._byte_s else min(len(data), int((now - start) / self._byte_s + 1e-6))
            if now < start or not (count or not data):
                return
            self._leaving.popleft()
            count = self._put(data[:count], now)
            self._line_free_out = start + count * self._byte_s
            if count < len(data):
                again = due if self._byte_s else now + GRAIN_S
                self._leaving.appendleft((again, data[count:]))
                return

    def _put(self, data: bytes, now: float) -> int:
        """How many bytes are dealt with. At line rate, what nobody takes is lost, as on a real line; without a rate it
        waits a second for someone to take it."""
        taken = self._write(data)
        if taken:
            self._taken_at = now
        return taken if not self._byte_s and now - self._taken_at < 1.0 else len(data)

    def _write(self, data: bytes) -> int:
        if self._pty.fd is None:
            return 0
        pieces = [data[i : i + 1] for i in range(len(data))] if "drip" in self.active else [data]
        try:
            return sum(os.write(self._pty.fd, piece) for piece in pieces)
        except BlockingIOError:
            return 0

    # --- orders -----------------------------------------------------------------------------------------------------

    def _switch_on(self, name: str, argument: str, times: int) -> None:
        if name == "hang-up":
            self._pty.hang_up()
            self._leaving.clear()
            self._arrived = b""
            self.plugged()
        else:
            self.active[name] = (argument, times)

    def _clear(self) -> None:
        self.active.clear()
        self._pty.come_back()

    def _end(self) -> None:
        self._ended = True

    def _fault_command(self, rest: str) -> Answer:
        name, argument, times = (*rest.split(), "", "", "")[:3]
        self.fault(name, argument, times=int(times or 0))
        return Answer()

    def _clear_command(self) -> Answer:
        self.clear()
        return Answer()


def _fulfil(done: Future[T], order: Callable[[], T]) -> None:
    """Give the order's result, or its error, to whoever waits for it."""
    try:
        done.set_result(order())
    except Exception as error:  # noqa: BLE001 - it is raised again where the result is taken
        done.set_exception(error)
