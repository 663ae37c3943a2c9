"""Every model Kapok knows and its emulator talk to each other at the technician's desk, through the words of its kind.

All are tried at the same time, since they mostly wait. A new kind needs a few lines here, a new model none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from config.site import Device
from devices.capability import Capability
from devices.desk.catalogue import kind_of
from devices.desk.desk import Desk
from devices.desk.trial import hold, trial_of
from devices.emulators.emulator import Emulator
from devices.handle import Handle
from devices.rack import Rack
from devices.registry import driver, drivers, emulator
from tests.devices.candidate import model_of
from tests.logs import ExpectedLogs

NOT_TRIED = {"touch panel"}
"""Kinds with nothing to ask by hand."""
PERSONAL = ("张木棉", "440099199003070026", "04A1B2C3D4E5F6")


class Table(NamedTuple):
    """One model on the desk."""

    emulator: Emulator
    capabilities: Callable[[], frozenset[Capability]]
    said: io.StringIO
    folder: Path


def reader(table: Table) -> Iterator[str]:
    assert table.emulator.control("card mumian").ok
    yield "read 30"


def chip_reader(table: Table) -> Iterator[str]:
    assert table.emulator.control("chip 04A1B2C3D4E5F6").ok
    yield "read 30"


def scanner(table: Table) -> Iterator[str]:
    assert table.emulator.control("code A012").ok
    yield "code 30"


def printer(_table: Table) -> Iterator[str]:
    yield "print"


def lock_board(table: Table) -> Iterator[str]:
    for _ in range(100):
        yield "wait 0.3"
        if board := re.search(r"board (\d+),", table.said.getvalue()):
            break
    else:
        raise AssertionError("no board was seen")
    yield f"open {board[1]} 2"
    yield "yes"


def sign(table: Table) -> Iterator[str]:
    yield "show 请A012到3号窗口" if Capability.SHOWS_TEXT in table.capabilities() else "number 12"


def indicator(_table: Table) -> Iterator[str]:
    yield "on 1"
    yield "off 1"


def camera(table: Table) -> Iterator[str]:
    yield f"picture {table.folder / 'picture.png'}"


def key_box(table: Table) -> Iterator[str]:
    assert table.emulator.control("press 1 600").ok
    yield "key 30"


HANDS: dict[str, Callable[[Table], Iterator[str]]] = {
    "reader": reader, "chip reader": chip_reader, "scanner": scanner, "printer": printer, "document printer": printer,
    "lock board": lock_board, "sign": sign, "indicator": indicator, "camera": camera,
    "key box": key_box,
}  # fmt: skip


def tried(model: str, folder: Path) -> tuple[bool, str]:
    """Whether the last deed went well, and all that was said."""
    about, said = driver(model), io.StringIO()
    with emulator(model)(baud=getattr(about.options_type(), "baud", None)) as device:
        port, beside = (device.port, "") if about.has_port else ("", device.port)
        needed = [Device(id=option, model=model_of(kind), port=beside) for option, kind in about.needs.items()]
        desk = Desk(out=said)
        rack = Rack([*needed, Device(id="device", model=model, port=port)], desk.hear)
        [handle] = [handle for handle in rack.all(Handle) if handle.device == "device"]
        trial = trial_of(handle)
        assert trial is not None, f"nothing to try with a {kind_of(type(handle))}"
        table = Table(device, lambda: handle.capabilities, said, folder)
        rack.start()
        went_well = hold(trial(handle, desk), HANDS[kind_of(type(handle))](table))
        rack.stop()
    return went_well, said.getvalue()


def tryable() -> list[str]:
    return [model for model, about in sorted(drivers().items()) if kind_of(about.handle) not in NOT_TRIED]


def test_every_model_does_its_deed_at_the_desk_and_names_nobody(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.may("is lost")  # on a machine that is busy with all of them
    models = tryable()
    with ThreadPoolExecutor(len(models)) as pool:
        results = dict(zip(models, pool.map(lambda model: tried(model, tmp_path), models), strict=True))
    assert {model: said for model, (went_well, said) in results.items() if not went_well} == {}
    assert [model for model, (_, said) in results.items() if any(word in said for word in PERSONAL)] == []


def test_a_desk_whose_lines_cannot_be_read_says_so_instead_of_waiting_for_more() -> None:
    def lines() -> Iterator[str]:
        yield "wait 0"
        raise UnicodeError("no text")

    desk = Desk(out=io.StringIO())
    desk.listen(lines())
    assert desk.next_line() == "wait 0"
    with pytest.raises(UnicodeError):
        desk.next_line()


def test_a_model_without_a_try_is_of_a_kind_known_to_have_none() -> None:
    without = {kind_of(about.handle) for model, about in drivers().items() if model not in tryable()}
    assert without == NOT_TRIED


@pytest.mark.parametrize("kind", sorted(HANDS))
def test_every_kind_here_has_models(kind: str) -> None:
    assert kind in {kind_of(about.handle) for about in drivers().values()}
