"""Key boxes: a clerk's caller and a rating pad. A key does what its name in the site file says."""

from __future__ import annotations

import logging
import uuid

from devices.kinds.key_box import KeyPressed
from devices.values import DeviceEvent
from kiosk.gear.part import Part
from lobby.agent import Agent
from lobby.contract import counters as keys
from lobby.contract.counters import CounterRequest
from lobby.contract.ratings import Level
from lobby.news import CounterSeen, KeyRefused, News

log = logging.getLogger(__name__)

CALLER: dict[str, type[CounterRequest]] = {
    "open": keys.OpenCounter,
    "close": keys.CloseCounter,
    "pause": keys.PauseCounter,
    "next": keys.CallNext,
    "recall": keys.Recall,
    "serve": keys.Serve,
    "finish": keys.Finish,
    "no-show": keys.NoShow,
    "hold": keys.Hold,
}
PAD = {
    "very-satisfied": Level.VERY_SATISFIED,
    "satisfied": Level.SATISFIED,
    "basically-satisfied": Level.BASICALLY_SATISFIED,
    "dissatisfied": Level.DISSATISFIED,
    "very-dissatisfied": Level.VERY_DISSATISFIED,
}


class KeysPart(Part):
    """All key boxes of a counter's station."""

    def __init__(self, counter: str, agent: Agent) -> None:
        self._counter, self._agent = counter, agent
        self._rateable = ""

    def news(self, news: News, now: float) -> None:
        if isinstance(news, CounterSeen) and news.counter == self._counter:
            self._rateable = news.state.rating
        elif isinstance(news, KeyRefused):
            log.info("a key had no effect: %s", news.reason or "the server is out of reach")

    def event(self, event: DeviceEvent, now: float) -> None:
        if not isinstance(event, KeyPressed):
            return
        request = str(uuid.uuid4())
        if command := CALLER.get(event.key):
            self._agent.press(request, command)
        elif level := PAD.get(event.key):
            self._rate(request, level)
        else:
            log.warning("the key %r of %s means nothing here; there is: %s", event.key, event.device, ", ".join(KNOWN))

    def _rate(self, request: str, level: Level) -> None:
        """Only while the window invites to it; a pad that rests takes nothing."""
        if self._rateable:
            self._agent.rate(request, "", level, ())


KNOWN = (*CALLER, *PAD)
