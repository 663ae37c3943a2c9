"""Requests with an end: each gets its answer or misses its deadline, exactly one of the two, on the agent's thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from lobby.contract.message import Answer, Request
from lobby.inbox import Inbox
from lobby.link import Link, LinkDown

Make = Callable[[datetime], Request]
"""Makes the request for a deadline in server time; called again for each sending, always with the same id."""


class Asking:
    """All open requests of one agent. Used on the inbox's thread only."""

    def __init__(self, link: Link, inbox: Inbox, server_now: Callable[[], datetime], within: float) -> None:
        self.within = within
        """Seconds a request may take: the site's request deadline."""
        self._link, self._inbox, self._server_now = link, inbox, server_now
        self._open: list[_Open] = []

    def ask(self, make: Make, then: Callable[[Answer], None], missed: Callable[[], None], *, spent: float = 0) -> None:
        """Ask now, or as soon as the link is up; `spent` seconds of the deadline are gone already."""
        left = max(0.0, self.within - spent)
        one = _Open(make, then, missed, time.monotonic() + left)
        self._open.append(one)
        self._send(one)
        self._inbox.later(left, lambda: self._miss(one))

    def send_again(self) -> None:
        """After a reconnect: what was under way may be lost; the same id has one effect."""
        for one in tuple(self._open):
            self._send(one)

    def _send(self, one: _Open) -> None:
        left = one.until - time.monotonic()
        request = one.make(self._server_now() + timedelta(seconds=left))
        one.end()
        try:
            one.end = self._link.ask(request, lambda answer: self._inbox.put(lambda: self._answered(one, answer)))
        except LinkDown:
            one.end = _nothing

    def _answered(self, one: _Open, answer: Answer) -> None:
        if one in self._open:
            self._open.remove(one)
            one.then(answer)

    def _miss(self, one: _Open) -> None:
        if one in self._open:
            self._open.remove(one)
            one.end()
            one.missed()


class _Open:
    """One request under way."""

    def __init__(self, make: Make, then: Callable[[Answer], None], missed: Callable[[], None], until: float) -> None:
        self.make, self.then, self.missed, self.until = make, then, missed, until
        self.end: Callable[[], None] = _nothing


def _nothing() -> None:
    """There is nothing to end."""
