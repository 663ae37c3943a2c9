"""Clerks' PINs: a printed one opens the first sign-in, their own every other; the file holds hashes only."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from lobby.clerks import Clerks, PinCheck, WrongName


def test_a_printed_pin_is_one_time_and_void_once_an_own_one_is_chosen(tmp_path: Path) -> None:
    clerks = Clerks(tmp_path)
    printed = clerks.add("li")
    assert len(printed) == 6
    assert printed.isdecimal()
    assert Clerks(tmp_path).check("li", printed) is PinCheck.ONE_TIME
    clerks.choose_pin("li", "271828")
    assert clerks.check("li", "271828") is PinCheck.OWN
    assert clerks.check("li", printed) is PinCheck.WRONG
    again = clerks.add("li")
    assert clerks.check("li", "271828") is PinCheck.WRONG
    assert clerks.check("li", again) is PinCheck.ONE_TIME


def test_an_unknown_name_and_a_wrong_pin_are_the_same(tmp_path: Path) -> None:
    clerks = Clerks(tmp_path)
    assert clerks.check("li", "123456") is PinCheck.WRONG
    clerks.add("li")
    assert clerks.check("wang", "") is PinCheck.WRONG
    assert clerks.check("li", "") is PinCheck.WRONG


def test_the_file_holds_no_pin_and_is_its_owners_alone(tmp_path: Path) -> None:
    printed = Clerks(tmp_path).add("li")
    file = tmp_path / "clerks.json"
    assert printed not in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "@server", "a b", "../x", "x" * 33, "李"])
def test_a_name_that_could_be_mistaken_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongName):
        Clerks(tmp_path).add(name)
