"""Bytes on their way, in one place that does not move; what leaves it is overwritten (F007).

A bytearray that grows is copied again and again, and each copy it leaves behind holds what a card said.
"""

from __future__ import annotations


class WipedBuffer:
    """First in, first out. Takes `room` bytes without moving."""

    def __init__(self, room: int) -> None:
        self._room = bytearray(room)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def append(self, data: bytes) -> None:
        end = self._size + len(data)
        if end > len(self._room):
            self._move_into(bytearray(2 * end))
        self._room[self._size : end] = data
        self._size = end

    def drop(self, count: int) -> None:
        """The first `count` bytes are gone."""
        left = self._size - count
        with memoryview(self._room) as room:
            room[:left] = room[count : self._size]
            room[left : self._size] = bytes(count)
        self._size = left

    def clear(self) -> None:
        self.drop(self._size)

    def copy(self, start: int, end: int) -> bytes:
        with memoryview(self._room) as room:
            return bytes(room[start : min(end, self._size)])

    def find(self, wanted: bytes) -> int:
        """Where it begins, -1 if nowhere."""
        return self._room.find(wanted, 0, self._size)

    def endswith(self, wanted: bytes) -> bool:
        return self._room.endswith(wanted, 0, self._size)

    def _move_into(self, room: bytearray) -> None:
        with memoryview(self._room) as old, memoryview(room) as new:
            new[: self._size] = old[: self._size]
            old[:] = bytes(len(old))
        self._room = room
