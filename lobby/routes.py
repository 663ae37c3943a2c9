"""From a topic to those who asked for it, and from a request to the one who awaits its answer. No network here."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from lobby.contract import catalogue
from lobby.contract.message import SERVER, Answer, Manner, Message, Request
from lobby.ordering import Newest, Once

log = logging.getLogger(__name__)

KNOWN_TOPICS = 4096
MessageT = TypeVar("MessageT", bound=Message)
AnswerTo = Callable[[Answer], None]


class Received(msgspec.Struct, Generic[MessageT], frozen=True, kw_only=True):
    """A message with what its topic and its delivery say. Who spoke is `speaker`, never a field of the payload."""

    message: MessageT
    speaker: str
    """The identity that said it: `server` or a station."""
    about: str = ""
    """The last level of the topic where the template has a name there: a zone, service, counter, device, station."""
    retained: bool = False
    """True: the broker kept this copy; it is no sign of life."""
    received: float
    """Monotonic seconds."""
    topic: str
    correlation: bytes = b""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What came from the broker, before anybody looked into it."""

    topic: str
    payload: bytes
    retained: bool
    correlation: bytes
    received: float


class Subscription:
    """One handler and the filter it asked for, with its own memory of what is new."""

    def __init__(self, kind: type[Message], topics: str, handler: Callable[[Received[Any]], None]) -> None:
        self.kind, self.filter, self._handler = kind, topics, handler
        self._gate = Newest() if kind.manner is Manner.STATE else Once()

    def connected(self) -> None:
        self._gate.connected()

    def take(self, received: Received[Any]) -> None:
        if self._gate.passes(received.topic, received.message):
            self._handler(received)


class Malformed:
    """Counts payloads that are not what their topic promises; the first of each speaker is logged (F068)."""

    def __init__(self) -> None:
        self.by_speaker: Counter[str] = Counter()

    def add(self, speaker: str, fault: catalogue.Malformed) -> None:
        self.by_speaker[speaker] += 1
        if self.by_speaker[speaker] == 1:
            where = str(fault).partition(" - at ")[2] or "its beginning"
            log.warning("%s sent what its topic does not promise (at %s); such are dropped, counted", speaker, where)


class Routes:
    """The present subscriptions of a link, by topic."""

    def __init__(self, malformed: Malformed) -> None:
        self._malformed = malformed
        self._subscriptions: tuple[Subscription, ...] = ()
        self._by_topic: dict[str, tuple[Subscription, ...]] = {}

    def add(self, subscription: Subscription) -> None:
        self._subscriptions += (subscription,)
        self._by_topic = {}

    def remove(self, subscription: Subscription) -> bool:
        """Whether nobody else wants its filter."""
        self._subscriptions = tuple(one for one in self._subscriptions if one is not subscription)
        self._by_topic = {}
        return subscription.filter not in self.filters()

    def connected(self) -> None:
        """A connection begins; nothing of it has arrived yet."""
        for subscription in self._subscriptions:
            subscription.connected()

    def filters(self) -> dict[str, int]:
        """Filter → QoS."""
        return {one.filter: one.kind.qos for one in self._subscriptions}

    def read(self, delivery: Delivery) -> tuple[Received[Any], tuple[Subscription, ...]] | None:
        """The message and who wants it; None for what nobody wants or nobody can read."""
        if not (wanting := self._wanting(delivery.topic)):
            return None
        levels = delivery.topic.split("/")
        try:
            message = catalogue.decode(delivery.payload, wanting[0].kind)
        except catalogue.Malformed as fault:
            self._malformed.add(levels[4], fault)
            return None
        received = Received(
            message=message,
            speaker=levels[4],
            about=levels[6] if len(levels) > 6 else "",
            retained=delivery.retained,
            received=delivery.received,
            topic=delivery.topic,
            correlation=delivery.correlation,
        )
        return received, wanting

    def _wanting(self, topic: str) -> tuple[Subscription, ...]:
        if (found := self._by_topic.get(topic)) is None:
            found = tuple(one for one in self._subscriptions if matches(one.filter, topic))
            if len(self._by_topic) >= KNOWN_TOPICS:
                self._by_topic = {}
            self._by_topic[topic] = found
        return found


def matches(pattern: str, topic: str) -> bool:
    """Whether a topic falls under one of the contract's filters, which know `+` only."""
    wanted, levels = pattern.split("/"), topic.split("/")
    return len(wanted) == len(levels) and all(one in ("+", level) for one, level in zip(wanted, levels, strict=True))


class Awaited:
    """Requests that went out, by the topic's last level and the id, until answered or given up."""

    def __init__(self, malformed: Malformed) -> None:
        self._malformed = malformed
        self._waiting: dict[tuple[str, bytes], tuple[type[Request], AnswerTo]] = {}
        self._lock = threading.Lock()

    def add(self, request: Request, then: AnswerTo) -> Callable[[], None]:
        """Returns the function that ends the waiting."""
        key, entry = (last_level(type(request)), request.request.encode()), (type(request), then)
        with self._lock:
            self._waiting[key] = entry
        return lambda: self._end(key, entry)

    def _end(self, key: tuple[str, bytes], entry: tuple[type[Request], AnswerTo]) -> None:
        with self._lock:
            if self._waiting.get(key) is entry:
                del self._waiting[key]

    def take(self, delivery: Delivery) -> None:
        """Hand an answer to the one who awaits it; a late or repeated one is nobody's and dropped."""
        key = (delivery.topic.rsplit("/", 1)[1], delivery.correlation)
        if (entry := self._waiting.get(key)) is None:
            return
        kind, then = entry
        try:
            answer: Answer = catalogue.decode(delivery.payload, *catalogue.answers_to(kind))
        except catalogue.Malformed as fault:
            self._malformed.add(SERVER, fault)
            return
        if answer.request.encode() == delivery.correlation:
            self._end(key, entry)
            then(answer)


def last_level(kind: type[Message]) -> str:
    """The name of a message in its topic: a request's is also its answer's."""
    return kind.topic.rsplit("/", 1)[1]
