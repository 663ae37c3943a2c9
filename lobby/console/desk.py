"""One clerk's desk: draws the page from the hall, and carries a press to the server and its answer back.

Lives on the console's loop. A press is carried out only if the page offers it now; the server decides all the same.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from config.site import Site
from lobby.clock import Clock
from lobby.console.asked import answered
from lobby.console.clerk_page import clerk_page
from lobby.console.feed import Feed
from lobby.console.offers import locked, pressable, still_open, turned
from lobby.console.presses import REFUSALS, PageRefusal, PressRefusal, Stamp, commands
from lobby.console.sessions import Session
from lobby.console.situation import Situation
from lobby.console.stats import DayCount
from lobby.console.values import ClerkPage, Mood, Notice, Phase
from lobby.console.words import Words
from lobby.contract.counters import (
    CounterChanged,
    CounterState,
    CounterStatus,
    Finish,
    NoShow,
    Resume,
    ReturnMissed,
    Transfer,
    Undo,
)
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import TicketChanged, TicketIssued, TicketState, TicketView
from lobby.door import ServerDoor
from lobby.overrides import Rerank
from lobby.pictures import CounterLook, HallSnapshot
from lobby.wishes import ClerkCommand, HelpAccepted, Requeue

log = logging.getLogger(__name__)
NOTICE = timedelta(seconds=8)
"""How long a sentence stays beside the keys."""
_UNDOABLE = (TicketState.SERVED, TicketState.MISSED, TicketState.HELD)
REPEAT = timedelta(seconds=3)
"""A second press of call next this soon is the same call (F054)."""
SEEN_S = 0.3
"""How long a press waits for the hall to show what it did."""


class Desk:
    """All clerks' desks. `changed` rings whenever the hall or a session did."""

    def __init__(self, door: ServerDoor, site: Site, clock: Clock, feed: Feed) -> None:
        self._door = door
        self._site = site
        self._clock = clock
        self._feed = feed
        self._count = DayCount()
        self._last_calls: dict[str, datetime] = {}

    def situation(self, session: Session, words: Words) -> Situation:
        """This session's view of the hall as it is now."""
        snapshot = self._door.snapshot
        look = snapshot.counter(session.clerk.counter)
        self._note_call(look)
        session.panel = still_open(session.panel, look)
        now = self._clock.wall()
        return Situation(
            site=self._site,
            words=words,
            snapshot=snapshot,
            look=look,
            clerk=session.clerk.name,
            duty=session.clerk.duty,
            now=now,
            panel=session.panel,
            notice=session.notice_at(now),
            moved=session.moved,
            moved_at=session.moved_at,
            moved_outcome=session.moved_outcome,
            last_call=self._last_calls.get(look.counter),
            today=self._count.of(look.counter, snapshot, self._clock.monotonic()),
        )

    def page(self, session: Session, words: Words) -> ClerkPage:
        return clerk_page(self.situation(session, words))

    async def press(self, session: Session, do: str, press: uuid.UUID, words: Words) -> PressRefusal | None:
        """Carry one press out, once, whatever number of times it arrives. Why it had no effect; None: it had."""
        outcome = await session.once(str(press), lambda: self._carry(session, do, press, words))
        self._feed.ring()
        return outcome

    async def _carry(self, session: Session, do: str, press: uuid.UUID, words: Words) -> PressRefusal | None:
        here = self.situation(session, words)
        now = here.now
        session.notice = None
        key = pressable(clerk_page(here), do)
        if key is None:
            return self._not_offered(session, here, do)
        if locked(key, now):
            return PageRefusal.LOCKED
        if (panel := turned(here, do)) is not here.panel:
            session.panel = panel
            return None
        stamp = Stamp(press, now, words.language, session.panel)
        return await self._ask(session, commands(do, stamp), words)

    def _not_offered(self, session: Session, here: Situation, do: str) -> PageRefusal | None:
        """The page was older than the hall. A repeated call next is no mistake: its number is on the page now."""
        repeated = do == "call-next" and here.ticket is not None and here.last_call is not None
        if repeated and here.last_call is not None and here.now - here.last_call < REPEAT:
            return None
        self._tell(session, Mood.WARN, here.words("press.changed"))
        return PageRefusal.CHANGED

    async def _ask(self, session: Session, asked: Sequence[ClerkCommand], words: Words) -> PressRefusal | None:
        for command in asked:
            answer = await answered(self._door, session, command)
            if answer is None:
                self._tell(session, Mood.BAD, words("press.no_answer", phone=self._site.hall.help_phone))
                return PageRefusal.NO_ANSWER
            if isinstance(answer, Refused):
                log.info("a press was refused: %s (%s)", answer.reason, type(command).__name__)
                self._tell(session, Mood.WARN, self._why(session, command, answer.reason, words))
                return answer.reason
            await self._took(session, command, answer, words)
        session.panel = None
        return None

    def _why(self, session: Session, command: ClerkCommand, reason: Refusal, words: Words) -> str:
        """What is in the way; where the ticket is at another window, which one."""
        ticket = command.ticket if isinstance(command, Resume | ReturnMissed | Requeue | Undo) else ""
        others = (look for look in self._door.snapshot.counters if look.counter != session.clerk.counter)
        for look in others:
            if ticket and ticket in {one.id for one in (look.ticket, *look.held) if one}:
                return words("refused.at_window", n=look.state.number)
        return words(REFUSALS[reason], phone=self._site.hall.help_phone)

    async def _took(self, session: Session, command: ClerkCommand, answer: Answer, words: Words) -> None:
        if isinstance(answer, CounterChanged):
            self._remember(session, command, answer)
            self._say(session, command, answer.moved, words)
            await self._feed.until(lambda hall: _shows(hall, session.clerk.counter, answer), SEEN_S)
        elif isinstance(answer, TicketIssued):
            await self._issued(session, command, answer.view, words)
        elif isinstance(command, Rerank) and isinstance(answer, TicketChanged):
            self._tell(session, Mood.INFO, words("hall.told.rank", name=answer.view.label))
        elif isinstance(answer, TicketChanged):
            ahead = answer.view.ahead or 0
            self._tell(session, Mood.INFO, words("told.requeued", label=answer.view.label, n=ahead))
        elif isinstance(answer, HelpAccepted):
            place = self._site.station(answer.station).place.say(words.language)
            self._tell(session, Mood.INFO, words("told.help", place=place))

    def _say(self, session: Session, command: ClerkCommand, moved: TicketView | None, words: Words) -> None:
        """What the page can't show, because the ticket has left this window."""
        if moved is None:
            return
        label, ahead = moved.label, moved.ahead or 0
        if moved.state is TicketState.VOID:
            self._tell(session, Mood.WARN, words("told.void", label=label, n=moved.misses))
        elif isinstance(command, Transfer):
            self._tell(session, Mood.INFO, words("told.transferred", label=label, n=ahead))
        elif isinstance(command, Finish) and moved.state is TicketState.WAITING:
            service = self._site.service(moved.service).name.say(words.language)
            self._tell(session, Mood.INFO, words("told.went_on", label=label, service=service, n=ahead))
        elif isinstance(command, NoShow) and moved.state is TicketState.WAITING:
            self._tell(session, Mood.WARN, words("told.spared", label=label, n=ahead))

    def _remember(self, session: Session, command: ClerkCommand, answer: CounterChanged) -> None:
        """What can be undone now: the result just given, or nothing."""
        moved = answer.moved
        session.moved = moved if moved is not None and moved.state in _UNDOABLE else None
        session.moved_at = self._clock.wall()
        session.moved_outcome = command.outcome if isinstance(command, Finish) else None

    async def _issued(self, session: Session, command: ClerkCommand, view: TicketView, words: Words) -> None:
        """A number given at the window: served at once if nobody is before it, else it waits its turn."""
        here = self.situation(session, words)
        first_in_line = {one.id for one in here.snapshot.queue_of(here.look.counter, 2)} <= {view.ticket}
        self._tell(session, Mood.INFO, words("told.issued", label=view.label, n=view.ahead or 0))
        if here.phase is Phase.FREE and first_in_line:
            await self._serve_at_once(session, command, view, words)

    async def _serve_at_once(self, session: Session, command: ClerkCommand, view: TicketView, words: Words) -> None:
        stamp = Stamp(uuid.UUID(command.request), self._clock.wall(), words.language, None)
        await self._ask(session, commands("call-next", stamp.part("call")), words)
        called = self._door.snapshot.counter(session.clerk.counter).ticket
        if called is not None and called.id == view.ticket:
            await self._ask(session, commands("serve", stamp.part("serve")), words)

    def _tell(self, session: Session, mood: Mood, text: str) -> None:
        session.tell(Notice(mood=mood, text=text), self._clock.wall() + NOTICE)

    def _note_call(self, look: CounterLook) -> None:
        if look.ticket is not None and look.ticket.called_at:
            self._last_calls[look.counter] = look.ticket.called_at[-1]


def _shows(hall: HallSnapshot, counter: str, answer: CounterChanged) -> bool:
    """Whether the hall's picture has what this answer says."""
    return _gist(hall.counter(counter).state) == _gist(answer.counter)


def _gist(state: CounterState) -> tuple[CounterStatus, str, tuple[str, ...]]:
    """What a press can change at a counter; the call's id is new with every call and recall."""
    present = f"{state.ticket.ticket} {state.ticket.state} {state.call}" if state.ticket else ""
    return state.status, present, tuple(held.ticket for held in state.held)
