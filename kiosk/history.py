"""What a kiosk asked and what it was answered, one JSON a line, for checkers and benches: invoke, ok, fail, info.

Times are monotonic seconds of this machine, so that lines of several processes can be laid side by side. Harmless words
only: request ids, labels, names of views and services.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Literal

Kind = Literal["invoke", "ok", "fail", "info"]


class History:
    """Lines reach the file at once, so that a killed kiosk has written what it did. Without a path it does nothing."""

    def __init__(self, path: Path | None, station: str) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1) if path is not None else None
        self._station = station

    def note(self, kind: Kind, what: str, *, at: float | None = None, **fields: str | float | bool) -> None:
        if self._file is not None:
            t = time.monotonic() if at is None else at
            line = {"type": kind, "t": round(t, 6), "station": self._station, "what": what, **fields}
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
