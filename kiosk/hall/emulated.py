"""An emulated device as the demo sees it: a program with a port, told what happens to it one line at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


class NotEmulated(Exception):
    """The emulator did not start or refused a command; the text says why."""


class EmulatedDevice:
    """`python -m devices emulate MODEL`, from construction to `close`; ends with the demo whatever happens."""

    def __init__(self, model: str, link: Path, *options: str) -> None:
        link.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "devices", "emulate", model, "--link", str(link), *options]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.model = model
        self.port = self._line()

    def tell(self, command: str) -> dict[str, Any]:
        """Carry out one control line and give its answer. Raises NotEmulated when the emulator refuses."""
        stdin = self._process.stdin
        if stdin is None:
            raise NotEmulated(f"the emulated {self.model} can't be told anything")
        stdin.write(command + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        if not answer.get("ok", True):
            raise NotEmulated(f"the emulated {self.model} refused {command.split()[0]}: {answer.get('error')}")
        return answer

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait(5)
        for end in (self._process.stdin, self._process.stdout):
            if end:
                end.close()

    def _line(self) -> str:
        stdout = self._process.stdout
        line = stdout.readline() if stdout else ""
        if not line:
            raise NotEmulated(f"the emulated {self.model} ended with {self._process.wait(5)}")
        return line.strip()
