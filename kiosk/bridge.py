"""The only door from threads into Qt: whatever a device's, the agent's or a worker's thread tells is queued, and one
signal wakes the UI thread, which takes it all.

A foreign thread only enqueues (card rule 10). Nothing that is queued is ever logged.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from devices.values import DeviceEvent
from kiosk.flow import PinChecked
from kiosk.logs import where
from kiosk.verifiers import Verification
from lobby.news import News

log = logging.getLogger("kapok.kiosk")


class CodeVerified(Verification, frozen=True, kw_only=True):
    """A verifier's answer to a request."""

    request: str


Told = DeviceEvent | News | CodeVerified | PinChecked


class Bridge(QObject):
    """`tell` from any thread; `take` is called with each piece on the thread the bridge was made on, in order."""

    _woken = Signal()

    def __init__(self, take: Callable[[Told], None]) -> None:
        super().__init__()
        self._queue: queue.SimpleQueue[Told] = queue.SimpleQueue()
        self._take = take
        self._woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def tell(self, told: Told) -> None:
        self._queue.put(told)
        self._woken.emit()

    def ask(self, work: Callable[[], Told]) -> None:
        """Do slow work on a thread of its own and tell what it came to; a failure is logged without its words."""
        threading.Thread(target=self._work, args=(work,), name="kiosk-work", daemon=True).start()

    def _work(self, work: Callable[[], Told]) -> None:
        try:
            told = work()
        except Exception as error:  # noqa: BLE001 - a provider's mistake must not end more than this question
            log.error("work aside failed: %s", where(error))
            return
        self.tell(told)

    def _drain(self) -> None:
        while not self._queue.empty():
            self._take(self._queue.get())
