"""Hands at one screen of the demo: orders on the descriptor its program inherited (`kiosk.rehearse`)."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

ANSWER_S = 60
PATIENCE_S = 30.0
"""A busy machine is slow; what is wrong stays so."""
TAKES_S = 3.0
"""A touch right after another is a double touch and not taken; so long a hand tries again."""


class NotThere(Exception):
    """The screen did not come to what was waited for, or has no such target; the text says what stood there."""


class Hands:
    """Taps, waits and takes pictures. `fd` goes to the program; it stays valid when the program is started again."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._ours, self._theirs = socket.socketpair()
        self._ours.settimeout(ANSWER_S)
        self._lines = self._ours.makefile("r", encoding="utf-8")

    @property
    def fd(self) -> int:
        return self._theirs.fileno()

    def close(self) -> None:
        self._lines.close()
        self._ours.close()
        self._theirs.close()

    def tap(self, name: str) -> float:
        """Touch a target; when the program answered, monotonic seconds. Raises NotThere."""
        return float(self.order(do="tap", name=name)["t"])

    def touch(self, name: str) -> None:
        """Touch a target as soon as it is there and takes touches."""
        self.wait_for_target(name)
        until = time.monotonic() + TAKES_S
        while True:
            try:
                self.tap(name)
                return
            except NotThere:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def wait(self, view: str, *, seconds: float = PATIENCE_S, **fields: object) -> dict[str, Any]:
        """Until this view stands there with these fields; its state. Raises NotThere."""
        return self.order(do="wait", view=view, fields=fields, seconds=seconds)

    def wait_for_target(self, target: str, *, seconds: float = PATIENCE_S) -> dict[str, Any]:
        return self.order(do="wait", target=target, seconds=seconds)

    def state(self) -> dict[str, Any]:
        return self.order(do="state")

    def shot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.order(do="shot", path=str(path))

    def order(self, **order: object) -> dict[str, Any]:
        self._ours.sendall((json.dumps(order) + "\n").encode())
        try:
            line = self._lines.readline()
        except TimeoutError:
            raise NotThere(f"{self.name} does not answer") from None
        if not line:
            raise NotThere(f"{self.name} is gone")
        answer: dict[str, Any] = json.loads(line)
        if not answer["ok"]:
            wanted = {key: value for key, value in order.items() if key != "seconds"}
            seen = {key: answer.get(key) for key in ("view", "overlay", "fields")}
            raise NotThere(f"{self.name}: {wanted}: {answer.get('error', '')}; there is {seen}")
        return answer
