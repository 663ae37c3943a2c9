"""A kiosk killed between the touch and the answer finds its number again."""

from __future__ import annotations

import signal
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from lobby.folder import station_folder
from lobby.news import Wish
from lobby.outbox import Outbox, WishState
from tests.given_time import GivenTime
from tests.lobby import killed_kiosk
from tests.lobby.live import PATIENCE_S, LiveHall, RunningServer, until, wish
from tests.scale import Scale

BACK_S = 3.0


@pytest.mark.fault("F001")
def test_a_kiosk_killed_between_touch_and_answer_tells_the_same_number_after_its_restart(
    tmp_path: Path, scale: Scale
) -> None:
    counted: Counter[str] = Counter()
    with LiveHall(tmp_path) as hall:
        server = hall.serve()
        for _ in range(scale.rounds(ci=8, long=1_000)):
            counted[one_round(hall, server, wish(), scale.random.uniform(0, 0.006))] += 1
    scale.counted(**counted)


def one_round(hall: LiveHall, server: RunningServer, wanted: Wish, delay: float) -> str:
    """What the blow hit."""
    process, told = killed_kiosk.begun(wanted, hall.site, hall.data)
    assert told.poll(PATIENCE_S)
    assert told.recv() == "asked"
    killed_kiosk.pause(delay)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    shown = last_word(told)
    hit = kept_as(hall, wanted)
    if hit is None:
        assert shown is None
        return "before_the_wish_was_kept"
    with GivenTime() as given_time:
        begun = time.monotonic()
        process, told = killed_kiosk.restarted(hall.site, hall.data)
        assert told.poll(PATIENCE_S)
        assert given_time.since(begun) < BACK_S
    again = told.recv()
    assert again[0] == wanted.request
    assert shown in (None, again)
    assert until(lambda: labels_of(server, wanted) == [again[1]])
    process.kill()
    process.join()
    settle(hall, wanted)
    return f"while_{hit}"


def last_word(told: Connection) -> tuple[str, str] | None:
    """The number it told before it died, if it came so far."""
    try:
        request, label = told.recv()
    except EOFError:
        return None
    return request, label


def kept_as(hall: LiveHall, wanted: Wish) -> WishState | None:
    outbox = Outbox(station_folder(hall.data, killed_kiosk.STATION) / "outbox.db")
    found = [state for state in WishState for one in outbox.entries(state) if one.wish == wanted]
    outbox.close()
    return found[0] if found else None


def settle(hall: LiveHall, wanted: Wish) -> None:
    """The citizen has gone: the next restart need not tell this number again."""
    outbox = Outbox(station_folder(hall.data, killed_kiosk.STATION) / "outbox.db")
    outbox.move(wanted.request, WishState.SETTLED)
    outbox.close()


def labels_of(server: RunningServer, wanted: Wish) -> list[str]:
    return [one.label for one in server.waiting() if one.token == wanted.token]
