"""The terminal's program: reads the site, builds the terminal, runs it until it is told to end."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

from config.loader import SiteMistake, read_site, start_site
from config.site import Role
from devices.errors import BadSetting
from devices.rack import Rack
from kiosk import garbage, logs
from kiosk.history import History
from kiosk.rehearse import Rehearsal
from kiosk.terminal import Terminal
from kiosk.window import Window
from lobby.agent import Agent
from lobby.link import NoIdentity, read_identity

TURN_S = 0.0005
"""The screen's thread never waits longer for a thread that is computing; Python's own 5 ms add up while it paints."""


class Options(Struct, frozen=True, kw_only=True):
    """What the command line says."""

    site: Path
    station: str
    data: Path | None
    windowed: bool = False
    history: Path | None = None
    rehearse: int | None = None
    ports: Mapping[str, str] = {}


class Unusable(Exception):
    """This terminal can't be started; the message says why and what to do."""


def main(options: Options) -> int:
    """Run until SIGTERM. 2: it can't be started, and standard error says why."""
    logs.set_up()
    sys.setswitchinterval(TURN_S)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Kapok")
    garbage.collect_here(application)
    try:
        terminal = make(options)
    except (Unusable, SiteMistake, BadSetting, NoIdentity) as error:
        print(error, file=sys.stderr)
        return 2
    end = EndSignal(application)
    if application.platformName() == "offscreen":
        terminal.window.show()  # a panel nobody has: as large as the design
    else:
        terminal.window.appear(windowed=options.windowed)
    terminal.history.note("info", "started", at=process_began())
    terminal.start()
    if options.rehearse is not None:
        terminal.rehearsal = Rehearsal(options.rehearse, terminal)
    code = application.exec()
    end.close()
    terminal.stop()
    return code


def make(options: Options) -> Terminal:
    """Everything built from the site file, nothing started. Raises Unusable, SiteMistake, BadSetting, NoIdentity."""
    data = options.data or Path.home() / ".local" / "share" / "kapok" / read_site(options.site).hall.id
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    site = start_site(options.site, data)
    station = next((one for one in site.stations if one.id == options.station), None)
    if station is None or station.role is not Role.KIOSK:
        kiosks = ", ".join(one.id for one in site.stations if one.role is Role.KIOSK)
        raise Unusable(f"'{options.station}' is no kiosk of this site; it has {kiosks or 'none'}.")
    identity = read_identity(data, station.id)
    landscape = station.panel is not None and station.panel.width_px > station.panel.height_px
    return Terminal(
        site=site,
        station=station,
        window=Window(landscape=landscape),
        history=History(options.history, station.id),
        agent=lambda tell: Agent(site=site, station=station, identity=identity, data=data, tell=tell),
        rack=lambda tell: Rack(station.devices, tell, ports=options.ports),
    )


def process_began() -> float:
    """Monotonic time of this process's birth, to a hundredth of a second."""
    ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    return ticks / os.sysconf("SC_CLK_TCK") - (time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic())


class EndSignal(QObject):
    """SIGTERM and SIGINT end the event loop, through a descriptor that Qt watches. Kept as long as that runs."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        signal.set_wakeup_fd(self._writing.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._end)

    def _end(self) -> None:
        self._reading.recv(64)
        self._application.quit()

    def close(self) -> None:
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._reading.close()
        self._writing.close()
