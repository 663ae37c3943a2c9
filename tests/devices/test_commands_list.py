"""`kapok devices list` and the floor's own help: what there is, in words, as a table and as JSON."""

from __future__ import annotations

import msgspec
import pytest

from devices.__main__ import WORDS, main
from devices.desk.catalogue import REQUIRED, Model, entry, kind_of
from devices.drivers.sdt_serial import SdtSerial, SdtSerialOptions
from devices.registry import drivers
from devices.verbs.printer import Printer


def test_without_a_word_every_word_is_named_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    usage = capsys.readouterr().out
    assert usage.startswith("usage: kapok devices WORD …")
    for word in WORDS.words():
        [line] = [line for line in usage.splitlines() if line.split()[:1] == [word]]
        assert line.split(word, 1)[1].startswith("  ")
        assert len(line.split(word, 1)[1].strip()) > 20


def test_a_mistyped_word_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emulte", "sdt-serial"]) == 2
    assert "Did you mean 'emulate'?" in capsys.readouterr().err


def test_the_list_says_of_every_model_what_it_is_and_what_its_emulator_can_do_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["list"]) == 0
    listed = {block.split("\n")[0]: block for block in capsys.readouterr().out.strip().split("\n\n")}
    assert listed.keys() == drivers().keys()
    sdt = listed["sdt-serial"]
    assert all(word in sdt for word in ("reader", "GA 450", "sdt_serial.py", "poll_ms=250", "removed-while-read"))
    assert max(len(line) for block in listed.values() for line in block.splitlines()) <= 120


def test_the_list_as_json_is_one_object_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    models = [msgspec.json.decode(line, type=Model) for line in capsys.readouterr().out.splitlines()]
    assert [model.model for model in models] == sorted(drivers())
    [sdt] = [model for model in models if model.model == "sdt-serial"]
    assert (sdt.kind, msgspec.json.decode(sdt.options["baud"]), sdt.file) == ("reader", 115200, "drivers/sdt_serial.py")
    assert "silent" in sdt.faults


def test_the_markdown_form_is_a_table_with_a_row_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--markdown"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 2 + len(drivers())
    assert all(row.count(" | ") == rows[0].count(" | ") for row in rows[2:])


class NeedyOptions(SdtSerialOptions, frozen=True, kw_only=True):
    board: int


class Needy(SdtSerial):
    model = "needy"
    options_type = NeedyOptions
    needs = {"slip": Printer}  # noqa: RUF012 - as a driver declares it


def test_an_option_without_a_default_and_a_needed_device_are_said_in_words() -> None:
    needy = entry(Needy)
    assert msgspec.json.decode(needy.options["board"]) == REQUIRED
    assert (needy.needs, needy.faults, kind_of(Printer)) == ({"slip": "printer"}, {}, "printer")


def test_one_model_is_listed_with_what_its_options_and_faults_mean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "sdt-serial"]) == 0
    listed = capsys.readouterr().out
    assert all(f"`{option}`" in listed for option in ("baud", "poll_ms", "reading"))
    assert "noise             hex bytes before each answer" in listed
    assert "serial-scanner" not in listed
    assert max(map(len, listed.splitlines())) <= 120


def test_every_option_of_every_model_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    models = [msgspec.json.decode(line, type=Model) for line in capsys.readouterr().out.splitlines()]
    assert [
        (model.model, name) for model in models for name in model.options if f"`{name}`" not in model.options_about
    ] == []


def test_a_model_that_does_not_exist_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "sdt-seral"]) == 2
    assert "did you mean 'sdt-serial'" in capsys.readouterr().err
