"""What moves or shows something, tried word by word: a door only after a typed yes, and every outcome is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from devices.emulators.camera import Camera
from devices.emulators.cups_printer import CupsPrinter
from devices.emulators.lock_8a import Boards8A
from devices.emulators.onbon_sign import OnbonSign
from devices.emulators.pcsc_reader import PcscReader
from devices.emulators.relay_board import RelayBoard
from devices.trying.document_printer import MARGIN, draw_page
from tests.devices.hands_on import Technician
from tests.logs import ExpectedLogs


@pytest.fixture
def technician(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Technician:
    return Technician(monkeypatch, capsys)


# --- lock boards -----------------------------------------------------------------------------------------------------


@pytest.fixture
def boards() -> Iterator[Boards8A]:
    with Boards8A() as made:
        yield made


def pulses(boards: Boards8A) -> int:
    count: int = getattr(boards.control("state"), "pulses", -1)
    return count


@pytest.mark.parametrize("answer", ["no", "y", "Yes", ""])
def test_no_door_opens_without_a_typed_yes(technician: Technician, boards: Boards8A, answer: str) -> None:
    assert technician.tries(boards, "open 1 3", answer) == 1
    assert "left as it is" in technician.said
    assert pulses(boards) == 0


def test_a_door_opens_after_a_typed_yes_and_is_seen_open(technician: Technician, boards: Boards8A) -> None:
    assert technician.tries(boards, "open 1 3", "yes", "read 1") == 0
    assert "This opens the door of lock 3 on board 1." in technician.said
    assert "confirmed" in technician.said
    assert "open: 3" in technician.said
    assert pulses(boards) == 1


@pytest.mark.parametrize("line", ["open 1", "open one 3", "open 1 3 5", "read", "learn 1"])
def test_a_door_that_is_not_named_rightly_is_not_asked_for(technician: Technician, boards: Boards8A, line: str) -> None:
    assert technician.tries(boards, line, "yes") == 1
    assert "as labelled" in technician.said
    assert pulses(boards) == 0


@pytest.mark.fault("F091")
@pytest.mark.parametrize("inverted", [False, True])
def test_the_wiring_is_learned_from_one_door_moved_by_hand(
    technician: Technician, boards: Boards8A, inverted: bool, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("opened-unasked")
    if inverted:
        boards.fault("inverted")

    def by_hand(word: str) -> Callable[[], object]:
        return lambda: boards.control(f"{word} 1 2")

    assert technician.tries(boards, "learn 1 2", "closed", by_hand("open"), "open", by_hand("close"), "closed") == 0
    assert ("wired the other way" if inverted else "the setting is right") in technician.said
    assert pulses(boards) == 0


def test_a_lesson_that_is_left_off_teaches_nothing(technician: Technician, boards: Boards8A) -> None:
    assert technician.tries(boards, "learn 1 2", "what?") == 1
    assert "nothing is learned" in technician.said


def test_an_alarm_is_told_and_cleared(technician: Technician, boards: Boards8A, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("wrong-door")
    boards.fault("wrong-door", "5")
    assert technician.tries(boards, "open 1 3", "yes", boards.clear, "clear 1", "wait 0.2") == 0
    assert "ALARM wrong-door: board 1, lock 5" in technician.said


# --- signs and lamps -------------------------------------------------------------------------------------------------


def test_a_sign_shows_dims_and_clears(technician: Technician) -> None:
    with OnbonSign() as sign:
        words = ("colour green", "motion left", "show 请A012 | 到3号窗口", "dim 50", "clock", "clear")
        assert technician.tries(sign, *words) == 0
    assert technician.said.count("confirmed") + technician.said.count("assumed") == 4


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("show", "there is no text"),
        ("dim 101", "0 to 100"),
        ("dim half", "'half' is no whole number"),
        ("colour pink", "one of red|green|yellow"),
    ],
)
def test_a_sign_is_not_asked_for_what_means_nothing(technician: Technician, line: str, told: str) -> None:
    with OnbonSign() as sign:
        assert technician.tries(sign, line) == 1
    assert told in technician.said


def test_a_lamp_is_switched_and_blinks(technician: Technician) -> None:
    with RelayBoard() as relays:
        assert technician.tries(relays, "on 1", "off 1", "blink 2 slow", "blink 2 off") == 0
        assert technician.said.count("confirmed") + technician.said.count("assumed") == 4
        assert technician.tries(relays, "pulse 3 200") == 1
        assert "this model cannot do that (unsupported)" in technician.said
        assert technician.tries(relays, "on first") == 1
        assert technician.tries(relays, "blink 1 wildly") == 1
    assert "one of off, slow" in technician.said


# --- pictures, sheets, chips -----------------------------------------------------------------------------------------


def test_a_picture_is_saved_and_pictures_are_counted(technician: Technician, tmp_path: Path) -> None:
    with Camera() as camera:
        assert technician.tries(camera, f"picture {tmp_path / 'hall.png'}", "fps 1") == 0
        with Image.open(tmp_path / "hall.png") as picture:
            assert picture.size == (1280, 720)
        assert " pictures a second of 1280 × 720" in technician.said
        assert technician.tries(camera, f"picture {tmp_path / 'nowhere' / 'hall.png'}") == 1
    assert "can't be written" in technician.said


def test_a_test_page_is_printed_page_by_page(technician: Technician) -> None:
    with CupsPrinter() as printer:
        assert technician.tries(printer, "print") == 0
    assert "1 of 1 pages are on paper" in technician.said


def test_the_test_page_has_its_frame_and_nothing_crosses_it() -> None:
    page = draw_page().convert("L")
    right = page.width - MARGIN
    for left in (right - 40, right + 4):
        assert page.crop((left, MARGIN + 4, left + 30, page.height - MARGIN - 4)).getextrema() == (255, 255)
    assert page.getpixel((right, page.height // 2)) == 0


def test_a_chip_is_told_without_its_number(technician: Technician) -> None:
    with PcscReader() as reader:
        reader.control("chip 04A1B2C3D4E5F6")
        assert technician.tries(reader, "read 5", lambda: reader.control("remove"), "wait 0.5") == 0
        assert "＊＊＊＊E5F6" in technician.said
        assert "04A1B2C3" not in technician.said
        assert technician.tries(reader, "read 0.2") == 1
