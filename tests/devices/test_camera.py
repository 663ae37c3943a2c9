"""A camera's life: its frames, what is noticed when it stops seeing, and that it heals."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.site import Device
from devices.emulators.camera import Camera as Emulator
from devices.emulators.emulator import Unknown
from devices.errors import BadSetting, LineLost
from devices.health import DeviceState
from devices.kinds.camera import Frame, PictureTaken
from devices.rack import Rack
from devices.transports.mjpeg import LONGEST, Pictures
from devices.transports.video import Wish, decoded, open_video
from devices.values import DeviceEvent, Outcome
from devices.verbs.camera import Camera
from devices.vision.codes import CodeReader
from devices.vision.opencv import cv2
from devices.vision.picture import grey_of, pixels_of, read_picture
from devices.vision.scene import Scene, code_picture, jpeg
from tests.devices.bench import Bench
from tests.devices.ear import Ear
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs
from tests.scale import Scale

NOTICED_S = 3.0
"""F038."""
WISH = Wish(1280, 720, 15, colour=True)


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench(Emulator(), model="uvc-camera") as made:
        yield made


def camera(bench: Bench) -> Camera:
    return bench.rack.all(Camera)[0]


def frames_of(bench: Bench) -> tuple[queue.SimpleQueue[Frame], Callable[[], None]]:
    frames: queue.SimpleQueue[Frame] = queue.SimpleQueue()
    return frames, camera(bench).watch(frames.put)


def test_who_watches_has_every_frame_until_the_watch_ends(bench: Bench, given_time: GivenTime) -> None:
    frames, unwatch = frames_of(bench)
    seen = [frames.get(timeout=30) for _ in range(10)]
    unwatch()
    assert [(frame.width, frame.height, frame.channels) for frame in seen] == [(1280, 720, 3)] * 10
    assert seen[-1].at - seen[0].at > 0.4
    assert given_time.between(seen[0].at, seen[-1].at) < 1.2
    bench.ear.all_for(0.2)
    while not frames.empty():
        frames.get()
    bench.ear.all_for(0.3)
    assert frames.empty()


def test_the_latest_frame_is_there_without_a_watch_and_is_seldom_looked_at(bench: Bench, given_time: GivenTime) -> None:
    kept: dict[float, Frame] = {}
    while len(kept) < 4:
        bench.ear.all_for(0.1)
        if (latest := camera(bench).latest) is not None:
            kept[latest.at] = latest
            assert given_time.since(latest.at) < 1.0
    first, *_, last = sorted(kept)
    assert last - first > 1.0, "about twice a second"


def test_a_picture_shows_what_is_held_before_the_camera(bench: Bench, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "code.png"), code_picture(b"A012"))
    assert bench.emulator.control(f"show-file {tmp_path / 'code.png'}").ok
    frames, _ = frames_of(bench)
    third = [frames.get(timeout=30) for _ in range(3)][-1]
    assert [code.data for code in CodeReader().read(grey_of(third))] == [b"A012"]


@pytest.mark.fault("F038")
@pytest.mark.parametrize(("fault", "state"), [("frozen", DeviceState.FAULT), ("black", DeviceState.ATTENTION)])
def test_a_camera_that_does_not_see_takes_no_picture(bench: Bench, fault: str, state: DeviceState) -> None:
    bench.emulator.fault(fault)
    bench.ear.health(state)
    camera(bench).take_picture("job-1")
    taken: PictureTaken = bench.ear.next(lambda event: isinstance(event, PictureTaken))
    assert (taken.outcome, taken.reason, taken.frame) == (Outcome.FAILED, fault, None)


@pytest.mark.fault("F038")
def test_a_frozen_camera_is_a_fault_within_three_seconds_and_heals_by_itself(
    bench: Bench, given_time: GivenTime
) -> None:
    bench.emulator.fault("frozen")
    start = time.monotonic()
    assert bench.ear.health(DeviceState.FAULT).health.reason == "frozen"
    assert given_time.between(start, bench.ear.at) < NOTICED_S
    bench.emulator.clear()
    bench.ear.health(DeviceState.READY)


@pytest.mark.fault("F038")
def test_a_covered_lens_wants_attention_within_three_seconds_and_heals_by_itself(
    bench: Bench, given_time: GivenTime
) -> None:
    bench.emulator.fault("black")
    start = time.monotonic()
    assert bench.ear.health(DeviceState.ATTENTION).health.reason == "black"
    assert given_time.between(start, bench.ear.at) < NOTICED_S
    bench.emulator.clear()
    bench.ear.health(DeviceState.READY)


@pytest.mark.fault("F038")
@pytest.mark.parametrize(
    ("fault", "reason"), [("hang-up", "line-lost"), ("silent", "no-answer"), ("garbage", "no-answer")]
)
def test_a_camera_without_pictures_is_lost_within_three_seconds_and_its_watch_goes_on_afterwards(
    bench: Bench, expected_logs: ExpectedLogs, fault: str, reason: str, given_time: GivenTime
) -> None:
    expected_logs.must("device-1 .* is lost")
    frames, _ = frames_of(bench)
    bench.emulator.fault(fault)
    start = time.monotonic()
    assert bench.ear.health(DeviceState.LOST).health.reason == reason
    assert given_time.between(start, bench.ear.at) < NOTICED_S
    camera(bench).take_picture("job-1")
    taken: PictureTaken = bench.ear.next(lambda event: isinstance(event, PictureTaken))
    assert (taken.outcome, taken.frame) == (Outcome.FAILED, None)
    bench.emulator.clear()
    bench.ear.health(DeviceState.READY)
    while not frames.empty():
        frames.get()
    assert frames.get(timeout=30).at > bench.ear.at - 1


def test_a_slow_camera_and_one_of_another_size_are_used_as_they_are(bench: Bench, given_time: GivenTime) -> None:
    bench.emulator.fault("slow", "4")
    bench.emulator.fault("wrong-size")
    frames, _ = frames_of(bench)
    seen = [frames.get(timeout=30) for _ in range(5)]
    assert (seen[-1].width, seen[-1].height) == (640, 480)
    assert seen[-1].at - seen[0].at > 4 * 0.15
    assert given_time.between(seen[0].at, seen[-1].at) < 4 * 0.5
    assert camera(bench).health.state is DeviceState.READY


def test_a_camera_set_to_grey_gives_one_byte_a_pixel() -> None:
    with Bench(Emulator(), model="uvc-camera", colour=False) as bench:
        frames, _ = frames_of(bench)
        assert pixels_of(frames.get(timeout=30)).shape == (720, 1280)


def test_no_frame_is_in_what_a_log_would_show_of_an_event(bench: Bench) -> None:
    camera(bench).take_picture("job-1")
    taken: DeviceEvent = bench.ear.next(lambda event: isinstance(event, PictureTaken))
    assert "Frame(1280×720)" in repr(taken)
    assert len(repr(taken)) < 200


# --- what a port may be -----------------------------------------------------------------------------------------------


def test_a_film_and_a_folder_of_pictures_are_played_for_ever_at_their_own_rate(
    tmp_path: Path, given_time: GivenTime
) -> None:
    scene = Scene()
    film = cv2.VideoWriter(str(tmp_path / "hall.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 50.0, (1280, 720))
    (tmp_path / "pictures").mkdir()
    for number in range(3):
        film.write(scene.frame(number))
        cv2.imwrite(str(tmp_path / "pictures" / f"{number}.png"), scene.frame(number))
    film.release()
    for port in (f"file://{tmp_path / 'hall.avi'}", f"file://{tmp_path / 'pictures'}"):
        video = open_video(port, WISH._replace(fps=50))
        start = time.monotonic()
        frames: list[Frame] = []
        while len(frames) < 7:
            if video.next(1.0) and (frame := video.picture()) is not None:
                frames.append(frame)
        video.close()
        assert time.monotonic() - start > 0.1
        assert given_time.since(start) < 1.5
        assert [(frame.width, frame.height) for frame in frames] == [(1280, 720)] * 7


def test_a_recording_is_a_camera(tmp_path: Path) -> None:
    scene = Scene()
    scene.hold(code_picture(b"A012"))
    for number in range(2):
        cv2.imwrite(str(tmp_path / f"{number}.png"), scene.frame(number))
    ear = Ear()
    rack = Rack([Device(id="device-1", model="uvc-camera", port=f"file://{tmp_path}")], ear)
    rack.start()
    ear.health(DeviceState.READY)
    rack.all(Camera)[0].take_picture("job-1")
    taken: PictureTaken = ear.next(lambda event: isinstance(event, PictureTaken))
    rack.stop()
    assert taken.frame is not None
    assert [code.data for code in CodeReader().read(grey_of(taken.frame))] == [b"A012"]


@pytest.mark.parametrize(
    "port", ["/dev/no-such-video", "99", "file:///no/such/film.avi", "http://127.0.0.1:1/", "/etc/passwd"]
)
def test_a_port_with_nothing_behind_it_is_lost(port: str) -> None:
    with pytest.raises(LineLost):
        open_video(port, WISH)


def test_a_folder_without_pictures_and_a_film_that_is_none_are_lost(tmp_path: Path) -> None:
    (tmp_path / "film.avi").write_bytes(b"hello")
    for port in (tmp_path, tmp_path / "film.avi"):
        with pytest.raises(LineLost):
            open_video(f"file://{port}", WISH)


def test_a_port_of_another_kind_is_a_bad_setting() -> None:
    with pytest.raises(BadSetting, match="say /dev/video0"):
        open_video("ftp://camera", WISH)


def test_an_emulated_camera_writes_what_it_sees(tmp_path: Path) -> None:
    with Emulator() as emulator:
        assert emulator.control("show A012").ok
        assert emulator.control(f"picture {tmp_path / 'now.png'}").ok
        assert not emulator.control("picture /no/such/folder/now.png").ok
        assert not emulator.control("show-file /no/such/file.png").ok
    assert [code.data for code in CodeReader().read(read_picture(tmp_path / "now.png"))] == [b"A012"]


def test_an_emulated_camera_has_an_address_and_no_path() -> None:
    with pytest.raises(Unknown, match="an address"):
        Emulator(link=Path("port"))


# --- pictures cut out of a stream -------------------------------------------------------------------------------------

GREETING = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n"


def part(picture: bytes) -> bytes:
    return b"--b\r\nContent-Type: image/jpeg\r\ncontent-length: %d\r\n\r\n%s\r\n" % (len(picture), picture)


@pytest.mark.fault("F021")
def test_pictures_are_cut_out_of_the_stream_however_it_is_cut() -> None:
    stream = GREETING + part(b"one") + part(b"") + part(b"\r\n\r\n--b\r\nContent-Length: 9\r\n\r\n")
    whole = Pictures().feed(stream)
    single = Pictures()
    assert whole == [b"one", b"", b"\r\n\r\n--b\r\nContent-Length: 9\r\n\r\n"]
    assert [picture for byte in stream for picture in single.feed(bytes([byte]))] == whole


@pytest.mark.parametrize(
    "stream",
    [
        b"HTTP/1.1 404 Not Found\r\n\r\n",
        b"SSH-2.0\r\n\r\n",
        GREETING + b"--b\r\nContent-Type: image/jpeg\r\n\r\n",
        GREETING + b"--b\r\nContent-Length: 999999999\r\n\r\n",
        b"x" * (LONGEST + 1),
    ],
)
def test_what_is_no_stream_of_pictures_is_lost(stream: bytes) -> None:
    with pytest.raises(LineLost):
        Pictures().feed(stream)


def test_random_bytes_are_lost_or_give_no_more_than_came(scale: Scale) -> None:
    dice = scale.random
    for _ in range(scale.rounds(ci=1000, long=20_000)):
        pictures = Pictures()
        stream = dice.choice((b"", GREETING, GREETING + part(b"x")[: dice.randrange(60)])) + dice.randbytes(64)
        try:
            whole = pictures.feed(stream)
        except LineLost:
            continue
        assert sum(map(len, whole)) <= len(stream)


def test_a_picture_that_is_cut_off_is_none_and_one_with_padding_is_whole() -> None:
    whole = jpeg(Scene().frame(0))
    assert decoded(whole + bytes(20), colour=True, at=1.0) is not None
    for cut in (b"", whole[:2], whole[:300], whole[:-40_000], b"hello"):
        assert decoded(cut, colour=True, at=1.0) is None
