"""How a device is, in one schema for every kind (names and meanings after XFS4IoT where they fit)."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class DeviceState(StrEnum):
    """closed, opening, ready, busy; attention: a person must act; fault: software may retry; lost: no contact."""

    CLOSED = "closed"
    OPENING = "opening"
    READY = "ready"
    BUSY = "busy"
    ATTENTION = "attention"
    FAULT = "fault"
    LOST = "lost"


class Paper(StrEnum):
    """What a printer's sensors say of its roll."""

    UNKNOWN = "unknown"
    FULL = "full"
    LOW = "low"
    OUT = "out"


class Health(Struct, frozen=True, kw_only=True):
    """One device's health. `reason` is a plain word (paper-out, cover-open, no-answer, line-lost …), empty if well."""

    device: str
    state: DeviceState
    reason: str = ""
    paper: Paper = Paper.UNKNOWN

    @property
    def usable(self) -> bool:
        return self.state in (DeviceState.READY, DeviceState.BUSY)
