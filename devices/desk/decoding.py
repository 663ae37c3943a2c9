"""Bytes of any protocol Kapok knows, into one line of JSON: around the decoders of `devices.decoders`.

A decoder looks at one message of one sender; here its protocol is found by name, the sender guessed where it is not
said, and whatever goes wrong told in words. Only the decoder that is asked for is imported, so that it starts at once.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from functools import cache

import msgspec
from msgspec import Struct, field

import devices.decoders
from config.loader import nearest
from devices.decoder import Decoder, Field, Sender, Undecodable


class Decoded(Struct, frozen=True, kw_only=True):
    """What some bytes say, or why they cannot be read; `rest` is what follows the first message, in hex."""

    protocol: str
    ok: bool
    sender: str = field(name="from")
    kind: str = ""
    fields: Mapping[str, Field] = {}
    rest: str = ""
    error: str = ""

    @property
    def line(self) -> str:
        return msgspec.json.encode(self).decode()


class Asked(Struct, frozen=True, kw_only=True):
    """One line of a batch. What else it holds is nobody's business."""

    protocol: str
    hex: str
    sender: str | None = field(name="from", default=None)


class BadRequest(Exception):
    """There is no such protocol or sender, or the bytes are no hex; the message says so in words."""


def decode(protocol: str, digits: str, sender: str | None = None) -> Decoded:
    """The first message in hex `digits`. Raises BadRequest where the question itself is wrong."""
    decoder = decoder_of(protocol)
    data = bytes_of(digits)
    if not data:
        return Decoded(protocol=decoder.protocol, ok=False, sender=sender or "", error="short: there are no bytes")
    readings = [_reading(decoder, data, one) for one in _senders(decoder, sender)]
    return min(readings, key=_doubt)


def answer(protocol: str, digits: str, sender: str | None = None) -> Decoded:
    """`decode`, with a wrong question answered like any other."""
    try:
        return decode(protocol, digits, sender)
    except BadRequest as mistake:
        return Decoded(protocol=protocol, ok=False, sender=sender or "", error=str(mistake))


def answer_line(line: bytes) -> Decoded:
    """One line of a batch: `{"protocol", "from", "hex"}`."""
    try:
        asked = msgspec.json.decode(line, type=Asked)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Decoded(protocol="", ok=False, sender="", error=f'no line {{"protocol", "from", "hex"}}: {error}')
    return answer(asked.protocol, asked.hex, asked.sender)


# --- the question ----------------------------------------------------------------------------------------------------


@cache
def decoder_of(protocol: str) -> Decoder:
    """The decoder of a protocol, its name in any case. Raises BadRequest with the nearest name."""
    wanted = protocol.lower()
    for file in _files():
        if file.replace("_", "-") == wanted:
            found = _decoders_in(file)
            if wanted in found:
                return found[wanted]()
    everything = {name: decoder for file in _files() for name, decoder in _decoders_in(file).items()}
    if wanted not in everything:
        names = [decoder.protocol for decoder in everything.values()]
        raise BadRequest(f'no protocol "{protocol}"{nearest(protocol, names)}')
    return everything[wanted]()


def _files() -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(devices.decoders.__path__))


def _decoders_in(file: str) -> dict[str, type[Decoder]]:
    """The decoders of one file, by their protocol's name in lower case."""
    module = importlib.import_module(f"{devices.decoders.__name__}.{file}")
    return {
        member.protocol.lower(): member
        for member in vars(module).values()
        if isinstance(member, type)
        and issubclass(member, Decoder)
        and member.__module__ == module.__name__
        and "protocol" in vars(member)
    }


def bytes_of(written: str) -> bytes:
    """`AA 01`, `aa01`, `0xAA, 0x01`, `AA:01`. Raises BadRequest."""
    digits = re.sub(r"\b0[xX]|[\s,:;-]", "", written)
    if odd := re.search(r"[^0-9A-Fa-f]", digits):
        raise BadRequest(f"no hex: '{odd[0]}' is no hex digit")
    if len(digits) % 2:
        raise BadRequest(f"no hex: {len(digits)} digits are no whole bytes")
    return bytes.fromhex(digits)


def _senders(decoder: Decoder, named: str | None) -> tuple[Sender, ...]:
    if not named:
        return decoder.senders
    named = named.lower()
    if named not in decoder.senders:
        raise BadRequest(f'{decoder.protocol} has nothing from "{named}"{nearest(named, decoder.senders)}')
    return (Sender(named),)


# --- the answer ------------------------------------------------------------------------------------------------------


def _reading(decoder: Decoder, data: bytes, sender: Sender) -> Decoded:
    """What it says as a message of this sender."""
    try:
        message = decoder.decode(data, sender)
    except Undecodable as error:
        return _unread(decoder, data, sender, str(error))
    except Exception as error:  # noqa: BLE001 - a decoder's mistake is told, and the next line is answered
        return _unread(decoder, data, sender, f"the decoder failed: {type(error).__name__}")
    return Decoded(
        protocol=decoder.protocol,
        ok=True,
        sender=sender,
        kind=message.kind,
        fields=message.fields,
        rest=data[message.used :].hex().upper(),
    )


def _unread(decoder: Decoder, data: bytes, sender: Sender, error: str) -> Decoded:
    return Decoded(protocol=decoder.protocol, ok=False, sender=sender, rest=data.hex().upper(), error=error)


def _doubt(reading: Decoded) -> int:
    """Small for the likelier sender: one whose message takes every byte, then one with a rest; of those that cannot
    read it the one that comes nearest: a broken checksum before a short frame before an alien one. Of equals the first
    stands, which is the likelier sender of the protocol."""
    if reading.ok:
        return 1 if reading.rest else 0
    return next((2 + n for n, word in enumerate(("bad", "short")) if reading.error.startswith(word)), 4)
