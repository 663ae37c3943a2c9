"""Which message is news: late and repeated deliveries are told apart from new ones, without a clock (F061–F063)."""

from __future__ import annotations

from collections import OrderedDict

from lobby.contract.message import Event, Message, ServerState, StationState
from lobby.contract.stations import StationPresence

OLD_BOOTS = 64
"""Boots remembered a topic; a station that restarts more often than that while one message is late is ill anyway."""
KNOWN_EVENTS = 4096
"""Event ids remembered a subscription; a repeated delivery comes within seconds."""


class Newest:
    """Lets a state pass if it is newer than the last one of its topic.

    The server's states are ordered by (epoch, sequence). A station's are ordered by sequence within its boot; a message
    of an earlier boot is old for ever. A birth and the will of its connection carry the same sequence: the death comes
    right after its birth, so that a death of an earlier connection or boot is old.

    A new connection may lead to a broker that lost everything, and with it to a server that began again with a low
    epoch: `connected` forgets the server's places, or its screens would stay deaf. Within one connection the broker
    remembers the highest epoch, and a server goes above it.
    """

    def __init__(self) -> None:
        self._server: dict[str, tuple[int, int]] = {}
        self._station: dict[str, _Boot] = {}

    def connected(self) -> None:
        """Nothing of an earlier connection can arrive any more; what the broker kept is the truth now."""
        self._server.clear()

    def passes(self, topic: str, message: Message) -> bool:
        if isinstance(message, ServerState):
            return self._server_passes(topic, (message.epoch, message.sequence))
        if isinstance(message, StationState):
            return self._station.setdefault(topic, _Boot()).passes(message)
        return True

    def _server_passes(self, topic: str, place: tuple[int, int]) -> bool:
        if place <= self._server.get(topic, (-1, -1)):
            return False
        self._server[topic] = place
        return True


class _Boot:
    """The present boot of one topic's station, and those before it."""

    def __init__(self) -> None:
        self._boot = ""
        self._place = (-1, False)
        self._old: OrderedDict[str, None] = OrderedDict()

    def passes(self, message: StationState) -> bool:
        death = isinstance(message, StationPresence) and not message.online
        place = (message.sequence, death)
        if message.boot == self._boot:
            if place <= self._place:
                return False
        elif message.boot in self._old or (death and self._boot):
            return False
        else:
            self._begin(message.boot)
        self._place = place
        return True

    def _begin(self, boot: str) -> None:
        if self._boot:
            self._old[self._boot] = None
        while len(self._old) > OLD_BOOTS:
            self._old.popitem(last=False)
        self._boot = boot


class Once:
    """Lets an event pass the first time its id is seen from a topic."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    def connected(self) -> None:
        """An event may come again over a new connection, and still is one event."""

    def passes(self, topic: str, message: Message) -> bool:
        if not isinstance(message, Event):
            return True
        if (topic, message.id) in self._known:
            return False
        self._known[topic, message.id] = None
        if len(self._known) > KNOWN_EVENTS:
            self._known.popitem(last=False)
        return True
