"""A camera scanner at work: whether it keeps up with 720p at 15 frames a second, what that costs, and whether the
thread of a screen in the same program still has its turns. The camera's other end is a program of its own."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import Self

from msgspec import Struct

from config.site import Device
from devices.bench.far_end import FarEnd
from devices.bench.figures import Spread, spread
from devices.drivers.camera_scanner import CameraScanner
from devices.errors import NoAnswer
from devices.kinds.scanner import CodeSeen
from devices.rack import Rack, make_driver
from devices.runner import Runner
from devices.values import DeviceEvent
from devices.verbs.camera import Camera

TICK_S = 0.01
PATIENCE_S = 10.0
ROUNDS = 20
AWAY_S = 0.3
SPEED = 115_200
"""What an emulator is always given; this one has no line."""


class Scanning(Struct, frozen=True, kw_only=True):
    """`dropped`: frames that were never looked at, because a newer one had come. `cpu_percent`: of a core, for camera,
    scanner and the screen's thread while nothing is shown. `until_read`: from showing a code until it is handed up,
    a frame's period and the drawing of the picture in it. `screen_late`: how late a thread that wants to act every
    10 ms came meanwhile; `screen_late_alone`: the same with no camera."""

    seconds: float
    frames_per_s: float
    dropped: int
    cpu_percent: float
    until_read: Spread
    screen_late: Spread
    screen_late_alone: Spread


class Screen(threading.Thread):
    """Stands for a screen's thread, from entering to leaving."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.late_s: list[float] = []
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.is_set():
            due = time.monotonic() + TICK_S
            self._ended.wait(TICK_S)
            self.late_s.append(max(0.0, time.monotonic() - due))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self.join()


class Eye:
    """A camera and its scanner on their threads, from entering to leaving."""

    def __init__(self, port: str) -> None:
        self.seen: queue.SimpleQueue[float] = queue.SimpleQueue()
        self._rack = Rack([Device(id="camera", model="uvc-camera", port=port)], lambda _event: None)
        self.camera = self._rack.all(Camera)[0]
        device = Device(id="scanner", model=CameraScanner.model, options={"gone_s": 0.2, "codes_per_second": 1000})
        made = make_driver(device, self._take, "", given={"camera": self.camera})
        assert isinstance(made, CameraScanner)
        self.scanner = made
        self._runner = Runner(made)

    def _take(self, event: DeviceEvent) -> None:
        if isinstance(event, CodeSeen):
            self.seen.put(time.monotonic())

    def __enter__(self) -> Self:
        self._rack.start()
        self._runner.start()
        deadline = time.monotonic() + PATIENCE_S
        while not self.scanner.health.usable:
            if time.monotonic() > deadline:
                raise NoAnswer("the camera gives no pictures")
            time.sleep(TICK_S)
        return self

    def __exit__(self, *exc: object) -> None:
        self._runner.stop()
        self._rack.stop()


def measure_scanning(seconds: float, *, rounds: int = ROUNDS) -> Scanning:
    """Nothing shown for so long, then a code shown again and again."""
    with Screen() as alone:
        time.sleep(seconds / 2)
    with FarEnd("uvc-camera", SPEED) as far, Eye(far.port) as eye:
        time.sleep(1.0)  # the first second is the drawing of the scene
        with Screen() as screen:
            frames, cpu = _looking(eye, seconds)
        dropped = eye.scanner.newest.dropped
        until_read = [_until_read(far, eye, turn) for turn in range(rounds)]
    return Scanning(
        seconds=seconds,
        frames_per_s=round(frames / seconds, 1),
        dropped=dropped,
        cpu_percent=round(100 * cpu / seconds, 1),
        until_read=spread(until_read),
        screen_late=spread(screen.late_s),
        screen_late_alone=spread(alone.late_s),
    )


def _looking(eye: Eye, seconds: float) -> tuple[int, float]:
    """Frames that came, and seconds of this program on the processor."""
    frames: list[float] = []
    unwatch = eye.camera.watch(lambda frame: frames.append(frame.at))
    cpu = time.process_time()
    time.sleep(seconds)
    cpu = time.process_time() - cpu
    unwatch()
    return len(frames), cpu


def _until_read(far: FarEnd, eye: Eye, turn: int) -> float:
    start = time.monotonic()
    far.tell(f"show A{turn:03}")
    at = eye.seen.get(timeout=PATIENCE_S)
    far.tell("hide")
    time.sleep(AWAY_S)
    return at - start


def scanning_table(scanning: Scanning) -> Iterator[str]:
    """The same for a person."""
    yield (
        f"scanning 720p: {scanning.frames_per_s} frames/s, {scanning.dropped} dropped in {scanning.seconds:g} s, "
        f"{scanning.cpu_percent} % of a core; a code is read {scanning.until_read.p50_ms:.0f} ms after it is shown "
        f"(p95 {scanning.until_read.p95_ms:.0f})"
    )
    for name, late in (("meanwhile", scanning.screen_late), ("alone", scanning.screen_late_alone)):
        yield f"  a screen's 10 ms turn, {name}: late by {late.p50_ms} ms, p95 {late.p95_ms}, at most {late.most_ms}"
