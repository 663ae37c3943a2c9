"""Stations: who is there, how its devices are, who needs help."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from config.site import Role
from lobby.contract.message import Event, Instant, ServerState, StationState


class StationPresence(StationState, tag="station", frozen=True, kw_only=True):
    """A station's birth, and with `online` false its death: the same message is its will. Death counts only for the
    present boot."""

    topic: ClassVar[str] = "state/{station}/station"

    online: bool
    role: Role
    version: str = ""


class StationPulse(StationState, tag="pulse", frozen=True, kw_only=True):
    """Every 2 s. `beats` is bumped by the UI thread, because MQTT can't see a frozen screen (F003)."""

    topic: ClassVar[str] = "state/{station}/pulse"

    beats: int
    offline_waiting: int = 0
    """Offline numbers in the outbox that the server has not merged yet."""


class DeviceHealth(StationState, tag="device", frozen=True, kw_only=True):
    """One device of a station; words as in `devices.health`."""

    topic: ClassVar[str] = "state/{station}/device/{device}"

    state: str
    reason: str = ""
    paper: str = "unknown"


class HelpAsked(Event, tag="help-asked", frozen=True, kw_only=True):
    """A citizen pressed help, or took it back."""

    topic: ClassVar[str] = "event/{station}/help"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})

    asked_at: Instant
    withdrawn: bool = False


class HelpPhase(StrEnum):
    NONE = "none"
    RECEIVED = "received"
    ACCEPTED = "accepted"


class HelpState(ServerState, tag="help", frozen=True, kw_only=True):
    """What became of a station's call for help."""

    topic: ClassVar[str] = "state/server/help/{station}"

    phase: HelpPhase
    help: str = ""
    """Id of the `HelpAsked` event this is about."""
    since: datetime | None = None
    """When it entered this phase."""


class SlipPrinted(Event, tag="slip-printed", frozen=True, kw_only=True):
    """What became of a slip: confirmed, assumed, failed or unknown; journalled with the ticket."""

    topic: ClassVar[str] = "event/{station}/slip"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})

    ticket: str
    outcome: str
    reason: str = ""
    reprint: bool = False
