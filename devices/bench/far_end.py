"""Emulated devices in a program of their own, so that what they cost is not counted."""

from __future__ import annotations

import subprocess
import sys
from types import TracebackType
from typing import Self

import msgspec

from devices.emulators.emulator import Answer


class FarEnd:
    """`kapok devices emulate MODEL`, from entering to leaving."""

    def __init__(self, model: str, baud: int) -> None:
        self.model, self.baud = model, baud

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "devices", "emulate", self.model, "--baud", str(self.baud)]
        self._program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = self._line()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._program:
            self.tell("quit")

    def tell(self, words: str) -> None:
        """Carry out a control line; ValueError when the device will not."""
        self._write(words)
        answer = msgspec.json.decode(self._line(), type=Answer)
        if not answer.ok:
            raise ValueError(answer.error)

    def _write(self, line: str) -> None:
        assert self._program.stdin
        self._program.stdin.write(line + "\n")
        self._program.stdin.flush()

    def _line(self) -> str:
        assert self._program.stdout
        return self._program.stdout.readline().strip()
