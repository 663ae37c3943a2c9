"""The lock boards' codecs against their vectors, against noise, and against everyone who wants to open more than one
door (F090)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import force_setattr, replace

from devices.decoder import Sender
from devices.registry import decoder
from devices.wire import lock_8a, lock_kerong, lock_wkly
from devices.wire.lock_8a import Address8A
from devices.wire.lock_frames import Address, BoardState, Cutter, NoSuchDoor, OpenReply, Report
from devices.wire.lock_kerong import AddressKerong
from devices.wire.lock_wkly import AddressWkly
from tests.devices.vectors import read_vectors
from tests.scale import Scale

VECTORS = read_vectors("vectors_locks.json")


class Family(NamedTuple):
    protocol: str
    address: type[Address]
    pulse: Callable[..., bytes]
    read_all: Callable[[int], bytes]
    cutter: Callable[[], Cutter]
    wire_lock: int
    """What the wire subtracts from a lock's label."""


FAMILIES = (
    Family("lock-8A", Address8A, lock_8a.pulse, lock_8a.read_all, lock_8a.Replies8A, 0),
    Family("lock-WKLY", AddressWkly, lock_wkly.pulse, lock_wkly.read_all, lock_wkly.RepliesWkly, 0),
    Family("lock-KERONG", AddressKerong, lock_kerong.pulse, lock_kerong.read_all, lock_kerong.RepliesKerong, 1),
)
each_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.protocol)


class Sly(int):
    """Looks like lock 1 and writes itself as 0."""

    def __index__(self) -> int:
        return 0


numbers = st.one_of(st.integers(-300, 300), st.integers())
hostile = st.one_of(
    numbers, st.booleans(), st.floats(), st.none(), st.text(max_size=3), st.binary(max_size=3), st.just(Sly(1))
)


def frame(id: str) -> bytes:
    return VECTORS[id].bytes


@pytest.mark.parametrize(
    ("made", "id"),
    [
        (lock_8a.pulse(Address8A(board=1, lock=1)), "lock-8A-001"),
        (lock_8a.pulse(Address8A(board=1, lock=3)), "lock-8A-002"),
        (lock_8a.read_all(1), "lock-8A-005"),
        (lock_wkly.pulse(AddressWkly(board=0, lock=1)), "lock-WKLY-001"),
        (lock_wkly.pulse(AddressWkly(board=1, lock=1)), "lock-WKLY-014"),
        (lock_wkly.read_all(0), "lock-WKLY-005"),
        (lock_kerong.read_all(0), "lock-KERONG-001"),
        (lock_kerong.pulse(AddressKerong(board=0, lock=1)), "lock-KERONG-002"),
        (lock_kerong.pulse(AddressKerong(board=0, lock=2)), "lock-KERONG-003"),
        (lock_kerong.pulse(AddressKerong(board=0, lock=5)), "lock-KERONG-004"),
        (lock_kerong.pulse(AddressKerong(board=0, lock=3)), "lock-KERONG-008"),
    ],
)
def test_a_request_is_the_published_frame(made: bytes, id: str) -> None:
    assert made == frame(id)


@pytest.mark.parametrize(
    ("cutter", "id", "said"),
    [
        (lock_8a.Replies8A(), "lock-8A-006", OpenReply(board=1, lock=1, status=0)),
        (lock_wkly.RepliesWkly(), "lock-WKLY-002", OpenReply(board=0, lock=1, status=0)),
        (lock_wkly.RepliesWkly(), "lock-WKLY-015", Report(board=0)),
    ],
)
def test_a_published_answer_is_understood(cutter: Cutter, id: str, said: OpenReply | Report) -> None:
    assert cutter.feed(frame(id)) == [said]


def test_the_published_states_flag_their_locks() -> None:
    [state] = lock_8a.Replies8A().feed(frame("lock-8A-013"))
    assert isinstance(state, BoardState)
    assert [lock for lock, bit in enumerate(state.bits, 1) if bit] == [1, 10]
    [state] = lock_kerong.RepliesKerong().feed(frame("lock-KERONG-013"))
    assert isinstance(state, BoardState)
    assert [lock for lock, bit in enumerate(state.bits, 1) if bit] == [1, 3, 16]
    assert [lock for lock, bit in enumerate(state.items or (), 1) if bit] == [1]


@pytest.mark.parametrize("head", [0x81, 0x82])
def test_a_report_is_a_report_under_either_head(head: int) -> None:
    assert lock_8a.Replies8A().feed(xored(head, 2, 7, 0x11)) == [Report(board=2)]


def test_states_of_three_and_of_four_bytes_are_told_apart_and_remembered() -> None:
    """Doors 1 and 8 open on board 1: the check byte of the short form is 33, as if a fourth byte of states followed."""
    short = xored(0x80, 0x01, 0x00, 0x00, 0x81, 0x33)
    assert short[-1] == 0x33
    assert lock_8a.Replies8A().feed(short) == []
    learned = lock_8a.Replies8A()
    learned.feed(xored(0x80, 0x01, 0x00, 0x00, 0x01, 0x33))
    assert [isinstance(frame, BoardState) for frame in learned.feed(short)] == [True]
    assert [isinstance(frame, BoardState) for frame in lock_8a.Replies8A(3).feed(short)] == [True]


# --- one door, and no other way -----------------------------------------------------------------------------------


@pytest.mark.fault("F090")
@each_family
@given(board=hostile, lock=hostile, seconds=hostile)
def test_whatever_is_asked_for_a_pulse_opens_one_named_lock_or_is_not_written(
    family: Family, board: Any, lock: Any, seconds: Any
) -> None:
    extra = (seconds,) if family.protocol == "lock-8A" else ()
    try:
        sent = family.pulse(family.address(board=board, lock=lock), *extra)
    except (NoSuchDoor, TypeError):
        return
    message = decoder(family.protocol)().decode(sent, Sender.HOST)
    assert (message.kind, message.used) == ("unlock", len(sent))
    assert (message.fields["board"], message.fields["lock"]) == (board, lock - family.wire_lock)


@pytest.mark.fault("F090")
@each_family
@given(board=hostile)
def test_whatever_is_asked_for_a_reading_moves_nothing(family: Family, board: Any) -> None:
    try:
        sent = family.read_all(board)
    except NoSuchDoor:
        return
    message = decoder(family.protocol)().decode(sent, Sender.HOST)
    assert message.kind in ("read-all-states", "read-state")
    assert message.fields["board"] == board


@pytest.mark.fault("F090")
@each_family
def test_every_lock_of_every_board_has_a_frame_of_its_own(family: Family) -> None:
    doors = [(board, lock) for board in family.address.boards for lock in family.address.locks]
    assert len({family.pulse(family.address(board=board, lock=lock)) for board, lock in doors}) == len(doors)
    assert 0 not in family.address.locks


@pytest.mark.fault("F090")
@each_family
def test_an_address_bent_afterwards_is_not_written(family: Family) -> None:
    good = family.address(board=family.address.boards[1], lock=1)
    with pytest.raises(NoSuchDoor):
        replace(good, lock=0)
    with pytest.raises(AttributeError):
        good.lock = 0  # type: ignore[misc] # that it cannot be set is what is tried
    force_setattr(good, "lock", 0)
    with pytest.raises(NoSuchDoor):
        family.pulse(good)


@pytest.mark.fault("F090")
@each_family
def test_an_address_of_another_family_is_not_written(family: Family) -> None:
    for other in FAMILIES:
        if other is not family:
            with pytest.raises(TypeError):
                family.pulse(other.address(board=1, lock=1))


# --- noise ----------------------------------------------------------------------------------------------------------


@each_family
def test_random_streams_leave_the_cutter_small_and_working(family: Family, scale: Scale) -> None:
    states = {"lock-8A": "lock-8A-013", "lock-WKLY": "lock-WKLY-002", "lock-KERONG": "lock-KERONG-013"}
    good = frame(states[family.protocol])
    for number in range(1000):
        cutter = family.cutter()
        head = good[: number % len(good)] if number % 2 else b""
        cutter.feed(head + scale.random.randbytes(scale.random.randrange(200)))
        assert len(cutter.feed(good * 20)) >= 10
        cutter.clear()
        assert len(cutter.feed(good)) == 1


@each_family
def test_a_frame_is_found_byte_by_byte_glued_and_behind_a_broken_one(family: Family) -> None:
    states = {"lock-8A": "lock-8A-013", "lock-WKLY": "lock-WKLY-002", "lock-KERONG": "lock-KERONG-013"}
    good = frame(states[family.protocol])
    one_by_one = family.cutter()
    assert sum(len(one_by_one.feed(good[n : n + 1])) for n in range(len(good))) == 1
    assert len(family.cutter().feed(good + good)) == 2
    broken = good[:-1] + bytes([good[-1] ^ 0x01])
    assert len(family.cutter().feed(broken + good + good)) == 2


def xored(*data: int) -> bytes:
    check = 0
    for byte in data:
        check ^= byte
    return bytes([*data, check])
