"""Cutting bytes into codes with the clock turned by hand (F026, F028)."""

from __future__ import annotations

import pytest

from devices.wire.scanner import CAP, SETTLE_S, SILENCE_S, RateLimit, Splitter, Tail

ALL_BYTES = bytes(range(256))


class Clock:
    """Feeds a splitter and lets its silence pass."""

    def __init__(self, tail: Tail) -> None:
        self.splitter, self.now = Splitter(tail), 100.0

    def hear(self, data: bytes, *, then_s: float = 0.001) -> bool:
        too_long = self.splitter.feed(data, self.now)
        self.now += then_s
        return too_long

    def code(self) -> bytes | None:
        due = self.splitter.due()
        if due is None:
            return None
        self.now = max(self.now, due)
        return self.splitter.tick(self.now)


@pytest.mark.parametrize(
    ("tail", "ending"),
    [
        (Tail.CR, b"\r"), (Tail.LF, b"\n"), (Tail.CRLF, b"\r\n"), (Tail.TAB, b"\t"), (Tail.NONE, b""),
        (Tail.ANY, b"\r"), (Tail.ANY, b"\n"), (Tail.ANY, b"\r\n"), (Tail.ANY, b"\t"), (Tail.ANY, b""),
    ],
)  # fmt: skip
def test_a_code_ends_with_its_tail_or_with_silence(tail: Tail, ending: bytes) -> None:
    clock = Clock(tail)
    clock.hear(b"A0" + ending)
    start = clock.now
    assert clock.code() == b"A0"
    assert clock.now - start <= (SETTLE_S if ending else SILENCE_S)
    assert clock.code() is None


@pytest.mark.fault("F028")
@pytest.mark.parametrize("tail", list(Tail))
def test_all_256_byte_values_survive_with_every_tail(tail: Tail) -> None:
    clock = Clock(tail)
    for byte in ALL_BYTES:
        clock.hear(bytes((byte,)))
    assert clock.code() == ALL_BYTES


def test_a_tail_inside_a_code_does_not_cut_it() -> None:
    clock = Clock(Tail.ANY)
    clock.hear(b"first line\r\n", then_s=SETTLE_S / 2)
    clock.hear(b"second line\r\n")
    assert clock.code() == b"first line\r\nsecond line"


def test_one_tail_is_taken_off_and_no_more() -> None:
    clock = Clock(Tail.CR)
    clock.hear(b"A\r\r")
    assert clock.code() == b"A\r"


def test_a_lone_tail_is_no_code() -> None:
    clock = Clock(Tail.CRLF)
    clock.hear(b"\r\n")
    assert clock.code() is None
    assert clock.splitter.due() is None


@pytest.mark.fault("F026")
def test_the_longest_code_is_taken_whole_and_one_byte_more_is_dropped_whole() -> None:
    clock = Clock(Tail.CRLF)
    assert not clock.hear(b"x" * CAP + b"\r\n")
    assert clock.code() == b"x" * CAP
    assert clock.hear(b"x" * (CAP + 1) + b"\r\n")
    assert clock.code() is None


@pytest.mark.fault("F026")
def test_a_flood_is_told_once_held_nowhere_and_over_with_the_first_silence() -> None:
    clock = Clock(Tail.CR)
    told = sum(clock.hear(b"7" * 1000) for _ in range(1000))
    assert told == 1
    assert clock.splitter.due() == pytest.approx(clock.now - 0.001 + SILENCE_S)
    assert clock.code() is None
    clock.hear(b"after\r")
    assert clock.code() == b"after"


@pytest.mark.fault("F026")
def test_no_more_than_five_codes_a_second_pass() -> None:
    limit = RateLimit(5)
    passed = [now for now in range(0, 4000, 50) if limit.admits(now / 1000)]
    assert len(passed) == 20
    for start in range(0, 3000, 50):
        assert sum(start <= now < start + 1000 for now in passed) <= 5
