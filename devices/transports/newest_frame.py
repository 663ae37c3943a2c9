"""The newest frame of a station's camera, for a device that looks through it on a thread of its own.

What it cannot keep up with is dropped: a code or a face is looked for in what is before the camera now.
"""

from __future__ import annotations

import threading
import time

from devices.kinds.camera import Frame


class NewestFrame:
    """A place for one frame. `put` is for the camera's thread and only enqueues."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._frame: Frame | None = None
        self._woken = False
        self.dropped = 0
        """Frames that were not looked at because a newer one came."""

    def put(self, frame: Frame) -> None:
        with self._news:
            self.dropped += self._frame is not None
            self._frame = frame
            self._news.notify()

    def next(self, timeout_s: float) -> Frame | None:
        """The newest frame that was not given yet; None when none came in time, or at `wake`."""
        deadline = time.monotonic() + timeout_s
        with self._news:
            while self._frame is None and not self._woken and (left := deadline - time.monotonic()) > 0:
                self._news.wait(left)
            frame, self._frame, self._woken = self._frame, None, False
            return frame

    def wake(self) -> None:
        with self._news:
            self._woken = True
            self._news.notify()

    def close(self) -> None:
        with self._news:
            self._frame = None
