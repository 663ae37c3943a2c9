"""Emulators keep the line's time and their path, and obey control lines (their protocols: see the drivers' tests)."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from devices.__main__ import main
from devices.emulators.cards import PRESETS
from devices.emulators.emulator import Answer
from devices.emulators.id_reader import IdReader
from devices.emulators.scanners import Scanner
from devices.emulators.sdt_module import CardAnswer
from devices.emulators.tcp_port import TcpPort
from devices.emulators.wire_emulator import WireEmulator
from devices.errors import LineLost
from devices.transports.line import Line
from devices.transports.serial import SerialLine
from devices.transports.tcp import TcpLine
from devices.wire import sdt
from tests.devices.vectors import frame
from tests.given_time import GivenTime


class Echo(WireEmulator):
    """Answers what it hears."""

    models = ("echo",)

    def received(self, data: bytes) -> None:
        self.answer(data)


class NetworkEcho(Echo):
    """The same behind a socket."""

    port_type = TcpPort


def read_all(line: Line, count: int) -> bytes:
    heard = b""
    while len(heard) < count:
        more = line.read(2.0)
        assert more, f"only {len(heard)} of {count} bytes came"
        heard += more
    return heard


def test_the_long_reply_takes_112_ms_at_115200(given_time: GivenTime) -> None:
    with IdReader() as reader:
        reader.lay()
        line = SerialLine(reader.port, baud=115_200)
        for command, size in ((sdt.Command.FIND, 15), (sdt.Command.SELECT, 19)):
            line.write(sdt.request(command))
            read_all(line, size)
        start = time.monotonic()
        line.write(sdt.request(sdt.Command.READ))
        reply = read_all(line, 1295)
        took, end = time.monotonic() - start, time.monotonic()
        line.close()
    assert reply.startswith(frame("sdt-samv-012"))
    assert took >= 1305 * 10 / 115_200
    assert given_time.between(start, end) < 0.135


def test_what_a_driver_writes_takes_its_time_too() -> None:
    with Echo(baud=9600) as echo:
        line = SerialLine(echo.port, baud=9600)
        start = time.monotonic()
        line.write(b"x" * 96)
        assert read_all(line, 96) == b"x" * 96
        assert time.monotonic() - start > 0.105
        line.close()


def test_without_a_pace_a_large_answer_arrives_whole() -> None:
    with Scanner(paced=False) as scanner:
        line = SerialLine(scanner.port, baud=9600)
        scanner.flood(300_000)
        assert len(read_all(line, 300_000)) == 300_000
        line.close()


def test_a_pulled_plug_takes_the_path_away_and_the_same_path_comes_back(tmp_path: Path) -> None:
    link = tmp_path / "reader"
    with Echo(link=link) as echo:
        assert echo.port == str(link)
        line = SerialLine(echo.port, baud=9600)
        echo.hang_up()
        assert not link.exists()
        line.close()
        echo.come_back()
        line = SerialLine(echo.port, baud=9600)
        line.write(b"there?")
        assert read_all(line, 6) == b"there?"
        line.close()
    assert not link.is_symlink()


def test_a_network_device_keeps_the_lines_time_and_its_port_over_a_pulled_plug() -> None:
    with NetworkEcho(baud=9600) as echo:
        assert echo.port.startswith("socket://127.0.0.1:")
        line = TcpLine(echo.port)
        start = time.monotonic()
        line.write(b"x" * 96)
        assert read_all(line, 96) == b"x" * 96
        assert time.monotonic() - start > 0.105
        echo.hang_up()
        with pytest.raises(LineLost):
            line.read(1.0)
        line.close()
        with pytest.raises(LineLost):
            TcpLine(echo.port)
        echo.come_back()
        line = TcpLine(echo.port)
        line.write(b"there?")
        assert read_all(line, 6) == b"there?"
        line.close()


def test_a_network_device_has_one_session_and_the_next_hears_nothing_of_it() -> None:
    with NetworkEcho(paced=False) as echo:
        first, second = (TcpLine(echo.port) for _ in range(2))
        second.write(b"later")
        first.write(b"now")
        assert read_all(first, 3) == b"now"
        assert second.read(0.05) == b""
        echo.fault("late", "60", times=1)
        first.write(b"too late")
        first.close()
        assert read_all(second, 5) == b"later"
        assert second.read(0.05) == b""
        second.close()
        assert echo.call(lambda: echo.is_idle)


def test_a_network_device_says_its_port_in_a_file(tmp_path: Path) -> None:
    link = tmp_path / "port"
    with NetworkEcho(link=link) as echo:
        assert link.read_text().strip() == echo.port
    assert not link.exists()


@pytest.mark.parametrize(
    ("fault", "argument", "heard"),
    [
        ("stop-after", "2", b"ab"),
        ("noise", "7E7E", b"~~abcd"),
        ("noise-after", "7E7E", b"abcd~~"),
        ("lose", "2", b"ac"),
        ("glued", "", b"abcdabcd"),
        ("drip", "", b"abcd"),
        ("late", "0.05", b"abcd"),
    ],
)
def test_a_line_fault_spoils_the_answer_and_can_be_cleared(fault: str, argument: str, heard: bytes) -> None:
    with Echo(paced=False) as echo:
        line = SerialLine(echo.port, baud=9600)
        assert echo.control(f"fault {fault} {argument}") == Answer()
        line.write(b"abcd")
        assert read_all(line, len(heard)) == heard
        echo.control("clear")
        line.write(b"abcd")
        assert read_all(line, 4) == b"abcd"
        line.close()


def test_a_fault_may_be_for_one_answer_only() -> None:
    with Echo(paced=False) as echo:
        line = SerialLine(echo.port, baud=9600)
        echo.fault("silent", times=1)
        line.write(b"one")
        assert line.read(0.1) == b""
        line.write(b"two")
        assert read_all(line, 3) == b"two"
        line.close()


def test_a_control_line_that_means_nothing_says_what_there_is() -> None:
    with IdReader() as reader:
        assert "commands: card" not in reader.control("card mumian").error
        answer = reader.control("card elder")
        assert isinstance(answer, CardAnswer)
        assert answer.name == PRESETS["elder"].name
        assert "remove" in reader.control("lay elder").error
        assert "elder" in reader.control("card eldest").error
        assert "silent" in reader.control("fault mute").error
        assert not reader.control('card {"nme": "x"}').ok
        assert not reader.control("fault silent 1 often").ok


def test_an_emulator_as_a_program_says_its_port_and_answers_each_line_with_json(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "devices", "emulate", "sdt-serial", "--link", str(tmp_path / "pad")]
    program = subprocess.Popen([*words, "--fault", "late=0.01"], stdin=-1, stdout=-1, text=True)
    assert program.stdin is not None
    assert program.stdout is not None
    assert program.stdout.readline().strip() == str(tmp_path / "pad")
    answers = []
    for line in ("card hk", "nonsense", "quit"):
        program.stdin.write(line + "\n")
        program.stdin.flush()
        answers.append(msgspec.json.decode(program.stdout.readline(), type=CardAnswer))
    assert [answer.ok for answer in answers] == [True, False, True]
    assert answers[0].name == PRESETS["hk"].name
    assert program.wait(5) == 0
    program.stdin.close()
    program.stdout.close()
    assert not (tmp_path / "pad").is_symlink()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_an_emulator_that_is_told_to_end_leaves_no_port_behind(how: signal.Signals, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "devices", "emulate", "serial-scanner", "--link", str(tmp_path / "port")]
    with subprocess.Popen(words, stdin=-1, stdout=-1, stderr=-1, text=True) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.readline()
        program.send_signal(how)
        assert program.wait(5) == 0
        assert program.stderr.read() == ""
    assert not (tmp_path / "port").is_symlink()


def test_the_bench_lists_models_and_refuses_unknown_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["list"]) == 0
    assert "sdt-serial" in capsys.readouterr().out
    assert main(["emulate", "sdt-seral"]) == 2
    assert "did you mean 'sdt-serial'" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert main(["emulate", "serial-scanner", "--fault", "nix"]) == 2
    assert main(["emulate", "serial-scanner", "--unpaced"]) == 0
