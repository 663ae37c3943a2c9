"""All messages in one list, and the two ways between a message and its topic. No other file holds a topic string."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TypeVar

import msgspec

from lobby.contract import boards, bookings, channels, counters, persons, ratings, stations, tickets
from lobby.contract.message import ROOT, Answer, Event, Message, Refused, Request, ServerState, StationState

_BASES = {Message, ServerState, StationState, Event, Request, Answer, counters.CounterRequest}
MESSAGES: tuple[type[Message], ...] = (
    *(
        kind
        for room in (tickets, counters, boards, stations, persons, bookings, channels, ratings)
        for kind in vars(room).values()
        if isinstance(kind, type)
        and kind.__module__ == room.__name__
        and issubclass(kind, Message)
        and kind not in _BASES
    ),
    Refused,
)
_NAMES = re.compile(r"{(\w+)}")
MessageT = TypeVar("MessageT", bound=Message)


class Malformed(Exception):
    """A payload that is not the message its topic promises; the text says where, never what was in it."""


def topic_of(kind: type[Message], hall: str, **names: str) -> str:
    """The topic of a message, e.g. `topic_of(Board, "mumian", zone="1A")`; a missing name is a KeyError."""
    for name, value in names.items():
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value):
            raise ValueError(f"{name} can't be a topic level")
    return f"{ROOT}/{hall}/{kind.topic.format(**names)}"


def filter_of(kind: type[Message], hall: str, **names: str) -> str:
    """The subscription for a message: names not given become `+`."""
    return f"{ROOT}/{hall}/{_NAMES.sub(lambda found: names.get(found[1], '+'), kind.topic)}"


@cache
def _patterns(hall: str) -> tuple[tuple[re.Pattern[str], type[Message]], ...]:
    def pattern(kind: type[Message]) -> re.Pattern[str]:
        return re.compile(re.escape(f"{ROOT}/{hall}/") + _NAMES.sub(r"(?P<\1>[^/+#]+)", kind.topic))

    return tuple((pattern(kind), kind) for kind in MESSAGES if not issubclass(kind, Answer))


def of_topic(hall: str, topic: str) -> tuple[type[Message], dict[str, str]] | None:
    """The kind of message a topic carries and the names in it; None for a topic of nobody's. Answers are not looked
    up: who asked knows what it awaits."""
    for pattern, kind in _patterns(hall):
        if found := pattern.fullmatch(topic):
            return kind, found.groupdict()
    return None


def answers_to(request: type[Request]) -> Iterator[type[Answer]]:
    """What may come back: the request's own answer or a refusal."""
    yield request.answer
    yield Refused


@cache
def _decoder(kinds: tuple[type[Message], ...]) -> msgspec.json.Decoder[Message]:
    wanted = kinds[0]
    for other in kinds[1:]:
        wanted |= other  # type: ignore[assignment]  # a union of message classes, built at run time
    return msgspec.json.Decoder(wanted)


def encode(message: Message) -> bytes:
    return msgspec.json.encode(message)


def decode(payload: bytes, *kinds: type[MessageT]) -> MessageT:
    """The message in `payload`, which must be one of `kinds`. Raises Malformed."""
    try:
        return _decoder(kinds).decode(payload)  # type: ignore[return-value]  # the decoder yields one of `kinds`
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from None
