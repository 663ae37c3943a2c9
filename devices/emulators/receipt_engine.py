"""What happens inside every emulated receipt printer between its wire and its tray (protocols 3.2, 3.3, 3.7).

Real-time questions are answered at once, even offline or in the middle of another command; everything else waits its
turn in a buffer. A printer that is stopped no longer empties it; what does not fit is lost. After a refill it prints
what it still holds, as many do.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from devices.emulators.wire_emulator import WireEmulator
from devices.platen.body import Body, Roll
from devices.platen.marks import Sheet
from devices.platen.press import Press
from devices.platen.stream import Order, RealTime, Stream
from devices.platen.tray import Tray

_BUFFER_BYTES = 4096
_SLOW_MS = 200
_EOT, _ENQ = 0x04, 0x05
_INFO = {65: b"1.04", 66: b"KAPOK", 67: b"KP-80", 68: b"K8000001"}


class ReceiptEngine(WireEmulator):
    """Bytes in, answers and slips out. A model adds its own orders and real-time questions."""

    faults: ClassVar = {
        "swallow": "everything is read, nothing is printed or answered",
        "stall": "nothing more is taken from the line",
        "slow": "a line takes N ms (default 200): what is answered in turn comes that much later",
        "no-process-id": "GS ( H is not known",
        "no-paper-in-turn": "GS r is not known",
        "no-asb": "GS a is not known",
        "chinese-off": "two bytes are no Hanzi until FS & says so, after each ESC @",
        "interleaved": "an automatic status stands before each answer to DLE EOT, however little has changed",
        "real-time-in-data": "DLE EOT is answered inside pictures and QR codes too",
    }

    def __init__(self, *, out: Path | None = None, **line: Any) -> None:
        """`out`: where slips are written; the rest as every emulator."""
        super().__init__(**line)
        self.tray = Tray(out)
        self.arrived = bytearray()
        """Everything the line ever carried here."""
        self.body = Body()
        self.press = Press()
        self._stream = Stream()
        self._waiting: deque[Order] = deque()
        self._waiting_bytes = 0
        self.out_at_byte: int | None = None
        """The roll is at its end when so many bytes have arrived in all."""
        self.gone_at_byte: int | None = None
        """The plug is pulled when so many bytes have arrived in all."""
        self.out_at_line: int | None = None
        """The roll is at its end when so many lines were printed in all."""
        self._asb, self._told = 0, b""
        self._busy_until = 0.0

    def close(self) -> None:
        super().close()
        self.tray.close()

    def change(self, **change: bool | Roll | set[str]) -> None:
        """Something about the body is different: tell it, and go on printing where that is possible again."""
        for what, value in change.items():
            setattr(self.body, what, value)
        self.tell()
        self._work()

    # --- bytes from the driver --------------------------------------------------------------------------------------

    def received(self, data: bytes) -> None:
        if self.take_fault("swallow") is not None:
            self.arrived += data
            return
        if self._reaches(self.out_at_byte, data):
            data = self._take_until(self.out_at_byte, data)
            self.out_at_byte = None
            self.change(roll=Roll.OUT)
        if self._reaches(self.gone_at_byte, data):
            self._take_until(self.gone_at_byte, data)
            self.gone_at_byte = None
            self.fault("hang-up")
            return
        self._take_bytes(data)

    def _reaches(self, at: int | None, data: bytes) -> bool:
        return at is not None and len(self.arrived) + len(data) >= at

    def _take_until(self, at: int | None, data: bytes) -> bytes:
        """Take what belongs before byte `at`; the rest."""
        before = (at or 0) - len(self.arrived)
        self._take_bytes(data[:before])
        return data[before:]

    def answer(self, data: bytes, *, after_s: float = 0.0) -> None:
        if "swallow" not in self.active:
            super().answer(data, after_s=after_s)

    def takes_more(self) -> bool:
        return "stall" not in self.active

    def plugged(self) -> None:
        """Pulling the data cable changes nothing inside a printer: a half command is still half."""

    def _take_bytes(self, data: bytes) -> None:
        self.arrived += data
        self._stream.real_time_in_data = "real-time-in-data" in self.active
        for found in self._stream.feed(data):
            if isinstance(found, RealTime):
                self.real_time(found)
            elif self._waiting_bytes < _BUFFER_BYTES:
                self._waiting.append(found)
                self._waiting_bytes += len(found.raw)
                self._work()

    def real_time(self, found: RealTime) -> None:
        """A question or order that does not wait its turn; a model may know more of them."""
        if found.command == _EOT and found.parameter in (1, 2, 3, 4):
            if "interleaved" in self.active and self._asb:
                self.answer(self.body.packet())
            self.answer(bytes([self.body.status_byte(found.parameter)]))
        elif found.command == _ENQ and found.parameter == 2:
            self._drop_buffer()

    def _drop_buffer(self) -> None:
        self._waiting.clear()
        self._waiting_bytes = 0
        self.press.reset()

    # --- in turn ----------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while self._waiting and not self.body.stopped:
            order = self._waiting.popleft()
            self._waiting_bytes -= len(order.raw)
            self._obey(order)

    def own_orders(self) -> dict[bytes, Callable[[Order], None]]:
        """What is done by the printer itself, not by its press, by the command's two bytes; a model may add some."""
        return {
            b"\x1b@": self._initialise,
            b"\x1dV": self._cut,
            b"\x1da": lambda order: self._switch_asb(order.parameters[0]),
            b"\x1dr": self._paper_in_turn,
            b"\x1dI": self._about,
            b"\x1d(": self._process_id,
        }

    def _obey(self, order: Order) -> None:
        own = self.own_orders().get(order.name)
        if own is None or (order.name == b"\x1d(" and order.parameters[:1] != b"H"):
            self._print(order)
            return
        if order.name != b"\x1dV":
            self.press.note(order)
        own(order)

    def _print(self, order: Order) -> None:
        before = self.press.lines
        self.press.obey(order)
        self._pass_time(self.press.lines - before)
        if self.out_at_line is not None and self.press.lines >= self.out_at_line:
            self.out_at_line = None
            self.change(roll=Roll.OUT)

    def _pass_time(self, lines: int) -> None:
        if "slow" in self.active:
            each = int(self.active["slow"][0] or _SLOW_MS) / 1000
            self._busy_until = max(self._busy_until, time.monotonic()) + lines * each

    def _cut(self, order: Order) -> None:
        if self.body.knife_jams:
            self._waiting.appendleft(order)
            self._waiting_bytes += len(order.raw)
            self.change(knife_stuck=True)
            return
        self.press.note(order)
        if not self.press.is_clean:
            self.give_out(self.press.take_sheet(cut=True))

    def give_out(self, sheet: Sheet) -> None:
        """A slip has been cut off; a presenter holds it in its slot."""
        self.tray.put(sheet)

    def _initialise(self, _order: Order) -> None:
        self._asb = 0
        self.press.reset(hanzi="chinese-off" not in self.active)

    def _process_id(self, order: Order) -> None:
        if order.data[:2] == b"00" and "no-process-id" not in self.active:
            self.in_turn(b"\x37\x22" + order.data[2:6] + b"\x00")

    def _paper_in_turn(self, _order: Order) -> None:
        if "no-paper-in-turn" not in self.active:
            self.in_turn(bytes([self.body.paper_byte()]))

    def _about(self, order: Order) -> None:
        n = order.parameters[0]
        self.in_turn(b"\x5f" + _INFO[n] + b"\x00" if n in _INFO else b"\x02")

    def in_turn(self, data: bytes) -> None:
        """An answer given when everything before it is on paper."""
        self.answer(data, after_s=max(0.0, self._busy_until - time.monotonic()))

    def _switch_asb(self, mask: int) -> None:
        if "no-asb" not in self.active:
            self._asb, self._told = mask, b""
            self.tell()

    def tell(self) -> None:
        """Say by itself how it is, where that is switched on and something changed."""
        packet = self.body.packet()
        if self._asb and packet != self._told:
            self._told = packet
            self.answer(packet)

    def tear_off(self) -> None:
        if not self.press.is_clean:
            self.tray.put(self.press.take_sheet(cut=False))

    def power_down(self) -> None:
        self._drop_buffer()
        self._stream.reset()
        self.tear_off()
        self._asb, self._busy_until = 0, 0.0

    @property
    def buffered(self) -> int:
        """Bytes that wait, a command not yet whole among them."""
        return self._waiting_bytes + self._stream.open_bytes
