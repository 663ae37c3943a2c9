"""Sends the server's states: the first change at once, what follows at the edge of 50 ms, the last one always."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from lobby.contract.message import Answer, Message, Request, ServerState
from lobby.displays import Named
from lobby.link import LinkDown
from lobby.routes import Received

EDGE_S = 0.05
"""At most 20 publications a second of each topic."""


class Wire(Protocol):
    """What the server needs of its link."""

    def publish(self, message: Message, **names: str) -> object:
        """Raises LinkDown."""

    def answer(self, request: Received[Request], answer: Answer) -> None:
        """Raises LinkDown."""


class Publisher:
    """Remembers what each topic said last, so that only news goes out. After a reconnection everything is news."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._said: dict[tuple[type, tuple[str, ...]], ServerState] = {}
        self._sequence = 0
        self._last = float("-inf")
        self._dirty = False
        self.owes_all = True
        """Everything is to be said, not only news: at the start, after a reconnection, when something was not sent."""
        self.epoch = 0

    def changed(self) -> None:
        """Something that screens show was committed."""
        self._dirty = True

    def due(self) -> float | None:
        """When the next publication is allowed, monotonic seconds; None: nothing is waiting."""
        return self._last + EDGE_S if self._dirty else None

    def is_due(self, monotonic: float) -> bool:
        return self._dirty and monotonic - self._last >= EDGE_S

    def forget(self) -> None:
        """The broker may have lost everything (F060): all of it goes out again."""
        self._said.clear()
        self._dirty = self.owes_all = True

    def publish(self, states: Iterable[Named], monotonic: float) -> None:
        """Send those of the hall's states that say something new."""
        self._dirty, self._last = False, monotonic
        self.owes_all = False
        for state, names in states:
            key = (type(state), tuple(names.values()))
            said = self._said.get(key)
            if said is state or said == state:
                continue
            if self.send(self.stamped(state), **names):
                self._said[key] = state
            else:
                self.owes_all = True

    def stamped(self, state: ServerState) -> ServerState:
        """With this server's epoch and the next sequence."""
        self._sequence += 1
        return msgspec.structs.replace(state, epoch=self.epoch, sequence=self._sequence)

    def send(self, message: Message, **names: str) -> bool:
        """Whether it went out. While the link is down nothing is lost: on return everything is published again."""
        try:
            self._wire.publish(message, **names)
        except LinkDown:
            return False
        return True

    def answer(self, request: Received[Request], answer: Answer) -> None:
        """A requester that does not hear it asks again with the same id and gets the same answer."""
        try:
            self._wire.answer(request, answer)
        except LinkDown:
            return
