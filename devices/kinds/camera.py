"""Cameras: hand up pictures. What a picture shows is a person, so nothing of it stands in a `repr` or in a log."""

from __future__ import annotations

from devices.values import DeedResult, Value


class Frame(Value, frozen=True, kw_only=True, eq=False):
    """One picture: `height` rows from the top, `width` pixels from the left, `channels` bytes each (3: blue, green,
    red; 1: grey), with nothing between the rows. `at`: monotonic seconds, when it came."""

    width: int
    height: int
    channels: int
    pixels: memoryview
    at: float

    def __repr__(self) -> str:
        return f"Frame({self.width}×{self.height})"


class PictureTaken(DeedResult, frozen=True, kw_only=True):
    """What became of one picture that was asked for; `frame` only when there is one."""

    frame: Frame | None = None
