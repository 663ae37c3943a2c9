"""What the lock boards' protocols have in common: whom a frame may name, what boards say, how a stream is cut."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import reduce
from operator import xor
from typing import ClassVar

from msgspec import Struct

from devices.errors import DeviceError


class NoSuchDoor(DeviceError):
    """A number that names no single board or no single lock of this family; nothing was sent."""

    reason = "no-such-door"


class Address(Struct, frozen=True, kw_only=True):
    """One lock of one board. A family's own says which numbers there are: an address that would mean all of them
    cannot be made (F090). Raises NoSuchDoor."""

    boards: ClassVar[range]
    locks: ClassVar[range]

    board: int
    lock: int

    def __post_init__(self) -> None:
        one_of(self.boards, self.board)
        one_of(self.locks, self.lock)


def one_of(allowed: range, number: int) -> int:
    """`number`, if it is a plain integer among those allowed."""
    if type(number) is not int or number not in allowed:
        raise NoSuchDoor(f"the numbers here are {allowed.start} to {allowed.stop - 1}")
    return number


class BoardState(Struct, frozen=True, kw_only=True):
    """A board's answer about all its locks: the first bit is lock 1. What 1 means is the wiring's."""

    board: int
    bits: tuple[int, ...]
    items: tuple[int, ...] | None = None
    """1: something lies in the compartment; None where the protocol has no such sensors."""


class OpenReply(Struct, frozen=True, kw_only=True):
    """A board's answer to a pulse; `status` is the protocol's own byte, `lock` None where it names none."""

    board: int
    lock: int | None
    status: int


class Report(Struct, frozen=True, kw_only=True):
    """A board says by itself that something changed: reason enough to read it, and no more."""

    board: int


LockFrame = BoardState | OpenReply | Report


class Cutter(ABC):
    """Cuts what boards say into frames; what is none is skipped byte by byte, and never more than `longest` is kept."""

    longest: ClassVar[int]

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[LockFrame]:
        """The frames that `data` completes."""
        self._rest += data
        found: list[LockFrame] = []
        while used := self._step(found):
            self._rest = self._rest[used:]
        return found

    def clear(self) -> None:
        self._rest = b""

    def _step(self, found: list[LockFrame]) -> int:
        """Bytes dealt with; 0 while more are needed."""
        if not self._rest:
            return 0
        length = self.length(self._rest)
        if length is None:
            return 1
        if len(self._rest) < length:
            return 0
        frame = self.read(self._rest[:length])
        if frame is not None:
            found.append(frame)
        return length if frame is not None else 1

    @abstractmethod
    def length(self, rest: bytes) -> int | None:
        """How long the frame is that `rest` begins with, as far as can be told, at most `longest`; None: it is none."""

    @abstractmethod
    def read(self, frame: bytes) -> LockFrame | None:
        """What a frame of the right length says; None when it is none of ours or broken."""


def bcc(data: bytes) -> int:
    """XOR of all bytes."""
    return reduce(xor, data, 0)


def bits_of(data: bytes) -> tuple[int, ...]:
    """Eight bits a byte, lowest first."""
    return tuple(byte >> place & 1 for byte in data for place in range(8))
