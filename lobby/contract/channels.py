"""The ladder of a silent call: every way a person may learn of it, and how far each came."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from config.rules import Spoken
from config.site import Role
from config.values import Language
from lobby.contract.message import Answer, Event, Instant, Request, Value
from lobby.contract.tickets import TicketChanged


class ChannelKind(StrEnum):
    """In the order of the ladder."""

    WINDOW = "window"
    AREA = "area"
    PHONE = "phone"
    MESSAGE = "message"
    PAGER = "pager"
    GUIDE = "guide"
    VOICE = "voice"


class ChannelState(StrEnum):
    """sent: handed over · delivered: arrived · shown: painted, opened, spoken, accepted · failed: `detail` says why."""

    SENT = "sent"
    DELIVERED = "delivered"
    SHOWN = "shown"
    FAILED = "failed"


class ChannelStanding(Value, frozen=True, kw_only=True):
    """One way of one call. `target`: a station, or empty; never a phone number."""

    channel: ChannelKind
    state: ChannelState
    at: datetime
    target: str = ""
    detail: str = ""


class RemindMe(Request, tag="remind-me", frozen=True, kw_only=True):
    """Send messages about this ticket to a phone. The number is kept encrypted, for this alone, and goes a day after
    the ticket ended; an empty one stops the messages and forgets it at once (J03)."""

    topic: ClassVar[str] = "request/{station}/remind-me"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK})
    answer: ClassVar[type[Answer]] = TicketChanged

    token: str
    phone: str
    """E.164, e.g. +8613800000000."""
    language: Language = Language.ZH_HANS


def is_phone(number: str) -> bool:
    """Can a message go there? What is left out is a number nobody has, or of a telephone that shows no messages."""
    return _PHONE.fullmatch(number) is not None


_PHONE = re.compile(
    r"\+86(?:1[3-9]\d{9})|\+852\d{8}|\+853\d{8}|\+886\d{8,9}"  # 内地 · 香港 · 澳门 · 台湾
    r"|\+(?!86|852|853|886)[1-9]\d{6,13}"  # elsewhere: E.164, at most 15 figures with the country's
)


class Announce(Event, tag="announce", frozen=True, kw_only=True):
    """Say a call aloud in a zone: digits one by one, never a name. `id` is the call's. Not after `expires_at`."""

    topic: ClassVar[str] = "event/server/announce"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SERVER})

    zone: str
    label: str
    counter: int
    languages: tuple[Spoken, ...]
    expires_at: Instant


class Announced(Event, tag="announced", frozen=True, kw_only=True):
    """What became of an announcement at a station; `failed` says why it was not spoken."""

    topic: ClassVar[str] = "event/{station}/announced"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.DISPLAY, Role.COUNTER})

    call: str
    failed: str = ""


class Page(Event, tag="page", frozen=True, kw_only=True):
    """Let the pager with this number vibrate, 3 times 2 s; for a hall's own pager system. `counter` 0: it is not called
    yet, but soon."""

    topic: ClassVar[str] = "event/server/pager"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SERVER})

    pager: str
    label: str
    counter: int
