"""The base of what devices hand up: immutable values, and events that name their device.

Personal data exists only in `IdentityCard` and `ScannedCode` (and the pictures of a camera); their `repr` shows nothing
of it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, dataclass_transform

from msgspec import Struct, field

from devices.health import Health


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True, kw_only=True):
    """Base of every value a device hands up: immutable, keyword-only."""


class DeviceEvent(Value, frozen=True, kw_only=True):
    """Something a device hands up on its own thread; whoever takes it only enqueues."""


class HealthChanged(DeviceEvent, frozen=True, kw_only=True):
    """A device's health changed; published at once and with every heartbeat."""

    health: Health


class Outcome(StrEnum):
    """What became of a deed (a slip, a door, a sign's text): confirmed by the device; assumed, it cannot say but is
    well; failed, it did not happen; unknown, it may have. Unknown is an answer of its own and never leads to a second
    deed by itself (F002)."""

    CONFIRMED = "confirmed"
    ASSUMED = "assumed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Ending(NamedTuple):
    """How a deed ended, and a plain word why ('' when there is nothing to say)."""

    outcome: Outcome
    reason: str = ""


class DeedResult(DeviceEvent, frozen=True, kw_only=True):
    """Base of what every deed ends in: exactly one for each job, also when the device is gone."""

    device: str
    job: str
    outcome: Outcome
    reason: str = ""
