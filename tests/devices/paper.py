"""A slip on paper without a wire: obeyed by the emulated printer's own press, and measured there."""

from __future__ import annotations

import zxingcpp
from PIL import Image

from devices.platen.marks import Sheet
from devices.platen.paper import draw_sheet
from devices.platen.press import Press
from devices.platen.stream import Order, Stream
from devices.slip_document import SlipDocument
from devices.slips.encoding import Profile, encode_slip
from devices.wire import escpos

DOTS_PER_MM = 8.0


def orders_of(slip: SlipDocument, profile: Profile) -> list[Order]:
    """What a printer makes of the bytes; real-time commands have no business among them."""
    found = Stream(real_time_in_data=True).feed(escpos.INIT + b"".join(encode_slip(slip, profile)))
    orders = [order for order in found if isinstance(order, Order)]
    assert orders == found
    return orders


def printed(slip: SlipDocument, profile: Profile) -> Sheet:
    press = Press()
    for order in orders_of(slip, profile):
        press.obey(order)
    return press.take_sheet(cut=True)


def picture(slip: SlipDocument, profile: Profile) -> Image.Image:
    return draw_sheet(printed(slip, profile))


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is black."""
    box = image.convert("L").point(lambda value: 255 - value).getbbox()
    assert box is not None
    return box


def ink_height_mm(image: Image.Image) -> float:
    _, top, _, bottom = ink(image)
    return (bottom - top) / DOTS_PER_MM


def codes_in(image: Image.Image) -> list[str]:
    """What a scanner reads on the paper."""
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]
