"""A chip reader in place of the PC/SC service, and the hand that lays chips on it.

    chip UID|none|broken   lay a chip down: its number in hex; `none` has none (a contact card), `broken` cannot be read
    remove                 take it away

It listens on a socket and speaks lines of our own (`NUMBER card`, `NUMBER uid`): PC/SC has no wire to stand on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from devices.emulators.emulator import Answer, deed
from devices.emulators.tcp_port import TcpPort
from devices.emulators.wire_emulator import WireEmulator

CONTACTLESS = "3B8F8001804F0CA000000306030001000000006A"
CONTACT = "3B6800000073C84013009000"
LONGEST = 256


class PcscReader(WireEmulator):
    """One chip at a time."""

    models: ClassVar = ("pcsc-card",)
    port_type: ClassVar = TcpPort

    _chip: str | None = None
    _turns = 0
    _asked = b""

    def lay(self, uid: str = "04A1B2C3D4E5F6") -> None:
        """Lay a chip down (another one is taken away first); ValueError for what is no hex."""
        if uid not in ("none", "broken"):
            bytes.fromhex(uid)
        self.call(lambda: self._put_down(uid))

    def remove(self) -> None:
        self.call(lambda: self._put_down(None))

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "chip": deed(lambda rest: self.lay(rest.lower() or "04a1b2c3d4e5f6")),
            "remove": deed(lambda _rest: self.remove()),
        }

    def _put_down(self, uid: str | None) -> None:
        self._turns += uid != self._chip
        self._chip = uid

    def plugged(self) -> None:
        self._asked = b""

    def received(self, data: bytes) -> None:
        *lines, self._asked = (self._asked + data)[-LONGEST:].split(b"\n")
        for line in lines:
            number, _, what = line.decode("ascii", "replace").partition(" ")
            self.answer(f"{number} {self._said(what)}\n".encode())

    def _said(self, what: str) -> str:
        if self._chip is None or (what == "uid" and self._chip == "broken"):
            return "none"
        if what == "uid":
            return "-" if self._chip == "none" else self._chip
        return f"{CONTACT if self._chip == 'none' else CONTACTLESS} {self._turns}"
