"""A trace cuts what passes into messages, whatever pieces it comes in, and shows nothing that a person brought."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.decoder import Decoder, Message, Sender, Undecodable
from devices.desk.trace import BROKEN_OFF_S, FULL, HARMLESS, QUIET_S, TURN_S, Trace, Traced, masked

PIECE_S = TURN_S


class Wire(Decoder):
    """A start byte, a length, so many bytes, their sum; the device's letters are a name."""

    protocol: ClassVar = "wire"
    personal: ClassVar = frozenset({"name"})

    def decode(self, data: bytes, sender: Sender) -> Message:
        if data[0] != 0xA0:
            raise Undecodable("alien: no A0")
        end = 2 + data[1] if len(data) > 1 else 3
        if len(data) <= end:
            raise Undecodable(f"short: {end + 1 - len(data)} bytes missing")
        if data[end] != sum(data[:end]) & 0xFF:
            raise Undecodable("bad checksum")
        name = data[2:end].decode("utf-8", "replace") if sender is Sender.DEVICE else ""
        return Message("said", {"name": name, "size": data[1]}, end + 1)


class Open(Decoder):
    """A message is whatever came; nothing of it is a person's."""

    protocol: ClassVar = "open"

    def decode(self, data: bytes, sender: Sender) -> Message:
        return Message("text", {"text": data.decode("ascii", "replace")}, len(data))


class OneSided(Open):
    senders: ClassVar = (Sender.DATA,)


def frame(body: bytes) -> bytes:
    start = bytes((0xA0, len(body))) + body
    return start + bytes((sum(start) & 0xFF,))


def traced(
    decoder: Decoder | None, *pieces: tuple[Sender, bytes], show: bool = False, pause_s: float = PIECE_S
) -> list[Traced]:
    """All that a trace tells of these pieces, which come with a pause between them."""
    trace, told, at = Trace(decoder, show=show), list[Traced](), 100.0
    for sender, data in pieces:
        told += trace.feed(at, sender, data)
        at += pause_s
    told += trace.quiet(at + QUIET_S)
    assert trace.holds == bool(list(trace.quiet(at + QUIET_S)) or trace.holds)
    return told + list(trace.end())


HELLO = frame(b"hello")


def test_a_message_is_told_once_it_is_whole_however_it_comes() -> None:
    for data in ([HELLO], [HELLO[:3], HELLO[3:]], [HELLO[n : n + 1] for n in range(len(HELLO))]):
        [message] = traced(Wire(), *((Sender.HOST, piece) for piece in data))
        assert (message.kind, message.size, message.hex, message.at) == ("said", len(HELLO), HELLO.hex().upper(), 100.0)


def test_glued_messages_are_told_apart() -> None:
    assert [message.size for message in traced(Wire(), (Sender.HOST, HELLO + frame(b"") + HELLO))] == [8, 3, 8]


def test_an_open_end_is_where_the_other_side_speaks_or_the_line_is_quiet() -> None:
    pieces = [(Sender.HOST, b"a"), (Sender.HOST, b"b"), (Sender.DEVICE, b"c"), (Sender.HOST, b"d")]
    assert [message.fields["text"] for message in traced(Open(), *pieces)] == ["ab", "c", "d"]
    slow = traced(Open(), *pieces[:2], pause_s=QUIET_S * 2)
    assert [message.fields["text"] for message in slow] == ["a", "b"]


def test_what_crosses_the_other_sides_bytes_is_not_cut_there() -> None:
    pieces = [(Sender.DEVICE, b"ab"), (Sender.HOST, b"?"), (Sender.DEVICE, b"cd")]
    crossing = traced(Open(), *pieces, pause_s=TURN_S / 2)
    assert sorted(str(message.fields["text"]) for message in crossing) == ["?", "abcd"]


def test_a_line_that_never_rests_is_told_all_the_same() -> None:
    pieces = [(Sender.HOST, b"x" * 1000)] * 10
    assert len(list(traced(Open(), *pieces))) == 10_000 // FULL


@pytest.mark.parametrize("noise", [b"\x00\xff\x1b", b"\xa0", HELLO[:-1], HELLO[:-1] + b"\x00"])
def test_noise_is_told_as_such_and_the_next_message_is_found(noise: bytes) -> None:
    first, *rest = traced(Wire(), (Sender.DEVICE, noise + HELLO))
    assert first.error.split(":")[0] in ("alien", "bad checksum", "short")
    assert rest[-1].kind == "said"
    assert first.size + sum(message.size for message in rest) == len(noise + HELLO)


def test_a_message_that_broke_off_is_told_when_its_rest_no_longer_comes() -> None:
    trace = Trace(Wire())
    assert list(trace.feed(0.0, Sender.DEVICE, HELLO[:4])) == []
    assert list(trace.quiet(BROKEN_OFF_S / 2)) == []
    assert trace.holds
    [broken] = trace.quiet(BROKEN_OFF_S)
    assert (broken.error, broken.size, trace.holds) == ("short: 4 bytes missing", 4, False)


@given(st.lists(st.tuples(st.sampled_from([Sender.HOST, Sender.DEVICE]), st.binary(max_size=60)), max_size=12))
def test_every_byte_is_told_once_in_its_order(pieces: list[tuple[Sender, bytes]]) -> None:
    for decoder in (Wire(), Open(), None):
        told = traced(decoder, *pieces, show=True)
        for sender in (Sender.HOST, Sender.DEVICE):
            said = b"".join(data for who, data in pieces if who is sender)
            assert b"".join(bytes.fromhex(one.hex) for one in told if one.sender is sender) == said


# --- what a person brought -------------------------------------------------------------------------------------------


def test_a_message_that_holds_a_name_shows_neither_it_nor_its_bytes() -> None:
    [message] = traced(Wire(), (Sender.DEVICE, frame("张木棉".encode())))
    assert message.fields == {"name": "张＊＊", "size": 9}
    assert (message.hex, message.hidden) == ("", 12)


def test_a_message_without_a_name_is_shown_whole() -> None:
    [message] = traced(Wire(), (Sender.DEVICE, frame(b"")))
    assert (message.hidden, message.hex) == (0, frame(b"").hex().upper())


def test_bytes_that_broke_may_hold_a_name_and_are_hidden_where_the_wire_carries_names() -> None:
    broken = frame("张木棉".encode())[:-2]
    [message] = traced(Wire(), (Sender.DEVICE, broken))
    assert message.hidden == len(broken) - HARMLESS


def test_bytes_that_nobody_reads_are_hidden_unless_they_are_asked_for() -> None:
    for decoder, sender in ((None, Sender.DEVICE), (OneSided(), Sender.HOST)):
        [message] = traced(decoder, (sender, b"440099199003070028"))
        assert (message.hex, message.hidden) == ("34343030", 14)
        [message] = traced(decoder, (sender, b"440099199003070028"), show=True)
        assert message.hidden == 0


def test_what_a_record_protocol_reads_is_what_its_device_sends() -> None:
    [message] = traced(OneSided(), (Sender.DEVICE, b"A012"))
    assert message.kind == "text"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("name", "张木棉", "张＊＊"),
        ("id_number", "440099199003070028", "＊＊＊＊0028"),
        ("address", "木棉区", "＊＊＊"),
        ("birth", 19900307, "＊＊＊"),
        ("codes", ("张", "木"), "＊＊＊"),
        ("name", "", ""),
        ("new_address", None, None),
    ],
)
def test_a_field_is_masked_by_what_it_is(name: str, value: str, shown: str) -> None:
    assert masked(name, value) == shown
