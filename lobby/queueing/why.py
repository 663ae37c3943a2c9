"""Why a ticket was taken before others: kept with every call, so that "why was this one before me" has an answer."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Classes are never named: a rank is `priority`, whatever it stands for (practice B-4)."""

    ORDER = "order"
    """First come, first served among the counter's skills."""
    SKILL = "skill"
    """The counter serves this service before its others."""
    RESERVE = "reserve"
    """Nobody waited for the counter's own services."""
    PRIORITY = "priority"
    APPOINTMENT = "appointment"
    MAX_DELAY = "max-delay"
    """Others had gone before it long enough."""
    TURN = "turn"
    """After so many with a booked time it was a walk-in's turn."""
