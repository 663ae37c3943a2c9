"""A window sign with an Onbon BX-5 controller on the network, as its frames leave it.

picture FILE      the sign as one sees it now, a PNG
shown             its areas
size W H          of the sign, in dots (128 32)
unit NAME         what X and width count: pixel, 8-pixel
address N         which screen it is (1)
power-cycle       the areas were in its RAM

Marks are looked for byte by byte, as the most careless controller would: what must not be one never looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from msgspec import Struct

from devices.emulators.dot_matrix import GREEN, RED, YELLOW, Lit, Rgb, draw_panel
from devices.emulators.emulator import Answer, deed
from devices.emulators.paced_end import Port
from devices.emulators.tcp_port import TcpPort
from devices.emulators.wire_emulator import WireEmulator

_UNESCAPED = {b"\xa6\x02": b"\xa5", b"\xa6\x01": b"\xa6", b"\x5b\x02": b"\x5a", b"\x5b\x01": b"\x5b"}
_ESCAPED = {plain[0]: escaped for escaped, plain in _UNESCAPED.items()}
_MARK = re.compile(rb"\\(FO\d{3}|C[123])")
_COLOURS = {b"C1": RED, b"C2": GREEN, b"C3": YELLOW}
_UNITS = {"pixel": 1, "8-pixel": 8}
_MARKED = 0x8000
_LETTER = 16
_MOST_HELD = 8192


class ShownArea(Struct, frozen=True, kw_only=True):
    """One dynamic area, in dots; `mode` is its display mode's number, `marks` the controls found in its text."""

    id: int
    x: int
    y: int
    width: int
    height: int
    mode: int
    text: str
    marks: tuple[str, ...]


class Shown(Answer, kw_only=True):
    """What the sign shows, how bright (0 to 15), and what its clock was set to (BCD as it came)."""

    areas: tuple[ShownArea, ...]
    brightness: int
    clock: str


class OnbonSign(WireEmulator):
    """Acknowledges what it did. Areas replace those with their id."""

    models: ClassVar = ("onbon-bx5",)
    port_type: ClassVar[type[Port]] = TcpPort
    faults: ClassVar = {
        "deaf": "frames are not heard",
        "bad-crc": "each answer's CRC is wrong",
        "refuse": "what it does not do it answers with something else than an acknowledgement [?]",
        "other-screen": "answers come from another address",
        "loses-area": "of several areas only the first stays, and all are acknowledged",
        "echo": "the adapter gives back what it is sent",
    }

    width, height, unit, address = 128, 32, "pixel", 1
    brightness, clock = 15, ""
    arrived = 0
    """Bytes."""
    _held = b""

    def __init__(self, **line: Any) -> None:
        super().__init__(**line)
        self.areas: dict[int, tuple[ShownArea, bytes]] = {}

    # --- for whoever looks at it ------------------------------------------------------------------------------------

    def shown(self) -> Shown:
        return self.call(
            lambda: Shown(
                areas=tuple(area for area, _ in self.areas.values()), brightness=self.brightness, clock=self.clock
            )
        )

    def picture(self, file: Path) -> None:
        """What one sees, moving texts where they begin."""
        lit = self.call(lambda: [_lit(area, text) for area, text in self.areas.values()])
        draw_panel(self.width, self.height, lit, self.brightness / 15).save(file)

    def power_cycle(self) -> None:
        self.call(self.areas.clear)

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "picture": deed(lambda rest: self.picture(Path(rest))),
            "shown": lambda _rest: self.shown(),
            "size": deed(self._set_size),
            "unit": deed(self._set_unit),
            "address": deed(lambda rest: setattr(self, "address", int(rest))),
            "power-cycle": deed(lambda _rest: self.power_cycle()),
        }

    def _set_size(self, rest: str) -> None:
        width, height = rest.split()
        self.width, self.height = int(width), int(height)

    def _set_unit(self, name: str) -> None:
        if name not in _UNITS:
            raise ValueError(f"no unit '{name}'; there are: {', '.join(_UNITS)}")
        self.unit = name

    # --- the wire ---------------------------------------------------------------------------------------------------

    def plugged(self) -> None:
        self._held = b""

    def received(self, data: bytes) -> None:
        self.arrived += len(data)
        if "echo" in self.active:
            self.send(data)
        if "deaf" in self.active:
            return
        *frames, held = (self._held + data).split(b"\x5a")
        self._held = held[-_MOST_HELD:]
        for frame in frames:
            self._take(frame)

    def _take(self, frame: bytes) -> None:
        start = frame.rfind(b"\xa5" * 8)
        body = re.sub(rb"[\xa6\x5b].", lambda found: _UNESCAPED.get(found[0], b""), frame[start + 8 :], flags=re.DOTALL)
        if start < 0 or len(body) < 18 or _crc(body[:-2]) != body[-2:]:
            return
        if int.from_bytes(body[:2], "little") not in (self.address, 0xFFFE):
            return
        command, wants_reply, payload = body[14:16], body[16] == 1, body[19:-2]
        done = self.take_fault("refuse") is None and self._can(command, payload)
        if wants_reply:
            self._answer(body[2:4], b"\xa0\x00" if done else b"\xa0\x01")

    def _answer(self, to: bytes, word: bytes) -> None:
        screen = self.address + (self.take_fault("other-screen") is not None)
        body = to + screen.to_bytes(2, "little") + bytes(6) + b"\xfe\x02\x05\x00" + word + bytes(3)
        check = _crc(body)
        if self.take_fault("bad-crc") is not None:
            check = bytes((check[0] ^ 0x10, check[1]))
        escaped = b"".join(_ESCAPED.get(byte, bytes((byte,))) for byte in body + check)
        self.answer(b"\xa5" * 8 + escaped + b"\x5a")

    def _can(self, command: bytes, payload: bytes) -> bool:
        try:
            return self._obey(command, payload)
        except IndexError:  # the payload is shorter than its command needs
            return False

    def _obey(self, command: bytes, payload: bytes) -> bool:
        if command == b"\xa3\x06":
            return self._replace_areas(payload)
        if command == b"\xa3\x10":
            self.areas.clear()
        elif command == b"\xa3\x02":
            self.brightness = payload[1]
        elif command == b"\xa2\x03":
            self.clock = payload.hex()
        else:
            return command == b"\xa2\x00"
        return True

    def _replace_areas(self, payload: bytes) -> bool:
        """Delete count and ids (FF: all), area count, areas with their length before them."""
        gone = 0 if payload[0] == 0xFF else payload[0]
        for id in tuple(self.areas) if payload[0] == 0xFF else payload[1 : 1 + gone]:
            self.areas.pop(id, None)
        count, rest = payload[1 + gone], payload[2 + gone :]
        if self.take_fault("loses-area") is not None:
            count = min(count, 1)
        for _ in range(count):
            size = int.from_bytes(rest[:2], "little")
            self._set_area(rest[2 : 2 + size])
            rest = rest[2 + size :]
        return True

    def _set_area(self, body: bytes) -> None:
        x, y, width, height = (int.from_bytes(body[at : at + 2], "little") for at in (1, 3, 5, 7))
        size, text = int.from_bytes(body[23:27], "little"), body[27:]
        if len(text) == size:
            area = ShownArea(
                id=body[9],
                x=self._dots(x),
                y=y,
                width=self._dots(width),
                height=height,
                mode=body[19],
                text=_MARK.sub(b"", text).decode("gbk", "replace"),
                marks=tuple(found[1].decode() for found in _MARK.finditer(text)),
            )
            self.areas[area.id] = area, text

    def _dots(self, number: int) -> int:
        return number & ~_MARKED if number & _MARKED else number * _UNITS[self.unit]


def _lit(area: ShownArea, text: bytes) -> Lit:
    colour, letters = RED, list[tuple[str, Rgb]]()
    for piece in re.split(rb"(\\FO\d{3}|\\C[123])", text):
        if piece.startswith(b"\\"):
            colour = _COLOURS.get(piece[1:], colour)
        else:
            letters += [(char, colour) for char in piece.decode("gbk", "replace")]
    return Lit(x=area.x, y=area.y, width=area.width, height=area.height, letter=_LETTER, letters=letters)


def _crc(data: bytes) -> bytes:
    """CRC-16/ARC, bit by bit."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")
