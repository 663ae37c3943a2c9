"""The self-test of a board's wiring: which way its bits go, learned from a person's word about one door (F091)."""

from __future__ import annotations

from devices.kinds.lock_board import DoorState, Verdict

ORDER = (DoorState.CLOSED, DoorState.OPEN, DoorState.CLOSED)
"""What the person is asked to do with the door, one after another."""

Bits = tuple[int, ...]


class Lesson:
    """One door of one board; ends with its third note or the first that refuses, and starts anew after that."""

    def __init__(self, board: int, lock: int) -> None:
        self.door = (board, lock)
        self._notes: list[Bits] = []

    def note(self, says: DoorState, bits: Bits, open_bit: int) -> tuple[Verdict, str]:
        """`open_bit`: what the driver takes for open now. The verdict, and why it is refused."""
        if says is not ORDER[len(self._notes)]:
            return self._refuse("closed-first")
        self._notes.append(bits)
        if len(self._notes) == 2 and (why := self._what_is_wrong()):
            return self._refuse(why)
        if len(self._notes) < len(ORDER):
            return Verdict.GO_ON, ""
        if self._notes[2] != self._notes[0]:
            return self._refuse("not-back")
        opened = self._notes[1][self.door[1] - 1]
        self._notes.clear()
        return (Verdict.HOLDS if opened == open_bit else Verdict.INVERTED), ""

    def _what_is_wrong(self) -> str:
        """Between closed and open exactly this door's bit must differ."""
        closed, opened = self._notes
        changed = [lock for lock, (a, b) in enumerate(zip(closed, opened, strict=True), start=1) if a != b]
        if changed == [self.door[1]]:
            return ""
        return "another-changed" if changed else "nothing-changed"

    def _refuse(self, why: str) -> tuple[Verdict, str]:
        self._notes.clear()
        return Verdict.REFUSED, why
