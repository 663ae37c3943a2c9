"""A QR code as dots, for printers without one of their own and for slips printed as a picture."""

from __future__ import annotations

import segno
from PIL import Image

from devices.wire.escpos_text import encode_qr

QUIET_MODULES = 4


def qr_image(text: str, module_dots: int) -> Image.Image:
    """Mode L, error correction M, byte mode, quiet zone of 4 modules on all sides (the same the printer draws)."""
    code = segno.make_qr(encode_qr(text), error="m", mode="byte", boost_error=False)
    matrix = [bytes(0 if module else 255 for module in row) for row in code.matrix]
    side = len(matrix)
    small = Image.frombytes("L", (side, side), b"".join(matrix))
    framed = Image.new("L", (side + 2 * QUIET_MODULES,) * 2, 255)
    framed.paste(small, (QUIET_MODULES, QUIET_MODULES))
    return framed.resize((framed.width * module_dots,) * 2, Image.Resampling.NEAREST)
