"""The process a vendor's photo library lives and dies in: photo on the input, picture on the output.

    python -I -S child.py LIBRARY FUNCTION [FLAG]

It needs nothing of Kapok, so it starts in a tenth of a second. It leaves no core file, since that would hold the photo.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys

BMP_BYTES = 38_862
"""54 bytes of header, then 126 rows of 102 x 3 bytes, each filled up to 308."""
ROOM = 65_536
"""A library may write more than a picture; what stands behind it is not looked at."""


def main(path: str, function: str, flag: str = "") -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    photo = sys.stdin.buffer.read()
    picture = ctypes.create_string_buffer(ROOM)
    out = os.dup(1)
    os.dup2(2, 1)  # what the library prints is not the picture
    call = getattr(ctypes.CDLL(path), function)
    more = [ctypes.c_int(int(flag))] if flag else []
    call(ctypes.create_string_buffer(photo, ROOM), picture, *more)
    os.write(out, picture.raw[:BMP_BYTES])


if __name__ == "__main__":
    main(*sys.argv[1:])
