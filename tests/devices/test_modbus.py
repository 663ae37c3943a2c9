"""The Modbus codec and its two decoders against their vectors, and against everything a line can do to a reply."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from devices.decoder import Field, Message, Sender, Undecodable
from devices.decoders.led485_segment import Led485SegmentDecoder
from devices.decoders.modbus_relay import ModbusRelayDecoder
from devices.wire import modbus
from devices.wire.crc16 import MODBUS, crc16
from devices.wire.modbus import Function, Reply, ReplyFrames, Request
from tests.devices.vectors import read_vectors
from tests.scale import Scale

VECTORS = read_vectors("vectors_signs.json")
OURS = [id for id in VECTORS if not id.startswith("onbon")]
DECODERS = {"modbus-relay": ModbusRelayDecoder, "led485-segment": Led485SegmentDecoder}


def frame(id: str) -> bytes:
    return VECTORS[id].bytes


def decode(id: str, data: bytes = b"", sender: Sender = Sender.HOST) -> Message:
    return DECODERS[id[:-4]]().decode(data or frame(id), sender)


def checked(words: str) -> bytes:
    body = bytes.fromhex(words)
    return body + crc16(body, MODBUS)


def coil(address: int, value: int) -> Request:
    return Request(unit=1, function=Function.WRITE_COIL, address=address, value=value)


@pytest.mark.parametrize(
    ("id", "request_"),
    [
        ("modbus-relay-001", coil(0, modbus.ON)),
        ("modbus-relay-002", coil(0, modbus.OFF)),
        ("modbus-relay-003", coil(1, modbus.ON)),
        ("modbus-relay-004", coil(1, modbus.OFF)),
        ("modbus-relay-007", coil(1, 0x0100)),
        ("modbus-relay-012", coil(0x0200, 7)),
        ("modbus-relay-013", coil(0x00FF, modbus.OFF)),
        ("modbus-relay-015", Request(unit=1, function=Function.READ_INPUTS, address=0, value=8)),
        (
            "led485-segment-001",
            Request(unit=1, function=Function.WRITE_REGISTER, address=0, value=modbus.number(1000)),
        ),
    ],
)
def test_a_request_is_the_published_frame(id: str, request_: Request) -> None:
    assert request_.frame() == frame(id)


@pytest.mark.parametrize(
    ("id", "kind", "fields"),
    [
        ("modbus-relay-001", "switch-relay", {"relay": 0, "on": True, "standard": True}),
        ("modbus-relay-002", "switch-relay", {"relay": 0, "on": False, "standard": True}),
        ("modbus-relay-003", "switch-relay", {"relay": 1, "on": True, "standard": True}),
        ("modbus-relay-004", "switch-relay", {"relay": 1, "on": False, "standard": True}),
        ("modbus-relay-007", "switch-relay", {"relay": 1, "on": True, "standard": False}),
        ("modbus-relay-012", "flash-relay", {"relay": 0, "on": True, "ms": 700}),
        ("modbus-relay-013", "switch-all", {"on": False}),
        ("modbus-relay-015", "read-inputs", {"first": 0, "count": 8}),
        ("led485-segment-001", "show-number", {"number": 1000}),
    ],
)
def test_a_published_frame_is_decoded_with_its_meaning(id: str, kind: str, fields: dict[str, Field]) -> None:
    assert decode(id) == Message(kind, {"board": 1, **fields}, 8)


@pytest.mark.parametrize(
    ("words", "kind", "fields"),
    [
        ("0105 0001 FF00", "switch-relay-reply", {"relay": 1, "on": True, "standard": True}),
        ("0105 0403 0002", "flash-relay-reply", {"relay": 3, "on": False, "ms": 200}),
        ("0101 01 05", "relays", {"states": (1, 0, 1, 0, 0, 0, 0, 0)}),
        ("0102 02 0180", "inputs", {"states": (1, *[0] * 14, 1)}),
        ("0185 02", "refused", {"function": 5, "status": 2, "status_word": "it has no such address"}),
        ("0106 4000 0002", "write-register-reply", {"register": 0x4000, "value": 2}),
    ],
)
def test_a_boards_answer_is_decoded(words: str, kind: str, fields: dict[str, Field]) -> None:
    data = checked(words)
    message = decode("modbus-relay-001", data + b"\x01\x05", Sender.DEVICE)
    assert message == Message(kind, {"board": 1, **fields}, len(data))


@pytest.mark.parametrize(
    ("words", "sender", "kind", "fields"),
    [
        ("0106 0000 FFFF", Sender.DEVICE, "show-number-reply", {"number": -1}),
        ("0106 0004 0001", Sender.HOST, "set-point", {"point": 1}),
        ("0110 0080 0001 02 3F06", Sender.HOST, "show-segments", {"first": 0, "segments": (0x3F, 0x06)}),
        ("0186 03", Sender.DEVICE, "refused", {"status": 3, "status_word": "it does not take this value"}),
    ],
)
def test_a_displays_frames_are_decoded(words: str, sender: Sender, kind: str, fields: dict[str, Field]) -> None:
    assert decode("led485-segment-001", checked(words), sender)[:2] == (kind, {"board": 1, **fields})


@pytest.mark.parametrize("id", OURS)
def test_a_cut_or_flipped_frame_is_not_decoded_and_says_why(id: str) -> None:
    data = frame(id)
    for size in range(len(data)):
        with pytest.raises(Undecodable, match=r"short: [0-9]+ bytes missing"):
            decode(id, data[:size] or b"\x01")
    for at in range(len(data)):
        for bit in range(8):
            flipped = bytes((*data[:at], data[at] ^ 1 << bit, *data[at + 1 :]))
            with pytest.raises(Undecodable, match=r"short|bad checksum|alien"):
                decode(id, flipped)


@pytest.mark.parametrize("words", ["0105 0000 0055", "0103 0000 0001", "A55A 0000 0000"])
def test_what_no_relay_board_is_told_is_alien(words: str) -> None:
    with pytest.raises(Undecodable, match="alien"):
        decode("modbus-relay-001", checked(words))


def test_a_display_is_told_nothing_of_other_registers() -> None:
    with pytest.raises(Undecodable, match="alien"):
        decode("led485-segment-001", checked("0106 0077 0001"))


@pytest.mark.parametrize(
    ("unit", "address", "value"), [(0, 0, 0), (248, 0, 0), (1, -1, 0), (1, 0x10000, 0), (1, 0, -1)]
)
def test_everybody_and_what_has_no_two_bytes_cannot_be_asked(unit: int, address: int, value: int) -> None:
    with pytest.raises(ValueError, match="cannot be asked"):
        Request(unit=unit, function=Function.WRITE_COIL, address=address, value=value).frame()


def test_a_reply_answers_only_its_own_request() -> None:
    request = coil(3, modbus.ON)
    assert request.answered_by(Reply(unit=1, function=5, data=bytes.fromhex("0003FF00")))
    assert request.answered_by(Reply(unit=1, function=5, refusal=2))
    assert not request.answered_by(Reply(unit=2, function=5, data=bytes.fromhex("0003FF00")))
    assert not request.answered_by(Reply(unit=1, function=5, data=bytes.fromhex("00030000")))
    assert not request.answered_by(Reply(unit=1, function=1, data=b"\x01"))
    reading = Request(unit=1, function=Function.READ_COILS, address=0, value=9)
    assert reading.answered_by(Reply(unit=1, function=1, data=b"\x01\x00"))
    assert not reading.answered_by(Reply(unit=1, function=1, data=b"\x01"))


def test_bits_come_first_input_first_and_numbers_with_their_sign() -> None:
    assert Reply(unit=1, function=2, data=b"\x02\x01").bits(9) == (False, True, *[False] * 6, True)
    assert [modbus.signed(modbus.number(value)) for value in (-1, 0, 32767, -32768)] == [-1, 0, 32767, -32768]
    with pytest.raises(ValueError, match="does not fit"):
        modbus.number(40_000)


@given(noise=some.binary(max_size=40), split=some.integers(min_value=1, max_value=40))
def test_a_reply_is_found_behind_any_noise_in_any_pieces(noise: bytes, split: int) -> None:
    frames, data = ReplyFrames(), noise + checked("0101 01 05")
    found = [reply for at in range(0, len(data), split) for reply in frames.feed(data[at : at + split])]
    assert Reply(unit=1, function=1, data=b"\x05") in found


def test_random_streams_are_read_without_an_exception_a_hang_or_growth(scale: Scale) -> None:
    frames, start = ReplyFrames(), time.process_time()
    rounds = scale.rounds(ci=1_000, long=100_000)
    for _ in range(rounds):
        frames.feed(scale.random.randbytes(scale.random.randrange(64)))
        assert all(len(kept) < 13 for kept in vars(frames).values())
    assert time.process_time() - start < rounds * 0.005
