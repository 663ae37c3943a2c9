"""The 8A/80 family of lock boards, 9600 8N1, XOR check (protocols 4.1).

A pulse names one lock: number 00, which the boards take for all of them, has no `Address8A`; batch opening (90) and
holding an output (9A, 9B) are not written at all.
"""

from __future__ import annotations

from typing import ClassVar

from devices.wire.lock_frames import Address, BoardState, Cutter, LockFrame, OpenReply, Report, bcc, bits_of, one_of

OPEN, READ, READ_END, PULSE = 0x8A, 0x80, 0x33, 0x11
REPORTS = (0x81, 0x82)
"""Heads of unsolicited reports: one public source says 81, one 82 [?]. Their layout is not published; they are taken
for five bytes like the reply to a pulse, and only as a hint to read that board."""
ST_ON = 0x11
"""The state byte of a closed switch; whether that means opened depends on the wiring (lock-8A-006)."""
SECONDS = range(1, 10)
ALL = 0x00


class Address8A(Address, frozen=True, kw_only=True):
    """Boards 1 to 32, locks 1 to 32 (24 on a 24-way board)."""

    boards: ClassVar = range(1, 33)
    locks: ClassVar = range(1, 33)


def pulse(address: Address8A, seconds: int = 0) -> bytes:
    """Open one lock (lock-8A-001); the board times the pulse: 300 ms, or `seconds` of 1 to 9. Raises NoSuchDoor."""
    if type(address) is not Address8A:
        raise TypeError("a pulse takes an Address8A")
    board, lock = one_of(address.boards, address.board), one_of(address.locks, address.lock)
    tail = bytes([one_of(SECONDS, seconds)]) if seconds else b""
    return _checked(bytes([OPEN, board, lock, PULSE]) + tail)


def read_all(board: int) -> bytes:
    """Ask for the state of all locks of a board (lock-8A-005)."""
    return _checked(bytes([READ, one_of(Address8A.boards, board), ALL, READ_END]))


class Replies8A(Cutter):
    """What boards say.

    Published layouts of the read-all reply differ [?]: three bytes of states (the rule for 24 locks), or four (32
    locks, and lock-8A-013, whose first is 00). Both are taken, the highest locks first. Where seven bytes could be
    either, what the board sent before decides, or `state_bytes` (3 or 4; 0: learn).
    """

    longest = 8

    def __init__(self, state_bytes: int = 0) -> None:
        super().__init__()
        self._told = state_bytes
        self._learned: dict[int, int] = {}

    def length(self, rest: bytes) -> int | None:
        if rest[0] == READ:
            return self._state_length(rest)
        return 5 if rest[0] in (OPEN, *REPORTS) else None

    def _state_length(self, rest: bytes) -> int:
        known = self._told or (self._learned.get(rest[1], 0) if len(rest) > 1 else 0)
        if known:
            return 4 + known
        is_short = len(rest) >= 7 and rest[5] == READ_END != rest[6] and not bcc(rest[:7])
        return 7 if is_short else 8

    def read(self, frame: bytes) -> LockFrame | None:
        if bcc(frame) or frame[1] not in Address8A.boards:
            self._learned.pop(frame[1], None)
            return None
        if frame[0] == READ:
            return self._state(frame)
        if frame[0] == OPEN:
            return OpenReply(board=frame[1], lock=frame[2], status=frame[3])
        return Report(board=frame[1])

    def _state(self, frame: bytes) -> BoardState | None:
        if frame[-2] != READ_END:
            return None
        self._learned[frame[1]] = len(frame) - 4
        return BoardState(board=frame[1], bits=bits_of(frame[-3:1:-1]))


def _checked(data: bytes) -> bytes:
    return data + bytes([bcc(data)])
