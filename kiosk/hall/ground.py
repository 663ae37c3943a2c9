"""The ground a demo hall stands on: a folder nobody else uses, ports that are free, and a site file that names them."""

from __future__ import annotations

import fcntl
import shutil
import socket
from contextlib import ExitStack
from datetime import time
from pathlib import Path
from typing import IO

import msgspec

from config.loader import read_site
from config.site import Role, Site
from config.sites import DEMO

LOCK = "demo.lock"


class Occupied(Exception):
    """The demo can't stand here; the text says why and what to do."""


class Ground:
    """A folder held by one demo at a time; `site_file` is the demo's own site file in it."""

    def __init__(self, folder: Path) -> None:
        """Raises Occupied when another demo stands in the folder."""
        self.folder = folder
        self.data = folder / "data"
        self.site_file = folder / "site.toml"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = _hold(folder / LOCK)

    def clear(self) -> None:
        """Begin a new day: nothing of an earlier demo is left in the folder."""
        for left in self.folder.iterdir():
            if left.name != LOCK:
                shutil.rmtree(left) if left.is_dir() else left.unlink()

    def lay(self, *, any_ports: bool, template: Path = DEMO) -> Site:
        """Write the site file: the ports of the template, or any free ones. Raises Occupied for a port in use."""
        site = read_site(template)
        ports = free_ports(3) if any_ports else _checked(site)
        broker, staff, public = ports
        site = msgspec.structs.replace(
            site,
            hall=msgspec.structs.replace(site.hall, public_url=f"http://127.0.0.1:{public}"),
            broker=msgspec.structs.replace(site.broker, port=broker),
            console=msgspec.structs.replace(site.console, staff_port=staff, public_port=public),
        )
        write_site(site, self.site_file)
        return site

    def leave(self) -> None:
        self._lock.close()


def write_site(site: Site, file: Path) -> None:
    file.write_bytes(msgspec.toml.encode(_without_nothing(msgspec.to_builtins(site, builtin_types=_TOML_TIMES))))


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def stations(site: Site, role: Role) -> list[str]:
    return [station.id for station in site.stations if station.role is role]


_TOML_TIMES = (time,)


def _without_nothing(value: object) -> object:
    """TOML knows no null: a key without a value is left out."""
    if isinstance(value, dict):
        return {key: _without_nothing(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_without_nothing(inner) for inner in value]
    return value


def _checked(site: Site) -> list[int]:
    ports = [site.broker.port, site.console.staff_port, site.console.public_port]
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise Occupied(
                    f"Port {port} of this machine is in use. Is a demo or a hall running already? End it first, "
                    "or let the demo choose other ports: ./kapok demo --any-ports"
                ) from None
    return ports


def _hold(file: Path) -> IO[str]:
    lock = file.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Occupied(
            f"A demo is running already in {file.parent}. End it first (Ctrl C there), or give this one a folder of "
            "its own: ./kapok demo --folder DIR"
        ) from None
    return lock
