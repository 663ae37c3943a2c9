"""An A4 printer on the network: CUPS's own `ippeveprinter` (package cups-ipp-utils), with a command of ours for paper.

Its other end is the real thing; what happens to a document's pages is told by the command as its manual says (ATTR and
STATE lines). It wants a message bus to announce itself on: it gets one of its own, on which nobody listens.

out DIR                   each printed document is copied there: document-0001.pdf
pages N                   so many pages were printed in all
stop-after N REASON       the next job stops after N pages: paper-out, jam, cover-open
resume                    … what stopped it is put right; that job ends without its other pages
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Self

from devices.emulators.emulator import Answer, Emulator, deed

_UP_S = 5.0
_REASONS = {"paper-out": "media-needed", "jam": "media-jam", "cover-open": "cover-open"}
_COMMAND = r"""#!/bin/sh
# Prints a document page by page: $1 is its file. The folder holds what is to happen.
here={folder}
tell() {{ echo "$1" >&2; }}
[ -e "$here/fails" ] && exit 1
total=$(( $(grep -a -o '/Type */Page\>' "$1" | wc -l) * ${{IPP_COPIES:-1}} ))
[ -e "$here/uncounted" ] || tell "ATTR: job-impressions=$total"
printed=0
while [ "$printed" -lt "$total" ]; do
  if [ -e "$here/stop" ] && read -r after reason < "$here/stop" && [ "$printed" -ge "$after" ]; then
    tell "STATE: +$reason"
    while [ -e "$here/stop" ]; do sleep 0.05; done
    tell "STATE: -$reason"
    exit 1
  fi
  sleep "$(cat "$here/page_s")"
  printed=$((printed + 1))
  echo page >> "$here/pages"
  [ -e "$here/uncounted" ] || tell "ATTR: job-impressions-completed=$printed"
done
number=$(ls "$here/out" | wc -l)
cp "$1" "$here/out/document-$(printf %04d $((number + 1))).pdf"
"""


class Pages(Answer, kw_only=True):
    """Pages printed in all."""

    pages: int


class CupsPrinter(Emulator):
    """One printer from `start` to `close`; its address keeps its number while unplugged."""

    models: ClassVar = ("cups-printer",)
    faults: ClassVar = {
        "silent": "nothing is answered",
        "slow": "each page takes N seconds (default 1)",
        "fails": "every job ends without a page",
        "uncounted": "the printer does not say how many pages it printed",
    }

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        super().__init__(link=link, baud=baud, paced=paced)
        self._page_s = 0.1 if paced else 0.0
        self._folder = Path(tempfile.mkdtemp(prefix="kapok-a4-"))
        self._number = _free_port()
        self._programs: list[subprocess.Popen[bytes]] = []
        self._link = link
        self._out = self._folder / "out"

    @property
    def port(self) -> str:
        return f"ipp://127.0.0.1:{self._number}/ipp/print"

    def start(self) -> Self:
        self._out.mkdir()
        command = self._folder / "print"
        command.write_text(_COMMAND.format(folder=shlex.quote(str(self._folder))))
        command.chmod(0o700)
        self._set("page_s", f"{self._page_s}")
        self.plug()
        if self._link:
            self._link.write_text(self.port + "\n")
        return self

    def close(self) -> None:
        self.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._link:
            self._link.unlink(missing_ok=True)

    def unplug(self) -> None:
        self._set("stop", None)
        while self._programs:
            with self._programs.pop() as program:
                program.send_signal(signal.SIGCONT)
                program.kill()

    def plug(self) -> None:
        if self._programs:
            return
        (self._folder / "spool").mkdir(exist_ok=True)
        self._set("bus", None)
        bus = f"unix:path={self._folder}/bus"
        self._run("dbus-daemon", "--session", "--nofork", "--nosyslog", f"--address={bus}")
        _wait_until((self._folder / "bus").exists)
        self._run(
            "ippeveprinter", "-p", f"{self._number}", "-n", "localhost", "-r", "off", "-f", "application/pdf",
            "-d", str(self._folder / "spool"), "-c", str(self._folder / "print"), "--no-web-forms", "Kapok",
            bus=bus,
        )  # fmt: skip
        _wait_until(self._answers)

    # --- what happens to it -----------------------------------------------------------------------------------------

    @property
    def pages(self) -> int:
        """Pages printed in all."""
        log = self._folder / "pages"
        return len(log.read_text().splitlines()) if log.exists() else 0

    def documents(self) -> list[bytes]:
        """What was printed to its end, in order."""
        return [file.read_bytes() for file in sorted(self._out.iterdir())]

    def stop_after(self, pages: int, reason: str) -> None:
        """The next job stops there. ValueError for a reason it does not know."""
        if reason not in _REASONS:
            raise ValueError(f"a job stops for: {', '.join(sorted(_REASONS))}")
        self._set("stop", f"{pages} {_REASONS[reason]}\n")

    def resume(self) -> None:
        self._set("stop", None)

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "out": deed(lambda rest: self._set_out(Path(rest))),
            "pages": lambda _rest: Pages(pages=self.pages),
            "stop-after": deed(lambda rest: self.stop_after(int(rest.partition(" ")[0]), rest.partition(" ")[2])),
            "resume": deed(lambda _rest: self.resume()),
        }

    def _switch_on(self, name: str, argument: str, times: int) -> None:
        super()._switch_on(name, argument, times)
        if name == "silent":
            self._programs[-1].send_signal(signal.SIGSTOP)
        elif name == "slow":
            self._set("page_s", argument or "1")
        elif name in ("fails", "uncounted"):
            self._set(name, "")

    def _clear(self) -> None:
        for name in ("fails", "uncounted", "stop"):
            self._set(name, None)
        self._set("page_s", f"{self._page_s}")
        super()._clear()
        self._programs[-1].send_signal(signal.SIGCONT)

    # --- its programs -----------------------------------------------------------------------------------------------

    def _set(self, name: str, text: str | None) -> None:
        """What the command is to find; None: nothing."""
        file = self._folder / name
        if text is None:
            file.unlink(missing_ok=True)
        else:
            file.write_text(text)

    def _set_out(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._out, ignore_errors=True)
        self._out.symlink_to(folder.resolve(), target_is_directory=True)

    def _run(self, *command: str, bus: str = "") -> None:
        surroundings = os.environ | ({"DBUS_SYSTEM_BUS_ADDRESS": bus} if bus else {})
        quiet = subprocess.DEVNULL
        self._programs.append(subprocess.Popen(command, env=surroundings, stdin=quiet, stdout=quiet, stderr=quiet))

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._number), timeout=1.0):
            return True
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


def _wait_until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _UP_S
    while not there():
        if time.monotonic() > deadline:
            raise OSError("ippeveprinter did not start: are cups-ipp-utils and dbus-daemon installed?")
        time.sleep(0.01)
