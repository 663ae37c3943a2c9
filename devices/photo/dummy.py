"""The emulators' own photo container, marked as what it is: no picture of anybody, and no WLT image.

KAPOK DUMMY PHOTO, NOT A WLT IMAGE   34 bytes of ASCII, padded with zeros to 64
26 x 32 grey values                  832 bytes, rows from the top; the rest is filler
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MARK = b"KAPOK DUMMY PHOTO, NOT A WLT IMAGE"
HEAD = 64
SMALL = (26, 32)
SIZE = (102, 126)
BAND = 16
"""Height of the band that says on the picture what it is."""


def is_dummy(photo: bytes) -> bool:
    return photo.startswith(MARK)


def open_dummy(photo: bytes) -> bytes:
    """The grey values enlarged, with a band across the foot that says DUMMY; a BMP of 38862 bytes."""
    from PIL import Image  # a hall's real readers never need it

    width, height = SMALL
    small = Image.frombytes("L", SMALL, photo[HEAD : HEAD + width * height])
    picture = small.resize(SIZE, Image.Resampling.BICUBIC).convert("RGB")
    _mark(picture)
    file = io.BytesIO()
    picture.save(file, "BMP")
    return file.getvalue()


def _mark(picture: Image.Image) -> None:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    draw.rectangle((0, height - BAND, width, height), fill=(40, 40, 40))
    draw.text((width / 2, height - BAND / 2), "DUMMY", fill=(255, 255, 255), anchor="mm")
