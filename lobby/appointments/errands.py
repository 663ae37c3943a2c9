"""Threads that bring appointments to the server: each asks through the server's door and waits, so that neither a slow
disk nor a slow platform ever holds the server's loop."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError
from datetime import datetime, timedelta
from typing import TypeVar

from lobby.clock import Clock
from lobby.contract.message import Answer, Refusal, Refused
from lobby.door import ServerDoor
from lobby.wishes import Clerk, ClerkRequest

log = logging.getLogger(__name__)

WITHIN = timedelta(seconds=5)
"""The server answers in milliseconds, or it is stuck or gone."""
AnswerT = TypeVar("AnswerT", bound=Answer)
Ask = Callable[[ClerkRequest, Clerk], Answer]
"""Asks the server and waits for its answer, after the commit. Raises ServerAway."""
_LATER = frozenset({Refusal.LATE, Refusal.STORE_FULL})


class ServerAway(Exception):
    """Not now: the server is stopping, stuck, or has no room. The same request may come again."""


class NotTaken(Exception):
    """The server refuses this request, also later."""


def through(door: ServerDoor) -> Ask:
    def ask(request: ClerkRequest, clerk: Clerk) -> Answer:
        try:
            return door.submit(request, clerk).result(WITHIN.total_seconds())
        except (TimeoutError, CancelledError) as error:
            raise ServerAway("no answer") from error

    return ask


def done(answer: Answer, wanted: type[AnswerT]) -> AnswerT:
    """Raises ServerAway and NotTaken for a refusal."""
    if isinstance(answer, Refused):
        raise (ServerAway if answer.reason in _LATER else NotTaken)(f"{answer.reason} {answer.detail}".strip())
    if not isinstance(answer, wanted):
        raise NotTaken(f"{type(answer).__name__} is no {wanted.__name__}")
    return answer


def new_id() -> str:
    return str(uuid.uuid4())


def deadline(clock: Clock) -> datetime:
    return clock.wall() + WITHIN


class Errand:
    """A thread that goes round until it is stopped. `go` returns the seconds until the next round."""

    def __init__(self, name: str, go: Callable[[], float]) -> None:
        self._go = go
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends at the next pause; a round under way has its own limits."""
        self._end.set()
        self._thread.join(timeout=1)

    def _run(self) -> None:
        while not self._end.wait(self._round()):
            pass

    def _round(self) -> float:
        try:
            return self._go()
        except Exception:
            log.exception("%s failed; it goes on in a minute", self._thread.name)
            return 60
