"""`kapok devices try`: one device by hand, word by word, with the outcome of the last as the exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import config.sites
from devices.emulators.cards import card_of, number_of
from devices.emulators.escpos_printer import EscposPrinter
from devices.emulators.id_reader import IdReader
from devices.emulators.newland_scanner import NewlandModule
from devices.emulators.scanners import Scanner
from tests.devices.hands_on import Technician
from tests.logs import ExpectedLogs

DEMO = str(Path(config.sites.__path__[0]) / "demo.toml")


@pytest.fixture
def technician(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Technician:
    return Technician(monkeypatch, capsys)


# --- readers ---------------------------------------------------------------------------------------------------------


@pytest.mark.fault("F025")
def test_a_card_is_read_and_shown_masked(technician: Technician) -> None:
    with IdReader() as reader:
        reader.control("card mumian")
        assert technician.tries(reader, "read 5", lambda: reader.control("remove"), "removed 5") == 0
    person = card_of("mumian")
    said = technician.said
    assert all(word in said for word in ("a card is there", "resident", "张＊＊", "the card is gone"))
    assert f"＊＊＊＊{number_of(person)[-4:]}" in said
    assert not [word for word in (person.name, number_of(person), "1990", person.address) if word in said]


def test_a_card_of_an_invented_person_may_be_shown_in_full(technician: Technician) -> None:
    with IdReader() as reader:
        reader.control("card mumian")
        assert technician.tries(reader, "read 5", words=("--show",)) == 0
    assert card_of("mumian").name in technician.said


def test_a_card_that_cannot_be_read_or_does_not_come_ends_with_1(technician: Technician) -> None:
    with IdReader() as reader:
        assert technician.tries(reader, "read 0.2") == 1
        assert "no card within" in technician.said
        reader.fault("read-fails")
        reader.control("card mumian")
        assert technician.tries(reader, "read 5") == 1
    assert "the card cannot be read" in technician.said


def test_a_reader_says_its_number(technician: Technician) -> None:
    with IdReader() as reader:
        assert technician.tries(reader, "serial") == 0
    assert "05.01-20180101-0001234567-0007654321" in technician.said


# --- scanners --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("木棉A012".encode(), ("木棉A012", "utf-8", "10: E6 9C A8")),
        ("木棉A012".encode("gb18030"), ("木棉A012", "gb18030", "8: C4 BE")),
        (b"\xff\xff\xff", ("none: its bytes are no text", "3: FF FF FF")),
    ],
)
def test_a_code_is_told_with_its_text_encoding_and_bytes(
    technician: Technician, code: bytes, told: tuple[str, ...]
) -> None:
    with Scanner() as scanner:
        assert technician.tries(scanner, lambda: scanner.show(code), "code 5") == 0
    assert [word for word in told if word not in technician.said] == []


def test_a_scanner_is_told_to_look(technician: Technician) -> None:
    with NewlandModule() as scanner:
        assert technician.tries(scanner, "trigger", "wait 0.2") == 0
        assert scanner.triggers == 1
        assert technician.tries(scanner, "code 0.1") == 1


# --- printers --------------------------------------------------------------------------------------------------------


def test_a_test_slip_comes_out_with_letters_a_code_and_a_cut(technician: Technician) -> None:
    with EscposPrinter() as printer:
        assert technician.tries(printer, "print", "status") == 0
        slip, _ = printer.take_slip()
    assert "confirmed" in technician.said
    assert (slip.cut, slip.qr, slip.unknown) == (True, ("KAPOK TEST 木棉",), ())
    assert "测试" in slip.text
    assert "綜合業務" in slip.text


def test_a_slip_that_does_not_come_out_ends_with_1_and_says_why(technician: Technician) -> None:
    with EscposPrinter() as printer:
        printer.control("paper-out")
        assert technician.tries(printer, "print") == 1
    assert "its paper is out (paper-out)" in technician.said


# --- the bench -------------------------------------------------------------------------------------------------------


def test_the_last_word_decides_and_a_mistyped_one_did_not_go_well(technician: Technician) -> None:
    with Scanner() as scanner:
        assert technician.tries(scanner, "status", "triger", "# a remark", "") == 1
        assert "did you mean 'trigger'?" in technician.said
        assert technician.tries(scanner, "code soon", "status") == 0
        assert "'soon' is no number of seconds" in technician.said
        assert technician.tries(scanner, "nonsense", "help", "quit", "nonsense") == 0
        assert "code [SECONDS]" in technician.said


def test_a_device_that_is_not_there_is_told_and_ends_with_1(
    technician: Technician, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("device .* is lost")
    assert technician.types("try", "serial-scanner", "/dev/kapok-none", steps=("status",)) == 1
    assert "its port cannot be opened" in technician.said


def test_a_device_of_a_site_is_tried_at_another_port_with_another_option(technician: Technician) -> None:
    with IdReader() as reader:
        words = ("try", "--site", DEMO, "--station", "K-01", "reader", reader.port, "--option", "poll_ms=50")
        assert technician.types(*words, steps=("status",)) == 0
    assert "it is ready" in technician.said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sdt-seral", "x"), "did you mean 'sdt-serial'"),
        (("sdt-serial",), "has no port"),
        (("sdt-serial", "x", "--option", "pol_ms=1"), "did you mean 'poll_ms'"),
        (("sdt-serial", "x", "--option", "poll_ms=soon"), "Expected `int`"),
        (("sdt-serial", "x", "--option", "poll_ms"), "is no NAME=VALUE"),
        (("touch-panel", "x"), "with a touch panel there is nothing to try by hand"),
        (("--site", DEMO, "--station", "K-1", "reader"), 'did you mean "K-01"'),
        (("--site", DEMO, "--station", "K-01", "readr"), 'did you mean "reader"'),
        (("--site", "nowhere.toml", "--station", "K-01", "reader"), "can't be read"),
    ],
)
def test_a_wrong_question_ends_with_2(technician: Technician, words: tuple[str, ...], told: str) -> None:
    assert technician.types("try", *words) == 2
    assert told in technician.said


def test_as_a_program_it_obeys_its_input(tmp_path: Path) -> None:
    with EscposPrinter() as printer:
        ended = subprocess.run(
            [sys.executable, "-m", "devices", "try", "escpos-serial", printer.port],
            input="print\n", capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "confirmed" in ended.stdout
