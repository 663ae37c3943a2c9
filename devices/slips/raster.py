"""A picture as raster commands: in bands, without white rows and white right edges, which are only fed."""

from __future__ import annotations

from PIL import Image

from devices.slips import orders
from devices.wire import escpos

BAND_ROWS = 64
"""A band is the longest a printer is kept inside one command's data, and the most that a cut line can leave open."""
LONGEST_COMMAND = 8 + BAND_ROWS * 72
"""Bytes of a band over the whole width of the paper."""


def raster_bands(picture: Image.Image, *, keep_width: bool = False) -> list[bytes]:
    """Commands for a picture of mode "1". `keep_width`: do not crop, because the printer centres each band."""
    commands: list[bytes] = []
    top = 0
    while top < picture.height:
        blank = _blank_rows(picture, top)
        if blank:
            commands.append(escpos.feed(blank))
        top += blank
        if top < picture.height:
            band = picture.crop((0, top, picture.width, min(top + BAND_ROWS, picture.height)))
            commands.append(_band(band, keep_width))
            top += band.height
    return commands


def _blank_rows(picture: Image.Image, top: int) -> int:
    """How many rows from `top` on hold no black dot."""
    ink = _ink(picture.crop((0, top, picture.width, picture.height)))
    return ink[1] if ink else picture.height - top


def _band(band: Image.Image, keep_width: bool) -> bytes:
    ink = _ink(band)
    right = band.width if keep_width or ink is None else ink[2]
    width_bytes = (right + 7) // 8
    sheet = Image.new("1", (width_bytes * 8, band.height), 1)
    sheet.paste(band, (0, 0))
    return orders.raster(sheet)


def _ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    return picture.convert("L").point(lambda value: 255 - value).getbbox()
