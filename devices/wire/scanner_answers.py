"""Taking a scanner's answers out of the line they share with its codes, no I/O.

Only what answers a question of the last seconds is taken out, wherever it stands: alone, before a code, behind one, in
two pieces, or twice. Everything else is code, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

MORE = 0
NO_REPLY = -1
LONGEST = 256
"""No answer of a scanner is longer."""
QUIET_S = 0.15
"""The beginning of an answer that is followed by this much silence was none."""


class Mark(Enum):
    """How Newland's and Honeywell's scanners answer one setting."""

    ACK = 0x06
    NAK = 0x15
    ENQ = 0x05


class Reply(NamedTuple):
    """What an answer looks like. `size` says of bytes that begin with `start` how many belong to it: `MORE` while that
    cannot be told, `NO_REPLY` when it is none after all."""

    start: bytes
    size: Callable[[bytes], int]


class Answer(NamedTuple):
    reply: Reply
    data: bytes


class Sieve:
    """`feed` parts what was heard into bytes of codes and answers. All times are monotonic seconds."""

    def __init__(self) -> None:
        self._awaited: list[tuple[Reply, float]] = []
        self._held = b""
        self._heard_at = 0.0

    def expect(self, reply: Reply, until: float) -> None:
        """Take `reply` out from now on, also when it comes twice, until `until`."""
        self._awaited = [(other, end) for other, end in self._awaited if other.start != reply.start]
        self._awaited.append((reply, until))

    def feed(self, data: bytes, now: float) -> tuple[bytes, list[Answer]]:
        """Bytes of codes, and whole answers. What may become an answer is held back, for `QUIET_S` at most."""
        self._awaited = [(reply, until) for reply, until in self._awaited if now < until]
        if data:
            self._heard_at = now
        elif now >= self._heard_at + QUIET_S:
            held, self._held = self._held, b""
            return held, []
        return self._sift(data)

    def due(self) -> float | None:
        """When what is held back will be given up as an answer; None while nothing is."""
        return self._heard_at + QUIET_S if self._held else None

    def _sift(self, data: bytes) -> tuple[bytes, list[Answer]]:
        held, codes, answers = self._held + data, b"", list[Answer]()
        while found := self._first(held):
            at, size, reply = found
            codes += held[:at]
            held = held[at:]
            if size == MORE:
                break
            answers.append(Answer(reply, held[:size]))
            held = held[size:]
        else:
            codes, held = codes + held, b""
        self._held = held
        return codes, answers

    def _first(self, held: bytes) -> tuple[int, int, Reply] | None:
        """Where the first whole answer begins, how long it is, and to what; else where one may begin."""
        found = [(*place, reply) for reply, _ in self._awaited if (place := _find(held, reply))]
        return min(found, key=lambda one: (one[1] == MORE, one[0]), default=None)


def _find(held: bytes, reply: Reply) -> tuple[int, int] | None:
    """A whole answer before one that only begins, wherever it stands."""
    begins, at = None, held.find(reply.start)
    while at >= 0:
        size = reply.size(held[at : at + LONGEST])
        if size > 0:
            return at, size
        if size == MORE and begins is None and len(held) - at < LONGEST:
            begins = at
        at = held.find(reply.start, at + 1)
    return (begins, MORE) if begins is not None else _half_a_start(held, reply.start)


def _half_a_start(held: bytes, start: bytes) -> tuple[int, int] | None:
    for length in range(min(len(start) - 1, len(held)), 0, -1):
        if held.endswith(start[:length]):
            return len(held) - length, MORE
    return None
