"""`bench kiosk`: what a citizen waits for at one real kiosk while forty others ask, beside what the wires allow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import msgspec
from msgspec import Struct

from config.site import Role, Site
from kiosk.bench.floors import BARE_SERVER, BARE_WINDOW, paint_ms, started_ms
from kiosk.hall.ground import Ground, write_site
from kiosk.hall.house import House
from lobby.contract.tickets import FindTicket
from lobby.link import Link, LinkDown, NoAnswerInTime, read_identity

KIOSK, LOBBY = "K-01", "lobby"
BAUD = 115_200
CARD_BYTES = 1295
"""Of the reader's long answer (SDT text and photo)."""
IDLE_S = 10.0
STARTS = 5
Line = dict[str, Any]


class Spread(Struct, frozen=True, kw_only=True):
    """Milliseconds of the same thing, many times."""

    p50_ms: float
    p99_ms: float
    most_ms: float
    count: int


class Idle(Struct, frozen=True, kw_only=True):
    """A program left alone: percent of one core, and proportional memory."""

    cpu_percent: float
    pss_mb: float


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
        terminal_idle, server_idle = _idle(house, KIOSK), _idle(house, LOBBY)
        with _crowd(house, clients, rate) as crowd:
            laid = _make_visits(house, visits)
        lines = _history(house)
        terminal_start = max(_terminal_start(house) for _ in range(STARTS))
        server_start = max(_server_start(house) for _ in range(STARTS))
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


def _visit(house: House) -> float:
    hands, reader = house.hands[KIOSK], house.devices[KIOSK, "reader"]
    laid = time.monotonic()
    reader.tell("card mumian")
    hands.wait("ChooseView")
    reader.tell("remove")
    hands.tap("service:general")
    hands.wait("ReadyView", slip="printed")
    hands.tap("done")
    hands.wait("HomeView", take_card=False)
    return laid


def _history(house: House) -> list[Line]:
    return [json.loads(line) for line in house.history_file(KIOSK).read_text("utf-8").splitlines()]


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


# --- starts -----------------------------------------------------------------------------------------------------------


def _terminal_start(house: House) -> float:
    """Kill it, and read from its history when it was born and when its first page stood there."""
    starts = house.company.starts(KIOSK)
    house.company.kill(KIOSK)
    _until(lambda: house.company.starts(KIOSK) > starts)
    house.hands[KIOSK].order(do="wait", view="HomeView", frame={"online": True}, seconds=20)
    lines = _history(house)
    born = max(at for at, line in enumerate(lines) if line["what"] == "started")
    painted = next(line for line in lines[born:] if line["what"] == "painted")
    time.sleep(3)  # it must have lived for a while, or its leader waits before the next start
    return round((float(painted["t"]) - float(lines[born]["t"])) * 1000, 1)


def _server_start(house: House) -> float:
    """Kill it, and ask until it answers."""
    link = Link(read_identity(house.ground.data, _name(1)), house.site.hall.id)
    link.start()
    link.wait_up(10)
    starts = house.company.starts(LOBBY)
    house.company.kill(LOBBY)
    _until(lambda: house.company.starts(LOBBY) > starts)
    born = _born(house.company.pid(LOBBY))
    _until(lambda: _answers(link))
    took = time.monotonic() - born
    link.stop()
    time.sleep(3)  # as above
    return round(took * 1000, 1)


def _answers(link: Link) -> bool:
    deadline = datetime.now(UTC) + timedelta(seconds=1)
    request = FindTicket(request=str(uuid.uuid4()), deadline=deadline, token="A" * 16)
    try:
        link.ask_and_wait(request, 0.05)
    except (LinkDown, NoAnswerInTime):
        return False
    return True


def _until(true: Any) -> None:
    until = time.monotonic() + 20
    while not true():
        if time.monotonic() > until:
            raise TimeoutError("the hall did not come back")
        time.sleep(0.002)


# --- a program left alone ---------------------------------------------------------------------------------------------


def _idle(house: House, name: str) -> Idle:
    pid = house.company.pid(name)
    before = _cpu_s(pid)
    time.sleep(IDLE_S)
    percent = (_cpu_s(pid) - before) / IDLE_S * 100
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    pss_kb = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return Idle(cpu_percent=round(percent, 1), pss_mb=round(pss_kb / 1024, 1))


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _cpu_s(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _born(pid: int) -> float:
    """Monotonic time of a process's birth, to a hundredth of a second."""
    since_boot = int(_stat(pid)[19]) / os.sysconf("SC_CLK_TCK")
    return since_boot - (time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic())
