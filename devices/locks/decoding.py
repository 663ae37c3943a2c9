"""What the decoders of lock boards share: a whole frame or the reason why it is none, and doors in words."""

from __future__ import annotations

from collections.abc import Sequence

from devices.decoder import Undecodable

WIRING = "depends on how the switches are wired"
"""Said beside a raw bit whose meaning no byte tells."""


def whole(data: bytes, length: int) -> bytes:
    """The first `length` bytes."""
    if len(data) < length:
        raise Undecodable(f"short: {length - len(data)} bytes missing")
    return data[:length]


def checked(frame: bytes, right: int) -> bytes:
    """`frame`, if its last byte is `right`."""
    if frame[-1] != right:
        raise Undecodable(f"bad checksum: {frame[-1]:02X}, should be {right:02X}")
    return frame


def flagged(bits: Sequence[int]) -> list[int]:
    """The locks whose bit is 1, counted from 1."""
    return [lock for lock, bit in enumerate(bits, start=1) if bit]
