"""A way through for every byte between a program and a device: the real port on one side, a port of our own on the
other, and somebody who is told what passes.

Bytes are neither changed nor held: what comes is told (which only enqueues) and handed on at once. What the device
sends and no program takes for a second is lost, as on a real line.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from devices.decoder import Sender
from devices.emulators.pseudo_terminal import PseudoTerminal
from devices.errors import LineLost, NoAnswer
from devices.transports.line import Line

PIECE = 4096
LISTEN_S = 3600.0
PATIENCE_S = 1.0


class Passage:
    """Open from `start` to `close`; the device's line is given open, and closed with it.

    `tell(sender, data)` is called on two threads and only enqueues; `lost(why)` once when the device is gone, after
    which nothing passes any more.
    """

    def __init__(
        self,
        line: Line,
        *,
        tell: Callable[[Sender, bytes], None],
        lost: Callable[[str], None],
        link: Path | None = None,
    ) -> None:
        self._line, self._tell, self._lost = line, tell, lost
        self._pty = PseudoTerminal(link)
        self._stop_r, self._stop_w = os.pipe()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._pump, args=(pump,), name=f"passage-{pump.__name__}", daemon=True)
            for pump in (self._from_host, self._from_device)
        ]

    @property
    def port(self) -> str:
        """What the program opens instead of the device's port."""
        return str(self._pty.path)

    def start(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def close(self) -> None:
        self._stopping.set()
        os.write(self._stop_w, b"x")
        self._line.wake()
        for thread in self._threads:
            thread.join()
        self._line.close()
        self._pty.close()
        os.close(self._stop_r)
        os.close(self._stop_w)

    # --- on its threads ---------------------------------------------------------------------------------------------

    def _pump(self, pump: Callable[[], None]) -> None:
        try:
            while not self._stopping.is_set():
                pump()
        except LineLost as error:
            if not self._stopping.is_set():
                self._stopping.set()
                os.write(self._stop_w, b"x")
                self._line.wake()
                self._lost(str(error))

    def _from_host(self) -> None:
        fd = self._pty.fd
        assert fd is not None
        ready, _, _ = select.select([fd, self._stop_r], [], [])
        if fd not in ready:
            return
        data = os.read(fd, PIECE)
        self._tell(Sender.HOST, data)
        try:
            self._line.write(data)
        except NoAnswer:
            return  # it takes no more, and the program waits for it in vain: that is what the trace shows

    def _from_device(self) -> None:
        data = self._line.read(LISTEN_S)
        if data:
            self._tell(Sender.DEVICE, data)
            self._hand_on(data)

    def _hand_on(self, data: bytes) -> None:
        deadline = time.monotonic() + PATIENCE_S
        fd = self._pty.fd
        assert fd is not None
        while data and (left := deadline - time.monotonic()) > 0:
            _, free, _ = select.select([], [fd], [], left)
            with contextlib.suppress(BlockingIOError):
                data = data[os.write(fd, data) if free else 0 :]
