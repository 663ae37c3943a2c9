"""Second looks at a picture in which no code was found: the same picture, made easier in one way each.

They are ordered by what they brought for their time on the generated corpus (`devices.vision.corpus`).
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


def smoothed(picture: Grey) -> Grey:
    """Against moiré and a sensor's noise."""
    return _grey(cv2.GaussianBlur(picture, (0, 0), 1.5))


def enlarged(picture: Grey) -> Grey | None:
    """Against modules of a pixel or two."""
    if max(picture.shape) > SMALL:
        return None
    return _grey(cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))


def sharpened(picture: Grey) -> Grey:
    """Against a lens out of focus: unsharp mask."""
    soft = cv2.GaussianBlur(picture, (0, 0), 3)
    return _grey(cv2.addWeighted(picture, 2.5, soft, -1.5, 0))


def levelled(picture: Grey) -> Grey:
    """Against glare and low light: contrast brought up piece by piece (CLAHE)."""
    return _grey(cv2.createCLAHE(clipLimit=4.0, tileGridSize=(8, 8)).apply(picture))


def straightened(picture: Grey) -> Grey | None:
    """Against a code seen from the side: its corners, as OpenCV finds them, become a square."""
    there, corners = cv2.QRCodeDetector().detect(picture)
    if not there or corners is None:
        return None
    side, margin = 480, 48
    square = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32) + margin
    turn = cv2.getPerspectiveTransform(np.asarray(corners[0], np.float32), square)
    return _grey(cv2.warpPerspective(picture, turn, (side + 2 * margin,) * 2, borderValue=255))


def _grey(picture: object) -> Grey:
    return np.asarray(picture, np.uint8)


RETRIES = (
    Retry("smoothed", smoothed),
    Retry("enlarged", enlarged),
    Retry("sharpened", sharpened),
    Retry("levelled", levelled),
    Retry("straightened", straightened),
)
