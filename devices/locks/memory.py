"""What is known of one board on a bus: its doors as seen last, whether it answers, whether it may be pulsed."""

from __future__ import annotations

from dataclasses import dataclass

from devices.health import DeviceState, Part
from devices.kinds.lock_board import AlarmKind, BoardSaid, BoardSeen

FRESH_S = 1.0
"""A pulse may start from what was seen so recently."""
AGAIN_S = 1.0
"""A board that missed once is asked again after so long: by then an answer that was only late is past."""
LOST_AFTER = 2
"""Misses in a row after which a board counts as lost, and is asked seldom (F094)."""
FIRST_REST_S, LONGEST_REST_S = 2.0, 5.0
AFTER_PULSE_S = 3.0
"""Another door that opens so soon after a pulse was opened by it (F090)."""


@dataclass
class BoardMemory:
    """One board, from the start of the program on: also over a lost line, so that what happened meanwhile is noticed.

    All times are monotonic.
    """

    number: int
    locks: int
    open: frozenset[int] | None = None
    """None: never read."""
    items: frozenset[int] | None = None
    seen_at: float = 0.0
    ask_at: float = 0.0
    misses: int = 0
    missed_why: str = ""
    missed_at: float = float("-inf")
    is_stopped: bool = False
    """A pulse opened another door: no more of them until a person clears it."""
    asked: int | None = None
    """The lock that was pulsed and not yet judged."""
    pulsed: int | None = None
    pulsed_at: float = float("-inf")
    said: BoardSaid = BoardSaid.NOTHING

    def is_fresh(self, now: float) -> bool:
        return self.open is not None and not self.misses and now - self.seen_at <= FRESH_S

    def see(self, doors: frozenset[int], items: frozenset[int] | None, now: float) -> frozenset[int]:
        """Keep what was read (the open doors); those that are open, were not, and were not asked to be."""
        unasked = frozenset[int]() if self.open is None else doors - self.open - {self.asked}
        self.open, self.items, self.seen_at, self.misses = doors, items, now, 0
        return unasked

    def miss(self, now: float, why: str) -> None:
        """It did not answer, or only noise (`why`): ask again with growing pauses."""
        self.misses, self.missed_why = self.misses + 1, why
        self.missed_at = now
        rest = AGAIN_S if not self.is_lost else min(LONGEST_REST_S, FIRST_REST_S * 2 ** (self.misses - LOST_AFTER))
        self.ask_at = now + rest

    def forget_misses(self) -> None:
        """The line is new: ask as if it had never been silent."""
        self.misses, self.ask_at = 0, 0.0

    def begin_pulse(self, lock: int, now: float) -> None:
        self.asked = self.pulsed = lock
        self.pulsed_at, self.said = now, BoardSaid.NOTHING

    def judge(self, unasked: frozenset[int], now: float) -> AlarmKind:
        """Whether doors that opened unasked were opened by the last pulse."""
        others = unasked - {self.pulsed}
        by_pulse = others and now - self.pulsed_at < AFTER_PULSE_S
        return AlarmKind.WRONG_DOOR if by_pulse else AlarmKind.OPENED_UNASKED

    @property
    def is_lost(self) -> bool:
        return self.misses >= LOST_AFTER or (self.misses > 0 and self.open is None)

    def part(self) -> Part:
        """This board in the bus's health."""
        state, reason = DeviceState.READY, ""
        if self.is_stopped:
            state, reason = DeviceState.ATTENTION, AlarmKind.WRONG_DOOR.value
        if self.open is None:
            state = DeviceState.OPENING
        if self.is_lost:
            state, reason = DeviceState.LOST, self.missed_why
        return Part(name=f"board-{self.number}", state=state, reason=reason)

    def seen(self, device: str) -> BoardSeen:
        """What is handed up."""
        items = None if self.items is None else tuple(sorted(self.items))
        return BoardSeen(
            device=device, board=self.number, locks=self.locks, open=tuple(sorted(self.open or ())), items=items
        )
