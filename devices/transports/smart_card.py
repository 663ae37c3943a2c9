"""The only door to pyscard: one reader of the system's smart card service (PC/SC), asked and never left waiting.

    pcsc://                the first reader there is
    pcsc://ACS ACR122U     the first whose name holds this
    socket://host:port     an emulated service (`chip_socket`), no PC/SC at all

pyscard's own watching thread dies with the service or its last reader, so none is used: whatever goes wrong is
LineLost, and whoever opens the door again gets a context of its own. pyscard is an extra; no real reader was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any, NamedTuple, Protocol

from devices.errors import BadSetting, LineLost, Refused

SCHEME = "pcsc://"
READ_UID = (0xFF, 0xCA, 0x00, 0x00, 0x00)
"""Answered by the reader itself, for contactless chips; 90 00 behind the number."""
DONE = bytes((0x90, 0x00))
_COUNTER = 16
"""The upper half of a state counts what was put in and taken out."""


class Presence(NamedTuple):
    """What lies at the reader: its answer to reset, and a number that changes with each card."""

    atr: bytes
    turn: int


class ChipSlot(Protocol):
    """An open reader. Both questions raise LineLost when reader or service are gone."""

    def presence(self) -> Presence | None: ...

    def uid(self) -> bytes:
        """The number of the chip that lies there, b"" if it has none. Raises Refused when it was taken away."""

    def wake(self) -> None: ...
    def close(self) -> None: ...


class PcscSlot:
    """A reader of the PC/SC service. `scard`: pyscard's module of that name, for tests another."""

    def __init__(self, port: str, *, scard: ModuleType | Any = None) -> None:
        self._scard = scard or _pyscard()
        self._name = port
        self._context = self._good(*self._scard.SCardEstablishContext(self._scard.SCARD_SCOPE_USER))
        try:
            self._reader = self._found(port.removeprefix(SCHEME))
        except LineLost:
            self.close()
            raise

    def presence(self) -> Presence | None:
        unaware = [(self._reader, self._scard.SCARD_STATE_UNAWARE)]
        [(_reader, state, atr)] = self._good(*self._scard.SCardGetStatusChange(self._context, 0, unaware))
        gone = self._scard.SCARD_STATE_UNKNOWN | self._scard.SCARD_STATE_UNAVAILABLE
        if state & gone:
            raise LineLost(f"{self._name} is no longer plugged in")
        return Presence(bytes(atr), state >> _COUNTER) if state & self._scard.SCARD_STATE_PRESENT else None

    def uid(self) -> bytes:
        card, protocol = self._connected()
        try:
            said, answer = self._scard.SCardTransmit(card, protocol, list(READ_UID))
        finally:
            self._scard.SCardDisconnect(card, self._scard.SCARD_LEAVE_CARD)
        if said != self._scard.SCARD_S_SUCCESS:
            raise Refused("the chip was taken away")
        return bytes(answer[:-2]) if bytes(answer[-2:]) == DONE else b""

    def wake(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        self._scard.SCardReleaseContext(self._context)

    def _connected(self) -> tuple[Any, int]:
        protocols = self._scard.SCARD_PROTOCOL_T0 | self._scard.SCARD_PROTOCOL_T1
        said, *card = self._scard.SCardConnect(self._context, self._reader, self._scard.SCARD_SHARE_SHARED, protocols)
        if said != self._scard.SCARD_S_SUCCESS:
            raise Refused("the chip cannot be spoken to")
        return card[0], card[1]

    def _found(self, wanted: str) -> str:
        readers: Sequence[str] = self._good(*self._scard.SCardListReaders(self._context, []))
        fitting = [name for name in readers if wanted in name]
        if not fitting:
            raise LineLost(f"{self._name} is not plugged in")
        return fitting[0]

    def _good(self, said: int, *given: Any) -> Any:
        """What a call gave; LineLost when it failed: the service was restarted, or the last reader is gone."""
        if said != self._scard.SCARD_S_SUCCESS:
            raise LineLost(f"{self._name}: the smart card service says {said & 0xFFFFFFFF:08X}")
        return given[0]


def _pyscard() -> ModuleType:
    try:
        from smartcard import scard
    except ImportError as error:
        raise BadSetting("install the extra 'pcsc' (pyscard), or Debian's python3-pyscard") from error
    module: ModuleType = scard
    return module
