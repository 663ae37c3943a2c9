"""The middle of the lock board drivers: what a person does at a bus besides opening. Nothing here moves a lock."""

from __future__ import annotations

from typing import TypeVar

from devices.errors import DeviceError, LineLost, Unsupported
from devices.kinds.lock_board import DoorState, PolarityNoted, Verdict
from devices.locks.lesson import Lesson
from devices.locks.memory import BoardMemory
from devices.locks.options import LockOptions
from devices.locks.reading import LockBusReader
from devices.wire.lock_frames import NoSuchDoor

LockOptionsT = TypeVar("LockOptionsT", bound=LockOptions)


class LockBusCare(LockBusReader[LockOptionsT]):
    """Look at a board, clear its alarm, learn how it is wired."""

    _lesson: Lesson | None = None

    def read_board(self, board: int) -> None:
        memory = self._board(board)
        before = memory.open, memory.items
        if self._try_to_read(memory) and (memory.open, memory.items) == before:
            self.emit(memory.seen(self.device))

    def clear_alarm(self, board: int) -> None:
        self._board(board).is_stopped = False
        self._show_parts()

    def _board(self, board: int) -> BoardMemory:
        if board not in self._boards:
            raise Unsupported(f"{self.device} has no board {board}")
        return self._boards[board]

    def learn_polarity(self, board: int, lock: int, says: DoorState) -> None:
        try:
            verdict, reason = self._learn(board, lock, says)
        except DeviceError as error:
            self._note(board, lock, says, Verdict.REFUSED, error.reason)
            if isinstance(error, LineLost):
                raise
        else:
            self._note(board, lock, says, verdict, reason)

    def _learn(self, board: int, lock: int, says: DoorState) -> tuple[Verdict, str]:
        memory = self._boards.get(board)
        if memory is None or lock not in range(1, memory.locks + 1):
            raise NoSuchDoor(f"{self.device} has no such door")
        if self._lesson is None or self._lesson.door != (board, lock):
            self._lesson = Lesson(board, lock)
        return self._lesson.note(says, self._read(memory).bits[: memory.locks], self._open_bit_of(memory))

    def _note(self, board: int, lock: int, says: DoorState, verdict: Verdict, reason: str) -> None:
        setting = self._setting(board, verdict) if verdict in (Verdict.HOLDS, Verdict.INVERTED) else ""
        self.emit(
            PolarityNoted(
                device=self.device, board=board, lock=lock, says=says, verdict=verdict, reason=reason, setting=setting
            )
        )

    def _setting(self, board: int, verdict: Verdict) -> str:
        """The option as it should stand in the site file: this board turned round, or all as it is."""
        turned = {board} if verdict is Verdict.INVERTED else set[int]()
        listed = sorted(self.options.inverted_numbers ^ turned)
        return f'inverted = "{",".join(map(str, listed))}"'
