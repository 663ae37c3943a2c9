"""The base of every emulated Modbus board: hears requests, checks them, answers as its subclass says."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from devices.emulators.wire_emulator import WireEmulator

_MOST_HELD = 300


class Refusal(Exception):
    """The board refuses; the argument is the exception code."""


class ModbusBoard(WireEmulator):
    """One unit on a line. The subclass answers a request's function and what follows it."""

    faults: ClassVar = {
        "deaf": "requests are not heard",
        "bad-crc": "each answer's check is wrong",
        "exception": "what is asked is refused with code N (default 4)",
        "other-unit": "answers come from another unit",
        "echo": "the adapter gives back what it is sent",
    }
    baud = 9600
    unit = 1
    asked = 0
    """How many requests for this unit it understood."""
    _held = b""

    @abstractmethod
    def obey(self, function: int, body: bytes) -> bytes:
        """What stands behind the function in the answer. Raises Refusal."""

    def plugged(self) -> None:
        self._held = b""

    def received(self, data: bytes) -> None:
        if "echo" in self.active:
            self.send(data)
        if "deaf" in self.active:
            return
        self._held = (self._held + data)[-_MOST_HELD:]
        while len(self._held) >= 8:
            size = 9 + self._held[6] if self._held[1] == 16 else 8
            if len(self._held) < size:
                return
            if check(self._held[: size - 2]) != self._held[size - 2 : size]:
                self._held = self._held[1:]
                continue
            request, self._held = self._held[: size - 2], self._held[size:]
            self._take(request)

    def _take(self, request: bytes) -> None:
        if request[0] != self.unit:
            return
        self.asked += 1
        function = request[1]
        try:
            code = self.take_fault("exception")
            if code is not None:
                raise Refusal(int(code or 4))
            body = bytes((function,)) + self.obey(function, request[2:])
        except Refusal as error:
            body = bytes((function | 0x80, error.args[0]))
        body = bytes((self.unit + (self.take_fault("other-unit") is not None),)) + body
        right = check(body)
        self.answer(body + (right if self.take_fault("bad-crc") is None else bytes((right[0] ^ 1, right[1]))))


def number(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 2], "big")


def bits(states: list[bool]) -> bytes:
    """A count of bytes and the bits in them, the first one lowest."""
    data = sum(on << place for place, on in enumerate(states)).to_bytes((len(states) + 7) // 8, "little")
    return bytes((len(data),)) + data


def check(data: bytes) -> bytes:
    """CRC-16/MODBUS, bit by bit, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")
