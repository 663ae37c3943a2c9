"""Who is signed in, and at which counter. A session's random id is in its cookie alone; here and in the data folder it
goes by its hash."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lobby.clerks import Duty
from lobby.console.panels import Panel
from lobby.console.presses import PressRefusal
from lobby.console.session_file import KeptSession, SessionFile
from lobby.console.values import Notice
from lobby.contract.counters import Outcome
from lobby.contract.tickets import TicketView
from lobby.wishes import Clerk

LONGEST = timedelta(hours=12)
UNSEEN = timedelta(minutes=30)
"""A session ends after a shift, or when no page of it was open for a while."""
KEPT_BEHIND = timedelta(minutes=5)
"""The data folder knows within this when a session was last seen."""
PRESSES_KEPT = 100
PATIENCE = timedelta(minutes=5)
"""How long a newcomer may take to choose a PIN."""
MOST_NEWCOMERS = 100
Carry = Callable[[], Coroutine[None, None, PressRefusal | None]]


@dataclass(kw_only=True)
class Session:
    """One clerk at one counter, or somebody at the hall desk (no counter). Touched by the console's loop only; a
    restart keeps who and since when."""

    key: str
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
    pressed: OrderedDict[str, asyncio.Task[PressRefusal | None]] = field(default_factory=OrderedDict)
    """The latest presses by their id, so that a repeated one waits for the first and has no second effect (F054)."""

    def is_over(self, now: datetime) -> bool:
        return now - self.began > LONGEST or now - self.seen > UNSEEN

    def tell(self, notice: Notice, until: datetime) -> None:
        self.notice, self.notice_until = notice, until

    def notice_at(self, now: datetime) -> Notice | None:
        return self.notice if self.notice_until and now < self.notice_until else None

    async def once(self, press: str, carry: Carry) -> PressRefusal | None:
        """Carry a press out, or wait for the one with the same id that was carried out before. None: it was done."""
        task = self.pressed.get(press)
        if task is None:
            task = self.pressed[press] = asyncio.get_running_loop().create_task(carry())
            while len(self.pressed) > PRESSES_KEPT:
                self.pressed.popitem(last=False)
        return await asyncio.shield(task)


def key_of(id: str) -> str:
    """What a session goes by. Its id has 256 random bits, so a plain hash tells nobody what it was."""
    return hashlib.sha256(id.encode()).hexdigest()


class Sessions:
    """All sessions. A counter has at most one clerk: whoever takes it over ends the other's session."""

    def __init__(self, file: SessionFile, counters: Collection[str], now: datetime) -> None:
        """With those the file kept, as far as their counters still exist."""
        self._file = file
        self._kept_at = now
        self._sessions = {kept.key: _again(kept) for kept in file.read() if kept.counter in (*counters, "")}
        self._expire(now)

    def at_counter(self, counter: str, now: datetime) -> Session | None:
        self._expire(now)
        return next((one for one in self._sessions.values() if one.clerk.counter == counter != ""), None)

    def begin(self, clerk: Clerk, now: datetime) -> str:
        """Sign this clerk in, ending their session elsewhere and anybody's at this counter; the new session's id."""
        id = secrets.token_urlsafe(32)
        rest = (one for one in self._sessions.values() if clerk.counter != one.clerk.counter or not clerk.counter)
        self._sessions = {one.key: one for one in rest if one.clerk.name != clerk.name}
        self._sessions[key_of(id)] = Session(key=key_of(id), clerk=clerk, began=now, seen=now)
        self._keep(now)
        return id

    def find(self, key: str, now: datetime) -> Session | None:
        """The session of this key; being asked for keeps it alive."""
        self._expire(now)
        session = self._sessions.get(key)
        if session is not None:
            session.seen = now
            if now - self._kept_at > KEPT_BEHIND:
                self._keep(now)
        return session

    def end(self, key: str, now: datetime) -> None:
        if self._sessions.pop(key, None):
            self._keep(now)

    def _expire(self, now: datetime) -> None:
        alive = {one.key: one for one in self._sessions.values() if not one.is_over(now)}
        if len(alive) < len(self._sessions):
            self._sessions = alive
            self._keep(now)

    def _keep(self, now: datetime) -> None:
        self._kept_at = now
        self._file.write(map(_kept, self._sessions.values()))


def _kept(session: Session) -> KeptSession:
    clerk = session.clerk
    return KeptSession(
        key=session.key,
        clerk=clerk.name,
        counter=clerk.counter,
        duty=clerk.duty or Duty.CLERK,
        began=session.began,
        seen=session.seen,
    )


def _again(kept: KeptSession) -> Session:
    clerk = Clerk(name=kept.clerk, counter=kept.counter, duty=kept.duty)
    return Session(key=kept.key, clerk=clerk, began=kept.began, seen=kept.seen)


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
