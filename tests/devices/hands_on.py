"""A technician before a device: what is typed at `kapok devices try`, and what a hand does between two lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from devices.__main__ import main
from devices.emulators.emulator import Emulator

Step = str | Callable[[], object]


class Script:
    """Stands for the input: lines are typed, deeds are done, in this order."""

    def __init__(self, *steps: Step) -> None:
        self._steps = steps

    def isatty(self) -> bool:
        return False

    def __iter__(self) -> Iterator[str]:
        for step in self._steps:
            if isinstance(step, str):
                yield step + "\n"
            else:
                step()


class Technician:
    """Tries a device: the exit code, and what was said in `said`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        self.said = ""

    def tries(self, emulator: Emulator, *steps: Step, model: str = "", words: tuple[str, ...] = ()) -> int:
        return self.types("try", model or emulator.models[0], emulator.port, *words, steps=steps)

    def types(self, *words: str, steps: tuple[Step, ...] = ()) -> int:
        self._monkeypatch.setattr(sys, "stdin", Script(*steps))
        code = main(list(words))
        out, err = self._capsys.readouterr()
        self.said = out + err
        return code
