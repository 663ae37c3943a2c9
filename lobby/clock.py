"""The server's two clocks in one small object, so that a test turns them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def wall(self) -> datetime:
        """UTC, as people and other machines see it; may jump."""

    def monotonic(self) -> float:
        """Seconds that never jump, for timeouts."""


class SystemClock:
    """This machine's clocks."""

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
