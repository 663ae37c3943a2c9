"""KERONG CU lock boards (KR-CU16), 19200 8N1, additive check (protocols 4.3).

A pulse is command 31 and names one lock. Unlocking all (33), later (39), and the address F that means every board are
not written at all.
"""

from __future__ import annotations

from typing import ClassVar

from devices.wire.lock_frames import Address, BoardState, Cutter, LockFrame, bits_of, one_of

START, END = 0x02, 0x03
READ, OPEN, STATE = 0x30, 0x31, 0x35
LOCKS = 16
STATE_LENGTH = 9


class AddressKerong(Address, frozen=True, kw_only=True):
    """Boards 0 to 14 (F is all of them), locks 1 to 16 as labelled, 0 to 15 on the wire."""

    boards: ClassVar = range(15)
    locks: ClassVar = range(1, LOCKS + 1)


def pulse(address: AddressKerong) -> bytes:
    """Open one lock (lock-KERONG-003 is lock 2); about 550 ms as delivered. Raises NoSuchDoor."""
    if type(address) is not AddressKerong:
        raise TypeError("a pulse takes an AddressKerong")
    board, lock = one_of(address.boards, address.board), one_of(address.locks, address.lock)
    return _command(board << 4 | lock - 1, OPEN)


def read_all(board: int) -> bytes:
    """Ask for a board's state (lock-KERONG-001): the answer holds all its hooks and infrared sensors."""
    return _command(one_of(AddressKerong.boards, board) << 4, READ)


class RepliesKerong(Cutter):
    """What boards say: their state. Whether a pulse is answered at all is disputed, so such answers are skipped."""

    longest = STATE_LENGTH

    def length(self, rest: bytes) -> int | None:
        if rest[0] != START or (len(rest) > 2 and rest[2] != STATE):
            return None
        return STATE_LENGTH

    def read(self, frame: bytes) -> LockFrame | None:
        if frame[2] != STATE or frame[-2] != END or sum(frame[:-1]) & 0xFF != frame[-1]:
            return None
        return BoardState(board=frame[1] >> 4, bits=bits_of(frame[3:5]), items=bits_of(frame[5:7]))


def _command(address: int, command: int) -> bytes:
    frame = bytes([START, address, command, END])
    return frame + bytes([sum(frame) & 0xFF])
