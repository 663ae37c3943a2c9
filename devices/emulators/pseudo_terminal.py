"""A pseudo-terminal under a lasting path: an emulated device's port, which can be unplugged and plugged in again."""

from __future__ import annotations

import os
import shutil
import tempfile
import tty
from pathlib import Path


class PseudoTerminal:
    """The device's end of a line. `path` is a symlink that stays the same over `hang_up` and `come_back`, as a
    `/dev/serial/by-path/…` name does."""

    def __init__(self, link: Path | None = None) -> None:
        self._folder = None if link else Path(tempfile.mkdtemp(prefix="kapok-port-"))
        self._path = link or Path(self._folder or ".") / "port"
        self._master: int | None = None
        self._slave: int | None = None
        self.come_back()

    @property
    def path(self) -> str:
        return str(self._path)

    @property
    def fd(self) -> int | None:
        """The master's descriptor, None while hung up."""
        return self._master

    def read(self, most: int) -> bytes | None:
        """What has arrived; b"" when it was nothing. A driver that lets go is not noticed here."""
        try:
            return os.read(self._master, most) if self._master is not None else b""
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> int:
        """How many bytes were taken."""
        try:
            return os.write(self._master, data) if self._master is not None else 0
        except BlockingIOError:
            return 0

    def come_back(self) -> None:
        if self._master is not None:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._path.unlink(missing_ok=True)
        self._path.symlink_to(os.ttyname(self._slave))

    def hang_up(self) -> None:
        """As if the plug were pulled: whoever holds the port gets an error, and the path is gone."""
        self._path.unlink(missing_ok=True)
        for fd in (self._master, self._slave):
            if fd is not None:
                os.close(fd)
        self._master = self._slave = None

    def close(self) -> None:
        self.hang_up()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
