"""A scanner that speaks SSI (words: see `scanner_emulator`, and this one).

sleep              fall asleep: only a 00 byte is heard, and what follows it within 20 ms is lost
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from devices.emulators.emulator import Answer, deed
from devices.emulators.scanner_emulator import ScannerEmulator

PATIENCE_S = 0.5
"""A code that was not acknowledged is sent again after so long (how long a real one waits is not known)."""
ATTEMPTS = 3
WAKING_S = 0.02
QR = 0x1C
"""Its number for a QR code; not confirmed."""


class SsiScanner(ScannerEmulator):
    """Sends each code as a packet until it is acknowledged; asleep when it gets power."""

    models: ClassVar = ("zebra-serial",)
    faults: ClassVar = ScannerEmulator.faults | {
        "ack-lost": "the host's acknowledgements are not heard",
        "bad-checksum": "the checksum of a code's packet is wrong",
        "nak": "commands are refused (D1)",
        "no-acks": "commands are carried out and not acknowledged",
    }

    tail = "none"

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        super().__init__(link=link, baud=baud, paced=paced)
        self._asleep, self._awake_at = True, 0.0
        self._waiting = b""
        """The code that waits for its acknowledgement."""
        self._given_up_at = 0.0
        self._queue: deque[bytes] = deque()
        self._spare: list[bytes] = []
        """Its packets, of which some may still leave."""
        self.acknowledged = self.refused = 0
        """How often the host took a packet, and had it sent again."""

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {"sleep": deed(lambda _rest: self.order(self._fall_asleep))}

    def plugged(self) -> None:
        super().plugged()
        self._queue.clear()
        self._done_with_code()
        self._fall_asleep()

    def _fall_asleep(self) -> None:
        self._asleep, self._heard = True, b""

    # --- codes ------------------------------------------------------------------------------------------------------

    def read(self, code: bytes) -> None:
        """One code at a time: the next waits for the acknowledgement, or until nobody can be expected to give it."""
        if self._waiting and time.monotonic() < self._given_up_at:
            self._queue.append(code)
            return
        self._done_with_code()
        self._given_up_at = time.monotonic() + ATTEMPTS * PATIENCE_S
        self._waiting = bytes((QR,)) + self.sent_as(code)
        self._send_code(again=False)

    def _send_code(self, *, again: bool) -> None:
        """Now, and later twice more unless it is acknowledged."""
        for attempt in range(ATTEMPTS):
            sent = packed(0xF3, self._waiting, status=int(again or attempt > 0))
            if self.take_fault("bad-checksum") is not None:
                sent = sent[:-1] + bytes((sent[-1] ^ 0x01,))
            self._spare.append(sent)
            self.answer(sent, after_s=attempt * PATIENCE_S)

    def _done_with_code(self) -> None:
        self._leaving = deque(leaving for leaving in self._leaving if leaving[1] not in self._spare)
        self._spare, self._waiting = [], b""

    # --- commands ---------------------------------------------------------------------------------------------------

    def received(self, data: bytes) -> None:
        now = time.monotonic()
        if self._asleep and b"\x00" in data:
            self._asleep, self._awake_at = False, now + WAKING_S
        if not self._asleep and now >= self._awake_at:
            super().received(data)

    def obey(self, heard: bytes) -> bytes:
        heard = heard.lstrip(b"\x00")
        while heard and len(heard) >= (size := max(4, heard[0]) + 2):
            body, checksum = heard[: size - 2], heard[size - 2 : size]
            if packed(body[1], body[4:], source=4, status=body[3])[-2:] != checksum:
                return b""
            self._carry_out(body[1])
            heard = heard[size:].lstrip(b"\x00")
        return heard

    def _carry_out(self, opcode: int) -> None:
        if opcode in (0xD0, 0xD1):
            self._hear_verdict(taken=opcode == 0xD0)
        elif self.take_fault("nak") is not None:
            self.answer(packed(0xD1, b"\x01"))
        elif opcode == 0xA3:
            self.answer(packed(0xA4, b"KAPOK EMULATOR"))
        else:
            self._obey_plainly(opcode)

    def _hear_verdict(self, *, taken: bool) -> None:
        if self.take_fault("ack-lost") is not None:
            return
        if taken:
            self.acknowledged += 1
            self._done_with_code()
            if self._queue:
                self.read(self._queue.popleft())
        elif self._waiting:
            self.refused += 1
            code = self._waiting
            self._done_with_code()
            self._waiting = code
            self._send_code(again=True)

    def _obey_plainly(self, opcode: int) -> None:
        if self.take_fault("no-acks") is None:
            self.answer(packed(0xD0))
        if opcode == 0xE4:
            self.triggers += 1
            if self.held:
                code, self.held = self.held, b""
                self.read(code)
        elif opcode == 0xE5:
            self.releases += 1
        elif opcode == 0xEB:
            self._fall_asleep()


def packed(opcode: int, data: bytes = b"", *, source: int = 0, status: int = 0) -> bytes:
    """Length, opcode, source, status, data; then the bytes that make the 16-bit sum of all zero."""
    body = bytes((4 + len(data), opcode, source, status)) + data
    return body + ((0x10000 - sum(body)) & 0xFFFF).to_bytes(2, "big")
