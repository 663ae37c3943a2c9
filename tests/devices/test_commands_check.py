"""`kapok devices check`: how every device of a station is before opening hours, and what a person must do."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import config.sites
from devices.__main__ import main
from devices.emulators.escpos_printer import EscposPrinter
from devices.emulators.id_reader import IdReader
from devices.emulators.scanners import Scanner
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs

DEMO = Path(config.sites.__path__[0]) / "demo.toml"


@pytest.fixture
def kiosk() -> Iterator[dict[str, Any]]:
    """The demo kiosk's three devices, emulated."""
    with IdReader() as reader, Scanner() as scanner, EscposPrinter() as printer:
        yield {"reader": reader, "scanner": scanner, "printer": printer}


def at(emulators: dict[str, Any]) -> list[str]:
    """The words that put the demo kiosk's devices at their emulators' ports."""
    return [word for name, emulator in emulators.items() for word in ("--port", f"{name}={emulator.port}")]


def check(capsys: pytest.CaptureFixture[str], emulators: dict[str, Any], *more: str) -> tuple[int, dict[str, Any]]:
    code = main(["check", str(DEMO), "--station", "K-01", "--json", *at(emulators), *more])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, answer


def test_a_station_whose_devices_are_well_is_ready(kiosk: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = check(capsys, kiosk)
    assert (code, answer["ready"]) == (0, True)
    reader, scanner, printer = answer["devices"]
    assert [(one["id"], one["state"]) for one in (reader, scanner, printer)] == [
        ("reader", "ready"), ("scanner", "ready"), ("printer", "ready")
    ]  # fmt: skip
    assert (printer["paper"], printer["ms"] > 0, scanner["port"]) == ("full", True, kiosk["scanner"].port)


def test_a_device_that_needs_a_person_is_told_in_words_and_ends_with_1(
    kiosk: dict[str, Any], capsys: pytest.CaptureFixture[str], expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("reader .* is lost")
    kiosk["reader"].fault("silent")
    kiosk["printer"].control("cover open")
    code, answer = check(capsys, kiosk)
    assert (code, answer["ready"]) == (1, False)
    states = {one["id"]: (one["state"], one["reason"]) for one in answer["devices"]}
    assert states == {
        "reader": ("lost", "no-answer"), "scanner": ("ready", ""), "printer": ("attention", "cover-open")
    }  # fmt: skip
    assert "is it switched on" in answer["devices"][0]["words"]


def test_all_devices_are_opened_at_the_same_time_and_none_longer_than_allowed(
    kiosk: dict[str, Any], capsys: pytest.CaptureFixture[str], given_time: GivenTime
) -> None:
    for one in (kiosk["reader"], kiosk["printer"]):
        one.fault("silent")
    start = time.monotonic()
    code, answer = check(capsys, kiosk, "--seconds", "0.3")
    assert given_time.since(start) < 1.5
    assert [one["reason"] for one in answer["devices"]] == ["too-slow", "", "too-slow"]
    assert code == 1


def test_nothing_is_printed_and_nobody_is_named(kiosk: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    kiosk["reader"].control("card mumian")
    assert main(["check", str(DEMO), "--station", "K-01", *at(kiosk)]) == 0
    table = capsys.readouterr().out
    assert "3 of 3 devices are ready." in table
    assert not re.search(r"木棉|张|\d{17}[\dX]", table)
    assert kiosk["printer"].control("slips").slips == ()


def test_a_device_without_a_port_is_said_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(DEMO)]) == 1
    table = capsys.readouterr().out
    assert table.count("no port") == 9
    assert "0 of 9 devices are ready" in table
    assert "kapok devices emulate MODEL" in table
    assert max(map(len, table.splitlines())) <= 120


def test_a_device_that_is_reached_through_another_waits_for_that_ones_port(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = DEMO.read_text().replace('model = "serial-scanner"', 'model = "camera-scanner"', 1)
    camera = '[[stations.devices]]\nid = "camera"\nmodel = "uvc-camera"\n\n'
    site = site.replace('[[stations.devices]]\nid = "printer"', camera + '[[stations.devices]]\nid = "printer"', 1)
    (tmp_path / "site.toml").write_text(site)
    assert main(["check", str(tmp_path / "site.toml"), "--station", "K-01", "--json"]) == 1
    reasons = {one["id"]: one["reason"] for one in json.loads(capsys.readouterr().out)["devices"]}
    assert (reasons["camera"], reasons["scanner"]) == ("no-port", "needs-no-port")


def test_every_mistake_of_a_site_is_told_at_once_with_the_nearest_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = DEMO.read_text().replace(
        'model = "sdt-serial"\noptions = { poll_ms', 'model = "sdt-serial"\noptions = { pol_ms'
    )
    (tmp_path / "site.toml").write_text(site.replace('"newland-serial"', '"newland-seral"'))
    assert main(["check", str(tmp_path / "site.toml"), "--port", "printr=/dev/null"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert [line.split("site.toml: ")[1].split(":")[0] for line in told] == [
        "stations[K-01].devices[reader]",
        "stations[K-02].devices[reader]",
        "stations[K-02].devices[scanner]",
        "--port",
    ]
    assert "did you mean 'poll_ms'" in told[0]
    assert "did you mean 'newland-serial'" in told[2]
    assert 'did you mean "printer"' in told[3]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.toml"], "can't be read"),
        ([str(DEMO), "--station", "K-03"], 'did you mean "K-0'),
        ([str(DEMO), "--station", "K-01", "--port", "reader"], "it is DEVICE=PORT"),
    ],
)
def test_a_wrong_question_ends_with_2(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *words]) == 2
    assert told in capsys.readouterr().err
