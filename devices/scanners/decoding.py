"""What the decoders of scanners share: a code that comes as plain bytes between a protocol's own messages."""

from __future__ import annotations

import re

from devices.decoder import Field, Message, Undecodable
from devices.errors import BadFrame
from devices.wire.code_text import read_text

PERSONAL: frozenset[str] = frozenset({"text"})
LONGEST_CODE = 8192
_TAILS = {b"\r\n": "crlf", b"\r": "cr", b"\n": "lf"}
_CODE = re.compile(rb"([^\r\n]+)(\r\n|\r|\n)")


def code_or_alien(data: bytes, otherwise: str) -> Message:
    """The printable code with a tail that `data` begins with. Raises Undecodable: what else it would have to be."""
    found = _CODE.match(data[:LONGEST_CODE])
    text = read_text(found[1]) if found else None
    if found is None or text is None or not text.text.isprintable():
        raise Undecodable(f"alien: it does not begin with {otherwise}, and is no code with a tail")
    fields: dict[str, Field] = {"text": text.text, "encoding": text.encoding, "tail": _TAILS[found[2]]}
    return Message("code", fields, found.end())


def begins(data: bytes, start: bytes) -> bool:
    """`data` begins with `start`, or with as much of it as there is."""
    return bool(data) and data[: len(start)] == start[: len(data)]


def undecodable(error: BadFrame) -> Undecodable:
    """A codec's own words."""
    return Undecodable(str(error))
