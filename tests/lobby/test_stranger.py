"""Somebody else's program can be a station with nothing but MQTT, JSON and the printed contract."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lobby.contract.counters import CallNext, CounterChanged, OpenCounter
from tests.lobby.live import LiveHall, answers

STRANGER = Path(__file__).with_name("stranger.py")
ROOT = Path(__file__).parents[2]


def test_it_imports_only_paho_and_the_standard_library() -> None:
    imports = {
        alias.name.partition(".")[0]
        for node in ast.walk(ast.parse(STRANGER.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(name=node.module or ".")])
    }
    assert imports - set(sys.stdlib_module_names) == {"paho"}


def test_a_stranger_takes_a_number_and_sees_it_called(tmp_path: Path) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "lobby", "contract", "--format", "asyncapi"],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    ).stdout
    (tmp_path / "contract.json").write_bytes(printed)
    with LiveHall(tmp_path / "data") as hall:
        hall.serve()
        identity = hall.data / "identities" / "kiosk-1.json"
        program = subprocess.Popen(
            [sys.executable, "-I", str(STRANGER), str(tmp_path / "contract.json"), str(identity), "small"],
            stdout=subprocess.PIPE, text=True, cwd=tmp_path, env={"PATH": os.defpath},
        )  # fmt: skip
        with program:
            assert program.stdout is not None
            issued = program.stdout.readline().split()
            assert issued == ["issued", "A001"]
            keys = hall.link("keys-2")
            deadline = datetime.now(UTC) + timedelta(seconds=5)
            assert isinstance(answers(keys, OpenCounter(request="k1", deadline=deadline)), CounterChanged)
            assert isinstance(answers(keys, CallNext(request="k2", deadline=deadline)), CounterChanged)
            assert program.stdout.readline().split() == ["called", "to", "2"]
            assert program.wait(10) == 0
