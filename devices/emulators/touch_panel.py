"""A touch panel that is plugged in or not: a file under its port's name. `fault hang-up` pulls it, `clear` brings it
back."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar, Self

from devices.emulators.emulator import Emulator


class TouchPanel(Emulator):
    """Its file holds nothing: nobody reads it."""

    models: ClassVar = ("touch-panel",)

    def __init__(self, *, link: Path | None = None, **line: Any) -> None:
        super().__init__(link=link, **line)
        self._folder = None if link else Path(tempfile.mkdtemp(prefix="kapok-port-"))
        self._path = link or Path(self._folder or ".") / "port"

    @property
    def port(self) -> str:
        return str(self._path)

    def start(self) -> Self:
        self.plug()
        return self

    def close(self) -> None:
        self.unplug()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def unplug(self) -> None:
        self._path.unlink(missing_ok=True)

    def plug(self) -> None:
        self._path.touch()
