"""One thread a device: jobs in, events out through one callback that only enqueues.

The thread opens the device, lets it take its turns, serves jobs between them, and after a loss reopens with growing
pauses. It says once in the log that a device is lost and once that it is back. Nothing a device read is ever logged:
of an unexpected error only its class and place (F025).
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from devices.capability import Capability
from devices.driver import Driver, Stopped
from devices.errors import DeviceError, LineLost, NoAnswer, Refused, Unsupported
from devices.health import DeviceState, Health

log = logging.getLogger("kapok.devices")

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 5.0
STOP_S = 1.0

_NO_CONTACT = (NoAnswer.reason, LineLost.reason)

DriverT = TypeVar("DriverT", bound=Driver[Any])


class Runner(Generic[DriverT]):
    """Runs one driver from `start` to `stop`. `submit` takes work from any thread and returns at once.

    A job always runs, in order, also while the device is lost (the driver then answers that it is) and at the stop. One
    that ends in Refused or Unsupported costs nothing but itself: the device is well.
    """

    def __init__(self, driver: DriverT) -> None:
        self._driver = driver
        self._jobs: queue.SimpleQueue[Callable[[DriverT], None] | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._main, name=f"device-{driver.device}", daemon=True)
        self._pause_s = FIRST_PAUSE_S
        self._lost_at: float | None = None
        self._capabilities: frozenset[Capability] = frozenset()
        self._facts: dict[str, str] = {}

    @property
    def device(self) -> str:
        return self._driver.device

    @property
    def model(self) -> str:
        return self._driver.model

    @property
    def health(self) -> Health:
        return self._driver.health

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the device said it can do when it was opened last."""
        return self._capabilities

    @property
    def facts(self) -> dict[str, str]:
        """What the device said of itself when it was opened last."""
        return self._facts

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns within a second. Again, or before the start, is harmless."""
        self._stopping.set()
        self._driver.stop()
        self._jobs.put(None)
        if self._thread.ident is not None:
            self._thread.join(STOP_S)

    def submit(self, job: Callable[[DriverT], None]) -> None:
        self._jobs.put(job)
        self._driver.wake()

    # --- on the device's thread -------------------------------------------------------------------------------------

    def _main(self) -> None:
        self._driver.set_health(DeviceState.OPENING)
        while not self._stopping.is_set():
            self._live_once()
        self._driver.close()
        self._driver.set_health(DeviceState.CLOSED)
        self._answer_the_rest()

    def _live_once(self) -> None:
        """From opening to the next loss, and the pause after it."""
        try:
            self._driver.open()
            self._capabilities, self._facts = self._driver.capabilities(), self._driver.facts()
            self._note_back()
            self._work()
        except Stopped:
            return
        except DeviceError as error:
            self._note_lost(error.reason, str(error))
        except Exception as error:  # noqa: BLE001 - a driver's mistake must not end its thread
            self._note_lost("internal", where(error))
        self._pause()

    def _work(self) -> None:
        """Jobs first: the opening may have eaten the wake of one that came meanwhile."""
        until = 0.0
        while not self._stopping.is_set():
            try:
                self._serve(until)
                until = time.monotonic() + self._driver.turn()
            except NoAnswer:
                if not self._stopping.is_set():
                    self._revive()

    def _revive(self) -> None:
        """A silent device gets one chance to come back before it counts as lost (F022)."""
        self._driver.set_health(DeviceState.FAULT, NoAnswer.reason)
        self._driver.recover()
        if self._driver.health.state is DeviceState.FAULT:
            self._driver.set_health(DeviceState.READY)

    def _serve(self, until: float) -> None:
        """Run the next job if one comes before `until`, and those behind it: what it read may have eaten their wake."""
        job = self._next_job(until)
        while job is not None:
            try:
                job(self._driver)
            except Unsupported as error:
                log.warning("%s (%s) was asked for what it cannot do: %s", self.device, self.model, error)
            except Refused as error:
                log.warning("%s (%s) refused what it was asked: %s", self.device, self.model, error)
            job = self._next_job(0)

    def _next_job(self, until: float) -> Callable[[DriverT], None] | None:
        try:
            return self._jobs.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            return None

    def _pause(self) -> None:
        """Wait before the next try; jobs that come meanwhile are answered at once."""
        until = time.monotonic() + self._pause_s
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        while time.monotonic() < until and not self._stopping.is_set():
            self._serve_closed(self._next_job(until))

    def _serve_closed(self, job: Callable[[DriverT], None] | None) -> None:
        """A job for a device that is not there: the driver answers it by itself; its error says nothing new."""
        if job is None:
            return
        try:
            job(self._driver)
        except DeviceError as error:
            log.debug("%s: job while %s: %s", self.device, self.health.state.value, error.reason)
        except Exception as error:  # noqa: BLE001 - a driver's mistake must not end its thread
            log.error("%s: job failed while closed: %s", self.device, where(error))

    def _answer_the_rest(self) -> None:
        while not self._jobs.empty():
            self._serve_closed(self._jobs.get())

    def _note_lost(self, reason: str, detail: str) -> None:
        self._driver.close()
        state = DeviceState.LOST if reason in _NO_CONTACT else DeviceState.FAULT
        self._driver.set_health(state, reason)
        if self._lost_at is None:
            self._lost_at = time.monotonic()
            log.warning("%s (%s) is lost: %s", self.device, self.model, detail)

    def _note_back(self) -> None:
        self._pause_s = FIRST_PAUSE_S
        if self._lost_at is not None:
            log.info("%s (%s) is back after %.1f s", self.device, self.model, time.monotonic() - self._lost_at)
            self._lost_at = None


def where(error: Exception) -> str:
    """Class and place of an unexpected error; never its message, which may quote what a device read (F025)."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    file = "/".join(frames[-1].filename.split("/")[-2:])
    return f"{type(error).__name__} at {file}:{frames[-1].lineno}"
