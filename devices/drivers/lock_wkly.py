"""WKLY lock boards on RS-485: model `lock-wkly`, several boards on one port."""

from __future__ import annotations

from typing import ClassVar

from devices.capability import Capability
from devices.kinds.lock_board import BoardSaid
from devices.locks.bus import LockBusDriver
from devices.locks.options import LockOptions
from devices.wire import lock_wkly
from devices.wire.lock_frames import OpenReply


class LockWklyOptions(LockOptions, frozen=True, kw_only=True):
    """Boards count from 0. How long a WKLY board's pulse lasts is not published [?]: `pulse_ms` is a guess to set."""

    numbers: ClassVar = lock_wkly.AddressWkly.boards

    boards: int | str = 0


class LockWkly(LockBusDriver[LockWklyOptions]):
    """State 00 is open, 01 closed. Reports (command 85) are a reason to read the board at once."""

    model = "lock-wkly"
    wire = "lock-WKLY"
    options_type = LockWklyOptions
    open_bit = 0

    def frames(self) -> lock_wkly.RepliesWkly:
        return lock_wkly.RepliesWkly()

    def pulse_frame(self, board: int, lock: int) -> bytes:
        return lock_wkly.pulse(lock_wkly.AddressWkly(board=board, lock=lock))

    def read_frame(self, board: int) -> bytes:
        return lock_wkly.read_all(board)

    @property
    def reply_bytes(self) -> int:
        return 10 + self.options.locks

    def capabilities(self) -> frozenset[Capability]:
        return super().capabilities() | {Capability.REPORTS_DOORS}

    def said(self, reply: OpenReply) -> BoardSaid:
        return BoardSaid.OPENED if reply.status == lock_wkly.OK else BoardSaid.NOT_OPENED
