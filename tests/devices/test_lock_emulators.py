"""The emulated cabinets answer published frames, obey hands, and show themselves as a picture."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from devices.emulators.cabinet import SPRING_S
from devices.emulators.cabinet_picture import DOOR_H, DOOR_W, FRAME, HEAD, MARGIN, body_size
from devices.emulators.lock_8a import Boards8A
from devices.emulators.lock_boards import CabinetAnswer, LockBoards
from devices.emulators.lock_kerong import BoardsKerong
from devices.emulators.lock_wkly import BoardsWkly
from tests.devices.hand import Hand
from tests.devices.vectors import read_vectors

VECTORS = read_vectors("vectors_locks.json")


def asked(doors: LockBoards, request: bytes, length: int) -> bytes:
    """What the port says to a request."""
    hand = Hand(doors.port)
    hand.say(request)
    heard = hand.hear(length)
    hand.close()
    return heard


def frame(id: str) -> bytes:
    return VECTORS[id].bytes


def state(doors: LockBoards) -> CabinetAnswer:
    answer = doors.control("state")
    assert isinstance(answer, CabinetAnswer)
    return answer


@pytest.mark.parametrize(
    ("family", "request_id", "reply_id"),
    [
        (BoardsWkly, "lock-WKLY-001", "lock-WKLY-002"),
        (BoardsWkly, "lock-WKLY-006", "lock-WKLY-007"),
        (BoardsWkly, "lock-WKLY-008", "lock-WKLY-009"),
        (BoardsWkly, "lock-WKLY-010", "lock-WKLY-011"),
        (BoardsWkly, "lock-WKLY-012", "lock-WKLY-013"),
    ],
)
def test_a_published_request_has_its_published_reply(family: type[LockBoards], request_id: str, reply_id: str) -> None:
    with family() as doors:
        assert asked(doors, frame(request_id), len(frame(reply_id))) == frame(reply_id)


def test_a_wkly_door_asked_for_alone_is_open_and_reports_its_closing_as_published() -> None:
    with BoardsWkly() as doors:
        doors.fault("no-reports")
        doors.open(0, 1)
        doors.clear()
        assert asked(doors, frame("lock-WKLY-003"), 11) == frame("lock-WKLY-004")
        hand = Hand(doors.port)
        doors.shut(0, 1)
        assert hand.hear(10) == frame("lock-WKLY-015")
        hand.close()


def test_8a_states_are_laid_out_as_published() -> None:
    with Boards8A() as doors:
        doors.fault("four-bytes")
        doors.open(1, 1)
        doors.open(1, 10)
        assert asked(doors, frame("lock-8A-005"), 8) == frame("lock-8A-013")


def test_an_8a_pulse_is_answered_by_the_wiring() -> None:
    with Boards8A() as doors:
        assert asked(doors, frame("lock-8A-001"), 5) == frame("lock-8A-001")
        doors.fault("feedback", "closed")
        assert asked(doors, frame("lock-8A-001"), 5) == frame("lock-8A-006")


def test_kerong_hooks_and_items_are_laid_out_as_published() -> None:
    with BoardsKerong() as doors:
        for lock in set(range(1, 17)) - {1, 3, 16}:
            doors.open(0, lock)
        doors.put(0, 1)
        assert asked(doors, frame("lock-KERONG-001"), 9) == frame("lock-KERONG-013")


@pytest.mark.parametrize(
    ("family", "id"), [(Boards8A, "lock-8A-003"), (BoardsWkly, "lock-WKLY-006"), (BoardsKerong, "lock-KERONG-007")]
)
def test_a_stranger_who_opens_all_does_so_and_is_noted(family: type[LockBoards], id: str) -> None:
    with family() as doors:
        asked(doors, frame(id), 0)
        deadline = time.monotonic() + 2
        while len(state(doors).open) < family.locks:
            assert time.monotonic() < deadline
        assert doors.forbidden == [frame(id)]


def test_a_pulsed_door_springs_open_a_moment_later_and_a_jammed_one_stays() -> None:
    with Boards8A(paced=False) as doors:
        doors.fault("jam", "1.2")
        asked(doors, frame("lock-8A-001"), 5)
        assert not doors.is_open(1, 1)
        deadline = time.monotonic() + SPRING_S + 1
        while not doors.is_open(1, 1):
            assert time.monotonic() < deadline
        asked(doors, bytes.fromhex("8A01021198"), 5)
        assert state(doors).open == ("1.1",)
        assert state(doors).pulses == 2


def test_hands_are_words() -> None:
    with BoardsKerong() as doors:
        for word in ("boards 2-3 12", "open 2 5", "put 3 12", "put 3 1", "take 3 1"):
            assert doors.control(word).ok
        assert state(doors) == CabinetAnswer(open=("2.5",), items=("3.12",), pulses=0)
        doors.control("hold 2 5")
        doors.control("close 2 5")
        assert state(doors).open == ("2.5",)
        doors.control("clear")
        doors.control("close 2 5")
        assert state(doors).open == ()
        assert "no door 4 1" in doors.control("open 4 1").error
        assert doors.control("open 4").error == "say the board and the lock"
        assert "no door 2 99" in doors.control("fault wrong-door 99").error
        assert asked(doors, bytes.fromhex("0220300355"), 1) == b"\x02", "and it still answers"


def test_the_picture_shows_an_open_door_dark_and_a_closed_one_light(tmp_path: Path) -> None:
    with Boards8A() as doors:
        closed = brightness(doors, tmp_path / "closed.png")
        doors.open(1, 1)
        assert brightness(doors, tmp_path / "open.png") < closed / 3


def brightness(doors: LockBoards, file: Path) -> float:
    """Of the middle of door 1 in the cabinet's picture."""
    assert doors.control(f"picture {file}").ok
    with Image.open(file) as picture:
        left = (picture.width - body_size(24)[0]) // 2 + FRAME
        top = MARGIN + HEAD
        middle = picture.convert("L").crop((left + 90, top + 60, left + DOOR_W - 40, top + DOOR_H - 30))
    return ImageStat.Stat(middle).mean[0]
