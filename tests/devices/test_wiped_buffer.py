"""A buffer that moves nothing and leaves nothing behind gives back what was put in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.wire.wiped_buffer import WipedBuffer

STEPS = st.lists(st.binary(max_size=40) | st.integers(0, 30), max_size=30)


@given(steps=STEPS, room=st.integers(1, 64))
def test_it_is_what_a_plain_run_of_bytes_would_be(steps: list[bytes | int], room: int) -> None:
    held, model = WipedBuffer(room), b""
    for step in steps:
        if isinstance(step, bytes):
            held.append(step)
            model += step
        else:
            held.drop(min(step, len(model)))
            model = model[step:]
        assert len(held) == len(model)
        assert held.copy(0, len(model)) == model
        assert held.find(model[-3:]) == model.find(model[-3:])
        assert held.endswith(model[-2:])


def test_what_has_left_is_overwritten() -> None:
    held = WipedBuffer(16)
    held.append(b"11010519491231002X")
    held.append(b"and more of it")
    held.drop(18)
    room = held._room  # noqa: SLF001 - what lies behind the end is the very question
    assert room[: len(held)] == b"and more of it"
    assert not any(room[len(held) :])
