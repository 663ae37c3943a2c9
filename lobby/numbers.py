"""A number for every citizen, online or not: never two for one, and what was given offline is merged (F064, F071)."""

from __future__ import annotations

import logging
import secrets
import time
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

from config.site import Site, Station
from lobby.asking import Asking
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import (
    CancelTicket,
    FindTicket,
    IssueTicket,
    MergeTicket,
    TicketChanged,
    TicketIssued,
    TicketView,
)
from lobby.inbox import Inbox
from lobby.news import News, TicketGiven, TicketHeld, TicketRefused, Wish
from lobby.outbox import Entry, Outbox, OutboxFailed, WishState
from lobby.reach import Reach

log = logging.getLogger(__name__)

RESUME = timedelta(seconds=60)
"""A wish older than this at a restart is nobody's: its citizen has gone."""
AGAIN_S = 1.0
PASSING = frozenset({Refusal.LATE, Refusal.DAY_NOT_OPEN, Refusal.STORE_FULL})
"""Refusals that may end by themselves."""
NOBODY_TOLD = "the kiosk had no answer and gave no number"


class Numbers:
    """The wishes of one kiosk, from the touch to the merge. Used on the agent's thread only."""

    def __init__(
        self, *, site: Site, station: Station, outbox: Outbox, asking: Asking, reach: Reach, inbox: Inbox,
        tell: Callable[[News], None],
    ) -> None:  # fmt: skip
        self._site, self._station, self._outbox, self._asking = site, station, outbox, asking
        self._reach, self._inbox, self._tell = reach, inbox, tell
        self._under_way: set[str] = set()
        self._working_off = False

    def today(self) -> date:
        """The hall's day by the server's clock."""
        return self._reach.server_now().astimezone(self._site.hall.zone_info).date()

    def issue(self, wish: Wish, touched: float) -> None:
        """A number for this wish, told within the deadline counted from `touched` (monotonic seconds)."""
        if wish.request in self._under_way:
            return
        try:
            entry = self._outbox.begin(wish, self.today(), self._reach.server_now())
        except OutboxFailed:
            log.exception("the outbox can't be written: no number is given")
            self._tell(TicketRefused(request=wish.request, reason=None))
            return
        if entry.view:
            self._give(entry, entry.view)
        else:
            self._ask(entry, spent=time.monotonic() - touched)

    def resume(self) -> None:
        """After a restart: tell again what nobody may have seen, ask again what had no answer (F001)."""
        for entry in self._outbox.entries(WishState.ASKED):
            if self._fresh(entry):
                self._ask(entry)
            else:
                self._outbox.move(entry.wish.request, WishState.ABANDONED)
        for state in (WishState.GIVEN, WishState.OWN):
            for entry in self._outbox.entries(state):
                if entry.view and self._fresh(entry) and not self._outbox.has_slip(entry.view.ticket):
                    self._give(entry, entry.view)

    def unmerged(self) -> int:
        try:
            return len(self._outbox.entries(WishState.OWN))
        except OutboxFailed:
            return 0

    def seek(self) -> None:
        """The server seems to be there: work off what it does not know, or knock if there is nothing."""
        if self._working_off:
            return
        if not self._work_off() and not self._reach.online:
            self._knock()

    # Asking for a number.

    def _fresh(self, entry: Entry) -> bool:
        return abs(self._reach.server_now() - entry.asked_at) <= RESUME

    def _ask(self, entry: Entry, spent: float = 0) -> None:
        if not self._reach.trying:
            self._give_own(entry)
            return
        self._under_way.add(entry.wish.request)
        self._asking.ask(
            lambda deadline: _issue_request(entry.wish, deadline),
            lambda answer: self._answered(entry, answer),
            lambda: self._missed(entry),
            spent=spent,
        )

    def _answered(self, entry: Entry, answer: Answer) -> None:
        self._under_way.discard(entry.wish.request)
        self._reach.answered()
        match answer:
            case TicketIssued(view=view, held_token=token) if token:
                self._keep(lambda: self._outbox.move(entry.wish.request, WishState.SETTLED))
                self._tell(TicketHeld(request=entry.wish.request, view=view, token=token))
            case TicketIssued(view=view):
                self._keep(lambda: self._outbox.given(entry.wish.request, view))
                self._give(entry, view)
            case Refused(reason=Refusal.LATE):
                self._give_own(entry)
            case Refused(reason=reason):
                self._keep(lambda: self._outbox.move(entry.wish.request, WishState.SETTLED))
                self._tell(TicketRefused(request=entry.wish.request, reason=reason))

    def _missed(self, entry: Entry) -> None:
        self._under_way.discard(entry.wish.request)
        self._reach.missed()
        self._give_own(entry)

    def _give(self, entry: Entry, view: TicketView) -> None:
        """A label of a kiosk's own series is marked by its hyphen."""
        offline = "-" in view.label
        self._tell(TicketGiven(request=entry.wish.request, view=view, token=entry.wish.token, offline=offline))

    def _give_own(self, entry: Entry) -> None:
        """A number of this kiosk's own series, durable before it is told; none if the server never told where it
        stands today."""
        series = self._site.service(entry.wish.service).series
        try:
            if (above := self._highest_told(series, entry.day)) is None:
                self._refuse_own(entry)
                return
            now = self._reach.server_now()
            view = self._outbox.give_own(entry, series=series, mark=str(self._station.number), above=above, at=now)
        except OutboxFailed:
            log.exception("the outbox can't be written: no offline number is given")
            self._tell(TicketRefused(request=entry.wish.request, reason=None))
            return
        self._give(entry, view)

    def _refuse_own(self, entry: Entry) -> None:
        self._outbox.move(entry.wish.request, WishState.ABANDONED)
        self._tell(TicketRefused(request=entry.wish.request, reason=None))

    def _highest_told(self, series: str, day: date) -> int | None:
        told = self._outbox.series_told()
        if told is None or not self._station.number or not told.day == day == self.today():
            return None
        return max((one.number for one in told.highest if one.series == series), default=0)

    # Making it good when the server is back.

    def _knock(self) -> None:
        """Any answered request ends being offline; this one asks for a ticket that can't exist."""
        self._working_off = True
        token = secrets.token_hex(10)
        self._asking.ask(
            lambda deadline: FindTicket(request=_stable(token), deadline=deadline, token=token),
            lambda _: self._heard_back(),
            self._silence,
        )

    def _work_off(self) -> bool:
        """Send the oldest number to merge, else look for the oldest abandoned wish; whether there was any."""
        if entry := next(iter(self._outbox.entries(WishState.OWN)), None):
            self._merge(entry)
        elif entry := next(iter(self._outbox.entries(WishState.ABANDONED)), None):
            self._look_for(entry)
        self._working_off = entry is not None
        return self._working_off

    def _heard_back(self) -> None:
        self._working_off = False
        self._reach.answered()
        self._work_off()

    def _silence(self) -> None:
        self._working_off = False
        self._reach.missed()

    def _wait(self) -> None:
        """The server is there and can't do it now."""
        self._working_off = True
        self._reach.answered()
        self._inbox.later(AGAIN_S, self._heard_back)

    def _merge(self, entry: Entry) -> None:
        assert entry.view is not None
        view = entry.view
        self._asking.ask(
            lambda deadline: _merge_request(entry.wish, view, deadline),
            lambda answer: self._merged(entry, answer),
            self._silence,
        )

    def _merged(self, entry: Entry, answer: Answer) -> None:
        self._working_off = False
        match answer:
            case Refused(reason=reason) if reason in PASSING:
                self._wait()
                return
            case Refused(reason=reason):
                log.error("the server refuses to merge an offline number for good: %s", reason)
                self._outbox.move(entry.wish.request, WishState.SETTLED)
            case _:
                self._outbox.move(entry.wish.request, WishState.MERGED)
        self._heard_back()

    def _look_for(self, entry: Entry) -> None:
        """The citizen was told there is no number: whatever the server issued must not be called."""
        self._asking.ask(
            lambda deadline: FindTicket(
                request=_stable("find", entry.wish.request), deadline=deadline, token=entry.wish.token
            ),
            lambda answer: self._found(entry, answer),
            self._silence,
        )

    def _found(self, entry: Entry, answer: Answer) -> None:
        if not isinstance(answer, TicketChanged):
            self._settled(entry, answer)
            return
        ticket = answer.view.ticket
        self._asking.ask(
            lambda deadline: CancelTicket(
                request=_stable("cancel", entry.wish.request), deadline=deadline, ticket=ticket, reason=NOBODY_TOLD
            ),
            lambda answer: self._settled(entry, answer),
            self._silence,
        )

    def _settled(self, entry: Entry, answer: Answer) -> None:
        self._working_off = False
        if isinstance(answer, Refused) and answer.reason in PASSING:
            self._wait()
            return
        self._outbox.move(entry.wish.request, WishState.SETTLED)
        self._heard_back()

    def _keep(self, write: Callable[[], None]) -> None:
        """What the server has anyway is told even if this disk is full; the wish itself is kept, and asked again."""
        try:
            write()
        except OutboxFailed:
            log.exception("the outbox can't be written; the server knows this number")


def _stable(*parts: str) -> str:
    """The same request id each time the same thing is asked for."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(parts)))


def _issue_request(wish: Wish, deadline: datetime) -> IssueTicket:
    return IssueTicket(
        request=wish.request, deadline=deadline, service=wish.service, token=wish.token, channel=wish.channel,
        language=wish.language, modes=wish.modes, subject=wish.subject, rank=wish.rank, further=wish.further,
    )  # fmt: skip


def _merge_request(wish: Wish, view: TicketView, deadline: datetime) -> MergeTicket:
    return MergeTicket(
        request=wish.request, deadline=deadline, ticket=view.ticket, service=wish.service, token=wish.token,
        issued_at=view.issued_at, channel=wish.channel, language=wish.language, modes=wish.modes, subject=wish.subject,
        rank=wish.rank, further=wish.further,
    )  # fmt: skip
