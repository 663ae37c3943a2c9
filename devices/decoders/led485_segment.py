"""LED-485 number displays over Modbus RTU: protocol `led485-segment` (register table of LED-485_setuptool)."""

from __future__ import annotations

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.errors import BadFrame
from devices.wire import modbus
from devices.wire.modbus import Function

_REGISTERS = {
    0x0000: ("show-number", "number"),
    0x0002: ("set-unit", "unit"),
    0x0003: ("set-baud", "code"),
    0x0004: ("set-point", "point"),
}
_SEGMENTS = 0x0080
_FLOAT = 0x0090


class Led485SegmentDecoder(Decoder):
    protocol = "led485-segment"

    def decode(self, data: bytes, sender: Sender) -> Message:
        try:
            frame = modbus.cut(data, from_host=sender is Sender.HOST)
        except BadFrame as error:
            raise Undecodable(str(error)) from error
        kind, fields = _meaning(frame)
        ending = "" if sender is Sender.HOST or kind == "refused" else "-reply"
        return Message(kind + ending, {"board": frame[0], **fields}, len(frame))


def _meaning(frame: bytes) -> tuple[str, dict[str, Field]]:
    function, register = frame[1], int.from_bytes(frame[2:4], "big")
    if function & modbus.REFUSAL:
        return "refused", {"status": frame[2], "status_word": modbus.WORDS.get(frame[2], "unknown")}
    if function == Function.WRITE_REGISTER and register in _REGISTERS:
        kind, name = _REGISTERS[register]
        value = int.from_bytes(frame[4:6], "big")
        return kind, {name: modbus.signed(value) if register == 0 else value}
    if function == Function.WRITE_REGISTERS and _SEGMENTS <= register < _FLOAT:
        return "show-segments", {"first": (register - _SEGMENTS) * 2, "segments": tuple(frame[7:-2])}
    raise Undecodable(f"alien: function {function} does not belong to register {register:04X}")
