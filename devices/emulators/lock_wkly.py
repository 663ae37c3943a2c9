"""WKLY lock boards, their doors and the hand before them: the words of `lock_boards`."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import ClassVar

from devices.emulators.cabinet import SPRING_S, Door
from devices.emulators.lock_boards import LockBoards, xored


class BoardsWkly(LockBoards):
    """WKLY family; a moved door is reported by itself (command 85) unless a fault says not to."""

    models: ClassVar = ("lock-wkly",)
    faults: ClassVar = LockBoards.faults | {"no-reports": "a moved door is not reported"}
    first_board: ClassVar = 0

    def take(self, heard: bytes) -> int:
        if not b"WKLY".startswith(heard[:4]):
            return 1
        if len(heard) < 5 or len(heard) < heard[4]:
            return 0 if len(heard) < 5 or heard[4] <= 64 else 1
        frame = heard[: heard[4]]
        if len(frame) < 8 or reduce(xor, frame):
            return 1
        self._obey(frame[5], frame[6], frame[7:-1], frame)
        return len(frame)

    def _obey(self, board: int, command: int, data: bytes, frame: bytes) -> None:
        if command == 0x82 and data:
            self._pulse(board, data[0])
        elif command == 0x84:
            self.tell_states(board)
        elif command == 0x83 and data:
            self._tell_one(board, data[0])
        else:
            self.many(frame, all_of=board if command == 0x86 else None)
            self.reply(board, self._frame(board, command, b"\x00" + (data if command in (0x81, 0x88, 0x89) else b"")))

    def _pulse(self, board: int, lock: int) -> None:
        self.pulse(board, lock)
        if self.take_fault("silent-on-open") is None and self.is_alive(board):
            will_open = any(d.lock == lock and not d.jammed for d in self.cabinet.of_board(board))
            data = bytes([0x00 if will_open else 0xFF, self.named_in_reply(lock), 0x00 if will_open else 0x01])
            self.reply(board, self._frame(board, 0x82, data))

    def _tell_one(self, board: int, lock: int) -> None:
        states = self.read_by(board, open_bit=0)
        if 1 <= lock <= len(states):
            self.reply(board, self._frame(board, 0x83, bytes([0x00, lock, states[lock - 1]])))

    def state_reply(self, board: int) -> bytes:
        states = bytes(self.read_by(board, open_bit=0))
        return self._frame(board, 0x84, bytes([0x00, len(states)]) + states)

    def changed(self, door: Door) -> None:
        self._report(door, 0.0, is_open=door.is_open)

    def springs(self, door: Door) -> None:
        self._report(door, SPRING_S, is_open=True)

    def _report(self, door: Door, after_s: float, *, is_open: bool) -> None:
        if "no-reports" not in self.active and self.is_alive(door.board):
            self.answer(self._frame(door.board, 0x85, bytes([door.lock, 0 if is_open else 1])), after_s=after_s)

    @staticmethod
    def _frame(board: int, command: int, data: bytes) -> bytes:
        return xored(b"WKLY" + bytes([8 + len(data), board, command]) + data)
