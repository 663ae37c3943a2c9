"""`bench kiosk`: what a citizen waits for at one real kiosk while forty others ask, beside what the wires allow."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles

import msgspec
from msgspec import Struct

from config.site import Role, Site
from kiosk.bench.floors import BARE_SERVER, BARE_WINDOW, paint_ms, started_ms
from kiosk.bench.programs import KIOSK, LOBBY, Idle, Line, history, idle, server_start_ms, terminal_start_ms
from kiosk.hall.ground import Ground, write_site
from kiosk.hall.house import House

BAUD = 115_200
CARD_BYTES = 1295
"""Of the reader's long answer (SDT text and photo)."""
STARTS = 5


class Spread(Struct, frozen=True, kw_only=True):
    """Milliseconds of the same thing, many times."""

    p50_ms: float
    p99_ms: float
    most_ms: float
    count: int


class Result(Struct, frozen=True, kw_only=True):
    """The bench's last line. Every `floor_…` was measured in the same run."""

    bench: str
    clients: int
    wishes_per_s: float
    confirm_to_number: Spread
    floor_issue: Spread
    """The same request from a client without a screen, at the same time."""
    floor_paint_ms: float
    """Laying out and painting that screen, and nothing else."""
    card_to_number: Spread
    """Card laid to number painted, without the person's own pause before the tap."""
    card_less_wire_p50_ms: float
    floor_card_wire_ms: float
    confirm_to_slip: Spread
    """To the printer's confirmation, which comes after the last byte."""
    floor_slip_line_ms: float
    terminal_start_ms: float
    """Slowest of the starts: exec to the first painted page."""
    floor_window_start_ms: float
    server_start_ms: float
    """Slowest of the starts: exec to the first answer."""
    floor_server_import_ms: float
    terminal_idle: Idle
    server_idle: Idle


def run(visits: int, clients: int, rate: float) -> Result:
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as folder, _house(Path(folder), clients) as house:
        _make_visits(house, 3)
        terminal_idle, server_idle = idle(house, KIOSK), idle(house, LOBBY)
        with _crowd(house, clients, rate) as crowd:
            laid = _make_visits(house, visits)
        lines = history(house)
        terminal_start = max(terminal_start_ms(house) for _ in range(STARTS))
        server_start = max(server_start_ms(house, _name(1)) for _ in range(STARTS))
    wire, sent = CARD_BYTES * 10_000 / BAUD, _bytes_of_a_slip(lines)
    cards = _card_to_number(lines, laid)
    return Result(
        bench="kiosk",
        clients=clients,
        wishes_per_s=rate,
        confirm_to_number=_spread([line["confirm_to_number_ms"] for line in _of(lines, "number-painted")[-visits:]]),
        floor_issue=_spread(crowd["took_ms"]),
        floor_paint_ms=paint_ms(),
        card_to_number=cards,
        card_less_wire_p50_ms=round(cards.p50_ms - wire, 1),
        floor_card_wire_ms=round(wire, 1),
        confirm_to_slip=_spread(_confirm_to_slip(lines)[-visits:]),
        floor_slip_line_ms=round(sent * 10_000 / BAUD, 1),
        terminal_start_ms=terminal_start,
        floor_window_start_ms=started_ms(BARE_WINDOW),
        server_start_ms=server_start,
        floor_server_import_ms=started_ms(BARE_SERVER),
        terminal_idle=terminal_idle,
        server_idle=server_idle,
    )


# --- the hall ---------------------------------------------------------------------------------------------------------


@contextmanager
def _house(folder: Path, clients: int) -> Iterator[House]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    ground = Ground(folder)
    site = _with_crowd(ground.lay(any_ports=True), clients)
    write_site(site, ground.site_file)
    house = House(ground, site, kiosks=(KIOSK,), displays=(), headless=True)
    try:
        house.open()
        house.hands[KIOSK].order(do="wait", view="HomeView", frame={"online": True}, seconds=20)
        yield house
    finally:
        house.close()


def _with_crowd(site: Site, clients: int) -> Site:
    """The demo's site with that many kiosks more, so that each has an identity."""
    kiosk = site.station(KIOSK)
    more = tuple(
        msgspec.structs.replace(kiosk, id=_name(n), role=Role.KIOSK, number=9 + n, devices=())
        for n in range(1, clients + 1)
    )
    return msgspec.structs.replace(site, stations=(*site.stations, *more))


def _name(n: int) -> str:
    return f"crowd-{n}"


@contextmanager
def _crowd(house: House, clients: int, rate: float) -> Iterator[Line]:
    """The others, while the block runs; afterwards what they measured."""
    names = [_name(n) for n in range(1, clients + 1)]
    words = [str(house.ground.data), house.site.hall.id, str(rate), *names]
    command = [sys.executable, "-m", "kiosk.bench.crowd", *words]
    measured: Line = {}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crowd:
        if crowd.stdout is None or crowd.stdin is None:
            raise OSError("the crowd has no pipes")
        crowd.stdout.readline()
        yield measured
        crowd.stdin.close()
        measured.update(json.loads(crowd.stdout.readline()))


# --- visits -----------------------------------------------------------------------------------------------------------


def _make_visits(house: House, visits: int) -> list[float]:
    """Card, service, number, slip, done; when each card was laid, monotonic."""
    return [_visit(house) for _ in range(visits)]


_PERSONS = itertools.count()


def _visit(house: House) -> float:
    """By somebody who was not here before: who holds a number is given no second one."""
    hands, reader = house.hands[KIOSK], house.devices[KIOSK, "reader"]
    laid = time.monotonic()
    reader.tell(f'card {{"birth": "{date(1985, 1, 1) + timedelta(days=next(_PERSONS)):%Y%m%d}"}}')
    hands.wait("ChooseView")
    reader.tell("remove")
    hands.tap("service:general")
    hands.wait("ReadyView", slip="printed")
    hands.tap("done")
    hands.wait("HomeView", take_card=False)
    return laid


def _of(lines: list[Line], what: str) -> list[Line]:
    return [line for line in lines if line["what"] == what]


def _card_to_number(lines: list[Line], laid: list[float]) -> Spread:
    """From each laid card to the first choosing screen after it, and from the touch to the number."""
    chosen = [line["t"] for line in lines if line["what"] == "painted" and line["view"] == "ChooseView"]
    numbers = _of(lines, "number-painted")
    took = []
    for at in laid:
        choose = next(t for t in chosen if t > at)
        number = next(line for line in numbers if line["t"] > choose)
        took.append((choose - at) * 1000 + number["confirm_to_number_ms"])
    return _spread(took)


def _confirm_to_slip(lines: list[Line]) -> list[float]:
    touched = {line["request"]: line["t"] for line in lines if line["type"] == "invoke"}
    return [(line["t"] - touched[line["request"]]) * 1000 for line in _of(lines, "slip") if line["request"] in touched]


def _bytes_of_a_slip(lines: list[Line]) -> float:
    sent: list[int] = [line["bytes"] for line in _of(lines, "slip")]
    return sum(sent) / len(sent)


def _spread(values: Sequence[float]) -> Spread:
    """Percentiles; with fewer than a hundred values the 99th is the greatest."""
    cuts = quantiles(values, n=100, method="inclusive")
    return Spread(
        p50_ms=round(cuts[49], 1), p99_ms=round(cuts[98], 1), most_ms=round(max(values), 1), count=len(values)
    )
