"""Contact and contactless chips at a PC/SC reader: model `pcsc-card`. Is one there, and which number has it.

The number comes from the reader's own command FF CA 00 00 00. Bank and social security cards hold more, which needs
their issuers' keys: not read. Needs the extra `pcsc`; not tried with a real reader.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from devices.connection import Connection
from devices.driver import Options
from devices.errors import LineLost, Refused
from devices.kinds.chip_reader import Chip, ChipEvent, ChipSeen
from devices.transports.chip_socket import SocketSlot
from devices.transports.smart_card import ChipSlot, PcscSlot, Presence
from devices.transports.tcp import SCHEME as EMULATED
from devices.verbs.chip_reader import ChipReaderDriver


class PcscOptions(Options, frozen=True, kw_only=True):
    """`poll_ms`: pause between two looks."""

    poll_ms: Annotated[int, Meta(ge=20, le=5000)] = 250


class PcscCard(ChipReaderDriver[PcscOptions]):
    """Looks in every turn. Gone is gone at once: the service debounces what lies there."""

    model = "pcsc-card"
    options_type: ClassVar = PcscOptions

    _seen: Presence | None = None

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        return SocketSlot(port) if port.startswith(EMULATED) else PcscSlot(port)

    def probe(self) -> None:
        self._seen = None
        self._slot.presence()

    def turn(self) -> float:
        there = self._slot.presence()
        if there != self._seen:
            self._change(there)
        return self.options.poll_ms / 1000

    def recover(self) -> None:
        self._slot.presence()

    def forget(self) -> None:
        """The reader went away with a chip in it: nobody waits for its end."""
        self._change(None)

    def _change(self, there: Presence | None) -> None:
        before, self._seen = self._seen, there
        if before is not None:
            self._tell(ChipEvent.REMOVED)
        if there is not None:
            self._read(there)

    def _read(self, there: Presence) -> None:
        try:
            uid = self._slot.uid()
        except Refused:
            self._tell(ChipEvent.UNREADABLE)
        else:
            self._tell(ChipEvent.READ, Chip(uid=uid.hex().upper(), atr=there.atr.hex().upper()))

    def _tell(self, event: ChipEvent, chip: Chip | None = None) -> None:
        self.emit(ChipSeen(device=self.device, event=event, chip=chip))

    @property
    def _slot(self) -> ChipSlot:
        if self._connection is None:
            raise LineLost(f"{self.device} is not connected")
        slot: ChipSlot = self._connection  # type: ignore[assignment] # what `connect` makes is a ChipSlot
        return slot
