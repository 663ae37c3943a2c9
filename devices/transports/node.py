"""A device file that is only watched, never read: another program, the desktop, has it open."""

from __future__ import annotations

import os
import stat

from devices.errors import LineLost


class DeviceNode:
    """The file at `path`, from when it was found. Raises LineLost when it is not there."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._first = self._identity()

    def check(self) -> None:
        """Raises LineLost when the file is gone or another device has taken its place since."""
        if self._identity() != self._first:
            raise LineLost(f"{self._path} is another device now")

    def _identity(self) -> tuple[int, int, int]:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - one call that follows a by-path link
        except OSError as error:
            raise LineLost(f"{self._path} is not there ({type(error).__name__})") from error
        return found.st_rdev if stat.S_ISCHR(found.st_mode) else 0, found.st_dev, found.st_ino

    def wake(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is held."""
