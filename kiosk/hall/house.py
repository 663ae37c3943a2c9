"""A whole hall on this machine: broker, server, emulated devices, terminal, displays; programs started as programs.

It imports none of them: what it knows of a program is its words, what it knows of the hall is what anybody can see.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from config.site import Role, Site
from kiosk.hall.clerk import Clerk
from kiosk.hall.company import Company, environment
from kiosk.hall.emulated import EmulatedDevice
from kiosk.hall.ground import Ground
from kiosk.hall.hands import Hands
from kiosk.hall.onlooker import Onlooker
from kiosk.hall.relay import Relay
from kiosk.watch import Program
from lobby.contract.boards import Heartbeat
from lobby.link import identity_file

ONLOOKER = "demo-onlooker"
CLERK = "demo"
OPEN_S = 20.0


class NotOpen(Exception):
    """The hall did not come up; the text says which part."""


class House:
    """From `open` to `close`. `kiosks`, `displays`, `posts` (without a screen): station ids to run."""

    def __init__(
        self,
        ground: Ground,
        site: Site,
        *,
        kiosks: Sequence[str],
        displays: Sequence[str],
        posts: Sequence[str] = (),
        headless: bool,
    ) -> None:
        self.ground, self.site = ground, site
        self.kiosks, self.displays, self.posts = tuple(kiosks), tuple(displays), tuple(posts)
        self.headless = headless
        self.company = Company()
        self.devices: dict[tuple[str, str], EmulatedDevice] = {}
        self.hands: dict[str, Hands] = {}
        self.cables: dict[str, Relay] = {}
        """Each kiosk's cable to the broker."""
        self.onlooker: Onlooker | None = None
        self.pin = ""
        """The demo clerk's one-time PIN."""

    @property
    def staff_address(self) -> str:
        return f"http://{self.site.console.staff_host}:{self.site.console.staff_port}"

    def history_file(self, kiosk: str) -> Path:
        return self.ground.folder / f"history-{kiosk}.jsonl"

    def slips_folder(self, kiosk: str) -> Path:
        return self.ground.folder / "slips" / kiosk

    def open(self) -> None:
        """Everything up and the server's pulse felt. Raises NotOpen, NotEmulated."""
        self.company.start()
        self._plug_in_devices()
        self.company.add(self._lobby_program("broker"))
        self._wait_for_port(self.site.broker.port, "the broker")
        self.lobby_word("site", "identity", ONLOOKER, "--role", Role.OBSERVER.value)
        self.pin = self.lobby_word("site", "clerk", CLERK).split()[-1]
        self.onlooker = Onlooker(self.ground.data, ONLOOKER, self.site.hall.id)
        self.onlooker.start()
        self.company.add(self._lobby_program("lobby"))
        self.wait_for_pulse()
        self._wait_for_port(self.site.console.staff_port, "the clerk page")
        for station in (*self.displays, *self.kiosks):
            self.company.add(self._screen_program(station))
        for station in self.posts:
            self.company.add(self._post_program(station))

    def close(self) -> None:
        if self.onlooker:
            self.onlooker.stop()
        self.company.stop()
        for device in self.devices.values():
            device.close()
        for hands in self.hands.values():
            hands.close()
        for cable in self.cables.values():
            cable.close()
        self.ground.leave()

    def wait_for_pulse(self) -> None:
        """Until the server lives from now on. Raises NotOpen."""
        begin = time.monotonic()
        if self.onlooker is None or not self.onlooker.wait_for(
            lambda note: isinstance(note.message, Heartbeat) and note.at > begin and not note.retained, OPEN_S
        ):
            raise NotOpen(f"The server gave no sign of life in {OPEN_S:.0f} s; its words are in {self.words('lobby')}")

    def words(self, program: str) -> Path:
        """Where a program's log goes."""
        return self.ground.folder / "log" / f"{program}.log"

    def clerk(self, counter: str) -> Clerk:
        return Clerk(self.staff_address, CLERK, counter)

    # --- parts --------------------------------------------------------------------------------------------------------

    def _plug_in_devices(self) -> None:
        for station in (*self.kiosks, *self.posts):
            for device in self.site.station(station).devices:
                link = self.ground.folder / "ports" / f"{station}-{device.id}"
                emulated = self.devices[station, device.id] = EmulatedDevice(device.model, link)
                if device.model.startswith("escpos"):
                    emulated.tell(f"out {self.slips_folder(station)}")
                if not self.headless:
                    emulated.hear_on(self.pipe(station, device.id))

    def pipe(self, station: str, device: str) -> Path:
        """Where a person may tell an emulated device what happens to it."""
        return self.ground.folder / "devices" / f"{station}-{device}"

    def _lobby_program(self, word: str) -> Program:
        return self._program(word, "lobby", word, *self._site_words())

    def _screen_program(self, station: str) -> Program:
        words = ["--station", station]
        if self.site.station(station).role is Role.KIOSK:
            word = "terminal"
            words += ["--history", str(self.history_file(station)), "--data", str(self._own_machine(station))]
            words += self._ports(station)
        else:
            word = "display"
            words += ["--data", str(self.ground.data)]
        fds: tuple[int, ...] = ()
        if self.headless:
            self.hands[station] = Hands(station)
            fds = (self.hands[station].fd,)
            words += ["--rehearse", str(fds[0])]
        else:
            words += ["--windowed"]
        site = ("--site", str(self.ground.site_file))
        return self._program(station, "kiosk", word, *site, *words, fds=fds, beats=True)

    def _post_program(self, station: str) -> Program:
        words = ("--station", station, "--data", str(self.ground.data), *self._ports(station))
        return self._program(station, "kiosk", "agent", "--site", str(self.ground.site_file), *words)

    def _ports(self, station: str) -> list[str]:
        """Where the emulated devices of a station are, for its command line."""
        ports = ((device.id, self.devices[station, device.id].port) for device in self.site.station(station).devices)
        return [word for id, port in ports for word in ("--port", f"{id}={port}")]

    def _own_machine(self, kiosk: str) -> Path:
        """A kiosk is a machine of its own: its data folder holds its identity, which leads through its cable."""
        cable = self.cables[kiosk] = Relay(self.site.broker.port)
        data = self.ground.folder / kiosk
        given = json.loads(identity_file(self.ground.data, kiosk).read_text("utf-8"))
        file = identity_file(data, kiosk)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(json.dumps(given | {"port": cable.port}), "utf-8")
        return data

    def _program(self, name: str, floor: str, *words: str, fds: tuple[int, ...] = (), beats: bool = False) -> Program:
        output = self.words(name)
        output.parent.mkdir(parents=True, exist_ok=True)
        return Program(
            name=name,
            command=(sys.executable, "-m", floor, *words),
            environment=environment(
                headless=self.headless, nth_screen=(*self.kiosks, *self.displays, name).index(name)
            ),
            fds=fds,
            beats=beats,
            output=output,
        )

    def _nth_screen(self, program: str) -> int:
        return (*self.kiosks, *self.displays, program).index(program)

    def _site_words(self) -> tuple[str, ...]:
        return "--site", str(self.ground.site_file), "--data", str(self.ground.data)

    def lobby_word(self, *words: str) -> str:
        """What the server's own command line says to these words. Raises NotOpen."""
        command = (sys.executable, "-m", "lobby", *words, *self._site_words())
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotOpen(done.stderr.strip() or f"{' '.join(words)} failed")
        return done.stdout

    def _wait_for_port(self, port: int, what: str) -> None:
        until = time.monotonic() + OPEN_S
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.02)
        raise NotOpen(f"{what} does not listen on port {port}; the log is in {self.ground.folder / 'log'}")
