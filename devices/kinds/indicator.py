"""Lamps, buzzers and whatever else is switched for people to notice: channels that are on, off, or blink."""

from __future__ import annotations

from enum import StrEnum

from devices.values import DeedResult


class FlashRate(StrEnum):
    """How a lamp shines (XFS4IoT: flashRate)."""

    OFF = "off"
    SLOW = "slow"
    MEDIUM = "medium"
    QUICK = "quick"
    CONTINUOUS = "continuous"


class IndicatorResult(DeedResult, frozen=True, kw_only=True):
    """What became of switching one channel (not-switched, no-such-channel, no-answer, line-lost, '')."""

    channel: int
