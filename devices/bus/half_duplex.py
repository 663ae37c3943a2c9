"""Several devices on one pair of wires (RS-485): one asks, one answers, and nobody else speaks meanwhile.

A driver holds one `HalfDuplexBus` from its probe on and speaks through it alone:

    bus = HalfDuplexBus(self, frames, stray=self._stray)
    reply = bus.ask(request, lambda frame: frame.board == 2, timeout_s=0.5)

What the codec cuts out of the stream and nobody waits for (a report, a late reply, an answer for another) goes to
`stray`, at any time. Some adapters give back what they send; those bytes are dropped before the codec sees them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from devices.driver import LineDriver
from devices.errors import NoAnswer

BITS_PER_BYTE = 10
"""8N1."""
GAP_BYTES = 3.5
"""Silence on the line before a request, in bytes: what Modbus demands between two frames, and enough for the rest."""
LONGEST_GAP_S = 0.1
"""On a line that is never quiet a request goes out after so long."""
LONGEST_SLEEP_S = 0.1
"""A stop waits no longer than this for a reply on a slow line."""
MOST_HEARD = 1024
"""What is kept of the bytes after a request, for a second look at them."""

FrameT = TypeVar("FrameT")


class Frames(Protocol[FrameT]):
    """A codec's ear: cuts what devices say into frames, skips what is none, and keeps at most one unfinished frame."""

    def feed(self, data: bytes) -> list[FrameT]: ...
    def clear(self) -> None: ...


class HalfDuplexBus(Generic[FrameT]):
    """One outstanding request on the line of `device`; lives from one opening of the line to the next.

    `echoes`: whether the adapter gives back what it sends; None until a reply that cannot be taken for its own request
    has come. Where a reply may be the request once more (`alike`: Modbus writes a coil, 8A opens) only what was learned
    before tells the two apart, so a driver asks for something else first: its probe does.
    """

    def __init__(
        self, device: LineDriver[Any], frames: Frames[FrameT], *, stray: Callable[[FrameT], None], gap_s: float = 0.0
    ) -> None:
        """`gap_s`: more silence before a request than `GAP_BYTES`, where a device demands it."""
        self._device = device
        self._frames = frames
        self._stray = stray
        self._byte_s = BITS_PER_BYTE / device.options.baud
        self._gap_s = max(gap_s, GAP_BYTES * self._byte_s)
        self._busy_until = 0.0
        self._echo = Echo(b"")
        self._request = self._heard = b""
        self._framed = False
        self.echoes: bool | None = None

    def ask(
        self,
        request: bytes,
        answers: Callable[[FrameT], bool],
        *,
        timeout_s: float,
        alike: bool = False,
        reply_bytes: int = 0,
    ) -> FrameT:
        """The first frame that answers `request`. Raises NoAnswer `timeout_s` after its last byte left, or LineLost.

        `reply_bytes`, where known: the thread sleeps while the line carries so many, instead of waking for each.
        """
        deadline = self._send(request, alike=alike) + timeout_s
        answer = self._answer(answers, deadline, reply_bytes)
        if answer is None and self._echo.seen and not self.echoes:
            answer = self._second_look(answers)
        if answer is None:
            raise NoAnswer(f"{self._device.device}: no answer in {timeout_s:.1f} s")
        if not alike:
            self.echoes = self._echo.seen
        return answer

    def tell(self, request: bytes, *, listen_s: float) -> None:
        """Send what may or may not be answered; all that is heard until `listen_s` after it left goes to `stray`."""
        end = self._send(request, alike=True) + listen_s
        while time.monotonic() < end:
            self.listen(end)

    def listen(self, until: float) -> bool:
        """Hand what comes next to `stray`, waiting for it at most `until` (monotonic); False when nothing came, because
        the time is over or a job waits."""
        data = self._device.listen(max(0.0, until - time.monotonic()))
        for frame in self._hear(data):
            self._stray(frame)
        return bool(data)

    @property
    def heard_noise(self) -> bool:
        """Since the last request bytes came that were neither its echo nor any frame."""
        return not self._framed and bool(self._heard.replace(self._request, b"", 1))

    # --- one request ------------------------------------------------------------------------------------------------

    def _send(self, request: bytes, *, alike: bool) -> float:
        """When the last byte will have left."""
        self._wait_for_silence()
        self._frames.clear()
        self._request, self._heard, self._framed = request, b"", False
        # Where nothing is known of the adapter, bytes that may be the answer itself are not dropped.
        self._echo = Echo(request if self.echoes or (self.echoes is None and not alike) else b"")
        self._device.line.write(request)
        self._busy_until = time.monotonic() + len(request) * self._byte_s
        return self._busy_until

    def _wait_for_silence(self) -> None:
        latest = time.monotonic() + LONGEST_GAP_S + self._gap_s
        while time.monotonic() < (until := min(latest, self._busy_until + self._gap_s)):
            self.listen(until)

    def _answer(self, answers: Callable[[FrameT], bool], deadline: float, reply_bytes: int) -> FrameT | None:
        if reply_bytes:
            self._sleep(self._busy_until + reply_bytes * self._byte_s - time.monotonic())
        while (left := deadline - time.monotonic()) > 0:
            answer = self._pick(self._hear(self._device.listen(left)), answers)
            if answer is not None:
                return answer
            if self._heard and (missing := reply_bytes - len(self._heard)) > 1:
                self._sleep(min(left, missing * self._byte_s))
        return None

    @staticmethod
    def _sleep(seconds: float) -> None:
        """Nothing whole can come so soon."""
        if seconds > 0:
            time.sleep(min(seconds, LONGEST_SLEEP_S))

    def _second_look(self, answers: Callable[[FrameT], bool]) -> FrameT | None:
        """Nothing but an echo came from an adapter that is not known for it: perhaps the answer begins like its
        request, and was cut."""
        self._frames.clear()
        self._echo.seen = False
        return next(filter(answers, self._frames.feed(self._heard)), None)

    def _pick(self, frames: list[FrameT], answers: Callable[[FrameT], bool]) -> FrameT | None:
        """The first that answers; the others are strays."""
        answer: FrameT | None = None
        for frame in frames:
            if answer is None and answers(frame):
                answer = frame
            else:
                self._stray(frame)
        return answer

    def _hear(self, data: bytes) -> list[FrameT]:
        if data:
            self._busy_until = max(self._busy_until, time.monotonic())
            self._heard = (self._heard + data)[-MOST_HEARD:]
        frames = self._frames.feed(self._echo.drop(data))
        self._framed |= bool(frames)
        return frames


class Echo:
    """Takes one request out of what is heard after it; nothing is taken out of what only begins like it."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._held = b""
        self.seen = False

    def drop(self, data: bytes) -> bytes:
        """`data` without the request; its last bytes are held back while they may be the beginning of it."""
        if self.seen or not self._request:
            return data
        data = self._held + data
        before, found, after = data.partition(self._request)
        if found:
            self.seen, self._held = True, b""
            return before + after
        keep = next(n for n in range(len(self._request) - 1, -1, -1) if data.endswith(self._request[:n]))
        self._held = data[len(data) - keep :]
        return data[: len(data) - keep]
