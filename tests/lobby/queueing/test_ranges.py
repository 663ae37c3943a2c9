from __future__ import annotations

from collections.abc import Iterable

import pytest

from config.rules import Range
from lobby.queueing.ranges import NumberUse, Taken, next_number, told_of

WALK_IN = (Range(first=1, last=499), Range(first=1_001, last=1_010))


def after(floor: int, taken: Iterable[int] = ()) -> Taken | None:
    return next_number(WALK_IN, floor, set(taken).__contains__)


@pytest.mark.parametrize(
    ("floor", "taken", "number"),
    [(0, (), 1), (498, (), 499), (499, (), 1_001), (700, (), 1_001), (3, (4, 5), 6), (498, (499,), 1_001)],
)
def test_ranges_are_used_one_after_the_other_and_no_number_twice(
    floor: int, taken: tuple[int, ...], number: int
) -> None:
    found = after(floor, taken)
    assert found is not None
    assert found.number == number
    assert found.range.first <= number <= found.range.last


def test_after_the_last_range_there_are_none() -> None:
    assert after(1_010) is None


@pytest.mark.parametrize(
    ("reached", "told"),
    [
        (0, []),
        (449, []),
        (450, ["A: the walk-in range 1–499 has 49 numbers left, then numbers go on from 1001"]),
        (499, ["A: the walk-in range 1–499 is used up; numbers go on from 1001"]),
        (
            1_010,
            [
                "A: the walk-in range 1–499 is used up; numbers go on from 1001",
                "A: the walk-in range 1001–1010 is used up; no more are left",
            ],
        ),
    ],
)
def test_the_end_of_a_range_is_told_before_and_when_it_comes(reached: int, told: list[str]) -> None:
    assert list(told_of("A", NumberUse.WALK_IN, WALK_IN, reached)) == told
