"""The ladder costs the server's loop next to nothing, whatever becomes of the messages."""

from __future__ import annotations

import statistics
import threading
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, thread_time

from lobby.contract import counters as keys
from lobby.contract.channels import ChannelState
from lobby.messages.letter import Letter, Outcome
from lobby.messages.sender import Sender
from tests.given_time import GivenTime
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


@dataclass(frozen=True)
class Took:
    """Seconds of the calls, from the key to its answer: of the processor in the middle, and waited at the longest."""

    computed: float
    waited: float


def worked_off(hall: SilentHall, people: int, phones: bool) -> Took:
    for n in range(people):
        hall.person(phone=f"+86138{n // 2:08d}" if phones else "")
    computed, waited = list[float](), list[float]()
    with GivenTime() as given_time:
        for _ in range(people):
            begun, computing = monotonic(), thread_time()
            hall.call(2)
            computed.append(thread_time() - computing)
            waited.append(given_time.since(begun))
            hall.pressed(2, keys.Serve)
            hall.pressed(2, keys.Finish)
    return Took(computed=statistics.median(computed), waited=max(waited))


def test_calls_with_messages_that_hang_are_nearly_as_quick_as_silent_ones(tmp_path: Path, scale: Scale) -> None:
    people, gateway = scale.rounds(ci=30, long=1_000), Hanging()
    with silent(tmp_path / "plain") as hall:
        hall.open_all()
        plain = worked_off(hall, people, phones=False)
    sender = Sender(gateway, 5)
    with silent(tmp_path / "phones") as hall:
        hall.post = sender.post
        sender.start(hall.server.receive)
        hall.open_all()
        took = worked_off(hall, people, phones=True)
        gateway.end.set()
        sender.stop()
    scale.counted(plain_ms=round(1000 * plain.computed, 2), with_messages_ms=round(1000 * took.computed, 2))
    assert took.computed < 2 * plain.computed + 0.002
    assert took.waited < 1, "nobody waits for a gateway that hangs"
