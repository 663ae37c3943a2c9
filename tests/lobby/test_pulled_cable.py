"""A real cable is pulled: a kiosk in a network namespace, a veth pair between it and the hall, TLS on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from config import site as c
from tests.lobby.live import LiveHall, free_port, until

ROOT = Path(__file__).parents[2]


class Cable:
    """A namespace with one end of a veth pair; the other end is this machine's."""

    def __init__(self) -> None:
        number = os.getpid() % 250 + 1
        self.name = f"kapok-{os.getpid()}"
        self.here, self.there = f"kpk{number}h", f"kpk{number}k"
        self.host, self._kiosk = f"10.213.{number}.1", f"10.213.{number}.2"

    def lay(self) -> None:
        """Raises CalledProcessError where the machine does not allow it."""
        ip("netns", "add", self.name)
        ip("link", "add", self.here, "type", "veth", "peer", "name", self.there, "netns", self.name)
        ip("addr", "add", f"{self.host}/30", "dev", self.here)
        ip("link", "set", self.here, "up")
        ip("-n", self.name, "addr", "add", f"{self._kiosk}/30", "dev", self.there)
        ip("-n", self.name, "link", "set", "lo", "up")
        self.plug("up")

    def plug(self, state: str) -> None:
        ip("-n", self.name, "link", "set", self.there, state)

    def remove(self) -> None:
        with suppress(FileNotFoundError):  # without `ip` nothing was laid
            subprocess.run(["ip", "netns", "del", self.name], capture_output=True, check=False)
            subprocess.run(["ip", "link", "del", self.here], capture_output=True, check=False)


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], capture_output=True, check=True)


@pytest.fixture
def cable() -> Iterator[Cable]:
    cable = Cable()
    with ExitStack() as ends:
        ends.callback(cable.remove)
        try:
            cable.lay()
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"NO REAL CABLE WAS PULLED (F070): network namespaces need root here: {error}")
        yield cable


@pytest.mark.fault("F070")
def test_a_pulled_cable_costs_one_deadline_and_the_numbers_are_merged_when_it_is_back(
    tmp_path: Path, cable: Cable
) -> None:
    with LiveHall(tmp_path, broker=c.Broker(host=cable.host, port=free_port())) as hall:
        server = hall.serve()
        with kiosk_behind(cable, hall) as kiosk:
            assert line_of(kiosk) == ["ready"]
            assert asked(kiosk)[0] == "A001"
            cable.plug("down")
            label, seconds = asked(kiosk)
            assert (label, seconds < 2.0) == ("A3-01", True)
            label, seconds = asked(kiosk)
            assert (label, seconds < 0.5) == ("A3-02", True)
            cable.plug("up")
            assert until(lambda: len(server.tickets()) == 3, 30)
            assert [ticket.label for ticket in server.waiting()] == ["A001", "A3-01", "A3-02"]


@contextmanager
def kiosk_behind(cable: Cable, hall: LiveHall) -> Iterator[subprocess.Popen[str]]:
    command = ["ip", "netns", "exec", cable.name, sys.executable, "-m", "tests.lobby.boxed_kiosk"]
    kiosk = subprocess.Popen(
        [*command, str(hall.site_file()), str(hall.data)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT,
    )  # fmt: skip
    with kiosk:
        try:
            yield kiosk
        finally:
            kiosk.kill()


def asked(kiosk: subprocess.Popen[str]) -> tuple[str, float]:
    """The label of a new number and how long it took."""
    assert kiosk.stdin is not None
    kiosk.stdin.write("issue\n")
    kiosk.stdin.flush()
    label, seconds = line_of(kiosk)
    return label, float(seconds)


def line_of(kiosk: subprocess.Popen[str]) -> list[str]:
    assert kiosk.stdout is not None
    return kiosk.stdout.readline().split()
