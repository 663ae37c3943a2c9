"""One person at the kiosk: everything that is personal lives in this one value and goes with it (practice B-9).

A session is made by the first touch, card or code and ends by [完成], [结束并清除], a countdown, idleness or a new
person; whatever refers to a person is reachable only through it. Limits are monotonic seconds; elder
mode and low reach double them.
"""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import ClassVar

from msgspec import Struct

from config.site import Session as Limits
from kiosk.views import Look
from lobby.contract.tickets import Channel


class Value(Struct, frozen=True, kw_only=True):
    """Base of the session's values."""


class Person(Value, frozen=True, kw_only=True):
    """An identified person, as little of them as a visit needs: no name and no number, not even here."""

    shown: str
    """Masked name (practice B-8), empty when unknown."""
    mark: bytes
    """Keyed digest of the number or code, with a key of this process: is it the same card again?"""
    channel: Channel
    valid_to: date | None = None
    elsewhere: bool = False
    """A code of another city."""
    subject: str = ""
    """What stands for them on this day in the hall's own messages; empty: nobody can tell."""
    rank: int = 0
    """Priority that the card alone gives (practice B-4); never shown."""

    def __repr__(self) -> str:
        return f"Person(channel={self.channel.value}, …)"


class Session(Value, frozen=True, kw_only=True):
    """`touched`: monotonic time of the latest sign of the person; `more_until`: they asked for more time."""

    begun: float
    touched: float
    more_until: float = 0.0
    look: Look = Look()
    person: Person | None = None
    help_asked: bool = False
    escort_offered: bool = False
    """Whether somebody should come along is asked once."""
    held_ticket: bool = False
    """The session came to a number."""
    private: bool = False
    """Something personal was typed."""

    @property
    def personal(self) -> bool:
        return self.person is not None or self.private

    @property
    def clears(self) -> bool:
        """Has its end something to clear, so that G07 is said?"""
        return self.personal or self.held_ticket

    def warns_at(self, limits: Limits) -> float:
        """When the question 您还在吗 appears."""
        idle = limits.idle_personal_s if self.personal else limits.idle_s
        return max(self.touched + idle * self.slowness, self.more_until)

    def ends_at(self, limits: Limits) -> float:
        """When an unanswered question ends the session."""
        return self.warns_at(limits) + limits.warn_s * self.slowness

    @property
    def slowness(self) -> int:
        """Large print and low reach double every limit."""
        return 2 if self.look.elder or self.look.low else 1


class PinLock(Value, frozen=True, kw_only=True):
    """Wrong PINs of the staff corner: after five the door is shut for a minute, then each time twice as long."""

    FREE: ClassVar[int] = 5
    FIRST_S: ClassVar[float] = 60.0
    LONGEST_S: ClassVar[float] = 3600.0

    wrong: int = 0
    until: float = 0.0

    def missed(self, mono: float) -> PinLock:
        wrong = self.wrong + 1
        if wrong < self.FREE:
            return PinLock(wrong=wrong, until=self.until)
        pause = min(self.LONGEST_S, self.FIRST_S * 2 ** (wrong - self.FREE))
        return PinLock(wrong=wrong, until=mono + pause)

    def shut(self, mono: float) -> bool:
        return mono < self.until

    def seconds_left(self, mono: float) -> int:
        return max(0, ceil(self.until - mono))
