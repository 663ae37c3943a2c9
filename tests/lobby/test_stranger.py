"""Somebody else's program can be a station with nothing but MQTT, JSON and the printed contract."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
        with stranger(tmp_path / "contract.json", hall.data / "identities" / "kiosk-1.json") as program:
            assert line_of(program) == "issued A001"
            keys = hall.link("keys-2")
            deadline = datetime.now(UTC) + timedelta(seconds=5)
            assert isinstance(answers(keys, OpenCounter(request="k1", deadline=deadline)), CounterChanged)
            assert isinstance(answers(keys, CallNext(request="k2", deadline=deadline)), CounterChanged)
            assert line_of(program) == "called to 2"
            assert program.wait(10) == 0


@contextmanager
def stranger(document: Path, identity: Path) -> Iterator[subprocess.Popen[str]]:
    """Isolated: it sees neither Kapok's folder nor its environment."""
    command = [sys.executable, "-I", str(STRANGER), str(document), str(identity), "small"]
    program = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=document.parent, env={"PATH": os.defpath}
    )
    with program:
        try:
            yield program
        finally:
            program.kill()


def line_of(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()
