"""KERONG CU lock boards (KR-CU16) on RS-485: model `lock-kerong`, with an infrared sensor in each compartment."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from devices.capability import Capability
from devices.kinds.lock_board import BoardSaid
from devices.locks.bus import LockBusDriver
from devices.locks.options import LockOptions
from devices.wire import lock_kerong
from devices.wire.lock_frames import OpenReply


class LockKerongOptions(LockOptions, frozen=True, kw_only=True):
    """Boards count from 0, locks from 1 (0 on the wire). The pulse is about 550 ms as delivered."""

    numbers: ClassVar = lock_kerong.AddressKerong.boards

    baud: Annotated[int, Meta(ge=300, le=4_000_000)] = 19_200
    boards: int | str = 0
    locks: Annotated[int, Meta(ge=1, le=lock_kerong.LOCKS)] = lock_kerong.LOCKS
    pulse_ms: Annotated[int, Meta(ge=50, le=10_000)] = 550


class LockKerong(LockBusDriver[LockKerongOptions]):
    """A hook that reads 1 is locked. A pulse may or may not be answered; nothing is made of it either way."""

    model = "lock-kerong"
    wire = "lock-KERONG"
    options_type = LockKerongOptions
    open_bit = 0

    def frames(self) -> lock_kerong.RepliesKerong:
        return lock_kerong.RepliesKerong()

    def pulse_frame(self, board: int, lock: int) -> bytes:
        return lock_kerong.pulse(lock_kerong.AddressKerong(board=board, lock=lock))

    def read_frame(self, board: int) -> bytes:
        return lock_kerong.read_all(board)

    @property
    def reply_bytes(self) -> int:
        return lock_kerong.STATE_LENGTH

    def capabilities(self) -> frozenset[Capability]:
        return super().capabilities() | {Capability.SENSES_ITEMS}

    def said(self, reply: OpenReply) -> BoardSaid:
        return BoardSaid.NOTHING
