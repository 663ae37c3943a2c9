"""Modbus RTU as relay boards and key boxes speak it: protocol `modbus-relay`.

Waveshare's flash coils (0200+n, 0400+n) and its coil 00FF are read as what they mean there; on another board they
would be ordinary coils.
"""

from __future__ import annotations

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.errors import BadFrame
from devices.wire import modbus
from devices.wire.modbus import Function

_SWITCH = {0xFF00: True, 0x0100: True, 0x0000: False}
"""Value 0100 is what some boards want for on (modbus-relay-007)."""
_FLASH = {0x0200: True, 0x0400: False}
_ALL = 0x00FF
_BITS = {Function.READ_COILS: "relays", Function.READ_INPUTS: "inputs"}


class ModbusRelayDecoder(Decoder):
    protocol = "modbus-relay"

    def decode(self, data: bytes, sender: Sender) -> Message:
        try:
            frame = modbus.cut(data, from_host=sender is Sender.HOST)
        except BadFrame as error:
            raise Undecodable(str(error)) from error
        kind, fields = _meaning(frame, sender)
        return Message(kind, {"board": frame[0], **fields}, len(frame))


def _meaning(frame: bytes, sender: Sender) -> tuple[str, dict[str, Field]]:
    function = frame[1]
    if function & modbus.REFUSAL:
        word = modbus.WORDS.get(frame[2], "unknown")
        return "refused", {"function": function & ~modbus.REFUSAL, "status": frame[2], "status_word": word}
    if function in _BITS:
        return _bits(frame, _BITS[Function(function)], sender)
    if function == Function.WRITE_COIL:
        kind, fields = _switch(_number(frame, 2), _number(frame, 4))
    else:
        kind, fields = "write-register", {"register": _number(frame, 2), "value": _number(frame, 4)}
    return kind if sender is Sender.HOST else f"{kind}-reply", fields


def _bits(frame: bytes, what: str, sender: Sender) -> tuple[str, dict[str, Field]]:
    if sender is Sender.HOST:
        return f"read-{what}", {"first": _number(frame, 2), "count": _number(frame, 4)}
    states = tuple(byte >> bit & 1 for byte in frame[3:-2] for bit in range(8))
    return what, {"states": states}


def _switch(address: int, value: int) -> tuple[str, dict[str, Field]]:
    relay, kind_of_coil = address & 0xFF, address & 0xFF00
    if kind_of_coil in _FLASH:
        return "flash-relay", {"relay": relay, "on": _FLASH[kind_of_coil], "ms": value * 100}
    if value not in _SWITCH:
        raise Undecodable(f"alien: value {value:04X} switches nothing")
    if address == _ALL:
        return "switch-all", {"on": _SWITCH[value]}
    return "switch-relay", {"relay": address, "on": _SWITCH[value], "standard": value != 0x0100}


def _number(frame: bytes, at: int) -> int:
    return int.from_bytes(frame[at : at + 2], "big")
