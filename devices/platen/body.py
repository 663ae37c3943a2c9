"""The mechanics of an emulated printer, and how it puts them into status bytes (protocols 3.2 and 3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Roll(StrEnum):
    FULL = "full"
    NEAR_END = "near-end"
    OUT = "out"


LAMPS: Mapping[str, tuple[Mapping[int, int], Mapping[int, int]]] = {
    "feed-button": ({1: 0x40, 2: 0x08}, {1: 0x40, 2: 0x02}),
    "mechanism": ({2: 0x40, 3: 0x04}, {2: 0x04}),
    "unrecoverable": ({2: 0x40, 3: 0x20}, {2: 0x20}),
    "head-hot": ({2: 0x40, 3: 0x40}, {2: 0x40}),
    "recovering": ({1: 0x20}, {2: 0x01}),
}
"""What may be wrong besides paper, cover and knife: the bit of each DLE EOT answer n, and of each ASB byte."""


@dataclass
class Body:
    """Paper, cover, knife and warning lamps. `stopped`: it prints nothing, answers real-time questions, and keeps the
    rest."""

    roll: Roll = Roll.FULL
    cover_open: bool = False
    offline: bool = False
    knife_jams: bool = False
    """The next cut will stick."""
    knife_stuck: bool = False
    lamps: set[str] = field(default_factory=set)
    harmless: frozenset[str] = frozenset()
    """Lamps under which it prints on."""

    @property
    def stopped(self) -> bool:
        stuck = self.cover_open or self.knife_stuck or self.offline or bool(self.lamps - self.harmless)
        return stuck or self.roll is Roll.OUT

    def status_byte(self, n: int) -> int:
        """The answer to DLE EOT n, n = 1 to 4."""
        out, cover = self.roll is Roll.OUT, self.cover_open
        bits = {
            1: 0x08 if self.stopped else 0,
            2: (0x24 if cover else 0) | (0x20 if out else 0) | (0x40 if self.knife_stuck else 0),
            3: 0x08 if self.knife_stuck else 0,
            4: {Roll.FULL: 0, Roll.NEAR_END: 0x0C, Roll.OUT: 0x60}[self.roll],
        }
        return 0x12 | bits[n] | self._lit(0, n)

    def packet(self) -> bytes:
        """Four bytes of automatic status back."""
        first = 0x10 | (0x08 if self.stopped else 0) | (0x20 if self.cover_open else 0)
        second = 0x08 if self.knife_stuck else 0
        return bytes([first | self._lit(1, 1), second | self._lit(1, 2), self.paper_byte(), 0x0F])

    def paper_byte(self) -> int:
        """Sensor bits 0–1 near end, 2–3 end: third byte of the packet, and the answer to GS r 1."""
        return {Roll.FULL: 0x00, Roll.NEAR_END: 0x03, Roll.OUT: 0x0C}[self.roll]

    def _lit(self, table: int, place: int) -> int:
        bits = 0
        for lamp in self.lamps & LAMPS.keys():
            bits |= LAMPS[lamp][table].get(place, 0)
        return bits
