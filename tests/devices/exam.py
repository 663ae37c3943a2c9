"""All models examined at the same time, a thread each: what they promise is checked in order, then asked for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Self

from tests.devices.candidate import Candidate
from tests.given_time import GivenTime

AT_ONCE = 8
"""Devices mostly wait; more at once would make their pacing late on two cores."""
PATIENCE_S, EACH_S = 80.0, 10.0
"""Long enough for all of them; a driver that never gives its thread back ends here."""
Promise = Callable[[Candidate], None]
"""Raises AssertionError when it is not kept."""


class Record(logging.Handler):
    """Every log record of the exam, at its most talkative."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        record.getMessage()
        self.records.append(record)


class Exam:
    """Held between entering and leaving; a verdict waits for its model only."""

    def __init__(self, models: Sequence[str], promises: Sequence[Promise]) -> None:
        self._promises = promises
        self._record = Record()
        self._time = GivenTime()
        self._verdicts: dict[tuple[str, Promise], Future[None]] = {
            (model, promise): Future() for model in models for promise in promises
        }
        self._waiting = SimpleQueue[str]()
        for model in models:
            self._waiting.put(model)
        self._threads = [Thread(target=self._examine_all, daemon=True) for _ in range(AT_ONCE)]

    def __enter__(self) -> Self:
        self._level = logging.getLogger().level
        logging.getLogger().addHandler(self._record)
        logging.getLogger().setLevel(logging.DEBUG)
        self._deadline = time.monotonic() + PATIENCE_S + EACH_S * self._waiting.qsize()
        self._time.__enter__()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Whoever is under examination comes to an end; nobody else begins."""
        while self._next() is not None:
            pass
        for thread in self._threads:
            thread.join(self._left_s)
        self._time.__exit__(None, None, None)
        logging.getLogger().removeHandler(self._record)
        logging.getLogger().setLevel(self._level)

    @property
    def _left_s(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def verdict(self, model: str, promise: Promise) -> None:
        """Nothing, or the error that broke the promise."""
        self._verdicts[model, promise].result(self._left_s)

    def surprises(self) -> list[str]:
        """What somebody else had to say, when all is over."""
        for verdict in self._verdicts.values():
            verdict.exception(self._left_s)
        return [
            f"{record.name}: {record.getMessage()}"
            for record in self._record.records
            if record.levelno >= logging.WARNING and not record.name.startswith("kapok.devices")
        ]

    def _examine_all(self) -> None:
        while (model := self._next()) is not None:
            self._examine(model)

    def _next(self) -> str | None:
        try:
            return self._waiting.get_nowait()
        except Empty:
            return None

    def _examine(self, model: str) -> None:
        try:
            candidate = Candidate(model, self._record.records, self._time)
        except BaseException as error:  # noqa: BLE001 - raised again where the verdicts are asked for
            for promise in self._promises:
                self._verdicts[model, promise].set_exception(error)
            return
        for promise in self._promises:
            self._ask(candidate, promise, self._verdicts[model, promise])
        candidate.close()

    @staticmethod
    def _ask(candidate: Candidate, promise: Promise, verdict: Future[None]) -> None:
        try:
            promise(candidate)
        except BaseException as error:  # noqa: BLE001 - raised again where the verdict is asked for
            verdict.set_exception(error)
        else:
            verdict.set_result(None)
