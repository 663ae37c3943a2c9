"""What every codec and every decoder promises: whatever comes, no error but the documented one, no hang, no growth.

A new file in `devices/wire` needs a line in `CODECS`, or a word in `SILENT` when it hears nothing; a new decoder needs
nothing. What comes is noise and published frames: changed, cut, doubled, glued.
"""

from __future__ import annotations

import gc
import pkgutil
import plistlib
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

import msgspec
import pytest

import devices.wire
from devices.decoder import Decoder, Sender, Undecodable
from devices.emulators.cards import PRESETS, text_block
from devices.errors import BadFrame, Refused
from devices.registry import decoders
from devices.wire import (
    aim,
    card_fields,
    code_text,
    crc16,
    custom_kpm,
    custom_kpm210,
    escpos,
    escpos_hearing,
    escpos_replies,
    escpos_text,
    gb11643,
    identity_card,
    input_event,
    ipp,
    lock_8a,
    lock_kerong,
    lock_wkly,
    modbus,
    onbon_bx5,
    onbon_text,
    scanner,
    scanner_answers,
    scanner_gm65,
    scanner_honeywell,
    scanner_newland,
    scanner_ssi,
    scanner_ssi_receiver,
    sdt,
    sdt_record,
    sdt_usb,
    wedge,
)
from tests.devices.vectors import Vector
from tests.scale import Scale

HANG_S = 0.05
KEPT_BYTES = 64 * 1024
"""No codec may hold more after any stream."""
TICK_S = 0.02
FRAMES = [
    *(
        vector.bytes
        for file in sorted(Path(__file__).parent.glob("vectors_*.json"))
        for vector in msgspec.json.decode(file.read_bytes(), type=list[Vector])
    ),
    *map(text_block, PRESETS.values()),
    plistlib.dumps({"Tests": [{"StatusCode": "successful-ok", "ResponseAttributes": [{"job-id": 7, "job-state": 9}]}]}),
]
"""What is published, cards of every sort, an answer of a print service."""
PLAIN_WORD = re.compile(r"[a-z]+(-[a-z0-9]+)*")


class Codec(NamedTuple):
    """`hear(codec, data, now)` is what a driver does with bytes; `now` is monotonic seconds."""

    make: Callable[[], Any]
    hear: Callable[[Any, bytes, float], object]
    errors: tuple[type[Exception], ...] = ()
    """What it may raise."""
    whole: bool = False
    """It reads one message at a time."""


def reading(read: Callable[[bytes], object], *errors: type[Exception]) -> Codec:
    return Codec(lambda: None, lambda _none, data, _now: read(data), errors, whole=True)


def feeding(make: Callable[[], Any]) -> Codec:
    return Codec(make, lambda made, data, _now: made.feed(data))


def sifting(reply: scanner_answers.Reply, read: Callable[[bytes], object]) -> Codec:
    """Answers among codes: what the sieve finds is read."""

    def make() -> scanner_answers.Sieve:
        sieve = scanner_answers.Sieve()
        sieve.expect(reply, 1e9)
        return sieve

    return Codec(make, lambda sieve, data, now: [read(answer.data) for answer in sieve.feed(data, now)[1]])


def typing(typist: wedge.Typist, data: bytes, _now: float) -> bytes:
    return b"".join(map(typist.hear, input_event.read_events(data)))


CODECS = {
    "aim": reading(aim.take_off),
    "card_fields": reading(lambda data: card_fields.card_fields(data[:256].ljust(256)), BadFrame, Refused),
    "code_text": reading(code_text.read_text),
    "crc16": reading(lambda data: crc16.crc16(data, 0xFFFF)),
    "custom_kpm": Codec(custom_kpm.KpmHearing, lambda hearing, data, _now: hearing.take(data)),
    "custom_kpm210": Codec(custom_kpm210.EjectorHearing, lambda hearing, data, _now: hearing.take(data)),
    "escpos": reading(escpos.without_real_time),
    "escpos_hearing": Codec(escpos_hearing.Hearing, lambda hearing, data, _now: hearing.take(data)),
    "escpos_replies": feeding(escpos_replies.ReplyParser),
    "escpos_text": reading(lambda data: escpos_text.clean(data.decode("utf-16-le", "replace"))),
    "gb11643": reading(lambda data: gb11643.holds_number(data.decode("latin-1"))),
    "identity_card": reading(
        lambda data: identity_card.read_text_block(data[:256].ljust(256), whole=True), BadFrame, Refused
    ),
    "input_event": reading(input_event.read_events),
    "ipp": reading(ipp.read_job, ipp.NotUnderstood),
    "lock_8a": feeding(lock_8a.Replies8A),
    "lock_kerong": feeding(lock_kerong.RepliesKerong),
    "lock_wkly": feeding(lock_wkly.RepliesWkly),
    "modbus": feeding(modbus.ReplyFrames),
    "onbon_bx5": feeding(onbon_bx5.Frames),
    "onbon_text": reading(onbon_text.parted),
    "scanner": Codec(scanner.Splitter, lambda made, data, now: (made.feed(data, now), made.tick(now + TICK_S / 2))),
    "scanner_answers": sifting(scanner_newland.reply_to(b""), len),
    "scanner_gm65": reading(scanner_gm65.read_answer, BadFrame),
    "scanner_honeywell": sifting(scanner_honeywell.reply_to(b"cbrena?"), scanner_honeywell.mark),
    "scanner_newland": sifting(scanner_newland.reply_to(b"#SCNTRG1"), scanner_newland.marks),
    "scanner_ssi": reading(scanner_ssi.read_packet, BadFrame),
    "scanner_ssi_receiver": Codec(
        scanner_ssi_receiver.PacketReceiver, lambda made, data, now: (made.feed(data, now), made.tick(now))
    ),
    "sdt": Codec(sdt.ReplyReader, lambda made, data, _now: (made.feed(data), made.give_up_waiting())),
    "sdt_record": reading(sdt_record.read_record, BadFrame),
    "sdt_usb": Codec(sdt_usb.Native, lambda made, data, _now: made.heard(made.listens, data)),
    "wedge": Codec(wedge.Typist, typing),
}
SILENT = {
    "escpos_orders": "what the decoder of escpos, tried below, says of whole commands",
    "gb3304": "a table",
    "ipp_status": "a table",
    "lock_frames": "what the three lock codecs have in common",
    "printer_status": "a table",
    "sdt_status": "a table",
    "wiped_buffer": "what a codec holds its bytes in",
    "us_keyboard": "a table",
}


def test_every_file_of_the_wire_is_tried_here() -> None:
    """A new codec: add its line to `CODECS`."""
    assert sorted(CODECS | SILENT) == sorted(file.name for file in pkgutil.iter_modules(devices.wire.__path__))


@pytest.mark.fault("F021")
@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("name", sorted(CODECS))
def test_no_stream_of_bytes_upsets_a_codec(name: str, scale: Scale) -> None:
    codec = CODECS[name]
    made, clock = codec.make(), count(start=100, step=TICK_S)
    rounds, refused = scale.rounds(ci=1000, long=100_000), 0
    for _ in range(rounds):
        words = said(scale.random)
        for piece in words if codec.whole else pieces(b"".join(words), scale.random):
            refused += not hears(codec, made, piece, next(clock))
        assert size_of(made) < KEPT_BYTES
    scale.counted(streams=rounds, refused=refused)


@pytest.mark.fault("F021")
@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("protocol", sorted(decoders()))
def test_no_bytes_upset_a_decoder(protocol: str, scale: Scale) -> None:
    decoder = decoders()[protocol]()
    rounds, decoded = scale.rounds(ci=1000, long=100_000), 0
    for _ in range(rounds):
        for data in said(scale.random):
            decoded += decodes(decoder, data, scale.random.choice(decoder.senders))
        assert size_of(decoder) < KEPT_BYTES
    scale.counted(streams=rounds, decoded=decoded)


def hears(codec: Codec, made: object, data: bytes, now: float) -> bool:
    """False when it said in its own words that these bytes are none of its."""
    start = time.thread_time()
    try:
        codec.hear(made, data, now)
    except codec.errors:
        return False
    finally:
        assert time.thread_time() - start < HANG_S
    return True


def decodes(decoder: Decoder, data: bytes, sender: Sender) -> bool:
    """False when it said why not."""
    start = time.thread_time()
    try:
        message = decoder.decode(data, sender)
    except Undecodable:
        return False
    finally:
        assert time.thread_time() - start < HANG_S
    assert PLAIN_WORD.fullmatch(message.kind)
    assert 0 < message.used <= len(data)
    assert msgspec.json.encode(message.fields)
    return True


def said(chance: random.Random) -> list[bytes]:
    """One stream: noise, and frames as a bad line may bring them."""
    return [noise(chance) if chance.random() < 0.3 else spoiled(chance) for _ in range(chance.randrange(1, 12))]


def noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 40))


def spoiled(chance: random.Random) -> bytes:
    frame = bytearray(chance.choice(FRAMES))
    match chance.randrange(5):
        case 0:
            frame[chance.randrange(len(frame))] = chance.randrange(256)
        case 1:
            del frame[chance.randrange(len(frame)) :]
        case 2:
            frame *= 2
        case 3:
            frame[:0] = chance.randbytes(3)
    return bytes(frame)


def pieces(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """As a line hands them over: seldom all at once."""
    while data:
        size = chance.choice((1, 3, 16, len(data)))
        yield data[:size]
        data = data[size:]


def size_of(thing: object) -> int:
    """Bytes of everything an object holds, without what belongs to the program."""
    seen, total, open_ = set[int](), 0, [thing]
    while open_:
        one = open_.pop()
        if id(one) in seen or isinstance(one, type | ModuleType | FunctionType | MethodType | BuiltinFunctionType):
            continue
        seen.add(id(one))
        total += sys.getsizeof(one)
        open_ += gc.get_referents(one)
    return total
