"""A scanner that is a keyboard: what it types becomes the bytes of a code, and nothing else comes of it (F033)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from config.site import Device
from devices.emulators.wedge_scanner import PLAIN, WedgeScanner
from devices.errors import BadSetting, LineLost, Refused
from devices.health import DeviceState
from devices.rack import Rack
from devices.transports.keys import KernelKeyboard, Keys
from devices.wire.input_event import DOWN, DROPPED, KEY, REPORT, SIZE, SYNC, UP, InputEvent, read_events, record
from devices.wire.us_keyboard import HID, KERNEL, TYPED
from devices.wire.wedge import AltDigits, Typist, alt_character
from tests.devices.bench import Bench
from tests.devices.ear import Ear
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs
from tests.scale import Scale

NUMBERS = {key: code for code, key in KERNEL.items()}
TYPEABLE = "".join(map(chr, range(0x20, 0x7F)))


def press(*keys: str) -> list[InputEvent]:
    """All go down, then up again."""
    down = [InputEvent(KEY, NUMBERS[key], DOWN) for key in keys]
    return [*down, *(InputEvent(KEY, event.code, UP) for event in reversed(down))]


def hear(events: Iterable[InputEvent], digits: AltDigits = AltDigits.GBK) -> bytes:
    typist = Typist(digits)
    return b"".join(typist.hear(event) for event in events)


def alt(number: str) -> list[InputEvent]:
    hold = InputEvent(KEY, NUMBERS["left-alt"], DOWN)
    return [hold, *(e for digit in number for e in press(f"keypad-{digit}")), InputEvent(KEY, hold.code, UP)]


# --- records and keys ------------------------------------------------------------------------------------------------


def test_a_record_is_the_kernels_24_bytes_on_a_machine_of_64_bits() -> None:
    assert (24 if os.sysconf("SC_LONG_BIT") == 64 else 16) == SIZE
    events = [InputEvent(KEY, 30, DOWN), InputEvent(SYNC, REPORT, 0), InputEvent(KEY, 30, -1)]
    assert read_events(b"".join(map(record, events)) + b"half") == events


def test_every_printing_character_of_ascii_has_its_key() -> None:
    assert {char for pair in TYPED.values() for char in pair} == set(TYPEABLE) | {"\r"}
    assert set(TYPED) <= set(KERNEL.values())
    assert set(TYPED) <= set(HID.values())


def test_shift_gives_the_upper_character_and_either_shift_will_do() -> None:
    assert hear(press("a") + press("left-shift", "a") + press("right-shift", "1") + press("enter")) == b"aA!\r"


def test_the_keypad_types_digits_and_enter() -> None:
    assert hear(press("keypad-0") + press("keypad-9") + press("keypad-.") + press("keypad-enter")) == b"09.\r"


def test_a_key_that_is_held_types_once() -> None:
    assert hear([InputEvent(KEY, NUMBERS["a"], DOWN), InputEvent(KEY, NUMBERS["a"], 2)]) == b"a"


@pytest.mark.fault("F033")
@pytest.mark.parametrize(
    "keys",
    [
        ("left-ctrl", "left-alt", "delete"), ("left-alt", "f4"), ("tab",), ("left-alt", "tab"), ("left-meta", "l"),
        ("left-ctrl", "left-alt", "t"), ("right-ctrl", "c"), ("left-ctrl", "left-shift", "v"), ("right-alt", "e"),
        ("left-meta",), ("left-alt",), ("escape",), ("f1",), ("f12",), ("caps-lock",), ("backspace",), ("up",),
        ("left-ctrl", "enter"), ("left-alt", "left-ctrl", "keypad-1"), ("left-alt", "a", "keypad-6", "keypad-5"),
    ],
)  # fmt: skip
def test_a_combination_or_a_key_that_prints_nothing_types_nothing(keys: tuple[str, ...]) -> None:
    assert hear(press("a") + press(*keys) + press("b")) == b"ab"


@pytest.mark.parametrize(
    ("number", "digits", "typed"),
    [
        ("083", AltDigits.GBK, b"S"),
        ("083", AltDigits.LATIN1, b"S"),
        ("083", AltDigits.UNICODE, b"S"),
        ("0233", AltDigits.LATIN1, b"\xe9"),
        ("0233", AltDigits.UNICODE, "é".encode()),
        ("47811", AltDigits.GBK, "好".encode("gbk")),
        ("22909", AltDigits.UNICODE, "好".encode()),
        ("47811", AltDigits.LATIN1, b""),
        ("99999", AltDigits.GBK, b""),
        ("55296", AltDigits.UNICODE, b""),
        ("9999999", AltDigits.UNICODE, b""),
        ("123456789", AltDigits.UNICODE, b""),
    ],
)
def test_alt_and_a_number_is_one_character_as_the_setting_says(number: str, digits: AltDigits, typed: bytes) -> None:
    assert hear(alt(number), digits) == typed


def test_what_the_kernel_threw_away_spoils_what_is_being_typed() -> None:
    typist = Typist()
    typist.hear(InputEvent(KEY, NUMBERS["left-shift"], DOWN))
    typist.hear(InputEvent(SYNC, DROPPED, 0))
    assert typist.lost
    assert [typist.hear(event) for event in press("a")] == [b"", b""]
    typist.hear(InputEvent(SYNC, REPORT, 0))
    assert typist.hear(press("a")[0]) == b"a", "shift is forgotten"


def test_random_events_never_stop_a_typist_or_make_it_grow(scale: Scale) -> None:
    typist = Typist(AltDigits.UNICODE)
    for _ in range(scale.rounds(ci=20_000, long=1_000_000)):
        event = InputEvent(scale.random.choice((0, 1, 1, 1, 4)), scale.random.randrange(300), scale.random.randrange(3))
        assert len(typist.hear(event)) <= 4
        assert len(vars(typist)["_digits"]) <= 9
    assert all(len(alt_character(n, AltDigits.GBK)) <= 2 for n in range(0, 70_000, 7))


# --- driver and emulator ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["cr", "crlf", "tab", "none"])
def test_every_printing_character_arrives_whatever_ends_the_code(tail: str) -> None:
    with Bench(scanner := WedgeScanner(), silence_ms=1000) as bench:
        scanner.control(f"tail {tail}")
        scanner.show(TYPEABLE)
        assert bench.ear.code() == TYPEABLE.encode() + (b"\r" if tail == "crlf" else b"")


@pytest.mark.fault("F028")
def test_all_256_byte_values_arrive_where_the_scanner_types_numbers_for_them() -> None:
    with Bench(scanner := WedgeScanner(paced=False)) as bench:
        scanner.control("typing alt")
        scanner.show(bytes(range(256)))
        assert bench.ear.code(within_s=30) == bytes(range(256))


@pytest.mark.parametrize(("typing", "encoding"), [("gbk", "gbk"), ("unicode", "utf-8")])
def test_chinese_arrives_as_the_setting_says(typing: str, encoding: str) -> None:
    text = "广州市政务大厅取号A012"
    with Bench(scanner := WedgeScanner(), alt_digits=typing) as bench:
        scanner.control(f"typing {typing}")
        scanner.show(text)
        assert bench.ear.code() == text.encode(encoding)


@pytest.mark.fault("F033")
@pytest.mark.parametrize("fault", ["combos", "ime"])
def test_combinations_before_and_within_a_code_leave_no_trace(fault: str) -> None:
    with Bench(scanner := WedgeScanner()) as bench:
        scanner.fault(fault)
        scanner.show("A012-secret")
        assert bench.ear.code() == b"A012-secret"
        assert bench.ear.all_for(0.3) == []


def test_a_code_of_which_the_kernel_lost_a_part_is_no_code() -> None:
    with Bench(scanner := WedgeScanner()) as bench:
        scanner.fault("dropped", times=1)
        scanner.show("A012-A012-A012")
        assert bench.ear.code() is None
        assert bench.ear.all_for(0.3) == []
        scanner.show("A013")
        assert bench.ear.code() == b"A013"


@pytest.mark.fault("F033")
def test_a_keyboard_another_program_holds_is_at_fault_in_words_and_never_read(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("cannot be had alone: another program holds it, so it is not read")
    with WedgeScanner() as scanner:
        scanner.fault("held")
        rack, ear = rack_for(scanner)
        rack.start()
        assert ear.health(DeviceState.FAULT).health.reason == "refused"
        scanner.show("A012")
        assert not [event for event in ear.all_for(1.0) if type(event).__name__ == "CodeSeen"]
        scanner.clear()
        ear.health(DeviceState.READY)
        scanner.show("A013")
        assert ear.code() == b"A013", "what was typed before is not told later"
        rack.stop()


def rack_for(scanner: WedgeScanner) -> tuple[Rack, Ear]:
    ear = Ear()
    return Rack([Device(id="device-1", model="keyboard-wedge", port=scanner.port)], ear), ear


def test_two_programs_cannot_have_one_keyboard() -> None:
    with WedgeScanner() as scanner:
        first = Keys(scanner.port)
        with pytest.raises(Refused, match="cannot be had alone"):
            Keys(scanner.port)
        first.close()
        first.close()
        Keys(scanner.port).close()


def test_a_keyboard_that_is_not_there_is_lost(tmp_path: Path) -> None:
    with pytest.raises(LineLost):
        Keys(str(tmp_path / "nothing"))


def test_a_key_that_stays_down_holds_up_nothing(given_time: GivenTime) -> None:
    with Bench(scanner := WedgeScanner()) as bench:
        held = record(InputEvent(KEY, PLAIN["b"], 2)) + record(InputEvent(SYNC, REPORT, 0))
        start = time.monotonic()
        for moment in range(12):
            scanner.call(partial(scanner.answer, held, after_s=moment * 0.05))
        scanner.call(lambda: scanner.type_strokes([(PLAIN["a"],)]))
        assert bench.ear.code() == b"a"
        assert given_time.between(start, bench.ear.at) < 0.5


def test_where_the_kernel_makes_no_keyboard_an_emulator_says_so() -> None:
    with pytest.raises(BadSetting, match="the kernel makes no keyboard here"):
        KernelKeyboard("nobody's", maker="/dev/null/uinput")


@pytest.mark.fault("F033")
@pytest.mark.skipif(not os.access("/dev/uinput", os.W_OK), reason="this kernel lets no program make a keyboard")
def test_the_kernels_grab_gives_a_keyboard_to_one_program_where_there_is_uinput() -> None:
    link = Path("/dev/input/kapok-wedge-test")
    with Bench(scanner := WedgeScanner(link=link)) as bench:
        scanner.fault("combos")
        scanner.show("A012-secret")
        assert bench.ear.code() == b"A012-secret"
        with pytest.raises(Refused, match="cannot be had alone"):
            Keys(scanner.port)
        scanner.hang_up()
        bench.ear.health(DeviceState.LOST)
