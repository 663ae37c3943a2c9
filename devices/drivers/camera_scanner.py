"""Codes read off a camera of the station: model `camera-scanner`. It has no port; `camera` names the camera."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from devices.connection import Connection
from devices.driver import Options
from devices.errors import LineLost, NoAnswer
from devices.health import DeviceState
from devices.kinds.camera import Frame
from devices.scanners.scanner import CodeScanner
from devices.transports.newest_frame import NewestFrame
from devices.verbs.camera import Camera
from devices.wire.scanner import CAP

if TYPE_CHECKING:
    from devices.vision.codes import LiveReader, ReadCode

SLICE_S = 0.25
OPEN_S = 2.5
"""Within this its camera gives a first frame."""
SILENT_S = 3.0
"""Without a frame for so long it is lost, whatever its camera says: that may hang in the system's driver."""

Part = Annotated[float, Meta(ge=0, le=0.9)]


class CameraScannerOptions(Options, frozen=True, kw_only=True):
    """`camera`: the device's id; may be left out where there is one camera. `left`, `top`, `right`, `bottom`: how much
    of the picture is left out there (0.25 is a quarter). `step`: look at every n-th frame. `second_step`: of those in
    which nothing was found, every n-th is given to the slower decoders and looked through for barcodes too; 0: none.
    `budget_ms`: for how long that one may then be tried harder. `gone_s`: the same code is told again only after it
    was away so long. `longest`: bytes of the longest code taken. `codes_per_second`: what is more is dropped."""

    camera: str = ""
    left: Part = 0.0
    top: Part = 0.0
    right: Part = 0.0
    bottom: Part = 0.0
    step: Annotated[int, Meta(ge=1, le=60)] = 1
    second_step: Annotated[int, Meta(ge=0, le=60)] = 5
    budget_ms: Annotated[int, Meta(ge=0, le=1000)] = 0
    gone_s: Annotated[float, Meta(ge=0.2, le=60)] = 1.0
    longest: Annotated[int, Meta(ge=1, le=8192)] = CAP
    codes_per_second: Annotated[int, Meta(ge=1, le=1000)] = 5


class Held:
    """Which codes are before the camera now, by a keyed mark of each: what was read is not kept."""

    def __init__(self, gone_s: float) -> None:
        self._gone_s = gone_s
        self._key = secrets.token_bytes(16)
        self._seen: dict[bytes, float] = {}

    def is_new(self, data: bytes, now: float) -> bool:
        """Whether this code was not there in the last `gone_s` seconds; it is there now."""
        mark = hashlib.blake2b(data, key=self._key, digest_size=16).digest()
        self._seen = {known: at for known, at in self._seen.items() if now - at < self._gone_s}
        is_new = mark not in self._seen
        self._seen[mark] = now
        return is_new

    def clear(self) -> None:
        self._seen.clear()


class CameraScanner(CodeScanner[CameraScannerOptions]):
    """Always looking, at the newest frame only. Its health is its camera's: no code can be read while that is black or
    gone."""

    model = "camera-scanner"
    options_type = CameraScannerOptions
    needs = {"camera": Camera}  # noqa: RUF012 - a ClassVar of the base
    has_port = False

    _reader: LiveReader
    _held: Held
    _frames = 0
    _came_at = 0.0
    _unwatch: Callable[[], None] | None = None

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        return NewestFrame()

    def probe(self) -> None:
        from devices.vision.codes import LiveReader

        options = self.options
        self.begin_codes(options.codes_per_second, has_aim=True)
        self._reader = LiveReader(second_step=options.second_step, budget_ms=options.budget_ms)
        self._held = Held(options.gone_s)
        self._unwatch = self.camera.watch(self.newest.put)
        self._wait_for_first()

    def turn(self) -> float:
        """Look at one frame, or wait a quarter of a second for one."""
        frame = self.newest.next(SLICE_S)
        self._follow_camera()
        if frame is None:
            self._ask_whether_it_lives()
            return 0.0
        self._came_at = time.monotonic()
        self._frames += 1
        if self._frames % self.options.step == 0:
            self._look(frame)
        return 0.0

    def trigger(self) -> None:
        """It is always looking; a code that is still there is told again."""
        if self.is_open:
            self._held.clear()

    def forget(self) -> None:
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None

    @property
    def camera(self) -> Camera:
        return self.needed("camera", Camera)

    @property
    def newest(self) -> NewestFrame:
        newest: NewestFrame = self._connection  # type: ignore[assignment] # what `connect` makes
        return newest

    def _wait_for_first(self) -> None:
        deadline = time.monotonic() + OPEN_S
        while time.monotonic() < deadline:
            frame = self.newest.next(SLICE_S)
            self.leave_if_stopping()
            self._go_with_camera()
            if frame is not None:
                self._came_at = time.monotonic()
                return
        raise NoAnswer(f"{self.camera.device} gives no pictures")

    def _follow_camera(self) -> None:
        """Be as well as it is; one that is closed goes with the station."""
        self._go_with_camera()
        health = self.camera.health
        if health.usable:
            self.set_health(DeviceState.READY)
        elif health.state in (DeviceState.ATTENTION, DeviceState.FAULT):
            self.set_health(health.state, health.reason)

    def _go_with_camera(self) -> None:
        """Raises what the camera was lost by, when it is lost."""
        health = self.camera.health
        if health.state is DeviceState.LOST:
            lost = NoAnswer if health.reason == NoAnswer.reason else LineLost
            raise lost(f"{self.camera.device} is lost")

    def _ask_whether_it_lives(self) -> None:
        if time.monotonic() - self._came_at > SILENT_S:
            raise NoAnswer(f"{self.camera.device} gives no pictures")

    def _look(self, frame: Frame) -> None:
        from devices.vision.picture import cut, grey_of

        options = self.options
        part = cut(grey_of(frame), options.left, options.top, options.right, options.bottom)
        for code in self._reader.read(part):
            self._tell_once(code)

    def _tell_once(self, code: ReadCode) -> None:
        if self._held.is_new(code.data, time.monotonic()):
            fits = len(code.data) <= self.options.longest
            self.tell(code.aim.encode() + code.data if fits else None)
