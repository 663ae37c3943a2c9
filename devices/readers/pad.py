"""What lies on a reader's pad, told only by whether 'find' finds a card.

Whether a card that was read and stays is found again differs between firmwares and is documented nowhere, and the
radio may blink. So a card is gone only after `GONE_S` without being found, and one found again sooner is in doubt: it
is read again in silence and compared by a keyed fingerprint, never by keeping what was read.
"""

from __future__ import annotations

import hashlib
import secrets
from enum import Enum
from math import inf

GONE_S = 0.5


class Look(Enum):
    """What a found card is: not yet announced; announced but not read; read, but perhaps another; read."""

    NEW = "new"
    UNREAD = "unread"
    DOUBT = "doubt"
    KNOWN = "known"


class Pad:
    """One card at a time: laid down → announced → read → gone. `now` is monotonic seconds."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self.clear()

    def clear(self) -> None:
        self.present = self.announced = self.complained = False
        self._fingerprint: bytes | None = None
        self._missing_since: float | None = None
        self._blinked = False

    def found(self) -> Look:
        self.present = True
        self._blinked = self._blinked or self._missing_since is not None
        self._missing_since = None
        if not self.announced:
            return Look.NEW
        if self._fingerprint is None:
            return Look.UNREAD
        return Look.DOUBT if self._blinked else Look.KNOWN

    def missing(self, now: float) -> bool:
        """True when a card was there and is now gone for good; the pad is then empty (`clear` it)."""
        if not self.present:
            return False
        if self._missing_since is None:
            self._missing_since = now
        return now - self._missing_since >= GONE_S

    def patience(self, now: float) -> float:
        """Seconds until a card that is missing counts as gone; endless while none is missing."""
        if not self.present or self._missing_since is None:
            return inf
        return max(0.0, self._missing_since + GONE_S - now)

    @property
    def wants_complaint(self) -> bool:
        """The person waits for a reading that failed and was not told yet."""
        return self.announced and not self.complained and self._fingerprint is None

    def is_same(self, text: bytes) -> bool:
        """Is this the card that was read last?"""
        return self._fingerprint == self._mark(text)

    def was_read(self, text: bytes) -> None:
        self._fingerprint = self._mark(text)
        self._blinked = False

    def _mark(self, text: bytes) -> bytes:
        return hashlib.blake2b(text, key=self._key, digest_size=16).digest()
