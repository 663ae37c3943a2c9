"""The ladder costs the server's loop next to nothing, whatever becomes of the messages."""

from __future__ import annotations

import statistics
import threading
from pathlib import Path
from time import perf_counter

from lobby.contract import counters as keys
from lobby.contract.channels import ChannelState
from lobby.messages.letter import Letter, Outcome
from lobby.messages.sender import Sender
from tests.lobby.ladder.silent import SilentHall, silent
from tests.scale import Scale


class Hanging:
    """A gateway that answers nobody until the test ends."""

    reports = False

    def __init__(self) -> None:
        self.end = threading.Event()

    def send(self, letter: Letter) -> Outcome:
        self.end.wait()
        return Outcome(state=ChannelState.FAILED, ref=letter.id)

    def report(self, ref: str) -> Outcome:
        return Outcome(state=ChannelState.FAILED, ref=ref)


def worked_off(hall: SilentHall, people: int, phones: bool) -> list[float]:
    """Seconds of each call, from the key to its answer."""
    for n in range(people):
        hall.person(phone=f"+86138{n // 2:08d}" if phones else "")
    took = []
    for _ in range(people):
        begun = perf_counter()
        hall.call(2)
        took.append(perf_counter() - begun)
        hall.pressed(2, keys.Serve)
        hall.pressed(2, keys.Finish)
    return took


def test_calls_with_messages_that_hang_are_nearly_as_quick_as_silent_ones(tmp_path: Path, scale: Scale) -> None:
    people, gateway = scale.rounds(ci=30, long=1_000), Hanging()
    with silent(tmp_path / "plain") as hall:
        hall.open_all()
        plain = statistics.median(worked_off(hall, people, phones=False))
    sender = Sender(gateway, 5)
    with silent(tmp_path / "phones") as hall:
        hall.post = sender.post
        sender.start(hall.server.receive)
        hall.open_all()
        took = statistics.median(worked_off(hall, people, phones=True))
        gateway.end.set()
        sender.stop()
    scale.counted(plain_ms=round(1000 * plain, 2), with_messages_ms=round(1000 * took, 2))
    assert took < 2 * plain + 0.002
