"""Lock boards of the 8A/80 family, their doors and the hand before them: the words of `lock_boards`."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import ClassVar

from devices.emulators.cabinet import SPRING_S, Door
from devices.emulators.lock_boards import LockBoards, xored


class Boards8A(LockBoards):
    """8A/80 family: its state byte and bits by the wiring, its reports under either head."""

    models: ClassVar = ("lock-8a",)
    faults: ClassVar = LockBoards.faults | {
        "feedback": "the wiring: closed (default), a closed door reads 1; without the fault an open one does",
        "reports": "a moved door is reported under head 81 (default) or 82 [?]",
        "four-bytes": "the read-all reply has four bytes of states also with 24 locks (lock-8A-013)",
    }

    def take(self, heard: bytes) -> int:
        if not heard or heard[0] not in (0x8A, 0x80, 0x90, 0x9A, 0x9B):
            return min(1, len(heard))
        for length in (5, 6) if heard[0] == 0x8A else (6,) if heard[0] == 0x90 else (5,):
            if len(heard) >= length and not reduce(xor, heard[:length]):
                self._obey(heard[:length])
                return length
        return 1 if len(heard) >= 6 else 0

    def _obey(self, frame: bytes) -> None:
        head, board, lock = frame[:3]
        if head == 0x80 and lock == 0:
            self.tell_states(board)
        elif head == 0x8A and lock:
            self._pulse(board, lock)
        elif head != 0x80:
            self.many(frame, all_of=board if head == 0x8A else None)

    def _pulse(self, board: int, lock: int) -> None:
        self.pulse(board, lock)
        if self.take_fault("silent-on-open") is None and self.is_alive(board):
            will_open = any(d.lock == lock and not d.jammed for d in self.cabinet.of_board(board))
            status = 0x11 if will_open == bool(self._open_bit) else 0x00
            self.reply(board, xored(bytes([0x8A, board, self.named_in_reply(lock), status])))

    def state_reply(self, board: int) -> bytes:
        width = 4 if self.cabinet.locks > 24 or "four-bytes" in self.active else 3
        bits = self.read_by(board, open_bit=self._open_bit)
        number = sum(bit << place for place, bit in enumerate(bits))
        return xored(bytes([0x80, board]) + number.to_bytes(width, "big") + b"\x33")

    def changed(self, door: Door) -> None:
        self._report(door, 0.0, is_open=door.is_open)

    def springs(self, door: Door) -> None:
        self._report(door, SPRING_S, is_open=True)

    def _report(self, door: Door, after_s: float, *, is_open: bool) -> None:
        head = self.active.get("reports")
        if head and self.is_alive(door.board):
            status = 0x11 if is_open == bool(self._open_bit) else 0x00
            frame = xored(bytes([int(head[0] or "81", 16), door.board, door.lock, status]))
            self.answer(frame, after_s=after_s)

    @property
    def _open_bit(self) -> int:
        return 0 if self.active.get("feedback", ("open", 0))[0] in ("", "closed") else 1
