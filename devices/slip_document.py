"""What stands on a slip, device-neutral: the printer's profile decides text or bitmap, the content is the same."""

from __future__ import annotations

from enum import StrEnum

from devices.values import Value


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Line(Value, frozen=True, kw_only=True):
    """One line of text. `dots`: height of the figures' em in printer dots at 203 dpi (30 = body, 150 = number)."""

    text: str
    dots: int = 30
    bold: bool = False
    align: Align = Align.LEFT


class Fact(Value, frozen=True, kw_only=True):
    """A label and its value on one line: 地点 Where — 一楼A区. `align` RIGHT sets the value at the right edge."""

    label: str
    value: str
    dots: int = 30
    align: Align = Align.LEFT


class Rule(Value, frozen=True, kw_only=True):
    """A horizontal line over the whole width."""

    dashed: bool = False


class Boxed(Value, frozen=True, kw_only=True):
    """Lines in a frame: what must not be overlooked (补打, near closing)."""

    lines: tuple[Line, ...]


class QrCode(Value, frozen=True, kw_only=True):
    """A QR code of `text`, byte mode, centred; `module_dots` dots a module."""

    text: str
    module_dots: int = 9


class Feed(Value, frozen=True, kw_only=True):
    """White space of `dots` dots."""

    dots: int


Block = Line | Fact | Rule | Boxed | QrCode | Feed


class SlipDocument(Value, frozen=True, kw_only=True):
    """What stands on a slip, device-neutral: the driver's profile decides text or bitmap, the content is the same."""

    blocks: tuple[Block, ...]
    width_dots: int = 576
