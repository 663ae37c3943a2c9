"""WKLY lock boards, 9600 8N1, header 57 4B 4C 59, XOR check (protocols 4.2).

A pulse is command 82 and names one lock. Opening several (80, 87), all (86), flashing (81) and holding an output (88,
89) are not written at all.
"""

from __future__ import annotations

from typing import ClassVar

from devices.wire.lock_frames import Address, BoardState, Cutter, LockFrame, OpenReply, Report, bcc, one_of

HEADER = b"WKLY"
OPEN, READ_ALL, REPORT = 0x82, 0x84, 0x85
OK = 0x00
SHORTEST = 8


class AddressWkly(Address, frozen=True, kw_only=True):
    """Boards from 0, locks from 1 (lock-WKLY-001). No source names the highest; these are what cabinets have."""

    boards: ClassVar = range(32)
    locks: ClassVar = range(1, 49)


def pulse(address: AddressWkly) -> bytes:
    """Open one lock (lock-WKLY-001). Raises NoSuchDoor."""
    if type(address) is not AddressWkly:
        raise TypeError("a pulse takes an AddressWkly")
    return _frame(one_of(address.boards, address.board), OPEN, bytes([one_of(address.locks, address.lock)]))


def read_all(board: int) -> bytes:
    """Ask for the state of all locks of a board (lock-WKLY-005)."""
    return _frame(one_of(AddressWkly.boards, board), READ_ALL)


class RepliesWkly(Cutter):
    """What boards say; the command byte decides what the data mean, the length byte where they end."""

    longest = 64

    def length(self, rest: bytes) -> int | None:
        if not HEADER.startswith(rest[:4]):
            return None
        if len(rest) < 5:
            return 5
        begins_again = HEADER in rest[4 : rest[4]]
        return rest[4] if SHORTEST < rest[4] <= self.longest and not begins_again else None

    def read(self, frame: bytes) -> LockFrame | None:
        if bcc(frame):
            return None
        board, command, data = frame[5], frame[6], frame[7:-1]
        if command == REPORT:
            return Report(board=board)
        if command == OPEN:
            return OpenReply(board=board, lock=data[1] if len(data) > 1 else None, status=data[0])
        if command == READ_ALL and data[0] == OK and len(data) == 2 + data[1]:
            return BoardState(board=board, bits=tuple(data[2:])) if set(data[2:]) <= {0, 1} else None
        return None


def _frame(board: int, command: int, data: bytes = b"") -> bytes:
    frame = HEADER + bytes([SHORTEST + len(data), board, command]) + data
    return frame + bytes([bcc(frame)])
