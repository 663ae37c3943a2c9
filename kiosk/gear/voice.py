"""Calls said aloud where the hall allows it: the latest few, none of them late (F085)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from devices.errors import DeviceError
from devices.voice.phrases import Phrase
from devices.voice.speaker import Speaker
from kiosk.gear.part import Part
from lobby.agent import Agent
from lobby.contract.channels import Announce
from lobby.news import AnnounceSeen, News

log = logging.getLogger(__name__)


class Sayings:
    """What waits to be said: at most `most`, the latest; each until it expires. Safe to use from two threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: list[Announce] = []
        self._changed = threading.Condition()
        self._ended = False

    def put(self, call: Announce) -> list[Announce]:
        """Add a call; the ones that give way to it. A recall takes the place of the call before it."""
        with self._changed:
            again = [other for other in self._waiting if other.label == call.label]
            self._waiting = [other for other in self._waiting if other.label != call.label] + [call]
            dropped, self._waiting = self._waiting[: -self._most], self._waiting[-self._most :]
            self._changed.notify()
        return again + dropped

    def next(self, now: Callable[[], datetime]) -> tuple[Announce | None, list[Announce]]:
        """Wait for the oldest that may still be said, and those that came too late; None: nothing more will come."""
        late: list[Announce] = []
        with self._changed:
            while not self._ended:
                while self._waiting:
                    call = self._waiting.pop(0)
                    if now() <= call.expires_at:
                        return call, late
                    late.append(call)
                if late:
                    return None, late
                self._changed.wait()
        return None, late

    @property
    def ended(self) -> bool:
        return self._ended

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()


class VoicePart(Part):
    """One loudspeaker with a thread of its own: a saying takes seconds. `is_mine`: which calls are said here."""

    def __init__(self, speaker: Speaker, most: int, is_mine: Callable[[Announce], bool], agent: Agent) -> None:
        self._speaker, self._is_mine, self._agent = speaker, is_mine, agent
        self._sayings = Sayings(most)
        self._thread = threading.Thread(target=self._speak, name="voice", daemon=True)
        self._thread.start()

    def news(self, news: News, now: float) -> None:
        if isinstance(news, AnnounceSeen) and self._is_mine(news.call):
            for given_up in self._sayings.put(news.call):
                self._agent.announced(given_up.id, "newer calls came")

    def stop(self) -> None:
        self._sayings.end()
        self._speaker.stop()
        self._thread.join(3.0)

    def _speak(self) -> None:
        while not self._sayings.ended:
            call, late = self._sayings.next(self._agent.server_now)
            for too_late in late:
                self._agent.announced(too_late.id, "too late")
            if call:
                self._say(call)

    def _say(self, call: Announce) -> None:
        try:
            for language in call.languages:
                self._speaker.say(Phrase(language=language, label=call.label, counter=call.counter))
        except DeviceError as error:
            log.error("a call could not be said: %s", error)
            self._agent.announced(call.id, str(error))
        else:
            self._agent.announced(call.id, "")
