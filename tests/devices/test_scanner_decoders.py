"""The bench's decoders of scanners against every published frame, and against what is none."""

from __future__ import annotations

import contextlib

import pytest

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.registry import decoder
from tests.devices.hostile_codes import HOSTILE_CODES
from tests.devices.scanner_frames import SCANNERS, frame
from tests.devices.vectors import Vector
from tests.scale import Scale

SENDERS = {"host->device": Sender.HOST, "device->host": Sender.DEVICE, "data": Sender.DATA}
TEXT = "广州市政务大厅取号A012"
SOFT: dict[str, Field] = {"stored": "temporary"}
HARD: dict[str, Field] = {"stored": "permanent"}
PLAIN: dict[str, Field] = {"status": 0}

MEANINGS: dict[str, tuple[str, dict[str, Field]]] = {
    "newland-nls-001": ("start-scanning", SOFT | {"tag": "SCNTRG", "value": "1"}),
    "newland-nls-002": (
        "ack",
        SOFT | {"answers": ["ack"], "settings": ["SCNTRG1"], "to": "start-scanning", "tag": "SCNTRG", "value": "1"},
    ),
    "newland-nls-003": ("stop-scanning", SOFT | {"tag": "SCNTRG", "value": "0"}),
    "newland-nls-004": ("device-info-query", HARD | {"tag": "QRYSYS", "value": ""}),
    "newland-nls-005": ("set-timeout", HARD | {"tag": "ORTSET", "value": "5000", "timeout_ms": 5000}),
    "honeywell-001": ("trigger", {}),
    "honeywell-002": ("untrigger", {}),
    "honeywell-003": ("menu-query", HARD | {"tag": "CBRENA", "value": "?", "asks": "current"}),
    "honeywell-004": ("menu-reply", HARD | {"tag": "CBRENA", "value": "1", "answer": "ack"}),
    "zebra-ssi-001": ("start-session", PLAIN | {"opcode": 0xE4}),
    "zebra-ssi-002": ("stop-session", PLAIN | {"opcode": 0xE5}),
    "zebra-ssi-003": ("revision-request", PLAIN | {"opcode": 0xA3}),
    "zebra-ssi-004": ("scan-enable", PLAIN | {"opcode": 0xE9}),
    "zebra-ssi-005": ("scan-disable", PLAIN | {"opcode": 0xEA}),
    "zebra-ssi-006": ("led-on", PLAIN | {"opcode": 0xE7, "mask": 1}),
    "zebra-ssi-007": ("param-defaults", PLAIN | {"opcode": 0xC8}),
    "zebra-ssi-008": ("sleep", PLAIN | {"opcode": 0xEB}),
    "zebra-ssi-014": ("ack", PLAIN | {"opcode": 0xD0}),
    "zebra-ssi-015": ("nak", PLAIN | {"opcode": 0xD1, "cause": 1}),
    "zebra-ssi-016": ("code", PLAIN | {"opcode": 0xF3, "type": 3, "text": "ABC123", "encoding": "utf-8"}),
    "gm65-family-001": ("trigger", {"zone": 2, "data": "01", "check": "none"}),
    "gm65-family-002": ("write-ok", {"status": 0, "data": "00"}),
    "gm65-family-003": ("untrigger", {"zone": 2, "data": "00", "check": "none"}),
    "hid-wedge-001": (
        "keys",
        {"modifiers": ["left-alt"], "keys": ["keypad-0", "keypad-8", "keypad-3"], "alt_number": 83, "text": "S"},
    ),
    "qr-text-001": ("code", {"text": TEXT, "encoding": "gb18030"}),
    "qr-text-002": ("code", {"text": TEXT, "encoding": "utf-8"}),
}
PROTOCOLS = ("newland-nls", "honeywell", "zebra-ssi", "gm65-family", "hid-wedge", "qr-text")
CHECKED = ("zebra-ssi", "gm65-family")
"""Only these carry a checksum."""


def reader(vector: Vector) -> tuple[Decoder, Sender]:
    return decoder(vector.id.rsplit("-", 1)[0])(), SENDERS[vector.direction]


def decode(protocol: str, data: bytes, sender: Sender) -> Message:
    return decoder(protocol)().decode(data, sender)


def test_every_published_frame_is_looked_at() -> None:
    assert MEANINGS.keys() == SCANNERS.keys()


@pytest.mark.parametrize("vector", SCANNERS.values(), ids=lambda vector: vector.id)
def test_a_published_frame_has_its_meaning(vector: Vector) -> None:
    made, sender = reader(vector)
    assert made.decode(vector.bytes, sender) == (*MEANINGS[vector.id], len(vector.bytes))


@pytest.mark.parametrize(
    "vector", [vector for vector in SCANNERS.values() if vector.direction != "data"], ids=lambda vector: vector.id
)
def test_a_frame_that_was_cut_is_short(vector: Vector) -> None:
    made, sender = reader(vector)
    for length in range(1, len(vector.bytes)):
        if vector.bytes[:length].strip(b"\0"):
            with pytest.raises(Undecodable, match=r"^short: "):
                made.decode(vector.bytes[:length], sender)


@pytest.mark.parametrize(
    "vector",
    [vector for vector in SCANNERS.values() if vector.id.startswith(CHECKED) and not vector.hex.endswith("ABCD")],
    ids=lambda vector: vector.id,
)
def test_a_flipped_bit_is_seen_where_there_is_a_checksum(vector: Vector) -> None:
    made, sender = reader(vector)
    for at in range(len(vector.bytes)):
        for bit in range(8):
            flipped = bytearray(vector.bytes)
            flipped[at] ^= 1 << bit
            with pytest.raises(Undecodable, match=r"^(bad checksum|short|alien): "):
                made.decode(bytes(flipped), sender)


def test_a_wrong_checksum_is_named_with_the_right_one() -> None:
    with pytest.raises(Undecodable, match=r"^bad checksum: FF15, should be FF14$"):
        decode("zebra-ssi", frame("zebra-ssi-001")[:-1] + b"\x15", Sender.HOST)
    with pytest.raises(Undecodable, match=r"^bad checksum: 3330, should be 3331$"):
        decode("gm65-family", frame("gm65-family-002")[:-1] + b"\x30", Sender.DEVICE)


@pytest.mark.parametrize("protocol", [protocol for protocol in PROTOCOLS if protocol != "qr-text"])
@pytest.mark.parametrize("vector", SCANNERS.values(), ids=lambda vector: vector.id)
def test_a_frame_of_another_protocol_is_alien(vector: Vector, protocol: str) -> None:
    made, sender = decoder(protocol)(), SENDERS[vector.direction]
    if vector.id.startswith(protocol) or sender not in made.senders:
        return
    with pytest.raises(Undecodable, match=r"^(alien|short): "):
        made.decode(vector.bytes, sender)


@pytest.mark.parametrize(
    ("protocol", "sender", "text", "kind", "fields"),
    [
        ("newland-nls", Sender.HOST, b"~\x010000#SCNMOD2;\x03", "set-mode", {"mode": "sense"}),
        ("newland-nls", Sender.HOST, b"~\x010000@ORTSET*;\x03", "setting-query", {"asks": "current"}),
        ("newland-nls", Sender.HOST, b"~\x010000#SCNMOD0,TRG1;\x03", "settings", {"settings": ["SCNMOD0", "TRG1"]}),
        ("newland-nls", Sender.DEVICE, b"\x02\x010000#XYZABC1\x15;\x03", "nak", {"to": "setting"}),
        ("newland-nls", Sender.DEVICE, b"\x02\x010000#XYZABC1\x05;\x03", "enq", {"tag": "XYZABC"}),
        (
            "newland-nls",
            Sender.DEVICE,
            b"\x02\x010000#SCNMOD0\x06,TRG1\x15;\x03",
            "nak",
            {"answers": ["ack", "nak"], "settings": ["SCNMOD0", "TRG1"]},
        ),
        ("newland-nls", Sender.DEVICE, b"A012\r\n", "code", {"text": "A012", "tail": "crlf"}),
        ("honeywell", Sender.HOST, b"\x16M\rcbrena0!", "menu-set", {"value": "0", "stored": "temporary"}),
        ("honeywell", Sender.HOST, b"\xfd\x03\x16T\r", "trigger", {"hid_pos": True}),
        ("honeywell", Sender.DEVICE, b"CBRENA9\x15!", "menu-reply", {"answer": "nak"}),
        ("honeywell", Sender.DEVICE, TEXT.encode("gbk") + b"\r", "code", {"text": TEXT, "encoding": "gb18030"}),
        ("zebra-ssi", Sender.HOST, b"\x00", "wake", {}),
        ("zebra-ssi", Sender.HOST, b"\x00" + frame("zebra-ssi-001"), "wake", {}),
        ("zebra-ssi", Sender.DEVICE, b"\x07\xf3\x00\x01\x1cA0\xfex", "code", {"retransmitted": True, "type": 0x1C}),
        ("gm65-family", Sender.DEVICE, frame("gm65-family-002") + b"A012\r", "write-ok", {}),
        ("gm65-family", Sender.DEVICE, b"A012\r", "code", {"text": "A012"}),
        ("gm65-family", Sender.HOST, bytes.fromhex("7E000701000A01ABCD"), "read-zone", {"zone": 10}),
        ("hid-wedge", Sender.DEVICE, bytes.fromhex("0200041E00000000"), "keys", {"text": "A!"}),
        ("hid-wedge", Sender.DEVICE, bytes.fromhex("05004C0000000000"), "keys", {"keys": ["delete"]}),
        ("hid-wedge", Sender.DEVICE, bytes(8), "keys-up", {}),
        ("qr-text", Sender.DATA, b"]Q1A012", "code", {"text": "]Q1A012", "aim": "Q1", "symbology": "QR"}),
    ],
)
def test_what_is_not_published_is_read_by_the_same_rule(
    protocol: str, sender: Sender, text: bytes, kind: str, fields: dict[str, Field]
) -> None:
    message = decode(protocol, text, sender)
    assert message.kind == kind
    assert message.fields.items() >= fields.items()


def test_a_key_combination_has_no_text() -> None:
    assert "text" not in decode("hid-wedge", bytes.fromhex("0500060000000000"), Sender.DEVICE).fields


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\xff", b"\x1b@hello", bytes(range(256)), b"7" * 8193])
def test_bytes_that_are_no_text_are_said_to_be_none(data: bytes) -> None:
    with pytest.raises(Undecodable):
        decode("qr-text", data, Sender.DATA)


@pytest.mark.fault("F027", "F035")
def test_a_hostile_code_is_read_as_the_text_it_is_or_not_at_all() -> None:
    read = 0
    for data in HOSTILE_CODES:
        try:
            read += decode("qr-text", data, Sender.DATA).fields["text"] == data.decode()
        except Undecodable:
            read += any(byte < 0x20 or byte == 0x7F for byte in data)
    assert read == len(HOSTILE_CODES)


@pytest.mark.fault("F021")
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_spoiled_frame_is_never_longer_than_its_bytes(protocol: str, scale: Scale) -> None:
    made = decoder(protocol)()
    frames = [vector for vector in SCANNERS.values() if vector.id.startswith(protocol)]
    for _ in range(scale.rounds(ci=1_000, long=100_000)):
        vector = scale.random.choice(frames)
        data = bytearray(vector.bytes + scale.random.randbytes(4))
        data[scale.random.randrange(len(data))] = scale.random.randrange(256)
        with contextlib.suppress(Undecodable):
            assert 0 < made.decode(bytes(data), SENDERS[vector.direction]).used <= len(data)
