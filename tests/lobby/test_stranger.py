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

import pytest

from config.site import Role
from lobby.broker import tell_running_broker
from lobby.contract.counters import CallNext, CounterChanged, OpenCounter
from lobby.identities import WrongIdentity, make_identity
from lobby.link import Link
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


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The printed contract, as a file a stranger is given."""
    command = [sys.executable, "-m", "lobby", "contract", "--format", "asyncapi"]
    printed = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True).stdout
    (tmp_path / "contract.json").write_bytes(printed)
    return tmp_path / "contract.json"


def test_a_stranger_takes_a_number_and_sees_it_called(tmp_path: Path, contract: Path) -> None:
    with LiveHall(tmp_path / "data") as hall:
        hall.serve()
        with stranger(contract, hall.data / "identities" / "kiosk-1.json") as program:
            assert line_of(program) == "issued A001"
            call_from(hall.link("keys-2"))
            assert line_of(program) == "called to 2"
            assert program.wait(10) == 0


def test_identities_made_beside_the_site_file_are_served_by_their_role(tmp_path: Path, contract: Path) -> None:
    """`kapok site identity NAME --role ROLE`, while the hall is open."""
    with LiveHall(tmp_path / "data") as hall:
        hall.serve()
        make_identity(hall.site, hall.data, "new-kiosk", Role.KIOSK)
        make_identity(hall.site, hall.data, "new-keys", Role.COUNTER, counter="w2")
        tell_running_broker(hall.site, hall.data)
        with stranger(contract, hall.data / "identities" / "new-kiosk.json") as program:
            assert line_of(program) == "issued A001"
            call_from(hall.link("new-keys"))
            assert line_of(program) == "called to 2"


def test_an_identity_of_role_counter_names_a_counter_that_exists(tmp_path: Path) -> None:
    with LiveHall(tmp_path / "data") as hall:
        for counter in ("", "99"):
            with pytest.raises(WrongIdentity, match="needs the counter it acts for"):
                make_identity(hall.site, hall.data, "new-keys", Role.COUNTER, counter=counter)


def call_from(keys: Link) -> None:
    """Open the counter of these keys and call who is next."""
    deadline = datetime.now(UTC) + timedelta(seconds=5)
    assert isinstance(answers(keys, OpenCounter(request="k1", deadline=deadline)), CounterChanged)
    assert isinstance(answers(keys, CallNext(request="k2", deadline=deadline)), CounterChanged)


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
