"""Somebody who only listens: an observer's own connection to the broker, writing down what the hall was told and when.

It shares nothing with the server, the kiosk or the displays, so its notes are evidence.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from lobby.contract.boards import Board, Call, Heartbeat, Shown
from lobby.contract.counters import CounterState
from lobby.contract.message import Message
from lobby.contract.stations import HelpState, SlipPrinted
from lobby.link import Link, Received, read_identity

KINDS: tuple[type[Message], ...] = (Board, Call, Shown, CounterState, HelpState, SlipPrinted, Heartbeat)


class Note(Struct, frozen=True, kw_only=True):
    """One message, when it was heard (monotonic seconds), who said it and about what (both from its topic)."""

    at: float
    speaker: str
    about: str
    retained: bool
    message: Message


class Onlooker:
    """Listens from `start` to `stop`. `wait_for` answers from the notes, also from those already taken."""

    def __init__(self, data: Path, name: str, hall: str) -> None:
        self._link = Link(read_identity(data, name), hall)
        self._notes: list[Note] = []
        self._more = threading.Condition()

    def start(self) -> None:
        for kind in KINDS:
            self._link.on(kind, self._hear)
        self._link.start()

    def stop(self) -> None:
        self._link.stop()

    @property
    def notes(self) -> tuple[Note, ...]:
        with self._more:
            return tuple(self._notes)

    def counter(self, counter: str) -> CounterState | None:
        """The counter's latest state that was heard."""
        states = (note.message for note in reversed(self.notes) if note.about == counter)
        return next((state for state in states if isinstance(state, CounterState)), None)

    def wait_for(self, is_it: Callable[[Note], bool], timeout: float) -> Note | None:
        """The first note that is it, waiting at most `timeout` seconds for one; None if none came."""
        deadline = time.monotonic() + timeout
        looked = 0
        with self._more:
            while True:
                for note in self._notes[looked:]:
                    if is_it(note):
                        return note
                looked = len(self._notes)
                if not self._more.wait(max(0.0, deadline - time.monotonic())) and looked == len(self._notes):
                    return None

    def _hear(self, heard: Received[Message]) -> None:
        with self._more:
            self._notes.append(
                Note(
                    at=heard.received,
                    speaker=heard.speaker,
                    about=heard.about,
                    retained=heard.retained,
                    message=heard.message,
                )
            )
            self._more.notify_all()
