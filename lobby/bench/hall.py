"""A throw-away hall for a benchmark: its own site file, broker, data folder and server process, gone at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from config.loader import read_site
from config.site import Site
from lobby.broker import Broker

SERVICES = 6
COUNTERS = 5
_NAME = '{{ zh_hans = "{0}", zh_hant = "{0}", en = "{0}" }}'

_RANGES = "[queue.ranges]\nwalk_in = [{ first = 1, last = 99999 }]\npad = []\nappointment = []"
"""Numbers without a gap, so that a missing one is seen."""
_PANEL = "panel = { width_px = 1080, height_px = 1920, diagonal_inch = 32 }\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def site_file(kiosks: int, screens: int, port: int) -> str:
    """A site of six services and five counters, with as many kiosks and screens as asked for."""
    parts = [
        f'[hall]\nid = "bench"\nname = {_name("bench")}\n[hours]\nalways = true\n[broker]\nport = {port}',
        _RANGES,
        f'[[zones]]\nid = "1A"\nname = {_name("1A")}',
    ]
    for n, series in enumerate("ABCDEF"[:SERVICES]):
        where = f"where = {_name('1A')}"
        parts.append(f'[[services]]\nid = "s{n}"\nname = {_name("s")}\nseries = "{series}"\nzone = "1A"\n{where}')
    skills = ", ".join(f'"s{n}"' for n in range(SERVICES))
    parts += [
        f'[[counters]]\nid = "w{n}"\nnumber = {n}\nzone = "1A"\nskills = [{skills}]' for n in range(1, COUNTERS + 1)
    ]
    parts += [_station(f"kiosk-{n}", "kiosk", f"number = {n}") for n in range(1, kiosks + 1)]
    parts += [_station(f"screen-{n}", "display", "") for n in range(1, screens + 1)]
    parts.append(_station("keys-1", "counter", 'counter = "w1"'))
    return "\n".join(parts) + "\n"


def _name(word: str) -> str:
    return _NAME.format(word)


def _station(id: str, role: str, more: str) -> str:
    panel = "" if role == "counter" else _PANEL
    return f'[[stations]]\nid = "{id}"\nrole = "{role}"\nzone = "1A"\nplace = {_name(id)}\n{panel}{more}'


class BenchHall:
    """From `with` to its end: a folder, a running broker, and a server when asked for."""

    def __init__(self, *, kiosks: int, screens: int = 0) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kapok-bench-")
        self.data = Path(self._folder.name) / "data"
        self.data.mkdir()
        self.site_path = Path(self._folder.name) / "site.toml"
        self.site_path.write_text(site_file(kiosks, screens, free_port()), "utf-8")
        self.site: Site = read_site(self.site_path)
        self.broker = Broker(self.site, self.data)
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> BenchHall:
        self.broker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_server()
        self.broker.stop()
        self._folder.cleanup()

    def start_server(self) -> None:
        words = [sys.executable, "-m", "lobby", "lobby", "--site", str(self.site_path), "--data", str(self.data)]
        with (self.data / "server.log").open("ab") as out:
            self._server = subprocess.Popen([*words, "--no-console"], stdout=out, stderr=out)

    def server_served(self) -> int:
        """How many servers of this hall have come so far as to serve it."""
        log = self.data / "server.log"
        return log.read_text("utf-8").count(" is served from ") if log.exists() else 0

    def kill_server(self) -> None:
        """kill -9."""
        if self._server:
            os.kill(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None

    def stop_server(self) -> None:
        """SIGTERM, as systemd ends it."""
        if self._server:
            self._server.terminate()
            self._server.wait()
            self._server = None
