"""Second looks at a picture in which no code was found: the same picture, made easier in one way each.

They are ordered by what they brought for their time on the generated corpus (`devices.bench.codes`). Tried and left
out, because they brought next to nothing there: contrast brought up piece by piece (CLAHE), and a slanted code made
square by the corners OpenCV finds (it finds those of codes that are read anyway).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from devices.vision.opencv import cv2
from devices.vision.picture import Grey

SMALL = 1000
"""Pixels of the longer side up to which a picture is worth enlarging."""


class Retry(NamedTuple):
    """One way; `look` gives None for a picture it has nothing to offer."""

    name: str
    look: Callable[[Grey], Grey | None]


def parted(picture: Grey) -> Grey:
    """Against noise, moiré and low light: smoothed, then black and white, parted where the two differ most (Otsu)."""
    _, two = cv2.threshold(cv2.GaussianBlur(picture, (0, 0), 1), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return _grey(two)


def sharpened(picture: Grey) -> Grey:
    """Against a lens out of focus: unsharp mask."""
    soft = cv2.GaussianBlur(picture, (0, 0), 4)
    return _grey(cv2.addWeighted(picture, 4, soft, -3, 0))


def inverted(picture: Grey) -> Grey:
    """Light on dark: zxing-cpp sees that of a QR code by itself, but not of bars, and zbar of neither."""
    return _grey(255 - picture)


def enlarged(picture: Grey) -> Grey | None:
    """Against modules of a pixel or two."""
    if max(picture.shape) > SMALL:
        return None
    large = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return _grey(cv2.addWeighted(large, 2.5, cv2.GaussianBlur(large, (0, 0), 3), -1.5, 0))


def turned(picture: Grey) -> Grey:
    """Bars at a slant: decoders look along rows and columns only."""
    height, width = picture.shape
    side = round((height + width) * 0.71)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 45, 1)
    turn[:, 2] += (side - width) / 2, (side - height) / 2
    return _grey(cv2.warpAffine(picture, turn, (side, side), borderValue=128))


def _grey(picture: object) -> Grey:
    return np.asarray(picture, np.uint8)


RETRIES = tuple(Retry(look.__name__, look) for look in (parted, sharpened, inverted, enlarged, turned))
