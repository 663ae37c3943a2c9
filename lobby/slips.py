"""What becomes of a station's slips: the intent is on the disk before the first byte, the outcome is told until the
server has it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lobby.contract.message import Message
from lobby.contract.stations import SlipPrinted
from lobby.contract.tickets import TicketView
from lobby.link import Sending
from lobby.news import GivenSlip, News, UnfinishedSlip
from lobby.outbox import UNKNOWN, Outbox, OutboxFailed, Slip
from lobby.reach import Reach

log = logging.getLogger(__name__)

UNFINISHED = timedelta(minutes=5)
"""A slip intended longer ago than this at a restart is nobody's at this screen."""


class Slips:
    """`publish` sends if there is a link; None: nothing went out."""

    def __init__(
        self, *, outbox: Outbox, reach: Reach, zone: ZoneInfo, publish: Callable[[Message], Sending | None],
        tell: Callable[[News], None],
    ) -> None:  # fmt: skip
        self._outbox, self._reach, self._zone = outbox, reach, zone
        self._publish, self._tell = publish, tell
        self._telling: dict[tuple[str, str], Sending] = {}
        """Outcomes, by job and outcome, told at the last live heartbeat, which was of the server `_epoch`."""
        self._epoch = 0

    # From any thread.

    def intended(self, *, view: TicketView, token: str, offline: bool, job: str, reprint: bool) -> None:
        """Before the first byte goes to the printer. A full disk is logged; the citizen has the slip all the same."""
        now = self._reach.server_now()
        slip = Slip(job=job, view=view, token=token, offline=offline, reprint=reprint, given_at=now, day=self._day(now))
        try:
            self._outbox.intend(slip)
        except OutboxFailed:
            log.exception("a slip is printed that the outbox could not keep")

    def finished(self, job: str, outcome: str, reason: str) -> None:
        """Confirmed, assumed, failed or unknown."""
        try:
            self._outbox.finish(job, outcome, reason)
        except OutboxFailed:
            log.exception("what became of a slip could not be kept")

    def recent(self) -> tuple[GivenSlip, ...]:
        """This day's tickets given here, newest first, at most 20."""
        try:
            return self._outbox.recent(self._day(self._reach.server_now()))
        except OutboxFailed:
            log.exception("the outbox can't be read")
            return ()

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    # On the agent's thread.

    def tell_unfinished(self) -> None:
        """What was at the printer when the program ended has no known outcome (F002). Raises OutboxFailed."""
        for slip in self._outbox.slips_unfinished():
            if abs(self._reach.server_now() - slip.given_at) <= UNFINISHED:
                self._tell(UnfinishedSlip(view=slip.view, token=slip.token, job=slip.job, offline=slip.offline))
            self._outbox.finish(slip.job, UNKNOWN, "restart")

    def connected(self) -> None:
        """What the last connection carried says nothing in this one."""
        self._telling.clear()

    def tell(self) -> dict[tuple[str, str], Sending]:
        """Tell the outcomes the server may not know; those that went out."""
        if not self._reach.online:
            return {}
        try:
            told = {(slip.job, slip.outcome): self._publish(_printed(slip)) for slip in self._outbox.slips_to_tell()}
        except OutboxFailed:
            log.exception("the outbox can't be read")
            return {}
        return {slip: sent for slip, sent in told.items() if sent}

    def tell_again(self, epoch: int) -> None:
        """At each live heartbeat. What the broker acknowledged may still die with a server before its commit: an
        outcome is done when it was told at a heartbeat and the next one is the same server's."""
        if epoch == self._epoch:
            self._keep_told([slip for slip, sent in self._telling.items() if sent.acknowledged])
        self._epoch, self._telling = epoch, self.tell()

    def _keep_told(self, slips: list[tuple[str, str]]) -> None:
        try:
            for job, outcome in slips:
                self._outbox.told(job, outcome)
        except OutboxFailed:
            log.exception("the outbox can't be written; the outcomes of slips are told again")


def _printed(slip: Slip) -> SlipPrinted:
    return SlipPrinted(
        id=f"{slip.job}-{slip.outcome}",
        ticket=slip.view.ticket,
        outcome=slip.outcome,
        reason=slip.reason,
        reprint=slip.reprint,
    )
