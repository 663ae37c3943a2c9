"""Opening picture files: what is none says why, and nothing ends the program."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from devices.kinds.camera import Frame
from devices.vision.codes import CodeReader
from devices.vision.picture import MOST_BYTES, NoPicture, frame_of, grey_of, pixels_of, read_picture
from tests.devices.vision.pictures import qr
from tests.scale import Scale


def saved(path: Path, mode: str = "L") -> Path:
    Image.fromarray(qr("A012")).convert(mode).save(path)
    return path


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp", "gif", "webp", "tiff"])
def test_each_common_kind_of_picture_is_opened(tmp_path: Path, ending: str) -> None:
    picture = read_picture(saved(tmp_path / f"code.{ending}"))
    assert [code.data for code in CodeReader().read(picture)] == [b"A012"]


def test_a_code_on_nothing_lies_on_paper(tmp_path: Path) -> None:
    grey = qr("A012")
    picture = np.dstack([np.zeros_like(grey)] * 3 + [255 - grey])
    Image.fromarray(picture, "RGBA").save(tmp_path / "code.png")
    assert [code.data for code in CodeReader().read(read_picture(tmp_path / "code.png"))] == [b"A012"]


def test_sixteen_bits_a_pixel_are_brought_down_to_eight(tmp_path: Path) -> None:
    deep = qr("A012").astype(np.uint16) * 200
    Image.fromarray(deep).save(tmp_path / "code.png")
    assert [code.data for code in CodeReader().read(read_picture(tmp_path / "code.png"))] == [b"A012"]


def test_what_is_no_picture_says_why(tmp_path: Path) -> None:
    whole = saved(tmp_path / "whole.png").read_bytes()
    files = {
        "empty file": b"",
        "not a picture": b"hello",
        "damaged": whole[: len(whole) // 2],
        "too large": png_that_promises(60_000, 60_000),
    }
    for reason, content in files.items():
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(NoPicture, match=reason):
            read_picture(tmp_path / "file")
    for missing in (tmp_path / "none.png", tmp_path):
        with pytest.raises(NoPicture, match="no such file"):
            read_picture(missing)


def test_a_picture_that_promises_more_pixels_than_it_may_is_never_decoded(tmp_path: Path) -> None:
    (tmp_path / "bomb.png").write_bytes(png_that_promises(9_000, 6_000))
    with pytest.raises(NoPicture, match="too large: 9000×6000 pixels"):
        read_picture(tmp_path / "bomb.png")


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(NoPicture, match="too large"):
        read_picture(tmp_path / "huge.png")


def test_a_photograph_larger_than_a_code_needs_is_made_smaller(tmp_path: Path) -> None:
    large = np.full((4000, 6000), 255, np.uint8)
    code = qr("A012", module=12)
    large[500 : 500 + code.shape[0], 500 : 500 + code.shape[1]] = code
    Image.fromarray(large).save(tmp_path / "photo.png")
    picture = read_picture(tmp_path / "photo.png")
    assert picture.shape == (2000, 3000)
    assert [code.data for code in CodeReader().read(picture)] == [b"A012"]


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "webp", "tiff", "bmp"])
def test_a_file_with_flipped_bytes_is_a_picture_or_none_and_nothing_else(
    tmp_path: Path, scale: Scale, ending: str
) -> None:
    whole = saved(tmp_path / f"code.{ending}").read_bytes()
    for _ in range(scale.rounds(ci=60, long=3_000)):
        (tmp_path / "file").write_bytes(flipped(whole, scale.random))
        try:
            picture = read_picture(tmp_path / "file")
        except NoPicture:
            continue
        assert picture.ndim == 2


@pytest.mark.parametrize("shape", [(4, 6, 3), (4, 6)])
def test_a_frame_is_the_array_it_was_made_from_and_shows_nothing_of_it(shape: tuple[int, ...]) -> None:
    pixels = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    frame = frame_of(pixels, at=1.0)
    assert (frame.width, frame.height) == (6, 4)
    assert np.array_equal(pixels_of(frame), pixels)
    assert grey_of(frame).shape == (4, 6)
    assert repr(frame) == "Frame(6×4)"
    assert isinstance(frame, Frame)


def flipped(data: bytes, dice: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
    return bytes(spoiled[: dice.choice((len(spoiled), dice.randrange(len(spoiled))))])


def png_that_promises(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
