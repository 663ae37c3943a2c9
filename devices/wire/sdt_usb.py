"""How SDT frames travel over USB. It differs from vendor to vendor, so it is a setting; none was tried on a device.

native    the request's header (preamble and length) goes to OUT 02, its body to OUT 06; a reply's header comes from IN
          81, its body from IN 85. Two sources agree.
single    some readers (0400:C35A) take whole frames on one pair of bulk pipes. One source; it does not name the pipes.
hid-wrap  Miaxis: reports with a frame, or a piece of one, inside. One source, with gaps marked [?] below.
"""

from __future__ import annotations

from typing import ClassVar

from devices.wire.sdt import PREAMBLE

HEADER = len(PREAMBLE) + 2
HEADER_OUT, BODY_OUT, HEADER_IN, BODY_IN = 0x02, 0x06, 0x81, 0x85

Transfers = list[tuple[int, bytes]]


class Native:
    """Header and body apart. While a body is awaited the next bytes come from its pipe."""

    inputs: ClassVar = (HEADER_IN, BODY_IN)

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._header = b""
        self._body_left = 0

    @property
    def listens(self) -> int:
        return BODY_IN if self._body_left else HEADER_IN

    def outgoing(self, data: bytes) -> Transfers:
        return [(HEADER_OUT, data[:HEADER]), (BODY_OUT, data[HEADER:])]

    def heard(self, endpoint: int, data: bytes) -> bytes:
        if endpoint == BODY_IN:
            self._body_left = max(0, self._body_left - len(data))
        else:
            self._header = (self._header + data)[-HEADER:]
            if len(self._header) == HEADER and self._header.startswith(PREAMBLE):
                self._body_left = int.from_bytes(self._header[-2:], "big")
                self._header = b""
        return data


class Single:
    """Whole frames on one pair of pipes."""

    def __init__(self, out: int, into: int) -> None:
        self._out = out
        self.listens = into
        self.inputs = (into,)

    def reset(self) -> None:
        """Nothing is remembered."""

    def outgoing(self, data: bytes) -> Transfers:
        return [(self._out, data)]

    def heard(self, endpoint: int, data: bytes) -> bytes:
        return data


class HidWrap(Single):
    """Each report: flag 88 (request) or AA (reply), 2 bytes SRN, 2 bytes length, 1 byte command, a frame or a piece of
    one, 2 bytes checksum; a reply has 2 bytes of status more. Length and checksum are little-endian, the checksum is
    the sum of the bytes from the length on.

    Not confirmed [?]: SRN counts requests, little-endian; the length counts what stands between it and the checksum;
    the status stands behind the command; the rest of a report is zeros. Which command carries SDT is a setting.
    """

    FLAG_REQUEST, FLAG_REPLY = 0x88, 0xAA
    BEFORE_LENGTH, LENGTH, COMMAND, STATUS, SUM = 3, 2, 1, 2, 2

    def __init__(self, out: int, into: int, *, command: int, report: int) -> None:
        super().__init__(out, into)
        self._command, self._report = command, report
        self._number = 0

    def outgoing(self, data: bytes) -> Transfers:
        self._number = (self._number + 1) & 0xFFFF
        counted = (self.COMMAND + len(data)).to_bytes(2, "little") + bytes((self._command,)) + data
        report = bytes((self.FLAG_REQUEST,)) + self._number.to_bytes(2, "little") + counted + added(counted)
        return super().outgoing(report.ljust(self._report, b"\0"))

    def heard(self, endpoint: int, data: bytes) -> bytes:
        """The piece of a frame in a good report, nothing in any other."""
        start = self.BEFORE_LENGTH + self.LENGTH
        end = start + int.from_bytes(data[self.BEFORE_LENGTH : start], "little")
        if data[:1] != bytes((self.FLAG_REPLY,)) or data[end : end + self.SUM] != added(data[self.BEFORE_LENGTH : end]):
            return b""
        return data[start + self.COMMAND + self.STATUS : end]


def added(data: bytes) -> bytes:
    """The sum of all bytes, two bytes little-endian."""
    return (sum(data) & 0xFFFF).to_bytes(2, "little")
