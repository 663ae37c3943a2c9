"""Every published vector at once, as a technician would decode it; and what all decoders promise together.

What each means in particular stands in the tests of its own protocol.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from devices.decoder import Decoder, Sender, Undecodable
from devices.desk import decoding
from devices.registry import decoders, drivers
from tests.devices.vectors import Vector, read_vectors
from tests.scale import Scale

FILES = sorted(path.name for path in Path(__file__).parent.glob("vectors_*.json"))
COUNTS = {
    "sdt-samv": 19, "idcard-text256": 1, "gb11643-id": 5, "newland-nls": 5, "honeywell": 4, "zebra-ssi": 11,
    "gm65-family": 3, "hid-wedge": 1, "qr-text": 2, "escpos": 27, "lock-8A": 8, "lock-WKLY": 15, "lock-KERONG": 9,
    "lock-CU48": 1, "modbus-relay": 8, "onbon-bx5": 6, "led485-segment": 1,
}  # fmt: skip
"""How many vectors each protocol was published with."""
LONGEST_QUOTE = 2
"""A command's name may be told."""
PLAIN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NAMED = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
CUT = {"sdt-samv-012", "sdt-samv-017"}
"""Only the beginnings of replies."""
INVALID = {"gb11643-id-003"}
LETTERS = {"escpos-023", "escpos-024", "escpos-026"}
"""A printer's answer of one byte that is a letter too, when nobody says who sent it."""


def vectors() -> dict[str, Vector]:
    return {name: vector for file in FILES for name, vector in read_vectors(file).items()}


VECTORS = vectors()


def protocol_of(vector: Vector) -> str:
    return vector.id.rpartition("-")[0]


def sender_of(vector: Vector) -> str:
    return vector.direction.partition("->")[0]


def test_no_vector_is_missing_and_none_is_kept_in_two_versions() -> None:
    assert Counter(map(protocol_of, VECTORS.values())) == COUNTS
    assert sum(COUNTS.values()) == 126
    for file in FILES:
        assert all(VECTORS[name] == vector for name, vector in read_vectors(file).items()), file


def test_every_protocol_has_a_decoder_and_every_wire_of_a_driver_too() -> None:
    assert decoders().keys() == COUNTS.keys()
    assert {driver.wire for driver in drivers().values()} - {""} <= decoders().keys()


@pytest.mark.parametrize("name", VECTORS)
def test_a_vector_is_read_or_refused_as_its_kind_says(name: str) -> None:
    vector = VECTORS[name]
    answer = decoding.answer(protocol_of(vector), vector.hex, sender_of(vector))
    if name in CUT | INVALID:
        assert (answer.ok, answer.rest) == (False, vector.hex)
        assert answer.error.startswith("short" if name in CUT else "bad checksum")
    else:
        assert (answer.ok, answer.error, answer.rest) == (True, "", "")
        assert PLAIN.fullmatch(answer.kind)
        assert all(NAMED.fullmatch(field) for field in answer.fields)
        assert answer.line


@pytest.mark.parametrize("name", sorted(VECTORS.keys() - LETTERS))
def test_a_vector_is_read_the_same_when_nobody_says_whose_it_is(name: str) -> None:
    vector = VECTORS[name]
    said = decoding.answer(protocol_of(vector), vector.hex, sender_of(vector))
    assert decoding.answer(protocol_of(vector), vector.hex) == said


def test_what_a_host_and_a_device_say_is_named_apart() -> None:
    named: dict[str, set[tuple[str, str]]] = {}
    for vector in VECTORS.values():
        answer = decoding.answer(protocol_of(vector), vector.hex, sender_of(vector))
        named.setdefault(answer.protocol, set()).add((answer.sender, answer.kind))
    for protocol, said in named.items():
        kinds = Counter(kind for _, kind in said if kind)
        assert {kind for kind, count in kinds.items() if count > 1} == set(), protocol


@pytest.mark.parametrize("name", [name for name, vector in VECTORS.items() if vector.expect])
def test_what_a_vector_is_expected_to_say_is_said(name: str) -> None:
    vector = VECTORS[name]
    fields = decoding.answer(protocol_of(vector), vector.hex, sender_of(vector)).fields
    said = {"kind": fields.get("type"), "id_no": fields.get("id_number"), **fields}
    expected = {key: value for key, value in vector.expect.items() if "_returns_" not in key}
    assert name in INVALID or expected.items() <= said.items()


# --- any bytes -------------------------------------------------------------------------------------------------------


@pytest.mark.fault("F017")
@pytest.mark.parametrize("protocol", sorted(COUNTS))
def test_any_bytes_are_read_or_refused_with_a_reason_that_does_not_quote_them(protocol: str, scale: Scale) -> None:
    decoder = decoders()[protocol]()
    seeds = [vector.bytes for vector in VECTORS.values() if protocol_of(vector) == protocol]
    for _ in range(scale.rounds(ci=1000, long=20_000)):
        data = (
            scale.random.randbytes(scale.random.randint(1, 60)) if scale.random.random() < 0.5 else spoilt(seeds, scale)
        )
        for sender in decoder.senders:
            look(decoder, data, sender)


def spoilt(seeds: list[bytes], scale: Scale) -> bytes:
    """A real message with something wrong in it, and something behind it."""
    data = bytearray(scale.random.choice(seeds))
    for _ in range(scale.random.randint(0, 3)):
        data[scale.random.randrange(len(data))] = scale.random.randrange(256)
    return bytes(data[: scale.random.randint(1, len(data))]) + scale.random.randbytes(scale.random.randint(0, 8))


def look(decoder: Decoder, data: bytes, sender: Sender) -> None:
    why = ""
    try:
        message = decoder.decode(data, sender)
    except Undecodable as error:
        why = str(error)
        assert re.match(r"(short|bad checksum|alien)\b", why), why
    else:
        assert 0 < message.used <= len(data)
        assert PLAIN.fullmatch(message.kind)
    assert len(data) <= LONGEST_QUOTE or data.hex().upper() not in why.replace(" ", "")
