"""A slip as bytes for one printer: its profile decides text or picture, the content is the same."""

from __future__ import annotations

from enum import StrEnum

from devices.slip_document import SlipDocument
from devices.slips.measures import in_runs
from devices.slips.picture import draw_slip
from devices.slips.raster import raster_bands
from devices.slips.text import TextSetter
from devices.values import Value
from devices.wire.escpos_text import PrinterFont


class Manner(StrEnum):
    """How slips go over the wire: text with the printer's QR (a serial line) or one picture (USB, network)."""

    TEXT = "text"
    BITMAP = "bitmap"


class Profile(Value, kw_only=True):
    """What a printer can do, as far as slips differ by it."""

    manner: Manner = Manner.TEXT
    font: PrinterFont = PrinterFont.GBK
    native_qr: bool = True
    chinese_on: bool = True
    """FS & opens each slip: needed where two bytes are not one Hanzi from the start."""
    raster_bytes: int = 1_000_000
    """So much may a slip's pictures take (F019)."""


def encode_slip(slip: SlipDocument, profile: Profile) -> list[bytes]:
    """Whole commands, in order, between ESC @ and the cut, which are the driver's. A picture that would take the line
    too long is refused: the slip is text then."""
    if profile.manner is Manner.BITMAP:
        picture = raster_bands(draw_slip(slip))
        if sum(map(len, picture)) <= profile.raster_bytes:
            return picture
    setter = TextSetter(
        font=profile.font,
        width_dots=slip.width_dots,
        native_qr=profile.native_qr,
        chinese_on=profile.chinese_on,
        raster_bytes=profile.raster_bytes,
    )
    return [setter.opening(), *(command for run in in_runs(slip.blocks) for command in setter.set(run))]
