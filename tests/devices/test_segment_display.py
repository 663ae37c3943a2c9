"""Number displays: a number and nothing else, told again for a display that was without power."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from devices.capability import Capability
from devices.emulators.number_display import NumberDisplay
from devices.health import DeviceState
from devices.kinds.sign import SignLine, SignResult, SignText
from devices.values import Outcome
from devices.verbs.sign import Sign
from tests.devices.bench import Bench
from tests.logs import ExpectedLogs

CONFIRMED = (Outcome.CONFIRMED, "")


class DisplayBench(Bench):
    """A display and its driver."""

    def __init__(self, display: NumberDisplay | None = None, **options: bool | int | float | str) -> None:
        self.display = display or NumberDisplay(baud=115_200)
        super().__init__(self.display, "segment-display", baud=115_200, **options)

    @property
    def handle(self) -> Sign:
        return self.rack.all(Sign)[0]

    def result(self) -> tuple[Outcome, str]:
        result: SignResult = self.ear.next(lambda event: isinstance(event, SignResult))
        return result.outcome, result.reason

    def show(self, number: int) -> tuple[Outcome, str]:
        self.handle.show_number("job-1", number)
        return self.result()


@pytest.mark.parametrize(("number", "digits"), [(12, "  12"), (0, "   0"), (9999, "9999"), (-7, "  -7")])
def test_a_number_is_shown_at_the_right(number: int, digits: str) -> None:
    with DisplayBench() as bench:
        assert bench.show(number) == CONFIRMED
        assert bench.display.shown().digits == digits


@pytest.mark.parametrize("number", [10_000, -1000])
def test_a_number_with_too_many_digits_is_not_begun(number: int) -> None:
    with DisplayBench() as bench:
        assert bench.show(number) == (Outcome.FAILED, "too-long")
        assert bench.display.asked == 0


def test_a_number_no_register_holds_is_not_begun() -> None:
    with DisplayBench(digits=8) as bench:
        assert bench.show(40_000) == (Outcome.FAILED, "too-long")


def test_a_text_is_unsupported_and_the_display_goes_on() -> None:
    with DisplayBench() as bench:
        assert bench.handle.capabilities == {Capability.SHOWS_NUMBER}
        bench.handle.show("job-1", SignText(lines=(SignLine(text="12"),)))
        assert bench.result() == (Outcome.FAILED, "unsupported")
        assert bench.show(12) == CONFIRMED


def test_a_cleared_display_is_dark_and_stays_so() -> None:
    with DisplayBench(repeat_s=1.0) as bench:
        bench.show(8)
        bench.handle.clear("job-2")
        assert bench.result() == CONFIRMED
        assert bench.display.shown().digits == "    "


def test_a_display_that_was_without_power_is_told_its_number_again() -> None:
    with DisplayBench(repeat_s=1.0) as bench:
        bench.show(12)
        bench.display.power_cycle()
        bench.ear.all_for(1.3)
        assert bench.display.shown().digits == "  12"


def test_a_display_that_falls_silent_is_noticed_and_comes_back_dark_until_told(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("device-1 .* is lost")
    with DisplayBench(answer_s=0.3) as bench:
        bench.show(12)
        bench.display.fault("silent")
        assert bench.show(13) == (Outcome.UNKNOWN, "no-answer")
        bench.ear.health(DeviceState.LOST)
        bench.display.clear()
        bench.ear.health(DeviceState.READY)
        assert bench.show(14) == CONFIRMED


@pytest.mark.parametrize("fault", ["silent", "bad-crc", "other-unit", "stop-after", "noise"])
def test_one_spoiled_answer_is_asked_for_again(fault: str) -> None:
    with DisplayBench(answer_s=0.3) as bench:
        bench.display.fault(fault, times=1)
        assert bench.show(12) == CONFIRMED


def test_an_adapter_that_gives_back_what_it_is_sent_is_no_display(expected_logs: ExpectedLogs) -> None:
    """Its answer is the question once more: only the site can say that the line echoes."""
    expected_logs.must("device-1 .* is lost")
    display = NumberDisplay(baud=115_200)
    display.fault("echo")
    with DisplayBench(display, echoes=True, answer_s=0.3) as bench:
        assert bench.show(12) == CONFIRMED
        display.fault("deaf")
        assert bench.show(13) == (Outcome.UNKNOWN, "no-answer")
        bench.ear.health(DeviceState.LOST)


def test_a_refusal_is_told_in_a_word() -> None:
    with DisplayBench() as bench:
        bench.display.fault("exception", "3", times=1)
        assert bench.show(12) == (Outcome.FAILED, "refused")


def test_the_picture_shows_the_segments_that_shine(tmp_path: Path) -> None:
    with DisplayBench() as bench:
        bench.show(1)
        assert bench.display.control(f"picture {tmp_path / 'digits.png'}").ok
        assert bench.display.control("shown") == bench.display.shown()
        assert bench.display.control("power-cycle").ok
    with Image.open(tmp_path / "digits.png") as picture:
        assert picture.size == (360, 150)
        assert not any(picture.getchannel("R").crop((0, 0, 270, 150)).histogram()[200:])
        assert any(picture.getchannel("R").crop((270, 0, 360, 150)).histogram()[200:])
