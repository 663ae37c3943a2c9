"""`bench issue`: durable numbers a second over MQTT, beside what the broker and the disk allow at best."""

from __future__ import annotations

import argparse
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from statistics import fmean, quantiles

from msgspec import Struct

from lobby.bench.clients import Clients, Given, Phase, Task
from lobby.bench.floors import commits_a_second, echoing
from lobby.bench.hall import BenchHall
from lobby.store.folder import DATABASE

ROUNDS = 3
"""Floor and server take turns, so that whatever else the machine does weighs on both."""
KILL_EVERY_S = 1.0


class Result(Struct, kw_only=True):
    """The last line of the bench."""

    bench: str
    clients: int
    tickets_per_s: float
    p50_ms: float
    p99_ms: float
    floor_echo_per_s: float
    floor_commit_per_s: float
    ratio_to_floor: float
    duplicates: int
    gaps: int
    ghosts: int
    lost: int

    @property
    def sound(self) -> bool:
        return not (self.duplicates or self.gaps or self.ghosts or self.lost)


class Conservation(Struct, frozen=True, kw_only=True):
    """What the clients hold against what the database holds. All zero, or a promise is broken."""

    duplicates: int
    """Tickets that more than one request got, and requests that got more than one ticket."""
    gaps: int
    """Numbers below the highest of their series that nobody was given."""
    ghosts: int
    """Tickets in the database that no client holds."""
    lost: int
    """Tickets a client holds that are not in the database."""


def run(arguments: argparse.Namespace) -> Result:
    seconds, count = arguments.seconds, arguments.clients
    with BenchHall(kiosks=count) as hall:
        clients = Clients(hall.data, hall.site.hall.id, [f"kiosk-{n}" for n in range(1, count + 1)])
        commit = commits_a_second(hall.data, min(seconds, 3.0))
        echoes, phases = [], []
        for _ in range(ROUNDS):
            echoes.append(_echo(hall, clients, seconds / ROUNDS / 2))
            phases.append(_issue(hall, clients, seconds / ROUNDS, kill=arguments.kill))
        clients.stop()
        kept = conservation([one for phase in phases for one in phase.given], hall.data)
    return _result(count, phases, fmean(echoes), commit, kept)


def _echo(hall: BenchHall, clients: Clients, seconds: float) -> float:
    with echoing(hall.data, hall.site.hall.id):
        return clients.ask_until_told(Task.ECHO, seconds).rate


def _issue(hall: BenchHall, clients: Clients, seconds: float, *, kill: bool) -> Phase:
    hall.start_server()
    with _killing(hall) if kill else nullcontext():
        issued = clients.ask_until_told(Task.ISSUE, seconds)
    hall.stop_server()
    return issued


@contextmanager
def _killing(hall: BenchHall) -> Iterator[None]:
    """Once a second the server is killed -9 and started again; at the end it runs."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(KILL_EVERY_S):
            hall.kill_server()
            hall.start_server()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


def conservation(given: Sequence[Given], data: Path) -> Conservation:
    with closing(sqlite3.connect(f"file:{data / DATABASE}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT id, series, number FROM tickets WHERE kiosk = 0").fetchall()
    stored = {id for id, _, _ in rows}
    held = Counter(one.ticket for one in given)
    highest = Counter[str]()
    for _, series, number in rows:
        highest[series] = max(highest[series], number)
    return Conservation(
        duplicates=sum(count - 1 for count in held.values()) + len(given) - len({one.request for one in given}),
        gaps=highest.total() - len(rows),
        ghosts=len(stored - held.keys()),
        lost=len(held.keys() - stored),
    )


def _result(clients: int, phases: Sequence[Phase], echo: float, commit: float, kept: Conservation) -> Result:
    centiles = quantiles([one.seconds * 1000 for phase in phases for one in phase.counted], n=100)
    rate = fmean(phase.rate for phase in phases)
    return Result(
        bench="issue",
        clients=clients,
        tickets_per_s=round(rate, 1),
        p50_ms=round(centiles[49], 2),
        p99_ms=round(centiles[98], 2),
        floor_echo_per_s=round(echo, 1),
        floor_commit_per_s=round(commit, 1),
        ratio_to_floor=round(rate / min(echo, commit), 3),
        duplicates=kept.duplicates,
        gaps=kept.gaps,
        ghosts=kept.ghosts,
        lost=kept.lost,
    )
