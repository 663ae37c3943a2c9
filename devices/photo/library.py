"""The only door to a vendor's photo library: called in a process of its own, so that its crash or hang costs a picture.

The photo goes in and the picture comes out through pipes: nothing is written to a disk, nor left in a memory that lives
on. What the library returns is not looked at, since no source says what it means: the picture itself is.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable

from msgspec import Struct

from devices.photo import child
from devices.photo.child import BMP_BYTES

log = logging.getLogger("kapok.devices")

OPEN_S = 2.0
SLICE_S = 0.1


class Library(Struct, frozen=True, kw_only=True):
    """A shared library and how it is called: `function(photo, picture)`, with a `flag` as third argument if there is
    one."""

    path: str
    function: str
    flag: int | None = None


def open_with(library: Library, photo: bytes, *, go_on: Callable[[], None]) -> bytes:
    """The picture, b"" when the library made none. `go_on` is called every 0.1 s and may raise."""
    with subprocess.Popen(
        _command(library), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            picture = _talk(process, photo, go_on)
        finally:
            process.kill()
    if len(picture) == BMP_BYTES and picture.startswith(b"BM"):
        return picture
    log.warning("the photo library %s made no picture (%s)", library.path, _what_happened(process.returncode))
    return b""


def _command(library: Library) -> list[str]:
    flag = [] if library.flag is None else [str(library.flag)]
    return [sys.executable, "-I", "-S", child.__file__, library.path, library.function, *flag]


def _talk(process: subprocess.Popen[bytes], photo: bytes, go_on: Callable[[], None]) -> bytes:
    given: bytes | None = photo
    deadline = time.monotonic() + OPEN_S
    while time.monotonic() < deadline:
        go_on()
        try:
            return process.communicate(given, timeout=SLICE_S)[0]
        except subprocess.TimeoutExpired:
            given = None  # it has it
    return b""


def _what_happened(code: int) -> str:
    if code in (0, -9):
        return "it took too long" if code else "what it wrote is none"
    return f"it crashed with signal {-code}" if code < 0 else "it could not be loaded or called"
