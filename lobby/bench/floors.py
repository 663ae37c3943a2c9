"""What is possible at best: the same clients with a server that only sends back, and commits with nothing around."""

from __future__ import annotations

import multiprocessing
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

from lobby.bench.clients import UP_S, Echo, EchoWish
from lobby.contract.message import SERVER
from lobby.identity import read_identity
from lobby.link import Link
from lobby.routes import Received

_ROW = ("20261123-A012", "A012", "general", "waiting", 1_795_397_400_000_000_000, "kiosk-1", "x" * 180)


@contextmanager
def echoing(data: Path, hall: str) -> Iterator[None]:
    """A process with the server's identity that sends each request back as it comes."""
    context = multiprocessing.get_context("fork")
    ready, end = context.Event(), context.Event()
    process = context.Process(target=_echo, args=(data, hall, ready, end), daemon=True)
    process.start()
    if not ready.wait(UP_S):
        raise SystemExit("the echo does not reach the broker")
    try:
        yield
    finally:
        end.set()
        process.join()


def _echo(data: Path, hall: str, ready: Event, end: Event) -> None:
    link = Link(read_identity(data, SERVER), hall)

    def send_back(received: Received[EchoWish]) -> None:
        wish = received.message
        link.answer(
            received, Echo(request=wish.request, service=wish.service, token=wish.token, deadline=wish.deadline)
        )

    link.on(EchoWish, send_back)
    link.start()
    if link.wait_up(UP_S):
        ready.set()
    end.wait()
    link.stop()


def commits_a_second(folder: Path, seconds: float) -> float:
    """Rows of a ticket's size, one a commit, WAL + FULL, on the disk of `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as place, closing(_table(Path(place))) as database:
        count, begin = 0, time.perf_counter()
        while (spent := time.perf_counter() - begin) < seconds:
            database.execute("INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?, ?)", _ROW)
            count += 1
        return count / spent


def _table(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "floor.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE tickets (id, label, service, state, place, station, more)")
    return database
