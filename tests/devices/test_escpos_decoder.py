"""What a technician reads of a receipt printer's line: every vector by its meaning, and nothing that is no message."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.decoder import Sender, Undecodable
from devices.decoders.escpos import EscposDecoder
from devices.slips.encoding import Manner, Profile, encode_slip
from devices.wire import escpos
from tests.devices.sample_slips import sample_slip
from tests.devices.vectors import CARDS_AND_CODES, read_vectors

VECTORS = read_vectors("vectors_escpos.json")
MEANT: dict[str, tuple[str, dict[str, Any]]] = {
    "escpos-001": ("init", {}),
    "escpos-002": ("text", {"text": "中文\n"}),
    "escpos-003": ("text", {"text": "A号"}),
    "escpos-004": ("cut", {"feed_lines": 6, "mode": "full"}),
    "escpos-005": ("cut", {"feed_lines": 6, "mode": "partial"}),
    "escpos-006": ("cut", {"feed_first": True, "feed_dots": 0, "mode": "partial"}),
    "escpos-007": ("drawer", {"pin": 2, "on": 50, "off": 50}),
    "escpos-008": ("buzzer", {"times": 2, "length": 4}),
    "escpos-009": ("raster", {"width_dots": 16, "height_dots": 3, "black_dots": 2}),
    "escpos-010": ("raster", {"width_dots": 16, "height_dots": 3, "black_dots": 2, "printed": True}),
    "escpos-011": ("qr", {"text": "http://t.cn/1", "size": 6, "error_correction": "M", "printed": True}),
    "escpos-012": ("style", {"align": "center", "bold": True, "double_height": True, "double_width": True}),
    "escpos-013": ("text", {"text": "广州，欢迎"}),
    "escpos-018": ("printer-status-query", {}),
    "escpos-019": ("offline-cause-query", {}),
    "escpos-020": ("error-cause-query", {}),
    "escpos-021": ("paper-status-query", {}),
    "escpos-022": (
        "status-byte",
        {"idle": True, "printer": [], "offline_cause": [], "error_cause": [], "paper": "full"},
    ),
    "escpos-023": ("status-byte", {"offline_cause": ["cover-open", "paper-end-stop"]}),
    "escpos-024": ("status-byte", {"offline_cause": ["paper-end-stop"]}),
    "escpos-025": ("paper-status", {"paper": "near-end"}),
    "escpos-026": ("paper-status", {"paper": "end"}),
    "escpos-027": ("status-byte", {"printer": ["offline"]}),
    "escpos-028": ("process-id-request", {"process_id": "0001"}),
    "escpos-029": ("process-done", {"process_id": "0001"}),
    "escpos-044": ("full-status-query", {}),
    "escpos-045": ("full-status", {"paper": "end", "troubles": [], "slip_in_output": False}),
}
WHOLE_AT = {"escpos-002": {2, 4}, "escpos-003": {1}, "escpos-013": {2, 4, 6, 8}, "escpos-004": {3}, "escpos-005": {3},
            "escpos-010": {21}, "escpos-011": {9, 17, 25, 46}, "escpos-012": {3, 6, 9, 12}}  # fmt: skip
"""Where a vector of several characters or commands may be cut and still be whole."""


def sender_of(id_: str) -> Sender:
    return Sender.HOST if VECTORS[id_].direction.startswith("host") else Sender.DEVICE


def test_every_vector_has_its_meaning_here() -> None:
    assert MEANT.keys() == VECTORS.keys()


@pytest.mark.parametrize("id_", VECTORS)
def test_a_vector_is_read_whole_and_by_its_meaning(id_: str) -> None:
    kind, fields = MEANT[id_]
    message = EscposDecoder().decode(VECTORS[id_].bytes, sender_of(id_))
    assert (message.kind, message.used) == (kind, len(VECTORS[id_].bytes))
    assert fields.items() <= message.fields.items()


@pytest.mark.parametrize("id_", VECTORS)
def test_a_vector_that_is_cut_is_short(id_: str) -> None:
    data = VECTORS[id_].bytes
    for length in set(range(1, len(data))) - WHOLE_AT.get(id_, set()):
        with pytest.raises(Undecodable, match="short"):
            EscposDecoder().decode(data[:length], sender_of(id_))


@pytest.mark.parametrize("id_", [id_ for id_ in VECTORS if len(VECTORS[id_].bytes) > 1 and MEANT[id_][0] != "text"])
def test_a_vector_whose_head_is_flipped_means_something_else_or_nothing(id_: str) -> None:
    data = VECTORS[id_].bytes
    for flipped in (bytes([data[0] ^ 0x80]) + data[1:], data[:1] + bytes([data[1] ^ 0x80]) + data[2:]):
        with contextlib.suppress(Undecodable):
            assert EscposDecoder().decode(flipped, sender_of(id_)).kind != MEANT[id_][0]


def test_a_frame_of_another_wire_is_alien() -> None:
    for id_, vector in CARDS_AND_CODES.items():
        if id_.startswith("sdt-samv"):
            for sender in (Sender.HOST, Sender.DEVICE):
                with pytest.raises(Undecodable, match="alien"):
                    EscposDecoder().decode(vector.bytes, sender)


@pytest.mark.parametrize(("hexed", "kind", "fields"), [
    ("38 08 03 0F", "auto-status", {"troubles": ["cover-open", "cutter", "offline"], "paper": "near-end"}),
    ("5F 4B 50 00", "about", {"about": "KP"}), ("0C", "paper-status", {"paper": "end"}),
    ("35 31 30 63 6D", "paper-left", {"centimetres": 510}),
    ("10 0F 20 02 00 01", "full-status", {"troubles": ["cover-open", "cutter"], "slip_in_output": True}),
])  # fmt: skip
def test_other_answers_are_read_too(hexed: str, kind: str, fields: dict[str, Any]) -> None:
    message = EscposDecoder().decode(bytes.fromhex(hexed), Sender.DEVICE)
    assert message.kind == kind
    assert fields.items() <= message.fields.items()


@pytest.mark.parametrize("manner", Manner)
def test_a_whole_slip_of_ours_is_read_to_its_last_byte(manner: Manner) -> None:
    slip = b"".join(encode_slip(sample_slip(reprint=True), Profile(manner=manner)))
    data = escpos.HALF_HEAD + escpos.INIT + escpos.ASB_ON + slip + escpos.CUT + escpos.process_id(b"0001")
    kinds = []
    while data:
        message = EscposDecoder().decode(data, Sender.HOST)
        kinds.append(message.kind)
        data = data[message.used :]
    assert kinds[:3] == ["filler", "init", "auto-status"]
    assert kinds[-2:] == ["cut", "process-id-request"]
    assert ("text" in kinds) is (manner is Manner.TEXT)


@given(st.binary(min_size=1, max_size=300), st.sampled_from([Sender.HOST, Sender.DEVICE]))
def test_any_bytes_are_read_or_refused(data: bytes, sender: Sender) -> None:
    with contextlib.suppress(Undecodable):
        message = EscposDecoder().decode(data, sender)
        assert 0 < message.used <= len(data)


@given(st.lists(st.sampled_from([v.bytes for v in VECTORS.values()] + [bytes([n]) for n in range(256)]), max_size=12))
def test_any_mix_of_messages_ends(parts: list[bytes]) -> None:
    for sender in (Sender.HOST, Sender.DEVICE):
        data = b"".join(parts)
        while data:
            try:
                used = EscposDecoder().decode(data, sender).used
            except Undecodable:
                used = 1
            assert 0 < used <= len(data)
            data = data[used:]
