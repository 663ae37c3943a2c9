"""The emulated printer, spoken to by hand: its answers, its buffer, its paper, its control words."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emulators.escpos_printer import EscposPrinter
from devices.errors import NoAnswer
from devices.platen.stream import Order, RealTime, Stream
from tests.devices.hand import Hand

RASTER = b"\x1dv0\x00\x01\x00\x04\x00"


@pytest.fixture
def printer() -> Iterator[EscposPrinter]:
    with EscposPrinter(paced=False) as device:
        yield device


@pytest.fixture
def hand(printer: EscposPrinter) -> Iterator[Hand]:
    with contextlib.closing(Hand(printer.port)) as hand:
        yield hand


def test_a_question_is_answered_in_the_middle_of_another_command(hand: Hand) -> None:
    hand.say(b"\x1d" + b"\x10\x04\x01" + b"!\x11")
    assert hand.hear(1) == b"\x12"
    hand.say(b"A\n\x1dVB\x00" + b"\x1d(H\x06\x00000001")
    assert hand.hear(7) == b"\x37\x22" + b"0001" + b"\x00"


def test_inside_a_picture_a_question_is_data_unless_the_model_is_of_the_other_kind(
    printer: EscposPrinter, hand: Hand
) -> None:
    hand.say(RASTER + b"\x10\x04\x01\x00" + b"\x10\x04\x04")
    assert hand.hear(2, within_s=0.2) == b"\x12"
    printer.fault("real-time-in-data")
    hand.say(RASTER + b"\x10\x04\x01\x00" + b"\x10\x04\x04")
    assert hand.hear(2) == b"\x12\x12"


@given(
    st.lists(
        st.sampled_from([b"A", b"\x1b@", b"\x1d!\x10", b"\x10\x04\x01", RASTER + b"\x10\x04\x01\x10", b"\x1dVB\x00"])
    ),
    st.booleans(),
)
def test_the_stream_is_cut_alike_byte_by_byte_and_at_once(parts: list[bytes], in_data: bool) -> None:
    data = b"".join(parts) + b"AAA"
    whole = Stream(real_time_in_data=in_data).feed(data)
    slow = Stream(real_time_in_data=in_data)
    assert [found for byte in data for found in slow.feed(bytes([byte]))] == whole
    assert [found.raw for found in whole if isinstance(found, Order) and found.name == b"\x1dv"] == [
        part for part in parts if part.startswith(RASTER)
    ]
    inside = sum(part.startswith(RASTER) for part in parts) if in_data else 0
    assert sum(isinstance(found, RealTime) for found in whole) == parts.count(b"\x10\x04\x01") + inside


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("paper-out", b"\x1a\x32\x12\x72"),
        ("near-end on", b"\x12\x12\x12\x1e"),
        ("cover open", b"\x1a\x36\x12\x12"),
        ("offline on", b"\x1a\x12\x12\x12"),
    ],
)
def test_a_control_word_shows_in_the_four_answers(printer: EscposPrinter, hand: Hand, word: str, asked: bytes) -> None:
    assert printer.control(word).ok
    hand.say(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04")
    assert hand.hear(4) == asked


def test_automatic_status_comes_on_enabling_and_on_every_change(printer: EscposPrinter, hand: Hand) -> None:
    hand.say(b"\x1da\xff")
    assert hand.hear(4) == b"\x10\x00\x00\x0f"
    printer.near_end(True)
    assert hand.hear(4) == b"\x10\x00\x03\x0f"
    printer.paper_out()
    assert hand.hear(4) == b"\x18\x00\x0c\x0f"
    hand.say(b"\x10\x04\x04")
    assert hand.hear(1) == b"\x72"


def test_a_jammed_knife_stops_at_the_cut_and_goes_on_when_freed(printer: EscposPrinter, hand: Hand) -> None:
    assert printer.control("cutter jam").ok
    hand.say(b"A\n\x1dVB\x00\x1d(H\x06\x00000001")
    hand.say(b"\x10\x04\x03")
    assert hand.hear(1) == b"\x1a"
    assert printer.control("cutter ok").ok
    assert hand.hear(7) == b"\x37\x220001\x00"
    assert printer.take_slip()[0].text == "A"


def test_after_a_refill_it_prints_the_rest_unless_its_buffer_was_cleared(printer: EscposPrinter, hand: Hand) -> None:
    for cleared in (False, True):
        printer.paper_out_after(2)
        hand.say(b"A\nB\n\x1dVB\x00")
        hand.say((b"\x10\x05\x02" if cleared else b"") + b"\x10\x04\x04")
        assert hand.hear(1) == b"\x72"
        printer.refill()
        torn, _ = printer.take_slip()
        assert (torn.text, torn.cut) == ("A", False)
        if cleared:
            with pytest.raises(NoAnswer):
                printer.take_slip(timeout_s=0.05)
        else:
            assert printer.take_slip()[0].text == "B"


def test_a_slow_printer_confirms_late_and_tells_its_status_at_once(printer: EscposPrinter, hand: Hand) -> None:
    printer.fault("slow", "100")
    start = time.monotonic()
    hand.say(b"A\nB\n\x1d(H\x06\x00000001\x10\x04\x01")
    assert hand.hear(1) == b"\x12"
    assert hand.hear(7) == b"\x37\x220001\x00"
    assert time.monotonic() - start >= 0.2


def test_it_says_who_it_is(hand: Hand) -> None:
    hand.say(b"\x1dI\x43")
    assert hand.hear(7) == b"\x5fKP-80\x00"


def test_an_unknown_command_is_reported_with_the_slip(printer: EscposPrinter, hand: Hand) -> None:
    hand.say(b"\x1bzA\n\x1dVB\x00")
    assert printer.take_slip()[0].unknown == ("1b7a",)


def test_as_a_program_it_obeys_lines_and_leaves_slips_in_its_folder(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "devices", "emulate", "escpos-serial"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    ) as program:  # fmt: skip
        assert program.stdin is not None
        assert program.stdout is not None
        port = program.stdout.readline().strip()

        def control(line: str) -> dict[str, object]:
            assert program.stdin is not None
            assert program.stdout is not None
            print(line, file=program.stdin, flush=True)
            answer: dict[str, object] = json.loads(program.stdout.readline())
            return answer

        assert control(f"out {tmp_path}")["ok"]
        with contextlib.closing(Hand(port)) as hand:
            hand.say(b"\x1b@A012\n" + b"\x1dVB\x00\x1d(H\x06\x00000001")
            assert hand.hear(7) == b"\x37\x220001\x00"
        assert control("paper-out-after nonsense")["ok"] is False
        assert control("status")["paper"] == "full"
        control("quit")
    [line] = (tmp_path / "slips.jsonl").read_text().splitlines()
    report = json.loads(line)
    assert (report["text"], report["cut"]) == ("A012", True)
    assert Path(report["png"]).read_bytes().startswith(b"\x89PNG")
    assert Path(report["bin"]).read_bytes() == b"\x1b@A012\n\x1dVB\x00"
