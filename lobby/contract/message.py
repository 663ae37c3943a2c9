"""How every MQTT message is declared: one frozen class carries its topic template, manner, QoS and who may say it.

A topic is `kapok/1/{hall}/{state|event|request|answer|command}/{station}/{name}[/…]`; templates hold what comes after
the hall. The station at that level is the broker identity, so who spoke is read from the topic, never from the payload.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from config.site import Role

ROOT = "kapok/1"
SERVER = "server"
"""The server's identity and its level in topics."""
Instant = Annotated[datetime, Meta(tz=True)]
"""A time with its zone; one without is malformed, because it can't be compared."""


class Manner(StrEnum):
    """state: retained, last value is the truth · event: QoS 1, never retained · request → answer · command."""

    STATE = "state"
    EVENT = "event"
    REQUEST = "request"
    ANSWER = "answer"
    COMMAND = "command"


class Value(Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A part of a message; unknown fields are ignored, new fields have defaults."""


class Message(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Base of all messages: `kind` (the tag) and `v` (the version of this kind) stand in every payload."""

    manner: ClassVar[Manner]
    topic: ClassVar[str]
    qos: ClassVar[int] = 1
    roles: ClassVar[frozenset[Role]] = frozenset()
    """Roles that may publish it."""

    v: int = 1


class ServerState(Message, frozen=True, kw_only=True):
    """Retained, owned by the server. Older (epoch, sequence) is ignored."""

    manner: ClassVar[Manner] = Manner.STATE
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SERVER})

    epoch: int
    sequence: int


class StationState(Message, frozen=True, kw_only=True):
    """Retained, owned by a station. `boot` is new with every start; `sequence` starts anew with it."""

    manner: ClassVar[Manner] = Manner.STATE
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK, Role.DISPLAY, Role.COUNTER, Role.CABINET})

    boot: str
    sequence: int


class Event(Message, frozen=True, kw_only=True):
    """Something that happened; `id` is unique and makes a repeated delivery harmless."""

    manner: ClassVar[Manner] = Manner.EVENT

    id: str


class Request(Message, frozen=True, kw_only=True):
    """A wish of a station. `request` is a UUID made at the first touch: the same id always gets the same answer.

    The same id with another body is refused. `deadline` is server time; the server refuses a late request unread.
    """

    manner: ClassVar[Manner] = Manner.REQUEST
    answer: ClassVar[type[Answer]]

    request: str
    deadline: Instant


class Answer(Message, frozen=True, kw_only=True):
    """The server's answer under `answer/{station}/{name of the request}`, MQTT correlation data = the request id."""

    manner: ClassVar[Manner] = Manner.ANSWER
    topic: ClassVar[str] = "answer/{station}/{name}"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SERVER})

    request: str


class Refusal(StrEnum):
    """Why the server did not do it: a plain word a face turns into a sentence, never shown as it is."""

    LATE = "late"
    BAD_REQUEST = "bad-request"
    OTHER_BODY = "other-body"
    NOT_ALLOWED = "not-allowed"
    UNKNOWN_SERVICE = "unknown-service"
    UNKNOWN_TICKET = "unknown-ticket"
    UNKNOWN_COUNTER = "unknown-counter"
    ILLEGAL_MOVE = "illegal-move"
    COUNTER_BUSY = "counter-busy"
    COUNTER_NOT_OPEN = "counter-not-open"
    ELSEWHERE = "elsewhere"
    NOBODY_WAITING = "nobody-waiting"
    TOO_LATE_TO_UNDO = "too-late-to-undo"
    DAY_NOT_OPEN = "day-not-open"
    STORE_FULL = "store-full"
    SERVICE_CLOSED = "service-closed"
    NUMBERS_OUT = "numbers-out"
    NUMBERS_STOPPED = "numbers-stopped"
    TOO_EARLY = "too-early"
    UNKNOWN_APPOINTMENT = "unknown-appointment"
    TOO_SOON = "too-soon"
    """The rule wants more calls, or more time, first."""
    NEEDS_REASON = "needs-reason"


class Refused(Answer, tag="refused", frozen=True, kw_only=True):
    """The answer to any request that was not carried out; nothing changed."""

    reason: Refusal
    detail: str = ""
    """A sentence in English for logs and technicians."""
