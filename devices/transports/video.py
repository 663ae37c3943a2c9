"""What a camera's `port` may be, and the only door to OpenCV's video: pictures as frames, the newest one only.

`/dev/video0` or its number (V4L2) · `http://host:port/path` (MJPEG) · `file:///a/recording.avi`, or a folder of
pictures, played at its own rate for ever. OpenCV is loaded when the first of them is opened.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from devices.errors import BadSetting, LineLost
from devices.kinds.camera import Frame
from devices.transports.mjpeg import MjpegStream

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
RETRY_S = 0.05
LAST = 64
"""Bytes among which a JPEG's end mark stands; some cameras pad their pictures."""


class Wish(NamedTuple):
    """What is asked of a camera; what it gives may differ."""

    width: int
    height: int
    fps: int
    colour: bool


class Video(Protocol):
    """A source of pictures, open from the moment it exists until `close`. One thread uses it; `wake` is any's."""

    def next(self, timeout_s: float) -> bool:
        """Wait for the next picture; False when none came in time, or at `wake`. Raises LineLost."""

    def picture(self) -> Frame | None:
        """The picture that came last; None when it cannot be decoded. Only here it costs decoding."""

    def wake(self) -> None: ...

    def close(self) -> None: ...


def open_video(port: str, wish: Wish) -> Video:
    """Raises LineLost when nothing is there, or another program holds it; BadSetting for a port of another kind."""
    scheme, path = urlsplit(port).scheme, Path(unquote(urlsplit(port).path))
    if scheme == "http":
        return NetworkCamera(port, wish)
    if scheme == "file":
        return PictureFolder(path, wish) if path.is_dir() else Recording(path, wish)
    if scheme:
        raise BadSetting(f"no camera at '{port}': say /dev/video0, http://… or file://…")
    return UsbCamera(f"/dev/video{port}" if port.isdigit() else port, wish)


class NetworkCamera:
    """Pictures from the network are decoded only when they are looked at."""

    def __init__(self, url: str, wish: Wish) -> None:
        self._stream = MjpegStream(url)
        self._colour = wish.colour
        self._newest = b""
        self._at = 0.0

    def next(self, timeout_s: float) -> bool:
        newest = self._stream.newest(timeout_s)
        if newest is None:
            return False
        self._newest, self._at = newest, time.monotonic()
        return True

    def picture(self) -> Frame | None:
        return decoded(self._newest, self._colour, self._at)

    def wake(self) -> None:
        self._stream.wake()

    def close(self) -> None:
        self._stream.close()


class UsbCamera:
    """A camera of the system (V4L2), held alone; a lasting name is `/dev/v4l/by-path/…`. No more than one picture waits
    in its driver, so none is older than a period. Written from OpenCV's documentation, never tried on a camera."""

    def __init__(self, path: str, wish: Wish) -> None:
        from devices.vision.opencv import cv2

        self._path, self._colour, self._at = Path(path), wish.colour, 0.0
        self._woken = threading.Event()
        self._capture = cv2.VideoCapture(path, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            raise LineLost(f"{path} is not there, is no camera, or is held by another program")
        for what, value in (
            (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),  # 720p does not fit through USB 2 raw
            (cv2.CAP_PROP_FRAME_WIDTH, wish.width),
            (cv2.CAP_PROP_FRAME_HEIGHT, wish.height),
            (cv2.CAP_PROP_FPS, wish.fps),
            (cv2.CAP_PROP_BUFFERSIZE, 1),
        ):
            self._capture.set(what, value)

    def next(self, timeout_s: float) -> bool:
        """OpenCV itself waits up to a second."""
        if self._capture.grab():
            self._at = time.monotonic()
            return True
        if not self._path.exists():
            raise LineLost(f"{self._path} was unplugged")
        self._woken.wait(min(timeout_s, RETRY_S))
        self._woken.clear()
        return False

    def picture(self) -> Frame | None:
        there, pixels = self._capture.retrieve()
        return framed(pixels, self._colour, self._at) if there else None

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        self._capture.release()


class Player:
    """What plays pictures that are there already: at their own rate, from the start again at the end."""

    def __init__(self, fps: float) -> None:
        self._period_s = 1 / fps
        self._due = time.monotonic()
        self._at = 0.0
        self._woken = threading.Event()

    def is_time(self, timeout_s: float) -> bool:
        """Wait until the next picture's time has come; after a pause the missed ones are not made up for."""
        left = self._due - time.monotonic()
        if left > 0 and (self._woken.wait(min(left, timeout_s)) or left > timeout_s):
            self._woken.clear()
            return False
        self._at = time.monotonic()
        self._due = max(self._due, self._at - self._period_s) + self._period_s
        return True

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        """Nothing is held."""


class Recording(Player):
    """A film at its own rate."""

    def __init__(self, path: Path, wish: Wish) -> None:
        from devices.vision.opencv import cv2

        self._path, self._colour = path, wish.colour
        self._film = self._wound()
        super().__init__(self._film.get(cv2.CAP_PROP_FPS) or wish.fps)

    def _wound(self) -> Any:
        """The film at its start."""
        from devices.vision.opencv import cv2

        film = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        if not film.isOpened():
            raise LineLost(f"{self._path} is not there or is no film")
        return film

    def next(self, timeout_s: float) -> bool:
        if not self.is_time(timeout_s):
            return False
        if not self._film.grab():
            self.close()
            self._film = self._wound()
            if not self._film.grab():
                raise LineLost(f"{self._path} holds no picture")
        return True

    def picture(self) -> Frame | None:
        there, pixels = self._film.retrieve()
        return framed(pixels, self._colour, self._at) if there else None

    def close(self) -> None:
        self._film.release()


class PictureFolder(Player):
    """The pictures of a folder by name, at the rate that is asked for."""

    def __init__(self, path: Path, wish: Wish) -> None:
        super().__init__(wish.fps)
        self._colour = wish.colour
        self._files = sorted(file for file in path.iterdir() if file.suffix.lower() in PICTURES)
        if not self._files:
            raise LineLost(f"{path} holds no pictures")
        self._shown = -1

    def next(self, timeout_s: float) -> bool:
        if not self.is_time(timeout_s):
            return False
        self._shown = (self._shown + 1) % len(self._files)
        return True

    def picture(self) -> Frame | None:
        file = self._files[self._shown]
        try:
            return decoded(file.read_bytes(), self._colour, self._at)
        except OSError as error:
            raise LineLost(f"{file} is gone ({type(error).__name__})") from error


def decoded(picture: bytes, colour: bool, at: float) -> Frame | None:
    """A picture file's bytes as a frame; None for what is none."""
    import numpy as np

    from devices.vision.opencv import cv2

    if not picture or _is_cut(picture):
        return None
    try:
        pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR if colour else cv2.IMREAD_GRAYSCALE)
    except cv2.error:  # a header that promises more pixels than OpenCV takes
        return None
    return framed(pixels, colour, at) if pixels is not None else None


def _is_cut(picture: bytes) -> bool:
    """A JPEG without its end: libjpeg would fill it with grey and write about it to the terminal."""
    return picture.startswith(b"\xff\xd8") and b"\xff\xd9" not in picture[-LAST:]


def framed(pixels: Any, colour: bool, at: float) -> Frame:
    from devices.vision.opencv import cv2
    from devices.vision.picture import frame_of

    if not colour and pixels.ndim == 3:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    return frame_of(pixels, at)
