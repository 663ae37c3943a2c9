"""What happens to a code between the printer or the phone and the decoder: one function a way, drawn with dice.

Each takes a grey picture with a code in it and gives it back spoilt, between a little and so much that some are beyond
reading. Strengths are in pixels of a picture whose modules are `MODULE` wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from devices.vision.opencv import cv2
from devices.vision.picture import Grey

Dice = np.random.Generator
Degrade = Callable[[Grey, Dice], Grey]

MODULE = 5
DESK = 168
"""The grey of what lies around a code."""


def clean(picture: Grey, dice: Dice) -> Grey:
    return picture


def blur(picture: Grey, dice: Dice) -> Grey:
    """A lens out of focus."""
    return _grey(cv2.GaussianBlur(picture, (0, 0), dice.uniform(0.8, 3.5)))


def motion(picture: Grey, dice: Dice) -> Grey:
    """A hand that does not wait."""
    length, angle = int(dice.integers(4, 14)), dice.uniform(0, 180)
    line = np.zeros((length, length), np.float32)
    line[length // 2] = 1
    turn = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), angle, 1)
    path = np.asarray(cv2.warpAffine(line, turn, (length, length)), np.float32)
    return _grey(cv2.filter2D(picture, -1, path / max(float(path.sum()), 1e-6)))


def perspective(picture: Grey, dice: Dice) -> Grey:
    """Held at a slant: each corner is up to a fifth of the picture away from where it was."""
    height, width = picture.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)
    moved = corners + inward * dice.uniform(0, 0.2, (4, 2)).astype(np.float32) * np.array([width, height], np.float32)
    turn = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return _grey(cv2.warpPerspective(picture, turn, (width, height), borderValue=DESK))


def rotation(picture: Grey, dice: Dice) -> Grey:
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), dice.uniform(0, 360), 0.8)
    return _grey(cv2.warpAffine(picture, turn, (width, height), borderValue=DESK))


def curve(picture: Grey, dice: Dice) -> Grey:
    """A slip that bends: its columns go up and down as on a roll, and narrow towards the sides."""
    height, width = picture.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    across = (x - width / 2) / (width / 2)
    bend = dice.uniform(5, 35) * across**2
    narrow = width / 2 + (width / 2) * np.sin(across * dice.uniform(0.8, 1.2)) / math.sin(1.2)
    return _grey(cv2.remap(picture, narrow.astype(np.float32), y + bend, cv2.INTER_LINEAR, borderValue=DESK))


def glare(picture: Grey, dice: Dice) -> Grey:
    """A lamp's reflection on glass: a soft patch that is nothing but white in its middle."""
    height, width = picture.shape
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    at = dice.uniform(0.3, 0.7, 2)
    wide, high = dice.uniform(15, 60, 2)
    patch = np.exp(-(((x - at[0] * width) / wide) ** 2) - (((y - at[1] * height) / high) ** 2))
    return _clipped(picture + dice.uniform(120, 360) * patch)


def moire(picture: Grey, dice: Dice) -> Grey:
    """A screen's pixels against the sensor's: waves over everything, and the grid that makes them."""
    height, width = picture.shape
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    waves = np.zeros(picture.shape)
    for _ in range(2):
        angle, period = dice.uniform(0, math.pi), dice.uniform(2.2, 14)
        waves += np.sin(2 * math.pi * (x * math.cos(angle) + y * math.sin(angle)) / period + dice.uniform(0, 6))
    return _clipped(picture * 0.8 + 25 + dice.uniform(15, 50) * waves)


def invert(picture: Grey, dice: Dice) -> Grey:
    """A phone's dark mode."""
    return _grey(255 - picture)


def mirror(picture: Grey, dice: Dice) -> Grey:
    """A camera that shows its picture as a mirror does."""
    return _grey(picture[:, ::-1])


def small(picture: Grey, dice: Dice) -> Grey:
    """Far away: a module is 1.2 to 2.4 pixels wide."""
    scale = dice.uniform(1.2, 2.4) / MODULE
    return _grey(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def low_light(picture: Grey, dice: Dice) -> Grey:
    """The hall at night: little light, and more noise than usual for it."""
    light = dice.uniform(0.08, 0.35)
    return _clipped(picture * light + dice.normal(6, dice.uniform(2, 6), picture.shape))


def low_contrast(picture: Grey, dice: Dice) -> Grey:
    """Old thermal paper."""
    return _clipped(picture * dice.uniform(0.08, 0.3) + 120 + dice.normal(0, 3, picture.shape))


def noise(picture: Grey, dice: Dice) -> Grey:
    return _clipped(picture * 0.8 + 25 + dice.normal(0, dice.uniform(10, 60), picture.shape))


def jpeg(picture: Grey, dice: Dice) -> Grey:
    """Sent on by a messenger, and again."""
    for _ in range(2):
        _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(dice.integers(4, 20))])
        picture = _grey(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
    return picture


def damage(picture: Grey, dice: Dice) -> Grey:
    """Creases and a thumb."""
    spoilt = picture.copy()
    height, width = picture.shape
    for _ in range(int(dice.integers(1, 3))):
        start, end = dice.integers(0, (width, height)), dice.integers(0, (width, height))
        cv2.line(spoilt, _point(start), _point(end), int(dice.choice((60, 240))), int(dice.integers(1, 5)))
    middle = dice.integers((width // 3, height // 3), (2 * width // 3, 2 * height // 3))
    cv2.ellipse(spoilt, _point(middle), (int(dice.integers(5, 16)),) * 2, 0, 0, 360, 120, -1)
    return spoilt


def everyday(picture: Grey, dice: Dice) -> Grey:
    """A little of most at once."""
    slanted = perspective(rotation(picture, dice), dice) if dice.random() < 0.5 else perspective(picture, dice)
    soft = cv2.GaussianBlur(slanted, (0, 0), dice.uniform(0.5, 1.6))
    lit = _clipped(np.asarray(soft) * dice.uniform(0.35, 1.0) + dice.normal(8, dice.uniform(3, 14), picture.shape))
    _, data = cv2.imencode(".jpg", lit, [cv2.IMWRITE_JPEG_QUALITY, int(dice.integers(30, 80))])
    return _grey(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))


DEGRADATIONS: tuple[Degrade, ...] = (
    clean, blur, motion, perspective, rotation, curve, glare, moire, invert, mirror, small, low_light, low_contrast,
    noise, jpeg, damage, everyday,
)  # fmt: skip


def _grey(picture: object) -> Grey:
    return np.asarray(picture, np.uint8)


def _clipped(picture: object) -> Grey:
    return np.asarray(np.clip(np.asarray(picture), 0, 255), np.uint8)


def _point(at: object) -> tuple[int, int]:
    x, y = np.asarray(at).tolist()
    return int(x), int(y)
