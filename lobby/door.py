"""The console's door to the server: commands in, answers as futures, and what the hall looks like after each commit.

Any thread may use it. Commands go into the server's one inbox; `HallSnapshot` is frozen and replaced whole, so a
reader never waits for the server and never sees anything that is not committed (I1).
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from msgspec import Struct

from lobby.contract.message import Answer
from lobby.pictures import HallSnapshot
from lobby.wishes import Clerk, ClerkCommand

TURN_S = 0.5
"""The server's loop turns at least this often while it lives, also when there is nothing to do."""


class Asked(Struct, frozen=True, kw_only=True):
    """A clerk's command on its way to the server's loop."""

    command: ClerkCommand
    clerk: Clerk
    future: Future[Answer]


class Phones:
    """Which tickets are open on a phone now, and which ever were while this server ran. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()
        self._seen: set[str] = set()

    @contextmanager
    def watching(self, token: str) -> Iterator[None]:
        """A page of this ticket is open; several may be."""
        with self._lock:
            self._open[token] += 1
            self._seen.add(token)
        try:
            yield
        finally:
            with self._lock:
                self._open[token] -= 1
                if not self._open[token]:
                    del self._open[token]

    def watched(self, token: str) -> bool:
        return token in self._open

    def forget_all_but(self, tokens: Container[str]) -> None:
        """A day closed: of pages of its tickets nobody asks any more."""
        with self._lock:
            self._seen = {token for token in self._seen if token in tokens}

    def seen(self, token: str) -> bool:
        """Whether its page was ever opened."""
        return token in self._seen


class ServerDoor:
    """What the console holds of the server. Made by the server; lives as long as it."""

    def __init__(self, enqueue: Callable[[Asked], None]) -> None:
        self._enqueue = enqueue
        self._changed = threading.Condition()
        self._snapshot = HallSnapshot()
        self._turned_at = time.monotonic()
        self._listeners: list[Callable[[HallSnapshot], None]] = []
        self.phones = Phones()

    @property
    def snapshot(self) -> HallSnapshot:
        """The hall after the latest commit that was published (at most 50 ms behind)."""
        return self._snapshot

    @property
    def silent_s(self) -> float:
        """For how long the server's loop has not turned; more than `TURN_S` and a little: it is stuck or gone."""
        return time.monotonic() - self._turned_at

    def turned(self) -> None:
        """The server's side: its loop goes round."""
        self._turned_at = time.monotonic()

    def submit(self, command: ClerkCommand, clerk: Clerk) -> Future[Answer]:
        """Ask the server; the future holds its answer (a `Refused` is an answer), after the commit."""
        asked = Asked(command=command, clerk=clerk, future=Future())
        self._enqueue(asked)
        return asked.future

    def wait_for(self, version: int, timeout: float) -> HallSnapshot:
        """The first snapshot with at least this version, or the present one after `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._snapshot.version >= version, timeout)
        return self._snapshot

    def listen(self, hear: Callable[[HallSnapshot], None]) -> Callable[[], None]:
        """Call `hear` with every new snapshot, on the server's thread: it must only enqueue. Returns what ends it."""
        with self._changed:
            self._listeners = [*self._listeners, hear]
        return lambda: self._forget(hear)

    def _forget(self, hear: Callable[[HallSnapshot], None]) -> None:
        with self._changed:
            self._listeners = [other for other in self._listeners if other is not hear]

    def replace(self, snapshot: HallSnapshot) -> None:
        """The server's side: show what was just committed."""
        with self._changed:
            self._snapshot = snapshot
            self._changed.notify_all()
            listeners = self._listeners
        for hear in listeners:
            hear(snapshot)
