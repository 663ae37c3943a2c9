"""Zebra's Simple Serial Interface: protocol `zebra-ssi`. A code's type is the scanner's own number; its table is not
confirmed. One public source has scan-enable (E9) and scan-disable (EA) the other way round."""

from __future__ import annotations

from typing import ClassVar

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.errors import BadFrame
from devices.scanners.decoding import PERSONAL, undecodable
from devices.wire.code_text import read_text
from devices.wire.scanner_ssi import DECODER, HOST, WAKE, Opcode, Packet, read_packet

_KINDS = {
    Opcode.REQUEST_REVISION: "revision-request",
    Opcode.REPLY_REVISION: "revision-reply",
    Opcode.SET_PARAMETER: "set-parameter",
    Opcode.REQUEST_PARAMETER: "parameter-request",
    Opcode.DEFAULTS: "param-defaults",
    Opcode.ACK: "ack",
    Opcode.NAK: "nak",
    Opcode.START: "start-session",
    Opcode.STOP: "stop-session",
    Opcode.BEEP: "beep",
    Opcode.LED_ON: "led-on",
    Opcode.LED_OFF: "led-off",
    Opcode.ENABLE: "scan-enable",
    Opcode.DISABLE: "scan-disable",
    Opcode.SLEEP: "sleep",
    Opcode.DECODED: "code",
    Opcode.EVENT: "event",
}
_SOURCES = {Sender.HOST: HOST, Sender.DEVICE: DECODER}
_FIRST = {
    Opcode.NAK: "cause",
    Opcode.LED_ON: "mask",
    Opcode.LED_OFF: "mask",
    Opcode.BEEP: "beep",
    Opcode.EVENT: "event",
}
"""What the one byte of data of an opcode is."""


_BEGINS = frozenset(bytes([opcode]) for opcode in _KINDS)
"""The second byte of a packet."""


class ZebraSsiDecoder(Decoder):
    protocol = "zebra-ssi"
    personal: ClassVar = PERSONAL | {"data"}

    def decode(self, data: bytes, sender: Sender) -> Message:
        behind = data.lstrip(WAKE)
        if sender is Sender.HOST and len(behind) < len(data) and (not behind or behind[1:2] in _BEGINS):
            return Message("wake", {}, len(data) - len(behind))
        if len(data) > 1 and data[1] not in _KINDS:
            raise Undecodable(f"alien: {data[1]:02X} is no opcode of SSI")
        try:
            packet = read_packet(data)
        except BadFrame as error:
            raise undecodable(error) from error
        if packet.source != _SOURCES[sender]:
            raise Undecodable(f"alien: this is not from the {sender}")
        return Message(_KINDS[Opcode(packet.opcode)], _fields(packet), packet.size)


def _fields(packet: Packet) -> dict[str, Field]:
    fields: dict[str, Field] = {"opcode": packet.opcode, "status": packet.status}
    if packet.is_retransmitted:
        fields["retransmitted"] = True
    return fields | _data(packet)


def _data(packet: Packet) -> dict[str, Field]:
    if packet.opcode == Opcode.DECODED:
        return {"type": packet.data[0] if packet.data else None} | _text(packet.data[1:])
    if packet.opcode == Opcode.REPLY_REVISION:
        return _text(packet.data)
    if packet.opcode in _FIRST and len(packet.data) == 1:
        return {_FIRST[Opcode(packet.opcode)]: packet.data[0]}
    return {"data": packet.data.hex().upper()} if packet.data else {}


def _text(data: bytes) -> dict[str, Field]:
    found = read_text(data)
    return {"text": found.text, "encoding": found.encoding} if found else {"text": None, "data": data.hex().upper()}
