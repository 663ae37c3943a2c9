"""Tasks of several steps on the clerk's page: what is open and what was chosen. Choosing makes a new value."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from lobby.console.ranks import rank_of
from lobby.contract.counters import Position


class Task(StrEnum):
    TRANSFER = "transfer"
    PAUSE = "pause"
    CLOSE = "close"
    ISSUE = "issue"
    HELD = "held"
    MISSED = "missed"
    HELP = "help"
    GREEN = "green"
    """A number on the spot for somebody with priority (绿色通道)."""
    RANK = "rank"
    """The priority of who stands at the window."""


RANKED = frozenset({Task.GREEN, Task.RANK})
"""Their first step is a rank, their second its reason."""


class PauseReason(StrEnum):
    LUNCH = "lunch"
    SYSTEM = "system"
    SHORT = "short"


class TransferReason(StrEnum):
    WRONG_SERVICE = "wrong-service"
    NEXT_STEP = "next-step"
    SPECIALIST = "specialist"
    OTHER = "other"


class Panel(Struct, frozen=True, kw_only=True):
    """An open task. `step` counts from 1; `page` turns a list longer than the digits."""

    task: Task
    step: int = 1
    page: int = 0
    ticket: str = ""
    """The ticket it is about; it closes when that has moved on."""
    service: str = ""
    position: Position | None = None
    reason: str = ""
    rank: int | None = None

    def back(self) -> Panel | None:
        """One step back; None: it closes."""
        return replace(self, step=self.step - 1) if self.step > 1 else None

    def turn(self) -> Panel:
        return replace(self, page=self.page + 1)

    def chosen(self, what: str) -> Panel:
        """With this choice made in the open step: a service, a position or a reason (transfer), a rank or a reason
        (priority), a ticket (missed)."""
        if self.task is Task.TRANSFER:
            return self._transfer(what)
        if self.task in RANKED:
            return self._ranked(what)
        return replace(self, ticket=what, step=2, page=0)

    def _transfer(self, what: str) -> Panel:
        if self.step == 1:
            return replace(self, service=what, step=2)
        if self.step == 2:
            return replace(self, position=Position(what), step=3)
        return replace(self, reason=TransferReason(what).value)

    def _ranked(self, what: str) -> Panel:
        if self.step == 1:
            return replace(self, rank=rank_of(what), step=2)
        return replace(self, reason=what, step=3 if self.task is Task.GREEN else 2)

    @property
    def missing(self) -> int:
        """How many choices of a transfer or a changed priority are still open."""
        if self.task is Task.RANK:
            return [self.rank is not None, bool(self.reason)].count(False)
        return [bool(self.service), self.position is not None, bool(self.reason)].count(False)
