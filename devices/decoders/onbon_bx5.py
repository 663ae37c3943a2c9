"""Onbon BX-5 sign controllers: protocol `onbon-bx5`. X and width are shown as they stand on the wire, since whether
they are pixels or units of eight is the screen's."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.errors import BadFrame
from devices.wire import onbon_bx5
from devices.wire.onbon_bx5 import Command, Motion
from devices.wire.onbon_text import parted

Fields = dict[str, Field]

_AREA = struct.Struct("<BHHHHBBBHxxxBBBBBBL")
"""Type, X, Y, W, H, id, line space, run mode, timeout, single line, newline, display, exit, speed, stay, length."""
_ALL = 0xFF


class OnbonBx5Decoder(Decoder):
    protocol = "onbon-bx5"

    def decode(self, data: bytes, sender: Sender) -> Message:
        try:
            frame, used = onbon_bx5.cut(data)
            _check_sender(frame.data, sender)
            kind, fields = _meaning(frame.data)
        except BadFrame as error:
            raise Undecodable(str(error)) from error
        return Message(kind, {"to": frame.to, "sender": frame.sender, **fields}, used)


def _check_sender(data: bytes, sender: Sender) -> None:
    """A sign only acknowledges, and nobody else does."""
    if (data[:2] == Command.ACK.value) is (sender is Sender.HOST):
        raise BadFrame(f"alien: no {sender.value} says {data[:2].hex(' ').upper()}")


def _meaning(data: bytes) -> tuple[str, Fields]:
    command, payload = data[:2], data[5:]
    for known, read in _READ.items():
        if command == known.value:
            return read(payload)
    raise BadFrame(f"alien: command {command.hex(' ').upper()}")


def _plain(kind: str) -> Callable[[bytes], tuple[str, Fields]]:
    return lambda payload: (kind, {})


def _brightness(payload: bytes) -> tuple[str, Fields]:
    if len(payload) < 2:
        raise BadFrame("alien: a brightness without a level")
    return "brightness", {"mode": payload[0], "level": payload[1]}


def _clock(payload: bytes) -> tuple[str, Fields]:
    if len(payload) < 8 or not payload[:8].hex().isdecimal():
        raise BadFrame("alien: a clock that is no eight BCD bytes")
    year, month, day, hour, minute, second, weekday = payload[1::-1].hex(), *(f"{byte:02x}" for byte in payload[2:8])
    return "set-clock", {"time": f"{year}-{month}-{day}T{hour}:{minute}:{second}", "weekday": int(weekday)}


def _areas(payload: bytes) -> tuple[str, Fields]:
    """Delete count and ids, area count, areas."""
    if not payload:
        raise BadFrame("alien: areas without a count")
    gone = 0 if payload[0] == _ALL else payload[0]
    deleted: Fields = {"deleted": "all"} if payload[0] == _ALL else {"deleted": tuple(payload[1 : 1 + gone])}
    rest = payload[1 + gone :]
    if len(rest) < 1:
        raise BadFrame("alien: areas without a count")
    areas = _each_area(rest[1:], rest[0])
    if not areas:
        return "delete-areas", deleted
    return "show-text", deleted | {"areas": len(areas)} | _across(areas)


def _across(areas: Sequence[Fields]) -> Fields:
    """Of one area each field as it is, of several a list of each."""
    if len(areas) == 1:
        return areas[0]
    return {name: tuple(area[name] for area in areas) for name in areas[0]}  # type: ignore[misc] # all of one sort


def _each_area(data: bytes, count: int) -> list[Fields]:
    areas = []
    for _ in range(count):
        size = int.from_bytes(data[:2], "little")
        body, data = data[2 : 2 + size], data[2 + size :]
        if len(body) < max(size, _AREA.size):
            raise BadFrame("alien: an area that is shorter than it says")
        areas.append(_area(body))
    return areas


def _area(body: bytes) -> Fields:
    _type, x, y, width, height, id, *_, display, _exit, speed, stay, length = _AREA.unpack_from(body)
    if length != len(body) - _AREA.size:
        raise BadFrame("alien: a text that is not as long as it says")
    text, marks = parted(body[_AREA.size :])
    motion = Motion(display).name.lower() if display in tuple(Motion) else f"mode {display}"
    place: Fields = {"area": id, "x": x, "y": y, "width": width, "height": height}
    return place | {"motion": motion, "speed": speed, "stay": stay, "marks": " ".join(marks), "text": text}


_READ: dict[Command, Callable[[bytes], tuple[str, Fields]]] = {
    Command.ACK: _plain("ack"),
    Command.READ_PARAMETERS: _plain("read-parameters"),
    Command.PING: _plain("ping"),
    Command.CLEAR: _plain("clear"),
    Command.BRIGHTNESS: _brightness,
    Command.SET_CLOCK: _clock,
    Command.AREAS: _areas,
}
