"""Codes read off a camera: exact bytes, once until gone, and neither the camera nor a screen is held up."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

import numpy as np
import pytest

from config.site import Device
from devices.emulators.camera import Camera as Emulator
from devices.errors import BadSetting
from devices.health import DeviceState, Health
from devices.kinds.scanner import CodeSeen
from devices.rack import Rack
from devices.transports.newest_frame import NewestFrame
from devices.values import HealthChanged
from devices.verbs.camera import Camera
from devices.vision.codes import DECODERS, Decoder, LiveReader
from devices.vision.found import Codes
from devices.vision.opencv import cv2
from devices.vision.picture import Grey, frame_of
from devices.vision.scene import Coloured, Scene
from tests.devices.ear import Ear
from tests.devices.vision.pictures import barcode, qr
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs

GB18030 = bytes.fromhex("B9E3D6DDCAD0D5FECEF1B4F3CCFCC8A1BAC541303132")
"""Vector qr-text-001."""
GONE_S = 0.4


class Station:
    """An emulated camera, the scanner that looks through it, and an ear."""

    def __init__(self, *, patience_s: float = 2.0, **options: bool | int | float | str) -> None:
        """`patience_s`: the camera's own with a stream that is silent."""
        self.emulator = Emulator().start()
        self.ear = Ear()
        camera = Device(id="camera-1", model="uvc-camera", port=self.emulator.port, options={"silent_s": patience_s})
        scanner = Device(id="scanner-1", model="camera-scanner", options={"gone_s": GONE_S, **options})
        self.rack = Rack([scanner, camera], self.ear)

    def __enter__(self) -> Self:
        self.rack.start()
        self.scanner_is(DeviceState.READY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rack.stop()
        self.emulator.close()

    @property
    def camera(self) -> Camera:
        return self.rack.all(Camera)[0]

    def scanner_is(self, state: DeviceState) -> Health:
        changed: HealthChanged = self.ear.next(
            lambda event: (
                isinstance(event, HealthChanged) and (event.health.device, event.health.state) == ("scanner-1", state)
            )
        )
        return changed.health

    def codes_for(self, span_s: float) -> list[bytes | None]:
        heard = [event for event in self.ear.all_for(span_s) if isinstance(event, CodeSeen)]
        return [event.code.data if event.code else None for event in heard]


@pytest.fixture
def station() -> Iterator[Station]:
    with Station() as made:
        yield made


@pytest.mark.fault("F028")
@pytest.mark.parametrize(
    "data", [GB18030, bytes(range(256)), b"A012\r\n\x00"], ids=["GB18030", "every byte", "controls"]
)
def test_a_code_before_the_camera_comes_up_with_its_exact_bytes_and_kind(station: Station, data: bytes) -> None:
    assert station.emulator.control(f"show-hex {data.hex()}").ok
    seen: CodeSeen = station.ear.next(lambda event: isinstance(event, CodeSeen))
    assert seen.code is not None
    assert (seen.code.data, seen.code.aim, seen.code.symbology) == (data, "Q1", "QR")


def test_a_code_is_told_once_until_it_was_gone() -> None:
    with Station(gone_s=1.5) as station:
        station.emulator.show("A012")
        assert station.ear.code() == b"A012"
        assert station.codes_for(1.0) == []
        station.emulator.hide()
        assert station.codes_for(1.9) == []
        station.emulator.show("A012")
        assert station.ear.code() == b"A012"


def test_another_code_is_told_at_once(station: Station, given_time: GivenTime) -> None:
    station.emulator.show("A012")
    assert station.ear.code() == b"A012"
    station.emulator.show("A013")
    shown = time.monotonic()
    station.ear.next(
        lambda event: isinstance(event, CodeSeen) and event.code is not None and event.code.data == b"A013"
    )
    assert station.ear.at - shown < 0.5


def test_a_trigger_has_a_code_that_is_still_there_told_again(station: Station) -> None:
    station.emulator.show("A012")
    assert station.ear.code() == b"A012"
    station.rack.scanners[0].trigger()
    assert station.ear.code() == b"A012"


@pytest.mark.fault("F026")
def test_a_code_that_is_too_long_is_no_code() -> None:
    with Station(longest=100) as station:
        station.emulator.show(b"7" * 101)
        assert station.ear.code() is None


@pytest.mark.fault("F026")
def test_codes_beyond_so_many_a_second_are_dropped() -> None:
    with Station(codes_per_second=1) as station:
        start = time.monotonic()
        for number in range(8):
            station.emulator.show(f"A{number:03}")
            station.ear.all_for(0.12)
        codes = [event for event in station.ear.heard if isinstance(event, CodeSeen)]
        assert 1 <= len(codes) <= time.monotonic() - start + 1


def test_what_lies_outside_the_part_that_is_looked_at_is_not_read() -> None:
    with Station(left=0.6) as station:
        station.emulator.show("A012")
        assert station.codes_for(0.8) == []


@pytest.mark.fault("F038")
@pytest.mark.parametrize(
    ("fault", "state"), [("frozen", DeviceState.FAULT), ("black", DeviceState.ATTENTION)], ids=["frozen", "black"]
)
def test_a_scanner_is_as_well_as_its_camera(
    station: Station, fault: str, state: DeviceState, given_time: GivenTime
) -> None:
    station.emulator.fault(fault)
    start = time.monotonic()
    assert station.scanner_is(state).reason == fault
    assert given_time.between(start, station.ear.at) < 3.0
    station.emulator.clear()
    station.scanner_is(DeviceState.READY)


@pytest.mark.fault("F038")
def test_an_unplugged_camera_takes_its_scanner_with_it_and_brings_it_back(
    station: Station, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("camera-1 .* is lost")
    expected_logs.must("scanner-1 .* is lost: camera-1 is lost")
    station.emulator.hang_up()
    pulled = time.monotonic()
    assert station.scanner_is(DeviceState.LOST).reason == "line-lost"
    assert station.ear.at - pulled < 1.5
    station.emulator.clear()
    station.scanner_is(DeviceState.READY)
    station.emulator.show("A012")
    assert station.ear.code() == b"A012"


@pytest.mark.fault("F038")
def test_a_scanner_stays_lost_for_one_reason_as_long_as_its_camera_does(
    station: Station, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("camera-1 .* is lost")
    expected_logs.must("scanner-1 .* is lost")
    station.emulator.hang_up()
    station.scanner_is(DeviceState.LOST)
    later = [event.health.reason for event in station.ear.all_for(3.0) if isinstance(event, HealthChanged)]
    assert later == []
    station.emulator.clear()
    station.scanner_is(DeviceState.READY)


@pytest.mark.fault("F038")
def test_a_camera_that_hangs_and_cannot_say_so_is_noticed_by_its_scanner(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("scanner-1 .* is lost")
    with Station(patience_s=60.0) as station:
        station.emulator.fault("silent")
        assert station.scanner_is(DeviceState.LOST).reason == "no-answer"
        assert station.camera.health.state is DeviceState.READY


def test_a_station_without_a_camera_has_no_camera_scanner() -> None:
    with pytest.raises(BadSetting, match="needs a camera"):
        Rack([Device(id="scanner-1", model="camera-scanner")], Ear())


def test_no_code_stands_in_an_event_or_a_log(station: Station, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    station.emulator.show("A012-secret")
    assert station.ear.code() == b"A012-secret"
    assert "A012" not in caplog.text + repr(station.ear.heard)


# --- keeping up -------------------------------------------------------------------------------------------------------


def grey(picture: Coloured) -> Grey:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def longest_gap_s(work: Callable[[], object]) -> tuple[float, float]:
    """How long some work took on another thread, and the longest this one had to wait meanwhile."""
    worker = threading.Thread(target=work)
    start = last = time.monotonic()
    longest = 0.0
    worker.start()
    while worker.is_alive():
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    return last - start, longest


@pytest.mark.parametrize("decoder", DECODERS, ids=lambda decoder: decoder.name)
def test_a_decoder_at_work_leaves_the_other_threads_their_turns(decoder: Decoder) -> None:
    """Nine halls side by side take it long enough to tell."""
    halls = np.tile(grey(Scene().frame(0)), (3, 3))
    for _ in range(20):  # a busy machine may take their turns away, and does not always
        took, longest = longest_gap_s(lambda: decoder.find(halls, Codes.ALL))
        if longest < took / 2:
            return
    pytest.fail("another thread never had a turn")


def test_frames_of_720p_are_looked_at_faster_than_fifteen_a_second_come() -> None:
    reader, scene = LiveReader(second_step=5), Scene()
    frames = [grey(scene.frame(number)) for number in range(15)]
    start = time.process_time()
    assert not any(reader.read(frame) for frame in frames)
    assert time.process_time() - start < 0.7


def test_who_looks_has_the_newest_frame_and_the_others_are_dropped() -> None:
    feed = NewestFrame()
    for number in range(3):
        feed.put(frame_of(np.full((2, 2), number, np.uint8), at=number))
    newest = feed.next(1.0)
    assert newest is not None
    assert newest.at == 2
    assert feed.dropped == 2
    assert feed.next(0.0) is None


def test_a_wait_for_a_frame_ends_when_it_is_woken(given_time: GivenTime) -> None:
    feed = NewestFrame()
    threading.Timer(0.05, feed.wake).start()
    start = time.monotonic()
    assert feed.next(5.0) is None
    assert given_time.since(start) < 2.0


def test_only_frames_that_show_no_qr_code_have_dearer_looks_and_few_of_them() -> None:
    reader, seen = LiveReader(second_step=3), barcode(b"A012-0045")
    assert all(reader.read(qr("A012")) for _ in range(5))
    assert [bool(reader.read(seen)) for _ in range(9)] == [False, False, True, False, False, False, False, False, True]
    assert not any(LiveReader(second_step=0).read(seen) for _ in range(9))
