"""Finding SSI packets in what a scanner's line brings, no I/O: noise, halves and floods end with the next silence."""

from __future__ import annotations

from devices.errors import BadFrame
from devices.wire.scanner_ssi import DECODER, LONGEST, Packet, read_packet

QUIET_S = 0.2
"""Within a packet no two bytes are further apart."""
CAP = 4 * LONGEST


class PacketReceiver:
    """`feed` takes bytes, `due` says when the line will have been quiet long enough, `tick` then clears up. All times
    are monotonic seconds.

    `damaged` is true once after something came that was no packet and may have been one; `flooded` once after more
    came without a silence than any scanner sends.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._heard_at: float | None = None
        self._draining = False
        self.damaged = self.flooded = False

    def feed(self, data: bytes, now: float) -> list[Packet]:
        """The packets that are whole now, as long as nothing strange stands before them."""
        self._heard_at = now
        if self._draining:
            return []
        self._held += data
        found = self._whole_ones()
        if len(self._held) > CAP:
            self._held.clear()
            self._draining = self.flooded = True
        return found

    def due(self) -> float | None:
        """When `tick` will have something to do if nothing more comes."""
        return None if self._heard_at is None else self._heard_at + QUIET_S

    def tick(self, now: float) -> list[Packet]:
        """After a silence: the packets behind noise. What is left is dropped, and was damaged."""
        if self._heard_at is None or now < self._heard_at + QUIET_S:
            return []
        found, self._draining, self._heard_at = self._search(), False, None
        self._held.clear()
        return found

    def _whole_ones(self) -> list[Packet]:
        found = []
        while packet := _packet(self._held):
            found.append(packet)
            del self._held[: packet.size]
        return found

    def _search(self) -> list[Packet]:
        found, strange = [], 0
        while self._held:
            if packet := _packet(self._held):
                found.append(packet)
                del self._held[: packet.size]
            else:
                strange += 1
                del self._held[0]
        self.damaged = bool(strange)
        return found


def _packet(held: bytearray) -> Packet | None:
    """The scanner's packet at the beginning, if a whole one is there."""
    try:
        packet = read_packet(bytes(held[:LONGEST]))
    except BadFrame:
        return None
    return packet if packet.source == DECODER else None
