"""How much a scaled test tries: little with a fixed seed in CI, the fault list's numbers with --long."""

from __future__ import annotations

import random
from dataclasses import dataclass

CI_SEED = 20_261_123
COUNTED = "counted"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The scale of one run, handed to a test by the fixture of the same name."""

    long: bool
    seed: int
    random: random.Random
    test: str
    properties: list[tuple[str, object]]

    def rounds(self, *, ci: int, long: int) -> int:
        """How often to try: `ci` must stay within five seconds, `long` is the number the fault list asks for."""
        return long if self.long else ci

    def counted(self, **figures: float) -> None:
        """Keep what the test counted (`rounds=50, lost=0`); the run prints it at its end."""
        words = ", ".join(f"{name} {value}" for name, value in figures.items())
        self.properties.append((COUNTED, f"{self.test}: {words}"))
