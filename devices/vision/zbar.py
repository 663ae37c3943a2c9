"""The only door to zbar (through pyzbar): a grey picture in, the exact bytes of its codes out.

`pyzbar.decode` gives zbar's guess at the text, and takes GB18030 for Big5, which loses bytes for good. zbar itself can
leave the bytes as they are (ZBAR_CFG_BINARY, zbar 0.23.1 and later): so its library is called here one step lower.
Where it can't, only plain ASCII is believed. A code in Hanzi mode it cannot read at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_char_p, c_void_p, cast, string_at
from typing import Any

import numpy as np
from pyzbar import wrapper as zbar

from devices.vision.found import Codes, Found
from devices.vision.picture import Grey

NAME = "pyzbar"
_Y800 = int.from_bytes(b"Y800", "little")
_ENABLE, _BINARY = 0, 4  # zbar.h: ZBAR_CFG_ENABLE, ZBAR_CFG_BINARY; symbol type 0 stands for all
_SMALLEST = 21
"""Modules of the smallest QR code: a smaller picture holds none."""
_TYPES = {
    zbar.ZBarSymbol.QRCODE: "]Q1",
    zbar.ZBarSymbol.CODE128: "]C0",
    zbar.ZBarSymbol.CODE39: "]A0",
    zbar.ZBarSymbol.EAN13: "]E0",
    zbar.ZBarSymbol.EAN8: "]E4",
}
_WANTED = {Codes.QR: (zbar.ZBarSymbol.QRCODE,), Codes.ALL: tuple(_TYPES)}


def find_codes(picture: Grey, codes: Codes = Codes.ALL) -> list[Found]:
    """All codes in a picture, in any direction, dark on light only."""
    if min(picture.shape) < _SMALLEST:
        return []
    with _scanner(codes) as (scanner, exact):
        found = list(_scanned(scanner, picture))
    return [code for code in found if code.data and (exact or code.data.isascii())]


@contextmanager
def _scanner(codes: Codes) -> Iterator[tuple[Any, bool]]:
    """A scanner for these codes, and whether it gives bytes as they are."""
    scanner = zbar.zbar_image_scanner_create()
    try:
        zbar.zbar_image_scanner_set_config(scanner, 0, _ENABLE, 0)
        for symbol in _WANTED[codes]:
            zbar.zbar_image_scanner_set_config(scanner, symbol, _ENABLE, 1)
        yield scanner, zbar.zbar_image_scanner_set_config(scanner, zbar.ZBarSymbol.QRCODE, _BINARY, 1) == 0
    finally:
        zbar.zbar_image_scanner_destroy(scanner)


def _scanned(scanner: Any, picture: Grey) -> Iterator[Found]:
    pixels = np.ascontiguousarray(picture).tobytes()
    image = zbar.zbar_image_create()
    try:
        zbar.zbar_image_set_format(image, _Y800)
        zbar.zbar_image_set_size(image, picture.shape[1], picture.shape[0])
        zbar.zbar_image_set_data(image, cast(c_char_p(pixels), c_void_p), len(pixels), None)
        if zbar.zbar_scan_image(scanner, image) > 0:
            yield from _symbols(image)
    finally:
        zbar.zbar_image_destroy(image)


def _symbols(image: Any) -> Iterator[Found]:
    symbol = zbar.zbar_image_first_symbol(image)
    while symbol:
        data = string_at(zbar.zbar_symbol_get_data(symbol), zbar.zbar_symbol_get_data_length(symbol))
        kind = symbol.contents.type
        if kind in _TYPES:
            yield Found(data, _TYPES[zbar.ZBarSymbol(kind)])
        symbol = zbar.zbar_symbol_next(symbol)
