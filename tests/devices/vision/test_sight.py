"""Black and frozen pictures, judged with the clock in the test's hand."""

from __future__ import annotations

import numpy as np
import pytest

from devices.vision.picture import frame_of
from devices.vision.scene import Scene, darkness
from devices.vision.sight import Look, Sight, Trouble, look_at

BRIGHT, DARK = (120.0, 40.0), (4.0, 2.0)


def sight() -> Sight:
    return Sight(black_mean=16, black_deviation=8, black_s=1.5, frozen_s=2.0)


def judged(sight: Sight, *looks: tuple[float, tuple[float, float], int]) -> list[Trouble | None]:
    """Each look: when, how bright, its mark."""
    return [sight.judge(Look(*brightness, mark), at) for at, brightness, mark in looks]


@pytest.mark.fault("F038")
def test_a_picture_is_frozen_when_it_stays_the_very_same_and_well_with_the_first_that_differs() -> None:
    seen = judged(sight(), (0, BRIGHT, 1), (1.9, BRIGHT, 1), (2.0, BRIGHT, 1), (9.0, BRIGHT, 1), (9.1, BRIGHT, 2))
    assert seen == [None, None, Trouble.FROZEN, Trouble.FROZEN, None]


@pytest.mark.fault("F038")
def test_a_picture_is_black_when_it_stays_dark_and_even() -> None:
    seen = judged(sight(), (0, DARK, 1), (1.4, DARK, 2), (1.5, DARK, 3), (1.6, BRIGHT, 4), (1.7, DARK, 5))
    assert seen == [None, None, Trouble.BLACK, None, None]


def test_a_dark_hall_with_lights_in_it_is_not_black() -> None:
    night = (12.0, 22.0)
    assert judged(sight(), (0, night, 1), (5, night, 2)) == [None, None]


def test_a_judgement_of_zero_seconds_is_none() -> None:
    never = Sight(black_mean=16, black_deviation=8, black_s=0, frozen_s=0)
    assert judged(never, (0, DARK, 1), (60, DARK, 1)) == [None, None]


def test_the_figures_of_a_hall_and_of_a_covered_lens_are_far_apart_and_no_two_frames_are_alike() -> None:
    scene = Scene()
    halls = [look_at(frame_of(scene.frame(number), at=0)) for number in range(3)]
    lenses = [look_at(frame_of(darkness(number), at=0)) for number in range(3)]
    assert all(look.mean > 100 and look.deviation > 20 for look in halls)
    assert all(look.mean < 10 and look.deviation < 6 for look in lenses)
    assert len({look.mark for look in halls + lenses}) == 6


def test_a_look_at_a_picture_of_one_pixel_is_a_look() -> None:
    assert look_at(frame_of(np.zeros((1, 1), np.uint8), at=0)).mean == 0
