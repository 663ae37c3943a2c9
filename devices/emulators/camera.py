"""A camera in a drawn hall, on the network: 1280×720 at 15 frames a second, MJPEG over HTTP on a port of its own.

show TEXT           hold a phone with this text as a QR code before it (UTF-8)
show-hex HEX        the same with these bytes
code TEXT           bring such a phone: one with the same code goes away first, for as long as a scanner needs to see it
code-hex HEX        the same with these bytes
show-file FILE      hold up a sheet with this picture
hide                hold nothing before it
picture FILE        write what it sees now, as the kind of picture its ending says (.png)
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PIL import Image

from devices.emulators.emulator import Answer, deed
from devices.emulators.stream_emulator import StreamEmulator

if TYPE_CHECKING:
    from devices.vision.scene import Scene

WRONG_SIZE = (640, 480)
AWAY_S = 1.2
"""Longer than a scanner takes to believe that a code is gone."""
HEAD = 400
GARBAGE = b"\x00\xff\x1b\x7e\x12\xaa\xaa\xaa\x96\x69\xaa"


class Camera(StreamEmulator):
    """What it sees is drawn when it is first sent, then sent again each second."""

    models: ClassVar = ("uvc-camera", "camera-scanner")
    faults: ClassVar = {
        "black": "the lens is covered",
        "frozen": "the same picture comes again and again",
        "garbage": "no picture can be decoded",
        "wrong-size": "pictures are 640×480",
    }

    _scene: Scene | None = None
    _held: bytes | None = None
    _there_at = 0.0
    """From when on the scene shows what is held; before, the hall alone."""

    def __init__(self, **line: Any) -> None:
        super().__init__(**line)
        self._drawn: dict[object, bytes] = {}

    def show(self, code: bytes | str, *, away_s: float = 0.0) -> None:
        """Hold up a phone with this code, `away_s` from now. ValueError for more than a QR code holds."""
        from devices.vision.scene import code_picture, on_phone

        data = code.encode() if isinstance(code, str) else code
        self._hold(on_phone(code_picture(data)), what=data, away_s=away_s)

    def bring(self, code: bytes | str) -> None:
        """The same; a code that is there already goes away first, so that it is a new visit."""
        data = code.encode() if isinstance(code, str) else code
        self.show(data, away_s=AWAY_S if data == self._held else 0.0)

    def show_file(self, file: str) -> None:
        """Hold up a sheet with this picture. ValueError when it is none."""
        from devices.vision.scene import on_paper, read_coloured

        try:
            self._hold(on_paper(read_coloured(Path(file).read_bytes())))
        except OSError as error:
            raise ValueError(f"this file cannot be read ({type(error).__name__})") from error

    def hide(self) -> None:
        self._hold(None)

    def write_picture(self, file: str) -> None:
        """What it sees now; the file's ending says as what. ValueError when it cannot be written there."""
        try:
            with Image.open(io.BytesIO(self.picture())) as picture:
                picture.save(file)
        except OSError as error:
            raise ValueError(f"this picture cannot be written ({type(error).__name__})") from error

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "show": deed(self.show),
            "show-hex": deed(lambda rest: self.show(bytes.fromhex(rest))),
            "code": deed(self.bring),
            "code-hex": deed(lambda rest: self.bring(bytes.fromhex(rest))),
            "show-file": deed(self.show_file),
            "hide": deed(lambda _rest: self.hide()),
            "picture": deed(self.write_picture),
        }

    def picture(self) -> bytes:
        whole = self._seen(time.monotonic())
        return whole[:HEAD] + GARBAGE if "garbage" in self.active else whole

    def _hold(self, held: Any, *, what: bytes | None = None, away_s: float = 0.0) -> None:
        """`held` is a picture as large as it is to be, or None."""
        from devices.vision.scene import Scene

        scene = Scene()
        scene.hold(held)
        with self._guard:
            self._scene, self._drawn = scene, {}
            self._held, self._there_at = what, time.monotonic() + away_s

    def _seen(self, now: float) -> bytes:
        from devices.vision import scene

        moment = 0 if "frozen" in self.active else int(now * self.fps) % scene.ROUND
        size = WRONG_SIZE if "wrong-size" in self.active else None
        is_black = "black" in self.active
        with self._guard:
            is_there = self._scene is not None and now >= self._there_at
            key = (moment, is_black, is_there, size)
            if key not in self._drawn:
                shown = self._scene if self._scene is not None and is_there else scene.Scene()
                picture = scene.darkness(moment) if is_black else shown.frame(moment)
                self._drawn[key] = scene.jpeg(picture, size=size)
            return self._drawn[key]
