"""A cabinet of doors behind lock boards: what springs, what a hand does, what lies inside. Knows no wire."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

SPRING_S = 0.06
"""From the pulse's begin until the door has sprung open."""


@dataclass
class Door:
    """One door and the compartment behind it."""

    board: int
    lock: int
    item: bool = False
    jammed: bool = False
    blocked: bool = False
    """Cannot be closed."""
    pulses: int = 0
    _open: bool = False
    _springs_at: float | None = None

    @property
    def is_open(self) -> bool:
        if self._springs_at is not None and time.monotonic() >= self._springs_at:
            self._open, self._springs_at = True, None
        return self._open

    def pulse(self) -> None:
        """The board's coil pulls; the door springs open a moment later unless it is jammed."""
        self.pulses += 1
        if not self.jammed and not self.is_open:
            self._springs_at = time.monotonic() + SPRING_S

    def pull(self) -> None:
        """A hand, a key or a crowbar."""
        self._open, self._springs_at = True, None

    def push(self) -> None:
        """A hand closes it."""
        if not self.blocked:
            self._open, self._springs_at = False, None


class Cabinet:
    """The doors of several boards. Raises ValueError for one that is not there."""

    def __init__(self, boards: range | tuple[int, ...], locks: int) -> None:
        self.boards, self.locks = tuple(boards), locks
        self._doors = {(b, n): Door(board=b, lock=n) for b in self.boards for n in range(1, locks + 1)}

    def __iter__(self) -> Iterator[Door]:
        return iter(self._doors.values())

    def door(self, board: int, lock: int) -> Door:
        if (board, lock) not in self._doors:
            raise ValueError(f"no door {board} {lock}; boards {self.boards}, locks 1 to {self.locks}")
        return self._doors[board, lock]

    def of_board(self, board: int) -> tuple[Door, ...]:
        """In the order of their locks; empty for a board that is not there."""
        return tuple(door for door in self if door.board == board)
