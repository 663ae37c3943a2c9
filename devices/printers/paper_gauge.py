"""How many slips a roll may still hold, from what the printer measured before and after the slips so far. No clock."""

from __future__ import annotations


class PaperGauge:
    """Tell it each slip and each measure; a measure that rises is a new roll."""

    def __init__(self) -> None:
        self.centimetres: int | None = None
        self._slips = 0
        self._used_cm = self._used_slips = 0

    def slip(self) -> None:
        self._slips += 1

    def measured(self, centimetres: int) -> None:
        """The roll's length now. What lay between two measures with slips between them is those slips' length."""
        before, self.centimetres = self.centimetres, centimetres
        if before is not None and self._slips and centimetres <= before:
            self._used_cm += before - centimetres
            self._used_slips += self._slips
        self._slips = 0

    @property
    def slips_left(self) -> int | None:
        """By the mean length so far; None before the first slip was measured."""
        if self.centimetres is None or not self._used_cm:
            return None
        return self.centimetres * self._used_slips // self._used_cm
