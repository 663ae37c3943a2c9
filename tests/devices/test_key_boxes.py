"""Key boxes: each press is told once, with its name; bounce, repeats and stuck keys make no others."""

from __future__ import annotations

import pytest

from devices.driver import read_options
from devices.drivers.hid_keys import HidKeys
from devices.drivers.modbus_keys import ModbusKeys
from devices.emulators.key_pad import KeyPad
from devices.emulators.key_panel import KeyPanel
from devices.errors import BadSetting
from devices.health import DeviceState
from devices.kinds.key_box import KeyPressed, KeyReleased
from tests.devices.bench import Bench
from tests.logs import ExpectedLogs
from tests.scale import Scale

Option = bool | int | float | str


class KeyBench(Bench):
    """A key box and its driver."""

    def pressed(self) -> str:
        event: KeyPressed = self.ear.next(lambda event: isinstance(event, KeyPressed))
        return event.key

    def released(self) -> KeyReleased:
        event: KeyReleased = self.ear.next(lambda event: isinstance(event, KeyReleased))
        return event

    def held(self, key: str, name: str = "") -> KeyReleased:
        """Somebody presses a key until it is told, and lets it go."""
        self.emulator.control(f"hold {key}")
        assert self.pressed() == (name or key)
        self.emulator.control(f"release {key}")
        return self.released()

    def keys_for(self, span_s: float) -> list[str]:
        """Every press that is told in that time."""
        return [event.key for event in self.ear.all_for(span_s) if isinstance(event, KeyPressed)]


def panel(board: KeyPanel | None = None, **options: Option) -> KeyBench:
    return KeyBench(board or KeyPanel(baud=115_200), "modbus-keys", baud=115_200, **options)


def pad(**options: Option) -> KeyBench:
    return KeyBench(KeyPad(), "hid-keys", **options)


def both(model: str, **options: Option) -> KeyBench:
    return panel(None, **options) if model == "modbus-keys" else pad(**options)


BOTH = pytest.mark.parametrize("model", ["modbus-keys", "hid-keys"])


@BOTH
def test_a_press_is_told_at_once_and_its_end_with_how_long_it_was_held(model: str) -> None:
    with both(model) as bench:
        bench.emulator.control("press 2 300")
        assert bench.pressed() == "2"
        down = bench.ear.at
        told = bench.released()
        assert told.key == "2"
        assert told.held_ms == pytest.approx(1000 * (bench.ear.at - down), abs=100)


@BOTH
def test_two_keys_at_a_time_are_two_presses(model: str) -> None:
    with both(model) as bench:
        for line in ("hold 1", "hold 2", "release 1", "release 2"):
            bench.emulator.control(line)
            bench.ear.next(lambda event: isinstance(event, KeyPressed | KeyReleased))
        bench.ear.all_for(0.15)
        told = [(type(e), e.key) for e in bench.ear.heard if isinstance(e, KeyPressed | KeyReleased)]
        assert told == [(KeyPressed, "1"), (KeyPressed, "2"), (KeyReleased, "1"), (KeyReleased, "2")]


@BOTH
def test_every_press_is_told_once_and_in_order(model: str, scale: Scale) -> None:
    with both(model) as bench:
        keys = [str(scale.random.randrange(1, 9)) for _ in range(scale.rounds(ci=8, long=500))]
        for key in keys:
            bench.held(key)
        bench.ear.all_for(0.2)
        assert [event.key for event in bench.ear.heard if isinstance(event, KeyPressed)] == keys


@BOTH
def test_a_key_that_sticks_needs_a_person_and_the_others_go_on(model: str) -> None:
    with both(model, stuck_s=1.0) as bench:
        bench.emulator.control("hold 3")
        assert bench.pressed() == "3"
        health = bench.ear.health(DeviceState.ATTENTION).health
        assert (health.reason, [(part.name, part.reason) for part in health.parts]) == ("key-stuck", [("3", "stuck")])
        bench.held("1")
        assert bench.rack.health[0].state is DeviceState.ATTENTION
        bench.emulator.control("release 3")
        assert bench.ear.health(DeviceState.READY).health.parts == ()


@BOTH
def test_a_key_that_was_held_while_the_box_was_lost_presses_nothing(model: str, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    with both(model) as bench:
        bench.emulator.control("hold 1")
        bench.pressed()
        bench.emulator.hang_up()
        bench.ear.health(DeviceState.LOST)
        bench.emulator.come_back()
        bench.ear.health(DeviceState.READY)
        bench.emulator.control("release 1")
        assert bench.keys_for(0.3) == []
        bench.held("2")
        assert [event.key for event in bench.ear.heard if isinstance(event, KeyReleased)] == ["2"]


def test_a_contact_that_bounces_is_one_press() -> None:
    with panel() as bench:
        bench.emulator.fault("bounce")
        for _ in range(5):
            bench.held("4")
            assert bench.keys_for(0.15) == []


def test_inputs_have_names_and_one_without_a_name_is_not_looked_at() -> None:
    with panel(keys="next recall - hold", first=1) as bench:
        for key in ("1", "4"):
            bench.emulator.control(f"hold {key}")
        for key, name in (("2", "next"), ("3", "recall"), ("5", "hold")):
            bench.held(key, name)
        assert [event.key for event in bench.ear.heard if isinstance(event, KeyPressed)] == ["next", "recall", "hold"]


def test_inputs_that_open_when_pressed_are_keys_too() -> None:
    board = KeyPanel(baud=115_200)
    board.inverted = True
    with panel(board, inverted=True) as bench:
        assert bench.keys_for(0.1) == []
        bench.held("1")


@pytest.mark.fault("F094")
@pytest.mark.parametrize("fault", ["silent", "bad-crc", "other-unit", "stop-after", "noise", "glued", "echo"])
def test_spoiled_answers_press_nothing_and_hide_nothing(fault: str) -> None:
    with panel(answer_s=0.3) as bench:
        bench.emulator.fault(fault, times=1)
        assert bench.keys_for(0.5) == []
        bench.held("1")


@pytest.mark.fault("F094")
def test_a_board_that_falls_silent_is_lost_and_comes_back(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    with panel(answer_s=0.3) as bench:
        bench.emulator.fault("silent")
        bench.ear.health(DeviceState.LOST)
        bench.emulator.clear()
        bench.ear.health(DeviceState.READY)
        bench.held("1")


def test_what_a_keyboard_repeats_by_itself_is_no_press() -> None:
    with pad() as bench:
        bench.emulator.control("press 5 600")
        assert bench.pressed() == "5"
        bench.released()
        bench.ear.all_for(0.1)
        assert [event.key for event in bench.ear.heard if isinstance(event, KeyPressed)] == ["5"]


def test_a_pads_keys_have_names_and_others_are_not_looked_at() -> None:
    with pad(keys="f1=next 1=very-good") as bench:
        bench.emulator.control("press 2 50")
        bench.held("f1", "next")
        bench.held("1", "very-good")
        assert [event.key for event in bench.ear.heard if isinstance(event, KeyPressed)] == ["next", "very-good"]


def test_a_key_whose_coming_up_the_kernel_lost_can_be_pressed_again() -> None:
    with pad() as bench:
        bench.emulator.fault("dropped", times=1)
        for _ in range(2):
            bench.emulator.control("press 1 50")
            assert bench.pressed() == "1"
            assert bench.keys_for(0.2) == []


@pytest.mark.parametrize("keys", ["f99=next", "f1", "f1=", "=next"])
def test_a_key_no_keyboard_has_is_a_bad_setting(keys: str) -> None:
    options = read_options("hid-keys", HidKeys.options_type, {"keys": keys})
    assert isinstance(options, HidKeys.options_type)
    with pytest.raises(BadSetting, match="f1=next"):
        HidKeys(device="pad", connect=lambda: None, options=options, emit=lambda event: None)


@pytest.mark.parametrize("keys", ["", "a  b", " ".join("k" * 65)])
def test_names_that_cannot_be_told_apart_from_nothing_are_a_bad_setting(keys: str) -> None:
    with pytest.raises(BadSetting, match="keys"):
        read_options("modbus-keys", ModbusKeys.options_type, {"keys": keys})


def test_the_boxes_say_what_keys_they_have() -> None:
    with KeyPanel() as board:
        assert "1 to 16" in board.control("press 17").error
        assert board.control("inverted yes").ok
        assert not board.control("inverted maybe").ok
    with KeyPad() as keyboard:
        assert "f10" in keyboard.control("press any").error
