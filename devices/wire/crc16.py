"""CRC-16 with the reflected polynomial A001: Modbus starts it at FFFF, ARC (Onbon's signs) at 0."""

from __future__ import annotations

MODBUS, ARC = 0xFFFF, 0x0000


def crc16(data: bytes, start: int) -> bytes:
    """The two check bytes, low byte first, as both send them."""
    value = start
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value.to_bytes(2, "little")


def _entry(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


_TABLE = tuple(_entry(byte) for byte in range(256))
