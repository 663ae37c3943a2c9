"""The SDT codec against its vectors, and against everything a line can do to a reply (F021)."""

from __future__ import annotations

import contextlib
import random
import time

import pytest

from devices.errors import BadFrame, Refused
from devices.wire import sdt
from devices.wire.card_fields import card_fields, check_fields
from devices.wire.identity_card import read_text_block
from devices.wire.sdt_record import card_number, new_address, read_record
from tests.devices.vectors import CARDS_AND_CODES, frame
from tests.scale import Scale

FRAMES = [frame(id) for id in ("sdt-samv-005", "sdt-samv-006", "sdt-samv-008", "sdt-samv-013", "sdt-samv-029")]
READ_REPLY = frame("sdt-samv-031")
FIND_REPLY = frame("sdt-samv-005")


def feed_all(data: bytes) -> list[sdt.Reply]:
    reader = sdt.ReplyReader()
    return reader.feed(data) + reader.give_up_waiting()


@pytest.mark.parametrize(
    ("command", "id"),
    [
        (sdt.Command.RESET, "sdt-samv-001"),
        (sdt.Command.STATUS, "sdt-samv-002"),
        (sdt.Command.SAM_ID, "sdt-samv-003"),
        (sdt.Command.FIND, "sdt-samv-004"),
        (sdt.Command.SELECT, "sdt-samv-007"),
        (sdt.Command.READ, "sdt-samv-010"),
        (sdt.Command.SLEEP, "sdt-samv-014"),
        (sdt.Command.WAKE, "sdt-samv-015"),
    ],
)
def test_a_request_is_the_published_frame(command: sdt.Command, id: str) -> None:
    assert sdt.request(command) == frame(id)


def test_the_request_for_a_speed_carries_its_code() -> None:
    assert sdt.request(sdt.Command.SPEED, bytes((sdt.SPEEDS[115_200],))) == frame("sdt-samv-016")


@pytest.mark.parametrize("id", [id for id in CARDS_AND_CODES if id.startswith("sdt-samv")])
def test_the_checksum_of_every_whole_published_frame_is_right(id: str) -> None:
    data = frame(id)
    if len(data) == 7 + int.from_bytes(data[5:7], "big"):
        assert sdt.checksum(data[5:]) == 0
    else:
        assert "FIRST" in CARDS_AND_CODES[id].meaning


@pytest.mark.parametrize(
    ("id", "status", "size"),
    [
        ("sdt-samv-005", 0x9F, 4),
        ("sdt-samv-006", 0x80, 0),
        ("sdt-samv-008", 0x90, 8),
        ("sdt-samv-009", 0x81, 0),
        ("sdt-samv-011", 0x41, 0),
        ("sdt-samv-013", 0x90, 0),
        ("sdt-samv-029", 0x90, 16),
        ("sdt-samv-031", 0x90, 1284),
    ],
)
def test_a_published_reply_is_read(id: str, status: int, size: int) -> None:
    (reply,) = sdt.ReplyReader().feed(frame(id))
    assert (reply.status, len(reply.data)) == (status, size)


def test_the_module_number_is_printed_as_published() -> None:
    (reply,) = sdt.ReplyReader().feed(frame("sdt-samv-029"))
    assert sdt.sam_id(reply.data) == CARDS_AND_CODES["sdt-samv-029"].expect["sam_id"]
    assert frame("sdt-samv-029").startswith(frame("sdt-samv-017"))


def test_the_text_is_taken_from_a_reply_of_1295_bytes() -> None:
    assert len(READ_REPLY) == 1295
    assert READ_REPLY.startswith(frame("sdt-samv-012"))
    (reply,) = sdt.ReplyReader().feed(READ_REPLY)
    assert read_record(reply.data).text == frame("idcard-text256-001")


@pytest.mark.fault("F023")
def test_a_wrong_photo_length_costs_only_the_photo() -> None:
    (reply,) = sdt.ReplyReader().feed(READ_REPLY)
    for told in (0, 1, 512, 0xFFFF):
        data = reply.data[:2] + told.to_bytes(2, "big") + reply.data[4:]
        assert read_record(data).text == frame("idcard-text256-001")
    with pytest.raises(BadFrame):
        read_record(b"\x00\xff" + reply.data[2:])


@pytest.mark.parametrize(("prints", "size"), [(0, 1297), (512, 1809), (1024, 2321)])
def test_a_reading_with_fingerprints_has_one_of_three_sizes(prints: int, size: int) -> None:
    data = b"\x01\x00\x04\x00" + prints.to_bytes(2, "big") + bytes(256 + 1024) + b"p" * prints
    body = (len(data) + 4).to_bytes(2, "big") + b"\x00\x00\x90" + data
    wire = sdt.PREAMBLE + body + bytes((sdt.checksum(body),))
    assert len(wire) == size
    (reply,) = sdt.ReplyReader().feed(wire)
    assert sdt.answers(sdt.Command.READ_ALL, reply)
    record = read_record(reply.data, fingerprints=True)
    assert (len(record.photo), record.fingerprints) == (1024, b"p" * prints)


@pytest.mark.fault("F021", "F025")
def test_random_data_in_a_good_reply_is_refused_in_words_that_hold_nothing_of_it(scale: Scale) -> None:
    good = sdt.ReplyReader().feed(READ_REPLY)[0].data
    readers = (
        lambda data: read_text_block(read_record(data).text, whole=True),
        lambda data: read_record(data, fingerprints=True),
        lambda data: new_address(data[:70]),
        lambda data: card_number(data[:28]),
        lambda data: sdt.sam_id(data[:16]),
        card_fields,
        check_fields,
    )
    for turn in range(scale.rounds(ci=1000, long=100_000)):
        data = scale.random.randbytes(scale.random.randrange(300)) if turn % 2 else bytes(shaken(good, scale.random))
        for read in readers:
            with contextlib.suppress(BadFrame, Refused):
                read(data)


def shaken(data: bytes, chance: random.Random) -> bytearray:
    """With up to four bytes changed, seldom shorter."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        changed[chance.randrange(260)] = chance.randrange(256)
    return changed if chance.random() < 0.9 else changed[: chance.randrange(len(data))]


def test_a_reply_may_be_split_at_any_byte() -> None:
    for place in range(len(READ_REPLY) + 1):
        reader = sdt.ReplyReader()
        replies = reader.feed(READ_REPLY[:place]) + reader.feed(READ_REPLY[place:])
        assert [reply.status for reply in replies] == [0x90], place
    reader = sdt.ReplyReader()
    assert [r.status for i in range(len(READ_REPLY)) for r in reader.feed(READ_REPLY[i : i + 1])] == [0x90]


@pytest.mark.parametrize(
    "before",
    [b"\x00", b"\xaa", b"\xaa\xaa\xaa", bytes.fromhex("AAAAAA96"), bytes.fromhex("AAAAAA96690003"), sdt.PREAMBLE * 3,
     sdt.PREAMBLE + b"\xff\xff", sdt.PREAMBLE + b"\x00\x00", bytes.fromhex("AAAAAA69"), READ_REPLY[:700]],
    ids=lambda before: before[:8].hex(),
)  # fmt: skip
def test_what_comes_before_a_reply_does_not_hide_it(before: bytes) -> None:
    assert FIND_REPLY.hex() in (before + FIND_REPLY).hex()
    assert sdt.Reply(0x9F, bytes(4)) in feed_all(before + FIND_REPLY)


def test_glued_replies_are_two() -> None:
    replies = sdt.ReplyReader().feed(FIND_REPLY + READ_REPLY + FIND_REPLY)
    assert [reply.status for reply in replies] == [0x9F, 0x90, 0x9F]


@pytest.mark.fault("F021")
def test_a_length_no_reply_can_have_is_not_waited_for() -> None:
    reader = sdt.ReplyReader()
    too_long = sdt.PREAMBLE + (2315).to_bytes(2, "big")
    assert reader.feed(too_long + FIND_REPLY) == [sdt.Reply(0x9F, bytes(4))]
    longest = sdt.PREAMBLE + (2314).to_bytes(2, "big")
    assert reader.feed(longest + FIND_REPLY) == []
    assert reader.give_up_waiting() == [sdt.Reply(0x9F, bytes(4))]


@pytest.mark.parametrize(
    ("command", "id", "belongs"),
    [
        (sdt.Command.FIND, "sdt-samv-005", True),
        (sdt.Command.FIND, "sdt-samv-006", True),
        (sdt.Command.SELECT, "sdt-samv-008", True),
        (sdt.Command.READ, "sdt-samv-031", True),
        (sdt.Command.RESET, "sdt-samv-013", True),
        (sdt.Command.FIND, "sdt-samv-031", False),
        (sdt.Command.SELECT, "sdt-samv-005", False),
        (sdt.Command.READ, "sdt-samv-008", False),
        (sdt.Command.READ, "sdt-samv-013", False),
        (sdt.Command.STATUS, "sdt-samv-006", False),
    ],
)
def test_a_late_reply_is_told_from_an_answer_by_status_and_size(command: sdt.Command, id: str, belongs: bool) -> None:
    (reply,) = sdt.ReplyReader().feed(frame(id))
    assert sdt.answers(command, reply) is belongs


def test_a_reply_shows_nothing_of_its_data() -> None:
    (reply,) = sdt.ReplyReader().feed(READ_REPLY)
    assert repr(reply) == "Reply(status=90, 1284 bytes)"


@pytest.mark.fault("F021")
def test_a_reply_with_any_one_byte_changed_is_dropped_and_the_next_is_read() -> None:
    for place in range(len(READ_REPLY)):
        broken = bytearray(READ_REPLY)
        broken[place] ^= 0x01
        replies = feed_all(bytes(broken) + FIND_REPLY)
        assert replies == [sdt.Reply(0x9F, bytes(4))], place


@pytest.mark.fault("F021")
@pytest.mark.usefixtures("uncollected")
def test_no_stream_of_damaged_frames_stops_the_reader_or_slows_it(scale: Scale) -> None:
    """Ten million frames in the long run: no exception, no feed above 50 ms, and a good frame is read afterwards."""
    rounds, chance = scale.rounds(ci=30_000, long=10_000_000), scale.random
    reader, slowest, good = sdt.ReplyReader(), 0.0, 0
    for _ in range(rounds):
        data = damaged(chance)
        start = time.thread_time()
        good += len(reader.feed(data))
        slowest = max(slowest, time.thread_time() - start)
        assert len(reader._held) <= sdt.LONGEST  # noqa: SLF001 - the promise is about what it holds
    reader.give_up_waiting()
    assert reader.feed(READ_REPLY) == sdt.ReplyReader().feed(READ_REPLY)
    scale.counted(frames=rounds, whole=good, slowest_ms=round(slowest * 1000, 2))
    assert 0 < good < rounds
    assert slowest < 0.05


def damaged(chance: random.Random) -> bytes:
    """A reply, seldom the long one, with a byte changed, cut off, doubled, led by noise, or whole."""
    data = bytearray(chance.choice(FRAMES) if chance.random() < 0.98 else READ_REPLY)
    match chance.randrange(6):
        case 0:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 1:
            del data[chance.randrange(len(data)) :]
        case 2:
            data *= 2
        case 3:
            data[:0] = chance.randbytes(chance.randrange(12))
        case 4:
            data[5:7] = chance.randbytes(2)
        case _:
            pass
    return bytes(data)
