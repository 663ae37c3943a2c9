"""A card's photo: opened by the vendor's library in a process apart, or a marked dummy; never more than missing.

The library is the C library, whose functions copy, crash or hang; no vendor's was ever tried.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from devices.emulators.cards import PRESETS
from devices.emulators.chip import PHOTO_BYTES, photo_of
from devices.photo.child import BMP_BYTES
from devices.photo.dummy import is_dummy
from devices.photo.opening import PhotoOptions, open_photo
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs

LIBC = "libc.so.6"
DUMMY = photo_of(PRESETS["mumian"])


def opened(photo: bytes, how: PhotoOptions) -> bytes:
    return open_photo(photo, how, go_on=lambda: None)


def a_picture() -> bytes:
    return opened(DUMMY, PhotoOptions())


def test_the_emulators_photo_is_marked_as_a_dummy_and_opens_to_a_picture_that_says_so() -> None:
    assert is_dummy(DUMMY)
    assert len(DUMMY) == PHOTO_BYTES
    picture = a_picture()
    assert len(picture) == BMP_BYTES
    shown = Image.open(io.BytesIO(picture))
    assert (shown.size, shown.mode) == ((102, 126), "RGB")
    assert shown.getpixel((51, 118)) != shown.getpixel((2, 118))  # a letter on the band


def test_two_dummies_look_different() -> None:
    assert opened(photo_of(PRESETS["elder"]), PhotoOptions()) != a_picture()


def test_a_library_that_makes_a_picture_is_believed_by_its_picture() -> None:
    """bcopy(photo, picture, 1024): what went in comes out, here the beginning of a BMP."""
    photo = a_picture()[:PHOTO_BYTES]
    picture = opened(photo, PhotoOptions(library=LIBC, function="bcopy", flag=PHOTO_BYTES))
    assert picture == photo.ljust(BMP_BYTES, b"\0")


@pytest.mark.parametrize(
    ("library", "function", "what"),
    [
        (LIBC, "abort", "crashed with signal 6"),
        (LIBC, "strlen", "is none"),
        (LIBC, "no_such_function", "could not be loaded or called"),
        ("/nonexistent/libwlt.so", "wlt2bmp", "could not be loaded or called"),
    ],
)
def test_a_library_that_fails_costs_the_picture_and_one_line_of_log(
    library: str, function: str, what: str, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must(what)
    assert opened(a_picture()[:PHOTO_BYTES], PhotoOptions(library=library, function=function)) == b""


def test_a_library_that_hangs_is_ended_and_a_device_that_stops_does_not_wait_for_it(
    expected_logs: ExpectedLogs,
    given_time: GivenTime,
) -> None:
    expected_logs.must("took too long")
    hangs, photo = PhotoOptions(library=LIBC, function="pause"), b"x" * PHOTO_BYTES
    start = time.monotonic()
    assert opened(photo, hangs) == b""
    assert given_time.since(start) < 3.0
    start = time.monotonic()
    with pytest.raises(InterruptedError):
        open_photo(photo, hangs, go_on=_stopping_at(start + 0.2))
    assert given_time.since(start) < 1.0


def _stopping_at(moment: float) -> Callable[[], None]:
    def go_on() -> None:
        if time.monotonic() > moment:
            raise InterruptedError

    return go_on


@pytest.mark.fault("F023")
@pytest.mark.parametrize("photo", [b"", b"x" * 512, b"x" * 1500])
def test_a_photo_of_another_length_is_never_given_to_a_library(photo: bytes) -> None:
    assert opened(photo, PhotoOptions(library=LIBC, function="abort")) == b""


def test_without_a_library_a_real_photo_stays_closed() -> None:
    assert opened(b"x" * PHOTO_BYTES, PhotoOptions()) == b""


def test_what_a_library_prints_is_not_taken_for_the_picture(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("is none")
    photo = b"BM printed\n".ljust(PHOTO_BYTES, b"\0")
    assert opened(photo, PhotoOptions(library=LIBC, function="puts")) == b""


def test_opening_a_photo_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    opened(a_picture()[:PHOTO_BYTES], PhotoOptions(library=LIBC, function="bcopy", flag=PHOTO_BYTES))
    assert list(tmp_path.iterdir()) == []
