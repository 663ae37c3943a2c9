"""Power cuts, full disks, kills, and a second server: what was acknowledged stays, and nothing comes twice."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import pytest

from config import site as c
from lobby.bench.clients import Clients, Task
from lobby.bench.hall import BenchHall
from lobby.bench.issue import conservation
from lobby.contract import counters as keys
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import TicketIssued, TicketState
from lobby.store import backup
from lobby.store.folder import DataFolder, InUse
from lobby.store.store import Store
from tests.lobby.halls import running, small_hall
from tests.lobby.mounts import MEMORY, cut_power, mounted, need_root, new_image, small_disk
from tests.logs import ExpectedLogs
from tests.scale import Scale


def read_until(out: IO[bytes], seconds: float) -> list[str]:
    """The whole lines a process prints within this time."""
    end, content = time.monotonic() + seconds, b""
    while (left := end - time.monotonic()) > 0:
        if select.select([out], [], [], left)[0]:
            content += os.read(out.fileno(), 65_536)
    return content.decode().split("\n")[:-1]


@pytest.mark.fault("F043")
def test_a_power_cut_loses_no_number_anybody_has_seen(tmp_path: Path, scale: Scale) -> None:
    need_root(loop_device=True)
    image, copy = MEMORY / f"kapok-{os.getpid()}.img", MEMORY / f"kapok-{os.getpid()}.cut"
    seen = lost = 0
    rounds = scale.rounds(ci=2, long=50)
    try:
        for n in range(rounds):
            new_image(image, 32)
            with mounted(image, tmp_path / "disk") as disk:
                words = [sys.executable, "-m", "tests.lobby.issue_for_ever", str(disk / "data")]
                with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as writer:
                    assert writer.stdout is not None
                    select.select([writer.stdout], [], [], 20)
                    acknowledged = read_until(writer.stdout, scale.random.uniform(0.1, 0.6))
                    writer.send_signal(signal.SIGSTOP)
                    cut_power(image, copy)
                    writer.kill()
            with mounted(copy, tmp_path / f"after-{n}") as disk:
                lost += _lost(disk / "data", acknowledged)
            seen += len(acknowledged)
    finally:
        image.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
    scale.counted(power_cuts=rounds, seen=seen, lost=lost)
    assert seen
    assert lost == 0


def _lost(data: Path, acknowledged: list[str]) -> int:
    """How many of these the store does not know after it checked itself, and whether it goes on above them."""
    store = Store(data / "lobby.db")
    tickets = {ticket.id: ticket for ticket in store.load().tickets}
    numbers = store.load().numbers
    store.close()
    assert backup.verify_journal(data, None).fault == ""
    assert max(numbers.values()) >= max(ticket.number for ticket in tickets.values())
    return sum(id not in tickets for id in acknowledged)


def fill(disk: Path, size: int) -> Path:
    """Something else that takes the room."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size)
    return filler


@pytest.mark.fault("F044")
def test_a_full_disk_stops_numbers_but_not_calls(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    need_root()
    expected_logs.must("the disk is full|disk is full, no numbers are given")
    expected_logs.may("disk is [0-9]+ % full")
    site = small_hall(storage=c.Storage(reserve_mb=1))
    with small_disk(tmp_path / "disk", 8) as disk, running(disk / "data", site) as hall:
        hall.open_all()
        filler = fill(disk, hall.data.free() - 200_000)
        held = list[str]()
        answer = hall.ask("kiosk-1", hall.wish())
        while isinstance(answer, TicketIssued):
            held.append(answer.view.ticket)
            hall.clock.turn(0.01)
            answer = hall.ask("kiosk-1", hall.wish())
        assert isinstance(answer, Refused)
        assert answer.reason is Refusal.STORE_FULL
        hall.turn(2.1)
        assert not hall.server.door.snapshot.issuing
        assert hall.server.door.snapshot.why == "store-full"
        for expected in held:
            moved = hall.pressed(2, keys.CallNext).moved
            assert moved is not None
            assert moved.ticket == expected
            hall.pressed(2, keys.Serve)
            hall.pressed(2, keys.Finish)
        filler.unlink()
        hall.turn(2.1)
        assert int(hall.issue().label[1:]) == len(held) + 1
        assert {ticket.id for ticket in hall.store.load().tickets} >= set(held)
        assert backup.verify_journal(disk / "data", None).fault == ""


@pytest.mark.fault("F044")
def test_a_server_starts_on_a_full_disk_and_goes_on_calling(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    need_root()
    expected_logs.may("the reserve was released|no numbers are given|disk is [0-9]+ % full")
    site = small_hall(storage=c.Storage(reserve_mb=1))
    with small_disk(tmp_path / "disk", 8) as disk:
        with running(disk / "data", site) as hall:
            hall.open_all()
            held = [hall.issue().ticket for _ in range(10)]
            clock, free = hall.clock, hall.data.free()
        fill(disk, free)
        with running(disk / "data", site, clock) as hall:
            for expected in held:
                moved = hall.pressed(2, keys.CallNext).moved
                assert moved is not None
                assert moved.ticket == expected
                hall.pressed(2, keys.Serve)
                hall.pressed(2, keys.Finish)


@pytest.mark.fault("F044")
def test_when_the_reserve_is_gone_too_calls_are_refused_and_nothing_is_lost(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    need_root()
    expected_logs.must("no numbers are given")
    expected_logs.may("disk is [0-9]+ % full")
    with small_disk(tmp_path / "disk", 2) as disk, running(disk / "data", small_hall()) as hall:
        hall.open_all()
        held = [hall.issue().ticket for _ in range(20)]
        filler = fill(disk, hall.data.free() - 4096)
        answers: list[Answer] = []
        for _ in range(200):
            answers.append(hall.press(2, keys.Recall if answers else keys.CallNext))
            if isinstance(answers[-1], Refused):
                break
        assert isinstance(answers[-1], Refused)
        assert answers[-1].reason is Refusal.STORE_FULL
        filler.unlink()
        hall.turn(2.1)
        assert {ticket.id for ticket in hall.store.load().tickets} == set(held)
        assert backup.verify_journal(disk / "data", None).fault == ""
        called = [ticket for ticket in hall.store.load().tickets if ticket.state is TicketState.CALLED]
        assert len(called) <= 1


@pytest.mark.fault("F048")
def test_a_second_server_on_the_same_folder_is_refused_with_words(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.lock()
    with pytest.raises(InUse, match="two on one data folder would give the same number twice"):
        DataFolder(tmp_path).lock()
    site = Path(__file__).parents[2] / "config" / "sites" / "demo.toml"
    words = [sys.executable, "-m", "lobby", "lobby", "--site", str(site), "--data", str(tmp_path), "--no-console"]
    second = subprocess.run(words, cwd=site.parents[2], capture_output=True, text=True, timeout=60, check=False)
    folder.release()
    assert second.returncode == 1
    assert f"process {os.getpid()}" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.fault("F042")
def test_a_server_killed_at_random_under_load_loses_and_repeats_nothing(scale: Scale) -> None:
    seconds = 1.5 if not scale.long else 600.0
    names = [f"kiosk-{n}" for n in range(1, (4 if not scale.long else 40) + 1)]
    with BenchHall(kiosks=len(names)) as hall:
        clients = Clients(hall.data, hall.site.hall.id, names)
        hall.start_server()
        over, kills = threading.Event(), list[float]()
        killer = threading.Thread(target=_kill, args=(hall, over, kills, scale.random))
        killer.start()
        given = clients.ask_until_told(Task.ISSUE, seconds).given
        over.set()
        killer.join()
        clients.stop()
        hall.stop_server()
        kept = conservation(given, hall.data)
        assert backup.verify_journal(hall.data, None).fault == ""
    scale.counted(kills=len(kills), requests=len(given), duplicates=kept.duplicates, gaps=kept.gaps, lost=kept.lost)
    assert kills
    assert (kept.duplicates, kept.gaps, kept.ghosts, kept.lost) == (0, 0, 0, 0)


def _kill(hall: BenchHall, over: threading.Event, kills: list[float], dice: random.Random) -> None:
    """kill -9 0.4 to 1.0 s after each beginning; it is running at the end."""
    while not over.wait(0.02):
        if hall.server_served() > len(kills) and not over.wait(dice.uniform(0.4, 1.0)):
            hall.kill_server()
            kills.append(time.monotonic())
            hall.start_server()
