"""The demo's programs, led on a thread of their own, so that a script may act while what dies is started again."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from kiosk.watch import Leader, Program

T = TypeVar("T")
TURN_S = 0.05
FIRST_VNC = 5900


class Company:
    """Leads from `start` to `stop`; `add`, `kill` and `pid` may be called from any thread."""

    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._lead, name="company")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def add(self, program: Program) -> None:
        self._do(lambda leader: leader.add(program))

    def pid(self, name: str) -> int:
        """The process of a program now; 0 while it is being started again."""
        return self._do(lambda leader: leader[name].pid)

    def starts(self, name: str) -> int:
        return self._do(lambda leader: leader[name].starts)

    def kill(self, name: str) -> None:
        """kill -9, as a power cut to one machine would; the company starts it again."""
        self._do(lambda leader: leader[name].signal(signal.SIGKILL))

    def _do(self, order: Callable[[Leader], T]) -> T:
        done: Future[T] = Future()
        self._orders.put(lambda: done.set_result(order(self._leader)))
        return done.result(10)

    def _lead(self) -> None:
        self._leader = Leader(())
        while not self._ended.is_set():
            while not self._orders.empty():
                self._orders.get()()
            self._leader.turn(TURN_S)
        self._leader.stop()


def environment(*, headless: bool, nth_screen: int = 0) -> dict[str, str]:
    """What led programs see beside the demo's own environment. Each screen has a VNC port of its own, if it is VNC."""
    given = {"PYTHONUNBUFFERED": "1"}
    if headless or not has_screen():
        given["QT_QPA_PLATFORM"] = "offscreen"
    elif os.environ.get("QT_QPA_PLATFORM") == "vnc":
        given["QT_QPA_PLATFORM"] = f"vnc:port={FIRST_VNC + nth_screen}"
    return given


def has_screen() -> bool:
    """Is there a desktop, or did somebody choose where Qt draws?"""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
