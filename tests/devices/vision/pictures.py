"""Pictures of codes for the tests, as a decoder gets them."""

from __future__ import annotations

import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray


def qr(content: str | bytes, *, module: int = 4, **how: object) -> NDArray[np.uint8]:
    """A QR code, dark on light, with its quiet zone; `how` as segno takes it."""
    return drawn(segno.make_qr(content, **how), module)  # type: ignore[arg-type] # segno's own options


def drawn(code: segno.QRCode, module: int = 4) -> NDArray[np.uint8]:
    small = np.array([[0 if dark else 255 for dark in row] for row in code.matrix], np.uint8)
    return np.pad(small, 4, constant_values=255).repeat(module, 0).repeat(module, 1)


def barcode(content: bytes) -> NDArray[np.uint8]:
    """The same in Code 128."""
    code = zxingcpp.create_barcode(content.decode("ascii"), zxingcpp.BarcodeFormat.Code128)
    line = np.asarray(code.to_image(scale=3), np.uint8)[:1]
    return np.pad(line.repeat(60, 0), 40, constant_values=255)
