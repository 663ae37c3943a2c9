"""The bench of a call counts what it says, on a real broker and a real server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lobby.bench.bare import BareClient, NotTaken
from lobby.bench.hall import BenchHall
from lobby.identity import Identity, read_identity
from tests.scale import Scale

ROOT = Path(__file__).resolve().parents[2]
KEYS = [
    "bench", "screens", "calls", "p50_ms", "p99_ms", "max_ms",
    "floor_p50_ms", "floor_p99_ms", "ratio_to_floor", "expected", "shown", "lost",
]  # fmt: skip


def test_every_screen_answers_every_call_and_the_server_has_it(scale: Scale) -> None:
    screens, calls = scale.rounds(ci=3, long=60), scale.rounds(ci=5, long=300)
    words = ["bench", "call", "--screens", str(screens), "--calls", str(calls)]
    run = subprocess.run([sys.executable, "-m", "lobby", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    figures = json.loads(run.stdout.splitlines()[-1])
    assert list(figures) == KEYS
    assert (figures["bench"], figures["screens"], figures["calls"]) == ("call", screens, calls)
    assert (figures["expected"], figures["shown"], figures["lost"]) == (screens * calls, screens * calls, 0)
    assert 0 < figures["floor_p50_ms"] <= figures["floor_p99_ms"]
    assert 0 < figures["p50_ms"] <= figures["p99_ms"] <= figures["max_ms"]
    scale.counted(calls=calls, p50_ms=figures["p50_ms"], p99_ms=figures["p99_ms"], lost=figures["lost"])


def test_the_bare_client_hears_what_is_cut_in_halves_and_what_comes_together() -> None:
    with BenchHall(kiosks=1, screens=1) as hall:
        speaker = BareClient(read_identity(hall.data, "server"))
        ear = BareClient(read_identity(hall.data, "screen-1"))
        topic = "kapok/1/bench/event/server/call"
        ear.subscribe(topic)
        sent = [bytes([65 + n]) * size for n, size in enumerate((0, 1, 127, 128, 16_384, 60_000))]
        for payload in sent:
            speaker.publish(topic, payload)
        heard: list[tuple[str, bytes]] = []
        while len(heard) < len(sent):
            heard += ear.take()
        assert heard == [(topic, payload) for payload in sent]
        speaker.close()
        ear.close()


def test_a_wrong_password_is_not_taken() -> None:
    with BenchHall(kiosks=1) as hall:
        known = read_identity(hall.data, "kiosk-1")
        stranger = Identity(
            host=known.host, port=known.port, user=known.user, password="guessed", ca="", role=known.role
        )
        with pytest.raises(NotTaken):
            BareClient(stranger)
