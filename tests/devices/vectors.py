"""The wire facts the codecs are held against, by id: frames from public sources or computed from a cited rule."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct


class Vector(Struct, frozen=True, kw_only=True):
    id: str
    direction: str
    hex: str
    meaning: str
    kind: str
    text: str = ""
    expect: dict[str, str | bool] = {}
    reply_to: str = ""

    @property
    def bytes(self) -> bytes:
        return bytes.fromhex(self.hex)


def read_vectors(name: str) -> dict[str, Vector]:
    """The vectors of one file beside this one, by id."""
    raw = Path(__file__).with_name(name).read_bytes()
    return {vector.id: vector for vector in msgspec.json.decode(raw, type=list[Vector])}


CARDS_AND_CODES = read_vectors("vectors_cards_and_codes.json")


def frame(id: str) -> bytes:
    return CARDS_AND_CODES[id].bytes
