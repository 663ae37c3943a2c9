"""What an emulated ESC/POS printer does with its orders: its modes, its line, its roll of paper. No clock, no wire."""

from __future__ import annotations

from collections.abc import Callable

from devices.platen.marks import Bits, Code, Glyph, Mark, Place, Row, Sheet, White
from devices.platen.paper import PAPER_DOTS, cell_width
from devices.platen.stream import Order
from devices.slip_document import Align

_DEFAULT_PITCH = 30
_JUNK = "\ufffd"


class Press:
    """Obeys orders and fills the sheet in hand; `take_sheet` tears it off."""

    def __init__(self) -> None:
        self._marks: list[Mark] = []
        self._raw = bytearray()
        self._unknown: list[str] = []
        self.lines = 0
        """Lines and pictures printed since the press was made."""
        self._obeys: dict[bytes, Callable[[Order], None]] = {
            b"": self._text, b"\x1b@": lambda _order: self.reset(),
            b"\x1c&": self._hanzi_mode, b"\x1c.": self._hanzi_mode,
            b"\x1d!": self._size, b"\x1c!": self._hanzi_size, b"\x1b!": self._letter_style, b"\x1bE": self._bold,
            b"\x1bG": self._bold, b"\x1dB": self._inverse, b"\x1ba": self._align, b"\x1b2": self._pitch,
            b"\x1b3": self._pitch, b"\x1bJ": self._feed, b"\x1bd": self._feed_lines, b"\x1dL": self._margin,
            b"\x1dW": self._area, b"\x1dv": self._raster, b"\x1d(": self._extended,
        }  # fmt: skip
        self.reset()

    def reset(self, *, hanzi: bool = True) -> None:
        """ESC @: power-on settings; what stands in the line not yet printed is dropped. `hanzi`: two bytes are one."""
        self._line: list[Glyph] = []
        self._lead = b""
        self._hanzi = hanzi
        self._letters, self._hanzis = (1, 1), (1, 1)
        self._is_bold = self._is_inverse = False
        self._side, self._left, self._width, self._line_pitch = Align.LEFT, 0, PAPER_DOTS, _DEFAULT_PITCH
        self._qr_module, self._qr_level, self._qr_data = 3, "l", b""

    def obey(self, order: Order) -> None:
        """Carry one order out. Orders about status and cutting are the printer's, not the press's."""
        self._raw += order.raw
        obeyed = self._obeys.get(order.name)
        if obeyed is None:
            self._unknown.append(order.raw.hex())
        else:
            obeyed(order)

    def note(self, order: Order) -> None:
        """Bytes that the printer itself dealt with belong to the sheet's record too."""
        self._raw += order.raw

    @property
    def is_clean(self) -> bool:
        """True while nothing is on the sheet in hand."""
        return not any(not isinstance(mark, White) for mark in self._marks)

    def take_sheet(self, *, cut: bool) -> Sheet:
        sheet = Sheet(marks=tuple(self._marks), raw=bytes(self._raw), cut=cut, unknown=tuple(self._unknown))
        self._marks, self._raw, self._unknown = [], bytearray(), []
        return sheet

    # --- text -------------------------------------------------------------------------------------------------------

    def _text(self, order: Order) -> None:
        byte = order.data
        if self._lead:
            pair, self._lead = self._lead + byte, b""
            self._set(_hanzi(pair), wide=True)
        elif byte == b"\n":
            self._print_line()
        elif byte >= b"\x81" and self._hanzi:
            self._lead = byte
        elif b" " <= byte <= b"~":
            self._set(byte.decode("ascii"), wide=False)
        elif byte not in (b"\x00", b"\r"):
            self._unknown.append(byte.hex())

    def _set(self, char: str, *, wide: bool) -> None:
        width, height = self._hanzis if wide else self._letters
        glyph = Glyph(char=char, wide=wide, width=width, height=height, bold=self._is_bold, inverse=self._is_inverse)
        if sum(cell_width(g) for g in self._line) + cell_width(glyph) > self._width:
            self._print_line()
        self._line.append(glyph)

    def _print_line(self) -> None:
        self._marks.append(Row(glyphs=tuple(self._line), pitch=self._line_pitch, place=self._place()))
        self._line = []
        self.lines += 1

    def _place(self) -> Place:
        return Place(align=self._side, left=self._left, width=min(self._width, PAPER_DOTS - self._left))

    # --- modes ------------------------------------------------------------------------------------------------------

    def _hanzi_mode(self, order: Order) -> None:
        self._hanzi = order.name == b"\x1c&"

    def _size(self, order: Order) -> None:
        n = order.parameters[0]
        self._letters = self._hanzis = ((n >> 4 & 7) + 1, (n & 7) + 1)

    def _hanzi_size(self, order: Order) -> None:
        n = order.parameters[0]
        self._hanzis = (2 if n & 0x04 else 1, 2 if n & 0x08 else 1)

    def _letter_style(self, order: Order) -> None:
        n = order.parameters[0]
        self._letters = (2 if n & 0x20 else 1, 2 if n & 0x10 else 1)
        self._is_bold = bool(n & 0x08)

    def _bold(self, order: Order) -> None:
        self._is_bold = bool(order.parameters[0] & 1)

    def _inverse(self, order: Order) -> None:
        self._is_inverse = bool(order.parameters[0] & 1)

    def _align(self, order: Order) -> None:
        self._side = (Align.LEFT, Align.CENTER, Align.RIGHT)[order.parameters[0] % 48 % 3]

    def _pitch(self, order: Order) -> None:
        self._line_pitch = order.parameters[0] if order.parameters else _DEFAULT_PITCH

    def _margin(self, order: Order) -> None:
        self._left = int.from_bytes(order.parameters, "little")

    def _area(self, order: Order) -> None:
        self._width = int.from_bytes(order.parameters, "little")

    # --- paper ------------------------------------------------------------------------------------------------------

    def _feed(self, order: Order) -> None:
        self._flush()
        self._marks.append(White(dots=order.parameters[0]))

    def _feed_lines(self, order: Order) -> None:
        self._flush()
        self._marks.append(White(dots=order.parameters[0] * self._line_pitch))

    def _flush(self) -> None:
        if self._line:
            self._print_line()

    def _raster(self, order: Order) -> None:
        self._flush()
        mode, width_bytes = order.parameters[1] & 3, int.from_bytes(order.parameters[2:4], "little")
        scale = (2 if mode & 1 else 1, 2 if mode & 2 else 1)
        self._marks.append(Bits(rows=order.data, width_bytes=width_bytes, scale=scale, place=self._place()))
        self.lines += 1

    def _extended(self, order: Order) -> None:
        """GS ( k: the QR code. Others with a length are skipped, as printers do."""
        function = order.data[1:2]
        if order.parameters[:1] != b"k" or order.data[:1] != b"1":
            self._unknown.append(order.raw.hex())
        elif function == b"C":
            self._qr_module = order.data[2]
        elif function == b"E":
            self._qr_level = "lmqh"[order.data[2] % 48 % 4]
        elif function == b"P":
            self._qr_data = order.data[3:]
        elif function == b"Q":
            self._print_code()

    def _print_code(self) -> None:
        self._flush()
        self._marks.append(Code(data=self._qr_data, module=self._qr_module, level=self._qr_level, place=self._place()))
        self.lines += 1


def _hanzi(pair: bytes) -> str:
    """The character of two bytes; half of a four-byte code and other pairs print as junk."""
    try:
        return pair.decode("gb18030")
    except UnicodeDecodeError:
        return _JUNK
