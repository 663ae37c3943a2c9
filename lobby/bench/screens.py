"""Some of the bench's screens, in a process of their own: `python -m lobby.bench.screens HALL DATA NAME …`.

Each hears what a display hears and answers a call as a display does after its paint. Says `up` when all are
connected; ends when its standard input does, so it outlives no bench.
"""

from __future__ import annotations

import selectors
import sys
import time
import uuid
from pathlib import Path

from lobby.bench.bare import BareClient
from lobby.contract.boards import Board, Call, Heartbeat, Shown
from lobby.contract.catalogue import decode, encode, filter_of, topic_of
from lobby.contract.counters import CounterState
from lobby.contract.stations import StationPulse
from lobby.identity import read_identity

PULSE_S = 2.0


class Screen:
    """One display: answers calls, and beats so that the server counts on it."""

    def __init__(self, hall: str, data: Path, name: str) -> None:
        self._hall, self._name, self._boot, self._beats = hall, name, uuid.uuid4().hex, 0
        self._calls = filter_of(Call, hall)
        self.client = BareClient(read_identity(data, name))
        self.client.subscribe(self._calls, *(filter_of(kind, hall) for kind in (Board, Heartbeat, CounterState)))

    def answer(self) -> None:
        for topic, payload in self.client.take():
            if topic == self._calls:
                shown = Shown(id=uuid.uuid4().hex, call=decode(payload, Call).id, station=self._name)
                self.client.publish(topic_of(Shown, self._hall, station=self._name), encode(shown))

    def beat(self) -> None:
        self._beats += 1
        pulse = StationPulse(boot=self._boot, sequence=self._beats, beats=self._beats)
        self.client.publish(topic_of(StationPulse, self._hall, station=self._name), encode(pulse), retain=True)


def main(hall: str, data: Path, names: list[str]) -> None:
    selector = selectors.DefaultSelector()
    screens = [Screen(hall, data, name) for name in names]
    for screen in screens:
        selector.register(screen.client, selectors.EVENT_READ, screen)
    selector.register(sys.stdin, selectors.EVENT_READ, None)
    print("up", flush=True)
    serve(selector, screens)


def serve(selector: selectors.BaseSelector, screens: list[Screen]) -> None:
    """Until standard input ends. One screen beats after the other, so that the beats are not a burst."""
    turn, due = 0, time.monotonic()
    while True:
        for key, _ in selector.select(max(0.0, due - time.monotonic())):
            if key.data is None:
                return
            key.data.answer()
        if time.monotonic() >= due:
            screens[turn % len(screens)].beat()
            turn, due = turn + 1, due + PULSE_S / len(screens)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
