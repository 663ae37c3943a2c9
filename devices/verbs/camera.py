"""What a camera can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from devices.driver import Driver, OptionsT
from devices.handle import Handle
from devices.kinds.camera import Frame
from devices.runner import Runner

OnFrame = Callable[[Frame], None]
"""Called on the camera's thread for each frame: it only enqueues."""


class CameraDriver(Driver[OptionsT]):
    """Hands its frames to whoever watches, in `turn`. While nobody does it need look at only a few of them.

    Who watches survives a loss: the frames go on when the camera is back.
    """

    _watchers: tuple[OnFrame, ...] = ()
    _keepers: tuple[OnFrame, ...] = ()

    @abstractmethod
    def take_picture(self, job: str) -> None:
        """Hand up exactly one `PictureTaken` with a frame that came after it was asked for."""

    @property
    def is_watched(self) -> bool:
        return bool(self._watchers)

    def add_watcher(self, on_frame: OnFrame) -> None:
        """Give it every frame from now on."""
        self._watchers += (on_frame,)

    def remove_watcher(self, on_frame: OnFrame) -> None:
        self._watchers = tuple(watcher for watcher in self._watchers if watcher != on_frame)

    def add_keeper(self, on_frame: OnFrame) -> None:
        """Give it the frames that are looked at anyway."""
        self._keepers += (on_frame,)

    def show(self, frame: Frame) -> None:
        """Hand a frame to all who watch."""
        for on_frame in self._keepers + self._watchers:
            on_frame(frame)


class Camera(Handle[CameraDriver[Any]]):
    """A camera seen from another thread."""

    def __init__(self, runner: Runner[CameraDriver[Any]]) -> None:
        super().__init__(runner)
        self._latest: Frame | None = None
        self._ask(lambda camera: camera.add_keeper(self._keep))

    @property
    def latest(self) -> Frame | None:
        """The frame it looked at last, half a second old while nobody watches; None before the first. `at` says how
        old it is: after a loss it is an old one."""
        return self._latest

    def watch(self, on_frame: OnFrame) -> Callable[[], None]:
        """Have every frame from now on; what is returned ends it. `on_frame` only enqueues."""

        def watcher(frame: Frame) -> None:  # one a watch, though the same `on_frame` may watch twice
            on_frame(frame)

        self._ask(lambda camera: camera.add_watcher(watcher))
        return lambda: self._ask(lambda camera: camera.remove_watcher(watcher))

    def take_picture(self, job: str) -> None:
        """The PictureTaken comes through the rack's `on_event`."""
        self._ask(lambda camera: camera.take_picture(job))

    def _keep(self, frame: Frame) -> None:
        self._latest = frame


CameraDriver.handle = Camera
