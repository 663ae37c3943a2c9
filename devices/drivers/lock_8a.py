"""Lock boards of the 8A/80 family on RS-485: model `lock-8a`, several boards on one port."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from devices.kinds.lock_board import BoardSaid
from devices.locks.bus import LockBusDriver
from devices.locks.options import LockOptions
from devices.wire import lock_8a
from devices.wire.lock_frames import OpenReply


class Feedback(StrEnum):
    """How the doors' switches are wired: closed circuit when the door is open, or when it is closed; none: the boards
    say nothing to a pulse (their states then read as with open)."""

    OPEN = "open"
    CLOSED = "closed"
    NONE = "none"


class Lock8AOptions(LockOptions, frozen=True, kw_only=True):
    """`feedback`: see `Feedback`. `seconds`: a longer pulse of 1 to 9 s, timed by the board; 0: its own
    300 ms. `state_bytes`: how many the answer about all doors has, 3 or 4; 0: learn."""

    numbers: ClassVar = lock_8a.Address8A.boards

    locks: Annotated[int, Meta(ge=1, le=32)] = 24
    feedback: Feedback = Feedback.OPEN
    seconds: Annotated[int, Meta(ge=0, le=9)] = 0
    state_bytes: Literal[0, 3, 4] = 0


class Lock8A(LockBusDriver[Lock8AOptions]):
    """What the answer to a pulse says depends on the wiring, and so do the states (lock-8A-006)."""

    model = "lock-8a"
    wire = "lock-8A"
    options_type = Lock8AOptions

    def frames(self) -> lock_8a.Replies8A:
        return lock_8a.Replies8A(self.options.state_bytes)

    def pulse_frame(self, board: int, lock: int) -> bytes:
        return lock_8a.pulse(lock_8a.Address8A(board=board, lock=lock), self.options.seconds)

    def read_frame(self, board: int) -> bytes:
        return lock_8a.read_all(board)

    @property
    def reply_bytes(self) -> int:
        return 7 if self.options.locks <= 24 else 8

    @property
    def pulse_s(self) -> float:
        return float(self.options.seconds) or super().pulse_s

    @property
    def open_bit(self) -> int:
        return 0 if self.options.feedback is Feedback.CLOSED else 1

    def said(self, reply: OpenReply) -> BoardSaid:
        if self.options.feedback is Feedback.NONE:
            return BoardSaid.NOTHING
        opened = (reply.status == lock_8a.ST_ON) == (self.options.feedback is Feedback.OPEN)
        return BoardSaid.OPENED if opened else BoardSaid.NOT_OPENED
