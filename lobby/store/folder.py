"""The server's data folder: one server at a time, and a reserve of disk for the day the disk is full."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

DATABASE = "lobby.db"
LOCK = "lobby.lock"
RESERVE = "lobby.reserve"


class InUse(Exception):
    """Another server works on this data folder; the text names it (F048)."""


class DataFolder:
    """A folder, locked by the operating system from `lock` to `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    @property
    def database(self) -> Path:
        return self.path / DATABASE

    def lock(self) -> None:
        """Take the folder, made if need be, for this process alone. Raises InUse."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.read(handle, 32).decode(errors="replace").strip()
            os.close(handle)
            raise InUse(
                f"another server (process {owner or 'unknown'}) works on {self.path}: "
                "two on one data folder would give the same number twice"
            ) from None
        self._lock = handle
        self._sign(handle)

    @staticmethod
    def _sign(handle: int) -> None:
        """Leave the process number for whoever comes second; a full disk must not keep a server from starting."""
        try:
            os.truncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except OSError:
            return

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def used(self) -> float:
        """How full the disk is, 0 to 1."""
        usage = shutil.disk_usage(self.path)
        return 1 - usage.free / usage.total

    def free(self) -> int:
        return shutil.disk_usage(self.path).free


class Reserve:
    """A file of real blocks that is given up when the disk is full, so that calling goes on (F044)."""

    def __init__(self, folder: Path, size: int) -> None:
        self._path = folder / RESERVE
        self._size = size

    @property
    def held(self) -> bool:
        """A file of another size was left by a start that was broken off, or by another setting."""
        return self._path.exists() and self._path.stat().st_size >= max(1, self._size)

    def give_up(self) -> None:
        """Free the blocks. Truncates first: even a full file system can do that."""
        if self._path.exists():
            os.truncate(self._path, 0)
            self._path.unlink()

    def take(self) -> bool:
        """Allocate the blocks, if the disk has twice as many to spare; whether they are held now."""
        if self.held or not self._size:
            return True
        if shutil.disk_usage(self._path.parent).free < 2 * self._size:
            return False
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, self._size)
        except OSError:
            self.give_up()
            return False
        finally:
            os.close(handle)
        return True
