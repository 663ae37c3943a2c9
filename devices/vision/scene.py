"""What an emulated camera sees: a drawn hall, out of focus, and before it a phone or a sheet with a code, or a picture.

Drawn once and then dressed anew for every frame of a short round: held things sway, a sensor is noisy, so no frame is
ever the same as the one before it.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import segno
from numpy.typing import NDArray

from devices.vision.opencv import cv2

Coloured = NDArray[np.uint8]
"""height × width × 3: blue, green, red."""

WIDTH, HEIGHT = 1280, 720
ROUND = 15
"""Frames of a round: one second."""
QUIET = 4
WALL, LIGHT, FLOOR, COUNTER, SIGN = (196, 203, 206), (250, 252, 252), (150, 158, 166), (104, 126, 158), (150, 96, 48)
SKIN, SLEEVE, PHONE, PAPER = (148, 176, 214), (96, 76, 60), (34, 32, 32), (246, 248, 248)
NOISE, NOISE_DARK = 2.5, 4.0


def code_picture(data: bytes) -> Coloured:
    """The bytes as a QR code in byte mode, with its quiet zone. Raises ValueError for more than a QR code holds."""
    code = segno.make_qr(data, mode="byte", error="l" if len(data) > 1000 else "m", boost_error=False)
    dots = np.array([[0 if dark else 255 for dark in row] for row in code.matrix], np.uint8)
    dots = np.pad(dots, QUIET, constant_values=255)
    module = max(3, round(240 / dots.shape[0]))
    return coloured(dots.repeat(module, 0).repeat(module, 1))


def coloured(grey: NDArray[np.uint8]) -> Coloured:
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def on_phone(shown: Coloured) -> Coloured:
    """A phone's screen with something on it."""
    height, width = shown.shape[:2]
    screen = np.full((int(height + 1.0 * width), width + 24, 3), 255, np.uint8)
    top = (screen.shape[0] - height) // 2
    screen[top : top + height, 12 : 12 + width] = shown
    screen[: width // 5] = SIGN
    bar = width // 3
    screen[-width // 5 : -width // 5 + 6, (width - bar) // 2 : (width + bar) // 2] = (206, 206, 206)
    return np.pad(screen, ((22, 22), (12, 12), (0, 0)), constant_values=PHONE[0])


def on_paper(shown: Coloured) -> Coloured:
    """A sheet with something printed on it."""
    margin = max(16, shown.shape[1] // 12)
    return np.asarray(
        cv2.copyMakeBorder(shown, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=PAPER), np.uint8
    )


@cache
def hall() -> Coloured:
    """The room behind: a ceiling with lights, a wall with a sign, counters, a floor."""
    room = np.full((HEIGHT, WIDTH, 3), WALL, np.uint8)
    cv2.rectangle(room, (0, 0), (WIDTH, 130), (214, 219, 221), -1)
    for left in range(60, WIDTH, 300):
        cv2.rectangle(room, (left, 34), (left + 180, 74), LIGHT, -1)
    cv2.rectangle(room, (0, 520), (WIDTH, HEIGHT), FLOOR, -1)
    cv2.rectangle(room, (0, 400), (WIDTH, 540), COUNTER, -1)
    for left in range(40, WIDTH, 260):
        cv2.rectangle(room, (left, 180), (left + 190, 250), SIGN, -1)
        cv2.rectangle(room, (left + 30, 206), (left + 160, 224), LIGHT, -1)
        cv2.rectangle(room, (left, 290), (left + 190, 400), (216, 224, 228), -1)
    shade = np.linspace(1.04, 0.8, HEIGHT)[:, None, None]
    return np.clip(np.asarray(cv2.GaussianBlur(room, (0, 0), 14), np.float64) * shade, 0, 255).astype(np.uint8)


@cache
def _noise(deviation: float) -> NDArray[np.int16]:
    grain = np.random.default_rng(1).normal(0, deviation, (HEIGHT + ROUND * 7, WIDTH + ROUND * 11, 1))
    return np.asarray(np.round(grain), np.int16)


class Scene:
    """The hall and what is held before the camera. `frame` draws one frame of the round."""

    def __init__(self) -> None:
        self._held: Coloured | None = None

    def hold(self, held: Coloured | None) -> None:
        """Hold something before the camera, as large as it is or as fits; None: nothing."""
        if held is not None:
            scale = min(1.0, 0.9 * HEIGHT / held.shape[0], 0.8 * WIDTH / held.shape[1])
            size = (max(1, int(held.shape[1] * scale)), max(1, int(held.shape[0] * scale)))
            held = np.asarray(cv2.resize(held, size, interpolation=cv2.INTER_AREA), np.uint8)
        self._held = held

    def frame(self, number: int) -> Coloured:
        """Frame `number` of the round."""
        picture = hall().copy()
        if self._held is not None:
            picture = self._with_held(picture, self._held, 2 * math.pi * number / ROUND)
        return grained(picture, number, NOISE)

    def _with_held(self, room: Coloured, held: Coloured, phase: float) -> Coloured:
        height, width = held.shape[:2]
        left, top = (WIDTH - width) / 2 + 5 * math.sin(phase), (HEIGHT - height) / 2 + 4 * math.cos(phase)
        lean = 0.03 * width
        corners = np.array(
            [[left + lean, top], [left + width, top + lean], [left + width - lean, top + height], [left, top + height]],
            np.float32,
        )
        corners[:, 1] = np.clip(corners[:, 1], 2, HEIGHT - 2)
        flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        turn = cv2.getPerspectiveTransform(flat, corners)
        _draw_hand(room, corners)
        laid = cv2.warpPerspective(held, turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), turn, (WIDTH, HEIGHT))
        cv2.copyTo(laid, mask, room)
        _draw_thumb(room, corners)
        return room


def _draw_hand(room: Coloured, corners: NDArray[np.float32]) -> None:
    """Behind what it holds: a sleeve from below, a palm, and the tips of the fingers on its left."""
    (right, bottom), (left, _) = corners[2].tolist(), corners[3].tolist()
    middle = (left + right) / 2 + 30
    cv2.line(room, (int(middle + 80), HEIGHT + 60), (int(middle + 20), int(bottom) - 10), SLEEVE, 150, cv2.LINE_AA)
    cv2.ellipse(
        room, (int(middle), int(bottom) - 60), (int((right - left) * 0.56), 90), 0, 0, 360, SKIN, -1, cv2.LINE_AA
    )
    for finger in range(3):
        at = (int(left) - 2, int(bottom) - 130 + 42 * finger)
        cv2.ellipse(room, at, (20, 16), 0, 0, 360, SKIN, -1, cv2.LINE_AA)


def _draw_thumb(room: Coloured, corners: NDArray[np.float32]) -> None:
    """Before it, on its right edge, where it hides nothing."""
    right, bottom = corners[2].tolist()
    cv2.ellipse(room, (int(right) + 14, int(bottom) - 90), (19, 48), -14, 0, 360, SKIN, -1, cv2.LINE_AA)


def grained(picture: Coloured, number: int, deviation: float) -> Coloured:
    """As a sensor sees it: the same grain never at the same place twice in a round."""
    grain = _noise(deviation)[number * 7 :, number * 11 :][:HEIGHT, :WIDTH]
    return np.asarray(np.clip(picture.astype(np.int16) + grain, 0, 255), np.uint8)


def darkness(number: int) -> Coloured:
    """A covered lens: nothing but the sensor's own noise."""
    return grained(np.full((HEIGHT, WIDTH, 3), 4, np.uint8), number, NOISE_DARK)


def jpeg(picture: Coloured, *, size: tuple[int, int] | None = None) -> bytes:
    """As a camera sends it; `size` is width, height when it is not the picture's own."""
    if size is not None:
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])
    assert done
    return bytes(data)


def read_coloured(file: bytes) -> Coloured:
    """A picture file's bytes. Raises ValueError when they are no picture."""
    picture = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR) if file else None
    if picture is None:
        raise ValueError("this file is no picture")
    return np.asarray(picture, np.uint8)
