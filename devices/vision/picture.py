"""Pictures as arrays: frames of a camera, and files, which may be anything.

A file is opened by Pillow, because it says what is wrong with one and writes nothing to the terminal; a picture is
decoded only when its header promises no more than `MOST_PIXELS`, and made smaller when it is larger than a code in it
needs.
"""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from devices.kinds.camera import Frame
from devices.vision.opencv import cv2

Grey = NDArray[np.uint8]
"""height × width, 0 is black."""

MOST_BYTES = 64 * 1024 * 1024
MOST_PIXELS = 50_000_000
ENOUGH_PIXELS = 16_000_000


class NoPicture(Exception):
    """The file is not there, or is no picture that can be looked at; the message says why."""


def pixels_of(frame: Frame) -> NDArray[np.uint8]:
    """A camera's frame, not copied: height × width × 3 (blue, green, red), or height × width."""
    shape = (frame.height, frame.width, frame.channels)[: 3 if frame.channels > 1 else 2]
    return np.frombuffer(frame.pixels, np.uint8).reshape(shape)


def grey_of(frame: Frame) -> Grey:
    pixels = pixels_of(frame)
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)


def cut(picture: Grey, left: float, top: float, right: float, bottom: float) -> Grey:
    """The picture without these shares of it on each side; empty when nothing is left."""
    height, width = picture.shape
    return picture[round(top * height) : round((1 - bottom) * height), round(left * width) : round((1 - right) * width)]


def frame_of(pixels: NDArray[np.uint8], at: float) -> Frame:
    """The other way, not copied when its rows have nothing between them."""
    whole = np.ascontiguousarray(pixels)
    channels = whole.shape[2] if whole.ndim == 3 else 1
    return Frame(width=whole.shape[1], height=whole.shape[0], channels=channels, pixels=whole.data.cast("B"), at=at)


def read_picture(path: Path) -> Grey:
    """A picture file in grey. Raises NoPicture."""
    _check_size(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's on large or odd pictures: both are judged here
            with Image.open(path) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NoPicture(f"too large: {picture.width}×{picture.height} pixels")
                return _grey(_reduced(picture))
    except UnidentifiedImageError as error:
        raise NoPicture("not a picture") from error
    except Image.DecompressionBombError as error:
        raise NoPicture("too large") from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError, LookupError) as error:
        # What Pillow's file formats raise on a damaged file, each its own.
        raise NoPicture(f"damaged ({type(error).__name__})") from error


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size if path.is_file() else -1
    except OSError as error:
        raise NoPicture(f"cannot be read ({type(error).__name__})") from error
    if size < 0:
        raise NoPicture("no such file")
    if not size:
        raise NoPicture("empty file")
    if size > MOST_BYTES:
        raise NoPicture(f"too large: {size} bytes")


def _reduced(picture: Image.Image) -> Image.Image:
    factor = math.ceil(math.sqrt(picture.width * picture.height / ENOUGH_PIXELS))
    return picture.reduce(factor) if factor > 1 and picture.mode in ("L", "RGB", "RGBA", "LA", "CMYK") else picture


def _grey(picture: Image.Image) -> Grey:
    """What is transparent counts as paper; 16 bits a pixel are brought down to 8."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return _scaled(np.asarray(picture, np.float64))
    if "A" in picture.getbands() or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        picture = Image.alpha_composite(paper, coloured)
    return np.asarray(picture.convert("L"), np.uint8)


def _scaled(deep: NDArray[np.float64]) -> Grey:
    low, high = float(np.nanmin(deep)), float(np.nanmax(deep))
    spread = (np.nan_to_num(deep) - low) / max(high - low, 1e-9)
    return np.asarray(np.clip(spread, 0, 1) * 255, np.uint8)
