"""The bench's decoders of lock boards against every published frame, and against what is none."""

from __future__ import annotations

import pytest

from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.registry import decoder
from tests.devices.vectors import Vector, read_vectors
from tests.scale import Scale

VECTORS = read_vectors("vectors_locks.json")
SENDERS = {"host->device": Sender.HOST, "device->host": Sender.DEVICE}
WIRING: dict[str, Field] = {"meaning": "depends on how the switches are wired"}
OK: dict[str, Field] = {"status": 0, "status_word": "ok", "success": True}
LOCKED = {1, 3, 16}

MEANINGS: dict[str, tuple[str, dict[str, Field]]] = {
    "lock-8A-001": ("unlock", {"board": 1, "lock": 1}),
    "lock-8A-002": ("unlock", {"board": 1, "lock": 3}),
    "lock-8A-003": ("unlock-all", {"board": 1}),
    "lock-8A-004": ("read-state", {"board": 1, "lock": 1}),
    "lock-8A-005": ("read-all-states", {"board": 1}),
    "lock-8A-006": ("unlock-reply", WIRING | {"board": 1, "lock": 1, "state": 0, "feedback": 0}),
    "lock-8A-007": ("hold-on", {"board": 1, "lock": 1}),
    "lock-8A-013": (
        "state-all",
        WIRING | {"board": 1, "locks": [1, 10], "states": tuple(int(n in (1, 10)) for n in range(1, 33))},
    ),
    "lock-WKLY-001": ("unlock", {"board": 0, "lock": 1}),
    "lock-WKLY-002": ("unlock-reply", OK | {"board": 0, "lock": 1, "state": "open"}),
    "lock-WKLY-003": ("read-state", {"board": 0, "lock": 1}),
    "lock-WKLY-004": ("state", OK | {"board": 0, "lock": 1, "state": "open"}),
    "lock-WKLY-005": ("read-all-states", {"board": 0}),
    "lock-WKLY-006": ("unlock-all", {"board": 0}),
    "lock-WKLY-007": ("unlock-all-reply", OK | {"board": 0}),
    "lock-WKLY-008": ("unlock-several", {"board": 0, "locks": [1, 2, 3]}),
    "lock-WKLY-009": ("unlock-several-reply", OK | {"board": 0}),
    "lock-WKLY-010": ("flash", {"board": 0, "lock": 1}),
    "lock-WKLY-011": ("flash-reply", OK | {"board": 0, "lock": 1}),
    "lock-WKLY-012": ("unlock-one-after-another", {"board": 0, "locks": [1, 2, 3]}),
    "lock-WKLY-013": ("unlock-one-after-another-reply", OK | {"board": 0}),
    "lock-WKLY-014": ("unlock", {"board": 1, "lock": 1}),
    "lock-WKLY-015": ("report", {"board": 0, "lock": 1, "state": "closed"}),
    "lock-KERONG-001": ("read-state", {"board": 0, "lock": 0}),
    "lock-KERONG-002": ("unlock", {"board": 0, "lock": 0}),
    "lock-KERONG-003": ("unlock", {"board": 0, "lock": 1}),
    "lock-KERONG-004": ("unlock", {"board": 0, "lock": 4}),
    "lock-KERONG-005": ("read-state", {"board": 0, "lock": 1}),
    "lock-KERONG-006": ("read-state", {"board": 0, "lock": 4}),
    "lock-KERONG-007": ("unlock-all", {"board": 0}),
    "lock-KERONG-008": ("unlock", {"board": 0, "lock": 2}),
    "lock-KERONG-013": (
        "state-all",
        {
            "board": 0,
            "locks": [1, 3, 16],
            "states": ["locked" if n in LOCKED else "open" for n in range(1, 17)],
            "items": [1],
        },
    ),
    "lock-CU48-001": ("read-all-states", {"board": 0, "lock": 0}),
}
PROTOCOLS = ("lock-8A", "lock-WKLY", "lock-KERONG", "lock-CU48")


def reader(vector: Vector) -> tuple[Decoder, Sender]:
    return decoder(vector.id.rsplit("-", 1)[0])(), SENDERS[vector.direction]


def decode(protocol: str, frame: str, sender: Sender) -> Message:
    return decoder(protocol)().decode(bytes.fromhex(frame), sender)


def test_every_published_frame_is_looked_at() -> None:
    assert MEANINGS.keys() == VECTORS.keys()


@pytest.mark.parametrize("vector", VECTORS.values(), ids=lambda vector: vector.id)
def test_a_published_frame_has_its_meaning(vector: Vector) -> None:
    made, sender = reader(vector)
    kind, fields = MEANINGS[vector.id]
    assert made.decode(vector.bytes + b"\xaa", sender) == Message(kind, fields, len(vector.bytes))


@pytest.mark.parametrize("vector", VECTORS.values(), ids=lambda vector: vector.id)
def test_a_published_frame_with_one_flipped_byte_is_none(vector: Vector) -> None:
    made, sender = reader(vector)
    for place in range(len(vector.bytes)):
        for flip in (0x01, 0x10, 0x80, 0xFF):
            broken = bytearray(vector.bytes)
            broken[place] ^= flip
            with pytest.raises(Undecodable):
                made.decode(bytes(broken), sender)


@pytest.mark.parametrize("vector", VECTORS.values(), ids=lambda vector: vector.id)
def test_the_beginning_of_a_frame_is_short(vector: Vector) -> None:
    made, sender = reader(vector)
    for length in range(len(vector.bytes)):
        with pytest.raises(Undecodable, match=r"^short"):
            made.decode(vector.bytes[:length], sender)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_frame_of_another_protocol_is_alien(protocol: str) -> None:
    for sender in (Sender.HOST, Sender.DEVICE):
        with pytest.raises(Undecodable, match=r"^alien"):
            decode(protocol, "AA AA AA 96 69 00 03 11 FF ED", sender)


def test_a_wrong_check_byte_is_told_with_the_right_one() -> None:
    with pytest.raises(Undecodable, match=r"^bad checksum: 9C, should be 9B$"):
        decode("lock-8A", "8A 01 01 11 9C", Sender.HOST)
    with pytest.raises(Undecodable, match=r"^bad checksum: 36, should be 35$"):
        decode("lock-KERONG", "02 00 30 03 36", Sender.HOST)


def test_a_pulse_with_seconds_is_read_and_every_way_to_open_all_has_one_word() -> None:
    assert decode("lock-8A", "8A 01 03 11 05 9C", Sender.HOST).fields == {"board": 1, "lock": 3, "seconds": 5}
    assert decode("lock-8A", "8A 01 00 11 05 9F", Sender.HOST).kind == "unlock-all"
    assert decode("lock-KERONG", "02 F0 33 03 28", Sender.HOST) == Message("unlock-all", {"board": "all"}, 5)


def test_a_failed_wkly_reply_says_so_with_or_without_a_door() -> None:
    for frame in ("57 4B 4C 59 09 00 82 FF", "57 4B 4C 59 0B 00 82 FF 01 01"):
        data = bytes.fromhex(frame)
        check = 0
        for byte in data:
            check ^= byte
        message = decoder("lock-WKLY")().decode(data + bytes([check]), Sender.DEVICE)
        assert message.fields["success"] is False


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_random_bytes_are_read_or_refused_in_words(protocol: str, scale: Scale) -> None:
    heads = [vector.bytes for vector in VECTORS.values() if vector.id.startswith(protocol)]
    made = decoder(protocol)()
    for number in range(1000):
        head = scale.random.choice(heads)[: scale.random.randrange(9)] if number % 2 else b""
        data = head + scale.random.randbytes(scale.random.randrange(40))
        for sender in Sender:
            assert outcome(made, data, sender) in ("read", "short", "alien", "bad checksum")


def outcome(made: Decoder, data: bytes, sender: Sender) -> str:
    """The word before the colon of a refusal, or "read"."""
    try:
        return "read" if 0 < made.decode(data, sender).used <= len(data) else "used wrongly"
    except Undecodable as error:
        return str(error).split(":")[0]
