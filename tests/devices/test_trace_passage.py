"""A passage hands every byte on at once and unchanged; through it a driver and its device work as without it."""

from __future__ import annotations

import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from config.site import Device
from devices.decoder import Sender
from devices.desk.passage import Passage
from devices.emulators.cards import card_of, number_of
from devices.emulators.emulator import Emulator
from devices.emulators.escpos_printer import EscposPrinter
from devices.emulators.id_reader import IdReader
from devices.emulators.scanners import Scanner
from devices.emulators.wire_emulator import WireEmulator
from devices.health import DeviceState
from devices.rack import Rack
from devices.registry import driver
from devices.transports.serial import SerialLine
from tests.devices.ear import Ear
from tests.devices.works.every import exercise_of

SNIFF = [sys.executable, "-m", "devices", "sniff"]
FAST = 4_000_000


class Echo(WireEmulator):
    """Answers every byte with itself."""

    models: ClassVar = ("echo",)

    def received(self, data: bytes) -> None:
        self.answer(data)


class Notes:
    """What passed, and why it ended."""

    def __init__(self) -> None:
        self.said: dict[Sender, bytearray] = {Sender.HOST: bytearray(), Sender.DEVICE: bytearray()}
        self.lost: queue.SimpleQueue[str] = queue.SimpleQueue()

    def passage(self, port: str, baud: int = 115200) -> Passage:
        return Passage(
            SerialLine(port, baud=baud), tell=lambda who, data: self.said[who].extend(data), lost=self.lost.put
        )


@pytest.fixture
def through() -> Iterator[Callable[[Emulator], tuple[Passage, Notes]]]:
    opened: list[tuple[Passage, Emulator]] = []

    def open_it(emulator: Emulator) -> tuple[Passage, Notes]:
        notes = Notes()
        passage = notes.passage(emulator.start().port).start()
        opened.append((passage, emulator))
        return passage, notes

    yield open_it
    for passage, emulator in opened:
        passage.close()
        emulator.close()


Through = Callable[[Emulator], tuple[Passage, Notes]]


def test_bytes_pass_both_ways_unchanged_and_all_are_told(through: Through) -> None:
    passage, notes = through(Echo(paced=False))
    line = SerialLine(passage.port, baud=FAST)
    sent = random.Random(7).randbytes(60_000)
    writer = threading.Thread(target=line.write, args=(sent,))
    writer.start()
    heard = b""
    while len(heard) < len(sent) and (data := line.read(2.0)):
        heard += data
    writer.join()
    line.close()
    assert heard == sent == bytes(notes.said[Sender.HOST]) == bytes(notes.said[Sender.DEVICE])


def test_a_byte_is_not_held_up(through: Through) -> None:
    passage, _ = through(Echo(paced=False))
    line = SerialLine(passage.port, baud=FAST)
    took = []
    for _ in range(50):
        start = time.monotonic()
        line.write(b"x")
        assert line.read(1.0) == b"x"
        took.append(time.monotonic() - start)
    line.close()
    assert sorted(took)[25] < 0.005


@pytest.mark.parametrize("drip", [False, True])
@pytest.mark.parametrize("emulator", [IdReader, EscposPrinter, Scanner])
def test_a_driver_and_its_device_work_through_it(emulator: type[Emulator], drip: bool, through: Through) -> None:
    made = emulator()
    passage, notes = through(made)
    if drip:
        made.fault("drip")
    model, ear = emulator.models[0], Ear()
    rack = Rack([Device(id="device-1", model=model, port=passage.port)], ear)
    rack.start()
    ear.health(DeviceState.READY)
    exercise_of(driver(model))(made, rack, ear)
    rack.stop()
    assert notes.said[Sender.DEVICE]


def test_a_device_that_is_pulled_is_told_once_and_nothing_passes_any_more(through: Through) -> None:
    made = IdReader()
    _, notes = through(made)
    made.hang_up()
    assert "is gone" in notes.lost.get(timeout=30)
    assert notes.lost.empty()


def test_what_no_program_takes_is_lost_and_the_next_passes(through: Through) -> None:
    made = Echo(paced=False)
    passage, notes = through(made)
    made.call(lambda: made.send(bytes(6000)))
    deadline = time.monotonic() + 5
    while len(notes.said[Sender.DEVICE]) < 6000 and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    line = SerialLine(passage.port, baud=FAST)  # what waited before the program came belongs to nobody
    heard = b""
    while b"now" not in heard and time.monotonic() < deadline:
        line.write(b"now")
        heard += line.read(0.2)
    line.close()
    assert b"now" in heard


# --- as a program ----------------------------------------------------------------------------------------------------


@pytest.mark.fault("F025")
def test_the_program_tells_a_reading_and_names_nobody(tmp_path: Path) -> None:
    with IdReader() as reader:
        words = [
            *SNIFF,
            reader.port,
            "--protocol",
            "sdt-samv",
            "--out",
            str(tmp_path / "trace"),
            "--link",
            str(tmp_path / "p"),
        ]
        with subprocess.Popen(words, stdout=-1, stderr=-1, text=True) as program:
            assert program.stdout is not None
            assert program.stderr is not None
            assert program.stdout.readline().strip() == str(tmp_path / "p")
            ear = Ear()
            rack = Rack([Device(id="device-1", model="sdt-serial", port=str(tmp_path / "p"))], ear)
            rack.start()
            ear.health(DeviceState.READY)
            exercise_of(driver("sdt-serial"))(reader, rack, ear)
            rack.stop()
            program.send_signal(signal.SIGTERM)
            told = program.stdout.read() + (tmp_path / "trace").read_text()
            assert (program.wait(5), program.stderr.read()) == (0, "")
    for kind in ("find-card", "no-card", "find-ok", "select-card", "read-text-ok"):
        assert told.count(kind) >= 2, kind
    person = card_of("mumian")
    number = number_of(person)
    assert "张＊＊" in told
    assert f"＊＊＊＊{number[-4:]}" in told
    secrets = (person.name, number, number[6:14], person.address)
    spelt = [*secrets, *(secret.encode("utf-16-le").hex().upper() for secret in secrets)]
    assert not [word for word in spelt if word in told.replace(" ", "")]


def test_the_program_says_that_the_device_is_lost_and_ends_with_1() -> None:
    with (
        IdReader() as reader,
        subprocess.Popen([*SNIFF, reader.port, "--raw"], stdout=-1, stderr=-1, text=True) as program,
    ):
        assert program.stdout is not None
        assert program.stderr is not None
        port = Path(program.stdout.readline().strip())
        reader.hang_up()
        assert program.wait(5) == 1
        assert "is gone" in program.stderr.read()
        assert not os.path.lexists(port)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["/dev/kapok-none", "--raw"], "/dev/kapok-none is gone"),
        (["/dev/kapok-none", "--protocol", "sdt-sam"], 'did you mean "sdt-samv"'),
        (["/dev/kapok-none"], "one of the arguments --protocol --raw is required"),
    ],
)
def test_the_program_refuses_a_port_or_protocol_that_is_not_there(words: list[str], told: str) -> None:
    ended = subprocess.run([*SNIFF, *words], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert told in ended.stderr
