"""The base of the lock board drivers: one door opened at a time, and then all doors of its board read.

What became of a pulse is judged only by that reading: the asked door open is confirmed, still closed a second later is
failed (not-released), no answer is unknown. The driver never pulses twice for one job and never by itself; holding
outputs and opening several doors are not written at all (`devices.wire`).
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections import OrderedDict
from functools import cached_property
from typing import TypeVar

from msgspec.structs import replace

from devices.bus.half_duplex import BITS_PER_BYTE
from devices.errors import NoAnswer
from devices.kinds.lock_board import BoardSaid, OpenResult
from devices.locks.care import LockBusCare
from devices.locks.memory import BoardMemory
from devices.locks.options import LockOptions
from devices.values import Ending, Outcome
from devices.wire.lock_frames import NoSuchDoor

DENSE_S = 0.02
"""Pause between two readings of a door that has not opened yet."""
APART_S = 0.3
"""Between pulses on different boards (protocols 4.1)."""
LATE_S = 0.3
"""After a missed answer: what comes in it is late, and must not pass for the state before a pulse."""
JOBS_KEPT = 10_000
"""Jobs whose result is remembered, so that one that comes again moves nothing (F087)."""

LockOptionsT = TypeVar("LockOptionsT", bound=LockOptions)


class LockBusDriver(LockBusCare[LockOptionsT]):
    """A family fills in its pulse."""

    _last_pulse: tuple[int, float] = (-1, float("-inf"))
    """Board, and when its pulse ended."""

    @cached_property
    def _done(self) -> OrderedDict[str, OpenResult]:
        """Results by job, oldest first; they outlive a lost line."""
        return OrderedDict()

    # --- what a family fills in, besides what reading needs ---------------------------------------------------------

    @abstractmethod
    def pulse_frame(self, board: int, lock: int) -> bytes:
        """Raises NoSuchDoor."""

    @property
    def pulse_s(self) -> float:
        """How long the board's own pulse lasts."""
        return self.options.pulse_ms / 1000

    # --- opening ----------------------------------------------------------------------------------------------------

    def open_door(self, job: str, board: int, lock: int) -> None:
        if (done := self._done.get(job)) is not None:
            self._tell_again(done, board, lock)
            return
        self.carry_out(
            lambda: self._open(self._boards.get(board), lock), lambda ending: self._tell(job, board, lock, ending)
        )

    def _open(self, board: BoardMemory | None, lock: int) -> Ending:
        frame = self._frame_for(board, lock)
        if board is None or frame is None:
            return Ending(Outcome.FAILED, NoSuchDoor.reason)
        if ending := self._what_forbids(board, lock):
            return ending
        self._keep_apart(board.number)
        self._pulsing = board
        try:
            self._pulse(frame, board, lock)
            ending = self._verify(board, lock)
        finally:
            self._pulsing = None
        if ending.outcome is not Outcome.UNKNOWN:
            board.asked = None
        return ending

    def _frame_for(self, board: BoardMemory | None, lock: int) -> bytes | None:
        if board is None or lock not in range(1, board.locks + 1):
            return None
        try:
            return self.pulse_frame(board.number, lock)
        except NoSuchDoor:
            return None

    def _what_forbids(self, board: BoardMemory, lock: int) -> Ending | None:
        """Why no pulse is sent: the board is stopped or silent, or the door is open already."""
        if not board.is_fresh(time.monotonic()) or lock in (board.open or ()):
            self._wait(board.missed_at + LATE_S, besides=board.number)
            if not self._try_to_read(board):
                return Ending(Outcome.FAILED, NoAnswer.reason)
        if board.is_stopped:
            return Ending(Outcome.FAILED, "board-stopped")
        return Ending(Outcome.CONFIRMED, "already-open") if lock in (board.open or ()) else None

    def _keep_apart(self, board: int) -> None:
        last, ended = self._last_pulse
        if last != board:
            self._wait(ended + APART_S, besides=board)

    def _pulse(self, frame: bytes, board: BoardMemory, lock: int) -> None:
        """Send it and wait until the board has ended it, listening to what it answers meanwhile."""
        self.begin()
        board.begin_pulse(lock, time.monotonic())
        listen_s = min(self.pulse_s, self.options.answer_ms / 1000)
        self._bus.tell(frame, listen_s=listen_s)
        self._wait(time.monotonic() + self.pulse_s - listen_s, besides=board.number)
        self._last_pulse = (board.number, time.monotonic())

    def _verify(self, board: BoardMemory, lock: int) -> Ending:
        """Read until the door is open, or for a second; whatever else opened is an alarm by then."""
        deadline = time.monotonic() + self.options.release_ms / 1000
        while True:
            asked_at = time.monotonic()
            answered = self._try_to_read(board)
            if answered and lock in (board.open or ()):
                return Ending(Outcome.CONFIRMED)
            if asked_at >= deadline:
                return self._not_open(board, answered=answered)
            self._wait(time.monotonic() + DENSE_S, besides=board.number)

    def _not_open(self, board: BoardMemory, *, answered: bool) -> Ending:
        if not answered:
            return Ending(Outcome.UNKNOWN, NoAnswer.reason)
        return Ending(Outcome.FAILED, "wrong-door" if board.is_stopped else "not-released")

    def _wait(self, until: float, *, besides: int) -> None:
        """Let time pass; the other boards that answer are read meanwhile."""
        while (now := time.monotonic()) < until:
            due = [b for b in self._boards.values() if b.number != besides and b.ask_at <= now and not b.misses]
            if due and until - now > DENSE_S / 2:
                self._try_to_read(min(due, key=lambda board: board.ask_at))
            else:
                self._bus.listen(until)

    def _tell(self, job: str, board: int, lock: int, ending: Ending) -> None:
        result = OpenResult(
            device=self.device,
            job=job,
            board=board,
            lock=lock,
            outcome=ending.outcome,
            reason=ending.reason,
            board_said=self._boards[board].said if self._begun else BoardSaid.NOTHING,
        )
        self._done[job] = result
        if len(self._done) > JOBS_KEPT:
            self._done.popitem(last=False)
        self.emit(result)

    def _tell_again(self, done: OpenResult, board: int, lock: int) -> None:
        """The same job has the same result; for another door it is a mistake of the caller, and nothing moves."""
        if (done.board, done.lock) != (board, lock):
            done = replace(done, board=board, lock=lock, outcome=Outcome.FAILED, reason="job-reused")
        self.emit(done)

    # --- for measuring ----------------------------------------------------------------------------------------------

    def least_unlock_s(self, board: int, lock: int) -> float:
        """What unlocking and verifying takes at the line's rate with no time lost: pulse, and one reading after it."""
        sent = len(self.pulse_frame(board, lock)) + len(self.read_frame(board)) + self.reply_bytes
        return sent * BITS_PER_BYTE / self.options.baud + self.pulse_s
