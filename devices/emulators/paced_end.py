"""One end of a line that keeps the line's time both ways, on a thread of its own: a pseudo-terminal, or a socket."""

from __future__ import annotations

import bisect
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import ClassVar, Protocol, Self, TypeVar

from devices.emulators.pseudo_terminal import PseudoTerminal

T = TypeVar("T")

BITS_PER_BYTE = 10
"""8N1: start, eight data, stop."""
GRAIN_S = 0.001
"""Bytes leave in pieces of what this time carries."""
PATIENCE_S = 1.0
"""Without a pace, bytes wait so long for someone to take them."""


class Port(Protocol):
    """Where a driver reaches an emulated device: `PseudoTerminal` or `TcpPort`."""

    def __init__(self, link: Path | None = None) -> None: ...

    @property
    def path(self) -> str: ...

    @property
    def fd(self) -> int | None: ...

    def read(self, most: int) -> bytes | None: ...

    def write(self, data: bytes) -> int: ...

    def come_back(self) -> None: ...

    def hang_up(self) -> None: ...

    def close(self) -> None: ...


class PacedEnd:
    """Between `start` and `close` everything happens on the end's own thread: `received` is called there, and `call`
    brings other work there. Without `paced` bytes pass as fast as they are taken."""

    port_type: ClassVar[type[Port]] = PseudoTerminal

    def __init__(self, name: str, *, baud: int, link: Path | None, paced: bool) -> None:
        self._byte_s = BITS_PER_BYTE / baud if paced else 0.0
        self._port = self.port_type(link)
        self._orders: deque[Callable[[], None]] = deque()
        self._wake_r, self._wake_w = os.pipe()
        self._leaving: deque[tuple[float, bytes]] = deque()
        self._arrived = b""
        self._line_free_out = self._line_free_in = self._taken_at = 0.0
        self._backlog = False
        self._ended = False
        self._thread = threading.Thread(target=self._main, name=f"emulator-{name}", daemon=True)

    @property
    def path(self) -> str:
        """The path a driver opens."""
        return self._port.path

    @property
    def is_idle(self) -> bool:
        """Everything sent has left the device."""
        return not self._leaving

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        if self._ended:
            return
        self.call(self._end)
        if self._thread.is_alive():
            self._thread.join()
        self._port.close()
        os.close(self._wake_r)
        os.close(self._wake_w)

    def call(self, order: Callable[[], T]) -> T:
        """Run `order` on the emulator's thread and give back its result."""
        if threading.current_thread() is self._thread or not self._thread.is_alive():
            return order()
        done: Future[T] = Future()
        self._orders.append(lambda: _fulfil(done, order))
        os.write(self._wake_w, b"x")
        return done.result()

    def send(self, data: bytes, *, after_s: float = 0.0) -> None:
        """Send bytes as they are; what is due later does not hold up what is due now."""
        bisect.insort(self._leaving, (time.monotonic() + after_s, data), key=lambda leaving: leaving[0])

    def pull(self) -> None:
        """Pull the plug: what is under way is lost."""
        self._port.hang_up()
        self._arrived = b""
        self._session_over()

    def plug(self) -> None:
        self._port.come_back()

    # --- for a subclass, on this end's thread -----------------------------------------------------------------------

    def received(self, data: bytes) -> None:
        """Bytes the driver sent, as the line delivered them."""

    def takes_more(self) -> bool:
        """Whether bytes may arrive now; while not, they pile up at the driver's end as with a busy device."""
        return True

    def plugged(self) -> None:
        """The line was pulled, or a network session ended: forget half-received requests."""

    @property
    def drips(self) -> bool:
        """Send one byte at a time."""
        return False

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
        if self._port.fd is not None and not self._arrived and self.takes_more():
            watched.append(self._port.fd)
        ready, _, _ = select.select(watched, [], [], self._until_next(now))
        if self._wake_r in ready:
            os.read(self._wake_r, 4096)
        if self._port.fd in ready:
            self._take_in()

    def _until_next(self, now: float) -> float | None:
        times = []
        if self._arrived:
            times.append(self._line_free_in)
        if self._leaving:
            due, data = self._leaving[0]
            grain = self._byte_s if self.drips else max(GRAIN_S, self._byte_s)
            times.append(max(due, self._line_free_out) + min(grain, self._byte_s * len(data)))
        return max(0.0, min(times) - now) if times else None

    def _take_in(self) -> None:
        """Read no faster than the line carries, so that a driver's writes fill up as on a real port."""
        most = max(16, int(GRAIN_S * 4 / self._byte_s)) if self._byte_s else 4096
        arrived = self._port.read(most)
        if arrived is None:
            self._session_over()
        self._arrived = arrived or b""
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
                self._leaving.appendleft((due, data[count:]))  # as due as before, or what is sent next overtakes it
                if not self._byte_s:
                    self._line_free_out = now + GRAIN_S
                return

    def _put(self, data: bytes, now: float) -> int:
        """How many bytes are dealt with. At line rate, what nobody takes is lost, as on a real line; without a rate it
        waits a second for someone to take it."""
        taken = self._write(data)
        if taken:
            self._taken_at = now
        return taken if not self._byte_s and now - self._taken_at < PATIENCE_S else len(data)

    def _write(self, data: bytes) -> int:
        pieces = [data[i : i + 1] for i in range(len(data))] if self.drips else [data]
        return sum(self._port.write(piece) for piece in pieces)

    def _session_over(self) -> None:
        """Whoever was at the other end has gone: what was for them is for nobody."""
        self._leaving.clear()
        self.plugged()

    def _end(self) -> None:
        self._ended = True


def _fulfil(done: Future[T], order: Callable[[], T]) -> None:
    """Give the order's result, or its error, to whoever waits for it."""
    try:
        done.set_result(order())
    except Exception as error:  # noqa: BLE001 - it is raised again where the result is taken
        done.set_exception(error)
