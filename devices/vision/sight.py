"""Whether a camera sees: black, frozen or well (F038), told from its pictures alone.

A picture is black when it is dark all over: a covered lens, or no light. It is frozen when the very same pixels come
again and again: a living sensor is noisy, so no two of its pictures are ever the same.
"""

from __future__ import annotations

import zlib
from enum import StrEnum
from typing import NamedTuple

from devices.kinds.camera import Frame
from devices.vision.picture import pixels_of

BLACK_STEP, MARK_STEP = 8, 8


class Trouble(StrEnum):
    """What is wrong; the word stands as the reason in the camera's health."""

    BLACK = "black"
    FROZEN = "frozen"


class Look(NamedTuple):
    """A few figures of one picture: how bright it is on average and how far from that its parts are (0–255), and a
    mark that differs when the picture does."""

    mean: float
    deviation: float
    mark: int


def look_at(frame: Frame) -> Look:
    """Looks at every eighth row, and for its brightness at every eighth pixel of it."""
    rows = pixels_of(frame)[::MARK_STEP]
    few = rows[:, ::BLACK_STEP]
    return Look(float(few.mean()), float(few.std()), zlib.crc32(rows.tobytes()))


class Sight:
    """Judges one picture after another; times are monotonic seconds. 0 seconds switches a judgement off."""

    def __init__(self, *, black_mean: float, black_deviation: float, black_s: float, frozen_s: float) -> None:
        self._black_mean, self._black_deviation = black_mean, black_deviation
        self._black_s, self._frozen_s = black_s, frozen_s
        self._mark: int | None = None
        self._same_since = self._black_since = 0.0
        self._was_black = False

    def judge(self, look: Look, now: float) -> Trouble | None:
        """A picture that is both is frozen: a living sensor's black is noisy too."""
        if look.mark != self._mark:
            self._mark, self._same_since = look.mark, now
        is_black = look.mean < self._black_mean and look.deviation < self._black_deviation
        if is_black and not self._was_black:
            self._black_since = now
        self._was_black = is_black
        if self._frozen_s and now - self._same_since >= self._frozen_s:
            return Trouble.FROZEN
        if self._black_s and is_black and now - self._black_since >= self._black_s:
            return Trouble.BLACK
        return None
