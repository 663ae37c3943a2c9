"""Cutting a scanner's bytes into codes, no I/O. The bytes of a code are never looked at, only counted.

A code ends with one of its tails when the line then keeps quiet for `SETTLE_S`, or without a tail after `SILENCE_S`
of silence; a tail's bytes in the middle of a code belong to the code, so all 256 values survive (F027, F028). What is
longer than the cap is drained and dropped until the line is silent (F026).
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum

CAP = 1024
SILENCE_S = 0.2
SETTLE_S = 0.03
"""Longer than a USB serial chip holds bytes back (16 ms)."""


class Tail(StrEnum):
    """What a scanner is set up to put after each code; `any`: CR LF, CR, LF or TAB as it comes; `none`: silence."""

    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    TAB = "tab"
    ANY = "any"
    NONE = "none"


_ENDINGS = {
    Tail.CR: (b"\r",),
    Tail.LF: (b"\n",),
    Tail.CRLF: (b"\r\n",),
    Tail.TAB: (b"\t",),
    Tail.ANY: (b"\r\n", b"\r", b"\n", b"\t"),
    Tail.NONE: (),
}


class Splitter:
    """`feed` takes bytes, `due` says when the line will have been quiet long enough, `tick` then gives the code.

    All times are monotonic seconds. A code of None is one that was too long.
    """

    def __init__(self, tail: Tail = Tail.ANY, *, cap: int = CAP, silence_s: float = SILENCE_S) -> None:
        self._endings = _ENDINGS[tail]
        self._cap = cap
        self._silence_s = silence_s
        self.clear()

    def clear(self) -> None:
        self._held = bytearray()
        self._heard_at: float | None = None
        self._draining = False

    def feed(self, data: bytes, now: float) -> bool:
        """Take bytes; True when they just made the code too long, which is worth telling at once."""
        self._heard_at = now
        if self._draining:
            return False
        self._held += data
        longest = max(map(len, self._endings), default=0)
        if len(self._held) <= self._cap + longest and len(self._without_tail()) <= self._cap:
            return False
        self._held.clear()
        self._draining = True
        return True

    def spoil(self, now: float) -> None:
        """What is being heard is no code: drop it up to the next silence."""
        self._held.clear()
        self._draining, self._heard_at = True, now

    def due(self) -> float | None:
        """When `tick` will have something to do if nothing more comes; None while nothing is held."""
        if self._heard_at is None:
            return None
        settled = bool(self._held) and len(self._without_tail()) < len(self._held)
        return self._heard_at + (min(SETTLE_S, self._silence_s) if settled else self._silence_s)

    def tick(self, now: float) -> bytes | None:
        """The code that is now complete, if there is one; a lone tail is none."""
        due = self.due()
        if due is None or now < due:
            return None
        code = self._without_tail()
        self.clear()
        return code or None

    def _without_tail(self) -> bytes:
        held = bytes(self._held)
        return next((held[: -len(end)] for end in self._endings if held.endswith(end)), held)


class RateLimit:
    """At most `count` in any `span_s` seconds; what is more is dropped (F026)."""

    def __init__(self, count: int, span_s: float = 1.0) -> None:
        self._span_s = span_s
        self._passed: deque[float] = deque(maxlen=count)

    def admits(self, now: float) -> bool:
        if len(self._passed) == self._passed.maxlen and now - self._passed[0] < self._span_s:
            return False
        self._passed.append(now)
        return True
