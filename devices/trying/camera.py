"""Try a camera: save a picture, and count what it delivers."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PIL import Image

from devices.desk.trial import Misused, Trial, Word, seconds
from devices.kinds.camera import Frame, PictureTaken
from devices.values import DeviceEvent
from devices.verbs.camera import Camera

COUNT_S = 3.0


class CameraTrial(Trial[Camera]):
    kind: ClassVar = Camera

    _taken: PictureTaken | None = None

    def words(self) -> list[Word]:
        return [
            Word("picture FILE", "take a picture and save it (PNG, JPEG …); it may show a person", self._picture),
            Word("fps [SECONDS]", f"count its pictures (default: for {COUNT_S:.0f} s)", self._fps),
        ]

    def tell(self, event: DeviceEvent) -> str:
        if isinstance(event, PictureTaken):
            self._taken = event
            return f"a picture of {event.frame.width} × {event.frame.height}" if event.frame else ""
        return ""

    def _picture(self, rest: str) -> bool:
        if not rest:
            raise Misused("where to?")
        if not self.deed(PictureTaken, self.device.take_picture) or self._taken is None or self._taken.frame is None:
            return False
        try:
            picture_of(self._taken.frame).save(Path(rest))
        except (OSError, ValueError) as error:
            self.desk.say(f"{rest} can't be written: {error}")
            return False
        self.desk.say(f"saved as {rest}")
        return True

    def _fps(self, rest: str) -> bool:
        for_s = seconds(rest, COUNT_S)
        came: list[tuple[int, int]] = []
        stop = self.device.watch(lambda frame: came.append((frame.width, frame.height)))
        self.desk.wait_for(DeviceEvent, lambda _event: False, for_s)
        stop()
        sizes = ", ".join(f"{width} × {height}" for width, height in sorted(set(came)))
        self.desk.say(f"{len(came) / for_s:.1f} pictures a second{sizes and f' of {sizes}'}")
        return bool(came)


def picture_of(frame: Frame) -> Image.Image:
    size, pixels = (frame.width, frame.height), bytes(frame.pixels)
    if frame.channels == 1:
        return Image.frombytes("L", size, pixels)
    return Image.frombytes("RGB", size, pixels, "raw", "BGR")
