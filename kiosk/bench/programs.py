"""Two programs of a running hall, looked at from outside: how fast they start, and what they cost when nobody comes."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from kiosk.hall.house import House
from lobby.contract.tickets import FindTicket
from lobby.link import Link, LinkDown, NoAnswerInTime, read_identity

KIOSK, LOBBY = "K-01", "lobby"
IDLE_S = 10.0
Line = dict[str, Any]


class Idle(Struct, frozen=True, kw_only=True):
    """A program left alone: percent of one core, and proportional memory."""

    cpu_percent: float
    pss_mb: float


def history(house: House) -> list[Line]:
    return [json.loads(line) for line in house.history_file(KIOSK).read_text("utf-8").splitlines()]


def terminal_start_ms(house: House) -> float:
    """Kill it, and read from its history when it was born and when its first page stood there."""
    starts = house.company.starts(KIOSK)
    house.company.kill(KIOSK)
    _until(lambda: house.company.starts(KIOSK) > starts)
    house.hands[KIOSK].order(do="wait", view="HomeView", frame={"online": True}, seconds=20)
    lines = history(house)
    born = max(at for at, line in enumerate(lines) if line["what"] == "started")
    painted = next(line for line in lines[born:] if line["what"] == "painted")
    time.sleep(3)  # it must have lived for a while, or its leader waits before the next start
    return round((float(painted["t"]) - float(lines[born]["t"])) * 1000, 1)


def server_start_ms(house: House, name: str) -> float:
    """Kill it, and ask as the station `name` until it answers."""
    link = Link(read_identity(house.ground.data, name), house.site.hall.id)
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


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not true():
        if time.monotonic() > until:
            raise TimeoutError("the hall did not come back")
        time.sleep(0.002)


def idle(house: House, name: str) -> Idle:
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
