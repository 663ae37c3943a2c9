"""Every night: did the ranges that people were told hold their waits, and were they worth more than an average?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import fmean
from typing import ClassVar

from msgspec import Struct

from lobby.store.shelf import Shelved

KEPT_DAYS = 60


class BackTest(Shelved, frozen=True, kw_only=True):
    """One day's ranges against its waits; `key` is the day. Widths are in minutes."""

    kind: ClassVar[str] = "waits-back-test"

    tickets: int = 0
    """People who were told a range and were called."""
    coverage: float = 0.0
    """The share of them whose wait lay in their range."""
    width_min: float = 0.0
    naive_width_min: float | None = None
    """How wide a band around the plain average would have had to be to hold the same share; None: not known."""

    @property
    def line(self) -> str:
        """For the journal."""
        naive = "" if self.naive_width_min is None else f" naive:{self.naive_width_min}"
        return f"tickets:{self.tickets} held:{self.coverage} width:{self.width_min}{naive}"


class Verdict(Struct, frozen=True):
    """One ticket that was told a range and was called: seconds. `naive`: people before it times the mean time, by the
    windows open; None: forgotten in a restart."""

    low: float
    high: float
    waited: float
    naive: float | None = None

    @property
    def held(self) -> bool:
        return self.low <= self.waited <= self.high


def judge(key: str, verdicts: Sequence[Verdict], until: date | None = None) -> BackTest | None:
    """None: nobody was told anything."""
    if not verdicts:
        return None
    held = share_held(verdicts)
    plain = [(verdict.naive, verdict.waited) for verdict in verdicts if verdict.naive is not None]
    return BackTest(
        key=key,
        until=until,
        tickets=len(verdicts),
        coverage=round(held, 4),
        width_min=round(fmean(verdict.high - verdict.low for verdict in verdicts) / 60, 2),
        naive_width_min=round(naive_width(plain, held) / 60, 2) if plain else None,
    )


def share_held(verdicts: Iterable[Verdict]) -> float:
    return fmean(verdict.held for verdict in verdicts)


def naive_width(plain: Sequence[tuple[float, float]], held: float) -> float:
    """The mean width of naive ± band, where the band is the one that - known only afterwards - holds the same share:
    better than an average could have done on the day. Pairs of naive and waited, seconds."""
    off = sorted(abs(waited - naive) for naive, waited in plain)
    band = off[min(len(off) - 1, max(0, round(held * len(off)) - 1))]
    return fmean(naive + band - max(0.0, naive - band) for naive, _ in plain)
