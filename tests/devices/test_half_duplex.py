"""One pair of wires, several devices: one outstanding request, own echo dropped, strays handed on (protocols 4.5)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.bus.half_duplex import Echo, HalfDuplexBus
from devices.connection import Connection
from devices.driver import LineDriver, LineOptions, Options
from devices.errors import NoAnswer
from devices.transports.memory import MemoryLine, memory_pair
from tests.given_time import GivenTime

SILENT_S = 0.5
"""How long is waited for an answer that does not come; what is not it comes sooner."""


class Words:
    """Frames that end in a point; what is left of a longer one is dropped."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        *words, self._rest = (self._rest + data).split(b".")
        return [word + b"." for word in words]

    def clear(self) -> None:
        self._rest = b""


class Asker(LineDriver[LineOptions]):
    """A driver that is nothing but a line."""

    options_type = LineOptions

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        raise AssertionError((port, options))

    def probe(self) -> None: ...

    def turn(self) -> float:
        return 1.0


class Wire:
    """A bus, and its other end, where `say` puts words and `answers` tells what is said to each request."""

    def __init__(self) -> None:
        here, self.there = memory_pair()
        self.strays: list[bytes] = []
        self.said: list[tuple[float, bytes]] = []
        self._ended = False
        self.here = here
        self.asker = Asker(
            device="bus", connect=lambda: here, options=LineOptions(baud=115_200), emit=lambda _event: None
        )
        self.asker.open()
        self.bus = HalfDuplexBus(self.asker, Words(), stray=self.strays.append)

    @contextmanager
    def other_end(self, answer: Callable[[bytes], bytes]) -> Iterator[None]:
        thread = threading.Thread(target=self._serve, args=(self.there, answer))
        thread.start()
        try:
            yield
        finally:
            self._ended = True
            self.there.wake()
            thread.join()

    def _serve(self, end: MemoryLine, answer: Callable[[bytes], bytes]) -> None:
        while not self._ended:
            if heard := end.read(1.0):
                self.said.append((time.monotonic(), heard))
                end.write(answer(heard))

    def ask(self, request: bytes, answer: bytes, *, alike: bool = False, timeout_s: float = 5.0) -> bytes:
        return self.bus.ask(request, lambda word: word == answer, timeout_s=timeout_s, alike=alike)


def test_the_answer_is_the_frame_that_fits_and_the_others_are_strays() -> None:
    wire = Wire()
    with wire.other_end(lambda _heard: b"report.other.yes.late."):
        assert wire.ask(b"is it?", b"yes.") == b"yes."
    assert wire.strays == [b"report.", b"other.", b"late."]


def test_nothing_that_fits_is_no_answer() -> None:
    wire = Wire()
    with wire.other_end(lambda _heard: b"no."), pytest.raises(NoAnswer):
        wire.ask(b"is it?", b"yes.", timeout_s=SILENT_S)
    assert wire.strays == [b"no."]


@pytest.mark.parametrize("one_byte", [False, True], ids=["whole", "byte by byte"])
def test_what_the_adapter_gives_back_is_dropped_and_learned(*, one_byte: bool) -> None:
    wire = Wire()
    wire.here.faults.one_byte = one_byte
    with wire.other_end(lambda heard: heard + b"yes."):
        assert wire.ask(b"is it?.", b"yes.") == b"yes."
    assert wire.bus.echoes
    assert wire.strays == []


@pytest.mark.parametrize("echoes", [False, True])
def test_an_answer_that_is_the_request_once_more_is_told_from_an_echo_by_what_was_learned(*, echoes: bool) -> None:
    wire = Wire()
    with wire.other_end(lambda heard: (heard if echoes else b"") + (b"yes." if heard == b"is it?." else heard)):
        wire.ask(b"is it?.", b"yes.")
        assert wire.ask(b"do.", b"do.", alike=True) == b"do."
    assert wire.strays == []


def test_an_echo_alone_is_no_answer_once_the_adapter_is_known_to_give_back_what_it_sends() -> None:
    wire = Wire()
    with wire.other_end(lambda heard: heard + (b"yes." if heard == b"is it?." else b"")):
        wire.ask(b"is it?.", b"yes.")
        with pytest.raises(NoAnswer):
            wire.ask(b"do.", b"do.", alike=True, timeout_s=SILENT_S)


def test_an_answer_that_begins_like_the_request_is_found_without_an_echo() -> None:
    """The read-all reply of an 8A board may begin with all five bytes of its request."""
    wire = Wire()
    with wire.other_end(lambda heard: heard + b"and more."):
        assert wire.ask(b"80", b"80and more.", timeout_s=SILENT_S) == b"80and more."
        assert wire.bus.echoes is False
        assert wire.ask(b"80", b"80and more.") == b"80and more."


def test_noise_is_told_from_silence_and_from_an_echo_alone() -> None:
    for heard, is_noise in ((b"", False), (b"is it?", False), (b"~~~", True), (b"is it?~~~", True), (b"other.", False)):
        wire = Wire()
        with wire.other_end(dict.fromkeys([b"is it?"], heard).__getitem__), pytest.raises(NoAnswer):
            wire.ask(b"is it?", b"yes.", timeout_s=SILENT_S)
        assert wire.bus.heard_noise is is_noise


def test_a_request_waits_until_the_line_was_quiet() -> None:
    wire = Wire()
    wire.bus = HalfDuplexBus(wire.asker, Words(), stray=wire.strays.append, gap_s=0.03)
    with wire.other_end(lambda _heard: b"yes."):
        wire.ask(b"one", b"yes.")
        wire.ask(b"two", b"yes.")
    (answered, _), (asked, _) = wire.said  # the answer came later than this, so that the line was quiet for less
    assert asked - answered >= 0.03


def test_a_telling_hands_everything_to_strays_and_lasts_its_time(given_time: GivenTime) -> None:
    wire = Wire()
    with wire.other_end(lambda _heard: b"done.report."):
        start = time.monotonic()
        wire.bus.tell(b"open", listen_s=0.05)
        assert time.monotonic() - start >= 0.05
        assert given_time.since(start) < 0.09
    assert wire.strays == [b"done.", b"report."]


def test_half_a_frame_from_before_is_no_part_of_an_answer() -> None:
    wire = Wire()
    wire.there.write(b"half")
    with wire.other_end(lambda _heard: b"yes."):
        wire.bus.listen(time.monotonic() + 0.2)
        assert wire.ask(b"is it?", b"yes.") == b"yes."


def test_an_echo_is_taken_out_once_wherever_its_pieces_fall() -> None:
    for cut in range(9):
        echo = Echo(b"abc")
        whole = b"xxabcyabc"
        assert echo.drop(whole[:cut]) + echo.drop(whole[cut:]) == b"xxyabc"
        assert echo.seen


def test_what_only_begins_like_the_request_is_kept() -> None:
    echo = Echo(b"abc")
    assert echo.drop(b"xab") == b"x"
    assert echo.drop(b"d") == b"abd"
    assert not echo.seen


@given(st.lists(st.binary(max_size=12)), st.binary(min_size=1, max_size=6))
def test_no_byte_but_the_request_is_ever_lost(pieces: list[bytes], request: bytes) -> None:
    echo = Echo(request)
    kept = b"".join(echo.drop(piece) for piece in pieces)
    whole = b"".join(pieces)
    if echo.seen:
        assert kept == whole.replace(request, b"", 1)
    else:
        assert whole.startswith(kept)
        assert request.startswith(whole[len(kept) :])
