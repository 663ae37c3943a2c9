"""Cameras of the system (UVC), on the network (MJPEG) or recorded: model `uvc-camera`.

`port` is `/dev/video0`, `http://…` or `file://…`: see `devices.transports.video`.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from devices.connection import Connection
from devices.driver import Options
from devices.errors import LineLost, NoAnswer
from devices.health import DeviceState
from devices.kinds.camera import Frame, PictureTaken
from devices.transports.video import Video, Wish, open_video
from devices.values import Ending, Outcome
from devices.verbs.camera import CameraDriver

if TYPE_CHECKING:
    from devices.vision.sight import Sight, Trouble

SLICE_S = 0.25
OPEN_S = 2.5
PICTURE_S = 2.0
UNWATCHED_S = 0.5
"""How often a picture is looked at for the camera's health alone."""
REOPEN_S = 10.0
"""A camera that stays frozen is opened anew this often."""

Seconds = Annotated[float, Meta(ge=0, le=60)]
Grey = Annotated[float, Meta(ge=0, le=255)]


class CameraOptions(Options, frozen=True, kw_only=True):
    """`width`, `height`, `fps`: what the camera is asked for; it may give another size. `colour`: false decodes grey
    pictures, which is cheaper where only codes are read. `silent_s`: without a picture for so long it is lost.
    `black_s`, `black_mean`, `black_deviation`: dark (average grey below) and even (deviation below) for so long is
    black. `frozen_s`: the same picture for so long is frozen. 0 seconds switches either off."""

    width: Annotated[int, Meta(ge=160, le=4096)] = 1280
    height: Annotated[int, Meta(ge=120, le=4096)] = 720
    fps: Annotated[int, Meta(ge=1, le=60)] = 15
    colour: bool = True
    silent_s: Annotated[float, Meta(ge=1, le=60)] = 2.0
    black_s: Seconds = 1.5
    black_mean: Grey = 16.0
    black_deviation: Grey = 8.0
    frozen_s: Seconds = 1.5


class UvcCamera(CameraDriver[CameraOptions]):
    """Its thread is the one that captures. Black (attention) and frozen (fault) are noticed within three seconds and
    heal by themselves."""

    model = "uvc-camera"
    options_type = CameraOptions

    _sight: Sight
    _came_at = _look_at = _opened_at = 0.0

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        assert isinstance(options, CameraOptions)
        return open_video(port, Wish(options.width, options.height, options.fps, options.colour))

    def probe(self) -> None:
        from devices.vision.sight import Sight

        options = self.options
        self._sight = Sight(
            black_mean=options.black_mean,
            black_deviation=options.black_deviation,
            black_s=options.black_s,
            frozen_s=options.frozen_s,
        )
        self._take(self._next_frame(OPEN_S))
        self._opened_at = time.monotonic()

    def turn(self) -> float:
        """Wait for one picture, or a quarter of a second."""
        if self.video.next(SLICE_S) and (self.is_watched or time.monotonic() >= self._look_at):
            frame = self.video.picture()
            if frame is not None:
                self._take(frame)
        if time.monotonic() - self._came_at > self.options.silent_s:
            raise NoAnswer(f"{self.device} sends no pictures")
        return 0.0

    def take_picture(self, job: str) -> None:
        """A black or frozen camera takes none: an old face must not pass for a new one."""
        taken: list[Frame] = []

        def deed() -> Ending:
            frame = self._next_frame(PICTURE_S)
            self._take(frame)
            if not self.health.usable:
                return Ending(Outcome.FAILED, self.health.reason)
            taken.append(frame)
            return Ending(Outcome.CONFIRMED)

        self.carry_out(deed, lambda ending: self._tell(job, ending, taken[0] if taken else None))

    def _tell(self, job: str, ending: Ending, frame: Frame | None) -> None:
        self.emit(PictureTaken(device=self.device, job=job, outcome=ending.outcome, reason=ending.reason, frame=frame))

    @property
    def video(self) -> Video:
        """The open source; raises LineLost while there is none."""
        if self._connection is None:
            raise LineLost(f"{self.device} is not connected")
        video: Video = self._connection  # type: ignore[assignment] # what `connect` makes
        return video

    def _next_frame(self, within_s: float) -> Frame:
        deadline = time.monotonic() + within_s
        while (left := deadline - time.monotonic()) > 0:
            came = self.video.next(min(left, SLICE_S))
            self.leave_if_stopping()
            if came and (frame := self.video.picture()) is not None:
                return frame
        raise NoAnswer(f"{self.device} sends no pictures")

    def _take(self, frame: Frame) -> None:
        from devices.vision.sight import look_at

        self._came_at = frame.at
        self._look_at = frame.at + UNWATCHED_S
        self._judge(self._sight.judge(look_at(frame), frame.at))
        self.show(frame)

    def _judge(self, trouble: Trouble | None) -> None:
        from devices.vision.sight import Trouble

        match trouble:
            case Trouble.BLACK:
                self.set_health(DeviceState.ATTENTION, trouble.value)
            case Trouble.FROZEN:
                self.set_health(DeviceState.FAULT, trouble.value)
                self._open_anew()
            case None:
                self.set_health(DeviceState.READY)

    def _open_anew(self) -> None:
        """What unfreezes many a camera; whether it did, its next pictures say."""
        if time.monotonic() - self._opened_at >= REOPEN_S and self._connection is not None:
            self._opened_at = time.monotonic()
            self._connection.close()
            self._connection = None
            self._connection = self._connect()
