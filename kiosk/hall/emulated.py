"""An emulated device as the demo sees it: a program with a port, told what happens to it one line at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any


class NotEmulated(Exception):
    """The emulator did not start or refused a command; the text says why."""


class EmulatedDevice:
    """`python -m devices emulate MODEL`, from construction to `close`; ends with the demo whatever happens."""

    def __init__(self, model: str, link: Path, *options: str) -> None:
        link.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "devices", "emulate", model, "--link", str(link), *options]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=0
        )
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

    def hear_on(self, pipe: Path) -> None:
        """Take commands from a named pipe too, so that a person can `echo 'card mumian' > PIPE`."""
        pipe.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(pipe, 0o600)
        threading.Thread(target=self._hear, args=(pipe,), name=f"pipe {pipe.name}", daemon=True).start()

    def _hear(self, pipe: Path) -> None:
        # Held open at both ends: it never ends when a writer leaves. A text file opened "r+" would have to seek.
        held = os.open(pipe, os.O_RDWR)
        with os.fdopen(held, encoding="utf-8", errors="replace") as lines:
            for line in filter(None, map(str.strip, lines)):
                try:
                    print(f"  {pipe.name}: {line} {self.tell(line) or 'done'}", flush=True)
                except (NotEmulated, ValueError, OSError) as error:
                    print(f"  {pipe.name}: {error}", flush=True)

    def close(self) -> None:
        """The end of its input ends it."""
        with suppress(BrokenPipeError):
            self._process.communicate(timeout=5)

    def _line(self) -> str:
        stdout = self._process.stdout
        line = stdout.readline() if stdout else ""
        if not line:
            self.close()
            raise NotEmulated(f"the emulated {self.model} ended with {self._process.returncode}")
        return line.strip()
