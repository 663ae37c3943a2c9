"""Readers of chips that are no identity card: is one there, and which is it (staff badges, library or city cards)."""

from __future__ import annotations

from enum import StrEnum

from devices.values import DeviceEvent, Value


class Chip(Value, frozen=True, kw_only=True):
    """One chip, as hex. What it holds is not read; its number is its bearer's, so `repr` shows nothing."""

    uid: str
    """'' when it has none to give, as most contact cards."""
    atr: str
    """How it answered to its reset: tells sorts of chips apart, not chips."""

    def __repr__(self) -> str:
        return "Chip(…)"


class ChipEvent(StrEnum):
    """What happens at the reader (XFS4IoT: MediaInserted, InvalidMedia, MediaRemoved)."""

    READ = "read"
    UNREADABLE = "unreadable"
    REMOVED = "removed"


class ChipSeen(DeviceEvent, frozen=True, kw_only=True):
    """A reader's event; `chip` only with READ."""

    device: str
    event: ChipEvent
    chip: Chip | None = None
