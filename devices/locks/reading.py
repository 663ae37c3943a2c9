"""The lower half of the lock board drivers: a bus of boards read in turn, and what of it is handed up."""

from __future__ import annotations

import logging
import time
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import TypeVar

from devices.bus.half_duplex import HalfDuplexBus
from devices.capability import Capability
from devices.driver import Connect, Emit, LineDriver
from devices.errors import BadFrame, NoAnswer
from devices.kinds.lock_board import AlarmKind, BoardSaid, DoorAlarm
from devices.locks.memory import BoardMemory
from devices.locks.options import LockOptions
from devices.verbs.lock_board import LockBoardDriver
from devices.wire.lock_frames import BoardState, Cutter, LockFrame, OpenReply, Report

log = logging.getLogger("kapok.devices")

PROBE_S = 2.0
"""A bus on which nobody has answered for so long counts as lost."""

LockOptionsT = TypeVar("LockOptionsT", bound=LockOptions)


class LockBusReader(LineDriver[LockOptionsT], LockBoardDriver[LockOptionsT]):
    """Reads every board at its opening and then in turn; the memory of them outlives a lost line, so that what opened
    meanwhile is noticed. A family fills in its frames and which bit means open."""

    options_type = LockOptions

    def __init__(
        self,
        *,
        device: str,
        connect: Connect,
        options: LockOptionsT,
        emit: Emit,
        given: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(device=device, connect=connect, options=options, emit=emit, given=given)
        self._boards = {n: BoardMemory(number=n, locks=options.locks) for n in options.board_numbers}
        self._pulsing: BoardMemory | None = None
        """The board that was pulsed, until the deed is judged."""
        self._bus = self._new_bus()

    # --- what a family fills in -------------------------------------------------------------------------------------

    @abstractmethod
    def frames(self) -> Cutter: ...

    @abstractmethod
    def read_frame(self, board: int) -> bytes: ...

    @property
    @abstractmethod
    def reply_bytes(self) -> int:
        """Length of the answer about all doors."""

    @property
    @abstractmethod
    def open_bit(self) -> int:
        """What an open door reads as on a board that is not inverted."""

    @abstractmethod
    def said(self, reply: OpenReply) -> BoardSaid:
        """What a board's answer to a pulse claims."""

    def capabilities(self) -> frozenset[Capability]:
        return frozenset({Capability.READS_DOORS})

    # --- its life ---------------------------------------------------------------------------------------------------

    def probe(self) -> None:
        """Read every board; one that is silent is a part of the health, all of them are a lost bus."""
        self._bus = self._new_bus()
        deadline, answered = time.monotonic() + PROBE_S, False
        for board in self._boards.values():
            board.forget_misses()
            if answered or time.monotonic() < deadline:
                answered |= self._try_to_read(board)
        if not answered:
            raise NoAnswer(f"{self.device}: no board answers")

    def turn(self) -> float:
        """Wait for a report, a job or the next board's time; then read it."""
        due_at = self._next_due().ask_at
        self._bus.listen(due_at)
        if time.monotonic() >= due_at:
            self._try_to_read(self._next_due())
        if all(board.is_lost for board in self._boards.values()):
            raise NoAnswer(f"{self.device}: no board answers")
        return 0.0

    def _next_due(self) -> BoardMemory:
        """Boards that answer come first, so that silent ones never take their time (F094)."""
        now = time.monotonic()
        return min(self._boards.values(), key=lambda board: (board.ask_at > now, board.misses > 0, board.ask_at))

    def _new_bus(self) -> HalfDuplexBus[LockFrame]:
        return HalfDuplexBus(self, self.frames(), stray=self._stray)

    # --- reading ----------------------------------------------------------------------------------------------------

    def _try_to_read(self, board: BoardMemory) -> bool:
        try:
            self._read(board)
        except NoAnswer:
            return False
        return True

    def _read(self, board: BoardMemory) -> BoardState:
        """All doors of a board; hands up what changed. Raises NoAnswer."""
        try:
            state = self._bus.ask(
                self.read_frame(board.number),
                lambda frame: (
                    isinstance(frame, BoardState) and frame.board == board.number and len(frame.bits) >= board.locks
                ),
                timeout_s=self.options.answer_ms / 1000,
                reply_bytes=self.reply_bytes,
            )
        except NoAnswer:
            board.miss(time.monotonic(), (BadFrame if self._bus.heard_noise else NoAnswer).reason)
            self._show_parts()
            raise
        assert isinstance(state, BoardState)
        self._saw(board, state)
        return state

    def _saw(self, board: BoardMemory, state: BoardState) -> None:
        now, before = time.monotonic(), (board.open, board.items)
        items = None if state.items is None else _set_bits(state.items, 1, board.locks)
        unasked = board.see(_set_bits(state.bits, self._open_bit_of(board), board.locks), items, now)
        board.ask_at = now + self.options.poll_ms / 1000
        if board is not self._pulsing:
            board.asked = None
        if (board.open, board.items) != before:
            self.emit(board.seen(self.device))
        if unasked:
            self._alarm(board, unasked, board.judge(unasked, now))
        self._show_parts()

    def _open_bit_of(self, board: BoardMemory) -> int:
        return self.open_bit ^ (board.number in self.options.inverted_numbers)

    def _alarm(self, board: BoardMemory, locks: Iterable[int], kind: AlarmKind) -> None:
        doors = tuple(sorted(locks))
        board.is_stopped |= kind is AlarmKind.WRONG_DOOR
        log.warning("%s (%s): board %d, doors %s: %s", self.device, self.model, board.number, doors, kind.value)
        self.emit(DoorAlarm(device=self.device, board=board.number, locks=doors, kind=kind))

    def _show_parts(self) -> None:
        parts = tuple(board.part() for board in self._boards.values())
        self.set_health(self.health.state, self.health.reason, parts=parts)

    def _stray(self, frame: LockFrame) -> None:
        """What nobody waited for: the answer to a pulse, a report, or an answer that is late and says nothing now."""
        if isinstance(frame, OpenReply):
            self._hear_reply(frame)
        elif isinstance(frame, Report) and (board := self._boards.get(frame.board)) and not board.misses:
            board.ask_at = min(board.ask_at, time.monotonic())

    def _hear_reply(self, reply: OpenReply) -> None:
        """The board that was pulsed last answers; for another door it must not (F090)."""
        board = self._pulsing
        if board is None or board.asked is None:
            return
        board.said = self.said(reply)
        if (reply.board, reply.lock) not in ((board.number, board.asked), (board.number, None)):
            self._alarm(board, {board.asked if reply.lock is None else reply.lock}, AlarmKind.WRONG_DOOR)
            self._show_parts()


def _set_bits(bits: tuple[int, ...], wanted: int, locks: int) -> frozenset[int]:
    return frozenset(lock for lock, bit in enumerate(bits[:locks], start=1) if bit == wanted)
