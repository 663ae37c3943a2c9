"""Who is signed in, and at which counter: in memory, under random ids, gone with the server."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lobby.console.panels import Panel
from lobby.console.values import Notice
from lobby.contract.counters import Outcome
from lobby.contract.tickets import TicketView
from lobby.door import Clerk

LONGEST = timedelta(hours=12)
UNSEEN = timedelta(minutes=30)
"""A session ends after a shift, or when no page of it was open for a while."""
PRESSES_KEPT = 100
PATIENCE = timedelta(minutes=5)
"""How long a newcomer may take to choose a PIN."""
MOST_NEWCOMERS = 100


@dataclass(kw_only=True)
class Session:
    """One clerk at one counter. Touched by the console's loop only."""

    id: str
    clerk: Clerk
    began: datetime
    seen: datetime
    panel: Panel | None = None
    notice: Notice | None = None
    notice_until: datetime | None = None
    moved: TicketView | None = None
    """The ticket of the last finish, no-show or hold, as long as it may be undone."""
    moved_at: datetime | None = None
    moved_outcome: Outcome | None = None
    pressed: OrderedDict[str, asyncio.Task[None]] = field(default_factory=OrderedDict)
    """The latest presses by their id, so that a repeated one waits for the first and has no second effect (F054)."""

    def tell(self, notice: Notice, until: datetime) -> None:
        self.notice, self.notice_until = notice, until

    def notice_at(self, now: datetime) -> Notice | None:
        return self.notice if self.notice_until and now < self.notice_until else None

    async def once(self, press: str, carry: Callable[[], Coroutine[None, None, None]]) -> None:
        """Carry a press out, or wait for the one with the same id that was carried out before."""
        task = self.pressed.get(press)
        if task is None:
            task = self.pressed[press] = asyncio.get_running_loop().create_task(carry())
            while len(self.pressed) > PRESSES_KEPT:
                self.pressed.popitem(last=False)
        await asyncio.shield(task)


class Sessions:
    """All sessions. A counter has at most one clerk: whoever takes it over ends the other's session."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    def at_counter(self, counter: str, now: datetime) -> Session | None:
        self._expire(now)
        return next((one for one in self._sessions.values() if one.clerk.counter == counter), None)

    def begin(self, clerk: Clerk, now: datetime) -> Session:
        """Sign this clerk in, ending their session elsewhere and anybody's at this counter."""
        for other in tuple(self._sessions.values()):
            if other.clerk.counter == clerk.counter or other.clerk.name == clerk.name:
                self.end(other.id)
        session = Session(id=secrets.token_urlsafe(32), clerk=clerk, began=now, seen=now)
        self._sessions[session.id] = session
        return session

    def find(self, id: str, now: datetime) -> Session | None:
        """The session of a cookie; being asked for keeps it alive."""
        self._expire(now)
        session = self._sessions.get(id)
        if session is not None:
            session.seen = now
        return session

    def end(self, id: str) -> None:
        self._sessions.pop(id, None)

    def _expire(self, now: datetime) -> None:
        for session in tuple(self._sessions.values()):
            if now - session.began > LONGEST or now - session.seen > UNSEEN:
                self.end(session.id)


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """A clerk who proved their one-time PIN and must now choose their own."""

    clerk: Clerk
    began: datetime


class Newcomers:
    """Those who are choosing a PIN; each has `PATIENCE`."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, Newcomer] = OrderedDict()

    def add(self, newcomer: Newcomer) -> str:
        """The random id of this visit."""
        while len(self._waiting) >= MOST_NEWCOMERS:
            self._waiting.popitem(last=False)
        id = secrets.token_urlsafe(32)
        self._waiting[id] = newcomer
        return id

    def find(self, id: str, now: datetime) -> Newcomer | None:
        newcomer = self._waiting.get(id)
        return newcomer if newcomer and now - newcomer.began <= PATIENCE else None

    def forget(self, id: str) -> None:
        self._waiting.pop(id, None)
