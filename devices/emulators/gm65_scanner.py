"""A GM65 scan module (words: see `scanner_emulator`)."""

from __future__ import annotations

from typing import ClassVar

from devices.emulators.scanner_emulator import TriggeredEmulator

OPEN, NOT_CHECKED = b"\x7e\x00", b"\xab\xcd"
POLYNOMIAL = 0x1021


class Gm65Module(TriggeredEmulator):
    """Acknowledges what is written to its zones with 02 00 00 01 00 33 31; a code it reads follows as plain bytes.
    A command whose CRC is wrong is not answered."""

    models: ClassVar = ("gm65-serial",)
    faults: ClassVar = TriggeredEmulator.faults | {
        "bad-crc": "the CRC of an acknowledgement is wrong",
        "refuse": "the acknowledgement's type is FF instead of 00 (what a real module says is not known)",
    }

    def obey(self, heard: bytes) -> bytes:
        while (start := heard.find(OPEN)) >= 0 and len(heard) >= start + 4:
            end = start + 6 + heard[start + 3]
            if len(heard) < end + 2:
                return heard[start:]
            body, check = heard[start + 2 : end], heard[end : end + 2]
            heard = heard[end + 2 :]
            if check in (NOT_CHECKED, crc16(body)):
                self._carry_out(body)
        return heard

    def _carry_out(self, body: bytes) -> None:
        """Type, length, address in two bytes, data."""
        wrong, refused = self.take_fault("bad-crc"), self.take_fault("refuse")
        said = b"\xff\x01\x00" if refused is not None else b"\x00\x01\x00"
        check = crc16(said) if wrong is None else b"\x00\x00"
        answer = b"\x02\x00" + said + check
        if body[:1] == b"\x08" and body[2:4] == b"\x00\x02" and body[4:5] == b"\x01":
            self.look(answer)
        else:
            self.releases += body[2:5] == b"\x00\x02\x00"
            self.acknowledge(answer)


def crc16(data: bytes) -> bytes:
    """CRC-16/XMODEM bit by bit: polynomial 1021, from 0."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ (POLYNOMIAL if value & 0x8000 else 0)
    return (value & 0xFFFF).to_bytes(2, "big")
