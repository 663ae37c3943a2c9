"""Try a chip reader: lay a chip down and see the end of its number."""

from __future__ import annotations

from typing import ClassVar

from devices import masks
from devices.desk.trial import Trial, Word, seconds
from devices.kinds.chip_reader import Chip, ChipEvent, ChipSeen
from devices.values import DeviceEvent
from devices.verbs.chip_reader import ChipReader

CHIP_S = 30.0


class ChipReaderTrial(Trial[ChipReader]):
    kind: ClassVar = ChipReader

    _there: ChipSeen | None = None

    def words(self) -> list[Word]:
        return [Word("read [SECONDS]", f"wait for a chip (default: {CHIP_S:.0f} s)", self._read)]

    def tell(self, event: DeviceEvent) -> str:
        if not isinstance(event, ChipSeen):
            return ""
        self._there = None if event.event is ChipEvent.REMOVED else event
        if event.chip:
            return "a chip is there\n" + self._in_words(event.chip)
        return "the chip is gone" if event.event is ChipEvent.REMOVED else "a chip is there that cannot be read"

    def _read(self, rest: str) -> bool:
        within_s = seconds(rest, CHIP_S)
        if self._there is None:
            self.desk.say("lay a chip on the reader, or put it in")
            self.desk.wait_for(ChipSeen, lambda _event: self._there is not None, within_s)
        if self._there is None:
            self.desk.say(f"no chip within {within_s:.0f} s")
        return bool(self._there and self._there.chip)

    def _in_words(self, chip: Chip) -> str:
        """Its number is its bearer's; how it answers to a reset only says what sort it is."""
        number = chip.uid if self.show or not chip.uid else masks.STAR * 4 + masks.document(chip.uid)
        return f"  number  {number or 'none'}\n  sort    {chip.atr}"
