"""Commands for pictures and codes, built by python-escpos; its text and status layers are wrong for Chinese printers
and not used. The library takes half a second to load, so it is loaded when a printer opens (`warm_up`), not before.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image

from devices.wire.escpos import without_real_time

if TYPE_CHECKING:
    from escpos.printer import Dummy

PROFILE = "TM-T20II"
"""Any with 576 dots: it only bounds the width of pictures."""
MEDIUM = 1
"""Error correction M."""
RASTER_HEAD = 8


@cache
def warm_up() -> Dummy:
    """A printer that only remembers its bytes."""
    from escpos import capabilities  # see the module's docstring
    from escpos.printer import Dummy

    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        # Made anew by each import, and nobody would ever take it away; another printer's thread may be first.
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return Dummy(profile=PROFILE)


def raster(picture: Image.Image) -> bytes:
    """GS v 0 for a picture of mode "1" (0 is black), at most 576 dots wide (vector escpos-009).

    Some models act on real-time commands even inside a picture; there one dot gives way so that none can arise.
    """
    paper = warm_up()
    paper.clear()
    paper.image(picture, impl="bitImageRaster", center=False)
    output: bytes = paper.output
    return output[:RASTER_HEAD] + without_real_time(output[RASTER_HEAD:])


def qr(text: str, module_dots: int) -> bytes:
    """GS ( k: model 2, module size 1–16, error correction M, store, print (vector escpos-011)."""
    paper = warm_up()
    paper.clear()
    paper.qr(text, native=True, size=module_dots, ec=MEDIUM)
    output: bytes = paper.output
    return output
