"""What may be set for a bus of lock boards in the site file."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from devices.driver import LineOptions


class LockOptions(LineOptions, frozen=True, kw_only=True):
    """`boards`: their numbers, as "1-3,5" or one number. `locks`: how many each has. `inverted`: boards whose bits go
    the other way than the family's, as the self-test at the installation found (F091). `pulse_ms`: how long a board's
    own pulse lasts. `release_ms`: how long after it a door may still spring open. `poll_ms`: how often each
    board is read. `answer_ms`: how long an answer may take.
    """

    numbers: ClassVar[range] = range(256)

    boards: int | str = 1
    locks: Annotated[int, Meta(ge=1, le=48)] = 24
    inverted: int | str = ""
    pulse_ms: Annotated[int, Meta(ge=50, le=10_000)] = 300
    release_ms: Annotated[int, Meta(ge=0, le=5000)] = 1000
    poll_ms: Annotated[int, Meta(ge=50, le=5000)] = 400
    answer_ms: Annotated[int, Meta(ge=20, le=2000)] = 400

    def __post_init__(self) -> None:
        listed = self.board_numbers
        if not listed:
            raise ValueError("option 'boards' names no board")
        if strangers := set(numbers_in(self.inverted, self.numbers, "inverted")) - set(listed):
            raise ValueError(f"option 'inverted' names board {min(strangers)}, which is not one of 'boards'")

    @property
    def board_numbers(self) -> tuple[int, ...]:
        return numbers_in(self.boards, self.numbers, "boards")

    @property
    def inverted_numbers(self) -> frozenset[int]:
        return frozenset(numbers_in(self.inverted, self.numbers, "inverted"))


def numbers_in(text: int | str, allowed: range, option: str) -> tuple[int, ...]:
    """ "1-3,5" as (1, 2, 3, 5). Raises ValueError with what is wrong in words."""
    numbers: list[int] = []
    for piece in filter(None, (piece.strip() for piece in str(text).split(","))):
        first, _, last = piece.partition("-")
        if not (first.strip().isdecimal() and (last or first).strip().isdecimal()):
            raise ValueError(f"option '{option}' is a list like \"1-3,5\"; '{piece}' is no number")
        low, high = int(first), int(last or first)
        if low > high or low not in allowed or high not in allowed:
            raise ValueError(f"option '{option}': boards are {allowed.start} to {allowed.stop - 1}, not '{piece}'")
        numbers += range(low, high + 1)
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"option '{option}' names a board twice")
    return tuple(numbers)
