"""The only door to zxing-cpp: a grey picture in, the exact bytes of its codes out.

Its text is not used: of GB18030 without a declared encoding it makes Latin-1, but its bytes are those of the code
(measured with zxing-cpp 3.1.1, vectors qr-text-001 and 002). The library works without the interpreter's lock.
"""

from __future__ import annotations

import numpy as np
import zxingcpp

from devices.vision.found import Codes, Found
from devices.vision.picture import Grey

NAME = "zxing-cpp"
_ALL = zxingcpp.barcode_formats_from_str(
    "QRCode,MicroQRCode,RMQRCode,DataMatrix,Aztec,PDF417,Code128,Code39,Code93,EAN13,EAN8,UPCA,ITF14"
)
"""Not those that are often seen where there are none (plain ITF, Codabar, DataBar)."""
_FORMATS = {Codes.QR: zxingcpp.barcode_formats_from_str("QRCode"), Codes.ALL: _ALL}


def find_codes(picture: Grey, codes: Codes = Codes.ALL) -> list[Found]:
    """All codes in a picture, in any direction, also light on dark and mirrored."""
    if not picture.size:
        return []
    found = zxingcpp.read_barcodes(np.ascontiguousarray(picture), formats=_FORMATS[codes])
    return [Found(code.bytes, code.symbology_identifier) for code in found if code.bytes]
