"""A camera on the network: JPEG pictures one after another over HTTP (multipart/x-mixed-replace), as cut pieces.

Nothing is decoded here. The parts are cut by their `Content-Length`, which every camera server met so far sends.
"""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

from devices.errors import LineLost
from devices.transports.tcp import TcpLine

LONGEST = 16 * 1024 * 1024
"""Bytes of the longest picture, or heading, taken."""
ANSWER_S = 2.0
_LENGTH = re.compile(rb"content-length:\s*(\d{1,9})\s*\r\n", re.IGNORECASE)


class Pictures:
    """Cuts pictures out of the stream, no I/O: `feed` gives those that are now complete. Raises LineLost for what is
    no such stream."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._wanted: int | None = None
        self._greeted = False

    def feed(self, data: bytes) -> list[bytes]:
        self._held += data
        whole: list[bytes] = []
        while (piece := self._next()) is not None:
            whole.append(piece)
        if len(self._held) > LONGEST:
            raise LineLost("the camera's stream holds no end of a picture")
        return whole

    def _next(self) -> bytes | None:
        while self._wanted is None:
            if (end := self._held.find(b"\r\n\r\n")) < 0:
                return None
            heading = bytes(self._held[: end + 2])
            del self._held[: end + 4]
            self._read(heading)
        if len(self._held) < self._wanted:
            return None
        piece = bytes(self._held[: self._wanted])
        del self._held[: self._wanted]
        self._wanted = None
        return piece

    def _read(self, heading: bytes) -> None:
        """The heading of the answer first, then one before each part."""
        if not self._greeted:
            if not re.match(rb"HTTP/1\.[01] 200\b", heading):
                raise LineLost("the camera's address gives no stream")
            self._greeted = True
            return
        if not (length := _LENGTH.search(heading)) or int(length[1]) > LONGEST:
            raise LineLost("the camera's stream does not say how long its pictures are")
        self._wanted = int(length[1])


class MjpegStream:
    """An open stream, from the request on. Raises LineLost when nobody answers there, or with something else."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        try:
            port = where.port or 80
        except ValueError as error:
            raise LineLost("the camera's address has a port that is none") from error
        path = (where.path or "/") + (f"?{where.query}" if where.query else "")
        self._line = TcpLine(f"socket://{where.hostname}:{port}")
        self._line.write(f"GET {path} HTTP/1.0\r\nHost: {where.hostname}:{port}\r\nAccept: */*\r\n\r\n".encode())
        self._pictures = Pictures()

    def newest(self, timeout_s: float) -> bytes | None:
        """The newest whole picture that comes before the time is over or `wake` is called; older ones are dropped."""
        deadline = time.monotonic() + timeout_s
        while data := self._line.read(max(0.0, deadline - time.monotonic())):
            if whole := self._pictures.feed(data):
                return whole[-1]
        return None

    def wake(self) -> None:
        self._line.wake()

    def close(self) -> None:
        self._line.close()
