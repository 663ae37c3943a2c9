"""What the bytes for an ESC/POS printer mean, command by command: the other way round than `escpos`. No I/O.

For whoever looks at a line; lengths of commands are `platen.stream.measure`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from devices.decoder import Field

Fields = dict[str, Field]
Reader = tuple[str, Callable[[bytes], Fields]]
"""A command's kind, and what its bytes after the first two say."""

STYLE, FEED, CODE, GRAPHICS = "style", "feed", "qr", "raster"
"""Kinds whose commands follow each other as one message: what they come to counts."""


def _nothing(_rest: bytes) -> Fields:
    return {}


def _number(name: str) -> Callable[[bytes], Fields]:
    return lambda rest: {name: rest[0]}


def _switch(name: str) -> Callable[[bytes], Fields]:
    return lambda rest: {name: bool(rest[0] & 1)}


def _size(rest: bytes) -> Fields:
    return {"width": (rest[0] >> 4 & 7) + 1, "height": (rest[0] & 7) + 1}


def _hanzi_size(rest: bytes) -> Fields:
    return {"hanzi_double_width": bool(rest[0] & 0x04), "hanzi_double_height": bool(rest[0] & 0x08)}


def _letter_style(rest: bytes) -> Fields:
    return {
        "double_width": bool(rest[0] & 0x20),
        "double_height": bool(rest[0] & 0x10),
        "bold": bool(rest[0] & 0x08),
        "underline": bool(rest[0] & 0x80),
    }


def _align(rest: bytes) -> Fields:
    return {"align": ("left", "center", "right")[rest[0] % 48 % 3]}


def _cut(rest: bytes) -> Fields:
    if rest[:1] in (b"A", b"B"):
        return {"mode": "partial" if rest[:1] == b"B" else "full", "feed_first": True, "feed_dots": rest[1]}
    return {"mode": "partial" if rest[0] in (1, 49) else "full"}


def _raster(rest: bytes) -> Fields:
    width, height = int.from_bytes(rest[2:4], "little") * 8, int.from_bytes(rest[4:6], "little")
    return {"width_dots": width, "height_dots": height, "scale_mode": rest[1], "black_dots": _black(rest[6:])}


def _black(rows: bytes) -> int:
    return int.from_bytes(rows, "big").bit_count()


def _drawer(rest: bytes) -> Fields:
    return {"pin": 5 if rest[0] & 1 else 2, "on": rest[1], "off": rest[2]}


def _buzzer(rest: bytes) -> Fields:
    return {"times": rest[0], "length": rest[1]}


def _word(name: str) -> Callable[[bytes], Fields]:
    return lambda rest: {name: int.from_bytes(rest[:2], "little")}


def _ejector(rest: bytes) -> Fields:
    return {"action": {2: "retract", 3: "present", 5: "eject", 6: "status-query"}.get(rest[0], f"unknown {rest[0]}")}


def _mask(rest: bytes) -> Fields:
    return {"on": bool(rest[0]), "mask": rest[0]}


ORDERS: Mapping[bytes, Reader] = {
    b"\x1b@": ("init", _nothing),
    b"\x1c&": ("chinese-on", _nothing),
    b"\x1c.": ("chinese-off", _nothing),
    b"\x1c!": (STYLE, _hanzi_size),
    b"\x1cW": (STYLE, lambda rest: {"hanzi_double": bool(rest[0])}),
    b"\x1b!": (STYLE, _letter_style),
    b"\x1d!": (STYLE, _size),
    b"\x1bE": (STYLE, _switch("bold")),
    b"\x1bG": (STYLE, _switch("bold")),
    b"\x1b-": (STYLE, _number("underline_dots")),
    b"\x1dB": (STYLE, _switch("inverse")),
    b"\x1ba": (STYLE, _align),
    b"\x1bM": (STYLE, _number("font")),
    b"\x1bt": ("code-page", _number("page")),
    b"\x1bR": ("character-set", _number("set")),
    b"\x1b2": ("line-pitch", lambda _rest: {"pitch": "default"}),
    b"\x1b3": ("line-pitch", _number("pitch")),
    b"\x1bd": (FEED, _number("feed_lines")),
    b"\x1bJ": (FEED, _number("feed_dots")),
    b"\x1dV": ("cut", _cut),
    b"\x1dL": ("left-margin", _word("dots")),
    b"\x1dW": ("print-width", _word("dots")),
    b"\x1dv": (GRAPHICS, _raster),
    b"\x1bp": ("drawer", _drawer),
    b"\x1bB": ("buzzer", _buzzer),
    b"\x1da": ("auto-status", _mask),
    b"\x1d\xe0": ("auto-full-status", _mask),
    b"\x1d\xe1": ("paper-left-query", _nothing),
    b"\x1de": ("ejector", _ejector),
    b"\x1dr": ("paper-in-turn-query", _number("sensor")),
    b"\x1dI": ("about-query", _number("about")),
}
"""All but GS (, which has functions of its own."""

REAL_TIME: Mapping[bytes, str] = {
    b"\x04\x01": "printer-status-query",
    b"\x04\x02": "offline-cause-query",
    b"\x04\x03": "error-cause-query",
    b"\x04\x04": "paper-status-query",
    b"\x04\x14": "full-status-query",
    b"\x05\x01": "recover-and-go-on",
    b"\x05\x02": "recover-and-clear",
}
"""DLE and these two: acted on at once, wherever they stand."""


def extended(function: bytes, data: bytes) -> tuple[str, Fields] | None:
    """GS ( and a letter: process id, QR code, graphics. None for one we do not know."""
    if function == b"H" and data[:2] == b"00" and len(data) == 6:
        return "process-id-request", {"process_id": data[2:6].decode("latin-1")}
    if function == b"k" and data[:1] == b"1":
        return _code(data)
    return _graphics(data) if function == b"L" and data[:1] == b"0" else None


def _code(data: bytes) -> tuple[str, Fields] | None:
    if data[1:2] == b"P":
        return CODE, {"text": data[3:].decode("utf-8", "replace"), "bytes": len(data) - 3}
    if len(data) < 3:
        return None
    said: dict[bytes, Fields] = {
        b"A": {"model": data[2] - 48},
        b"C": {"size": data[2]},
        b"E": {"error_correction": "LMQH"[data[2] % 48 % 4]},
        b"Q": {"printed": True},
    }
    fields = said.get(data[1:2])
    return (CODE, fields) if fields is not None else None


def _graphics(data: bytes) -> tuple[str, Fields] | None:
    if data[1:2] == b"2":
        return GRAPHICS, {"printed": True}
    if data[1:2] != b"p" or len(data) < 10:
        return None
    width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    return GRAPHICS, {"width_dots": width, "height_dots": height, "black_dots": _black(data[10:])}
