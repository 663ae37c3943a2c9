"""OpenCV as this house runs it: on the thread that calls it, and silent. Whoever needs it takes it from here.

Loading it takes a while, so this is imported only where a picture is about to be looked at.
"""

from __future__ import annotations

import os

SETTINGS = {
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "1",  # seconds: how long a silent camera may hold a thread
}
for name, value in SETTINGS.items():
    os.environ.setdefault(name, value)

import cv2  # noqa: E402 - it reads these settings when it is loaded

cv2.setNumThreads(1)

__all__ = ["cv2"]
