"""How a device is, in one schema for every kind (names and meanings after XFS4IoT where they fit).

What a device cannot tell is `unknown`, a value like any other. A change of any of it is the event `HealthChanged`.
"""

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


SETTLED = frozenset(DeviceState) - {DeviceState.CLOSED, DeviceState.OPENING}
"""An opening is over: it can be used, or it is known why not."""


class Paper(StrEnum):
    """What a printer's sensors say of its roll (XFS4IoT: full, low, out, jammed, unknown)."""

    UNKNOWN = "unknown"
    FULL = "full"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"


class Media(StrEnum):
    """What is at a device's slot or on its pad (XFS4IoT): a slip at the exit, a card on the reader."""

    UNKNOWN = "unknown"
    NOT_PRESENT = "not-present"
    PRESENT = "present"
    ENTERING = "entering"
    JAMMED = "jammed"
    RETRACTED = "retracted"


class Part(Struct, frozen=True, kw_only=True):
    """One part of a device that is well or not by itself: a board on a bus."""

    name: str
    state: DeviceState
    reason: str = ""


class Health(Struct, frozen=True, kw_only=True):
    """One device's health. `reason` is a plain word (paper-out, cover-open, no-answer, line-lost …), empty if well."""

    device: str
    state: DeviceState
    reason: str = ""
    paper: Paper = Paper.UNKNOWN
    media: Media = Media.UNKNOWN
    parts: tuple[Part, ...] = ()

    @property
    def usable(self) -> bool:
        return self.state in (DeviceState.READY, DeviceState.BUSY)
