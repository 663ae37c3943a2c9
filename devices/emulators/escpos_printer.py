"""An ESC/POS receipt printer: obeys its bytes, answers its status, and lays every slip in a tray as a picture.

Written from the manuals (protocols 3.2, 3.3, 3.7), not from our driver. Real-time questions are answered at once, even
offline or in the middle of another command; everything else waits its turn in a buffer. A printer without paper, with
its cover open or its knife jammed no longer empties it; what does not fit is lost. After a refill it prints what it
still holds, as many do.

out DIR                   write each slip there: slip-0001.png, slip-0001.bin, and a line in slips.jsonl
slips · status            the slips so far · how the printer is
paper-out                 the roll is at its end now
paper-out-after N         … when N more bytes have arrived
paper-out-after-lines N   … when N more lines are printed
hang-up-after N           the plug is pulled when N more bytes have arrived (`clear` plugs it in again)
refill                    a new roll; the piece that hung out is torn off (a slip with cut = false)
near-end on|off · cover open|closed · cutter jam|ok · offline on|off · power-cycle
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from devices.emulators.emulator import Answer, chosen, deed
from devices.emulators.wire_emulator import WireEmulator
from devices.platen.body import Body, Roll
from devices.platen.marks import Sheet
from devices.platen.press import Press
from devices.platen.stream import Order, RealTime, Stream
from devices.platen.tray import SlipReport, Tray

_BUFFER_BYTES = 4096
_SLOW_MS = 200
_EOT, _ENQ = 0x04, 0x05
_INFO = {65: b"1.04", 66: b"KAPOK", 67: b"KP-80", 68: b"K8000001"}


class Status(Answer, kw_only=True):
    """How the printer is."""

    paper: str
    cover: str
    cutter: str
    offline: bool
    buffered: int
    lines: int
    slips: int


class Slips(Answer, kw_only=True):
    """The slips so far."""

    slips: tuple[SlipReport, ...]


class EscposPrinter(WireEmulator):
    """One printer. What a person does to it are methods and control words; what is wrong with its model are faults."""

    models: ClassVar = ("escpos-serial", "escpos-network")
    faults: ClassVar = {
        "swallow": "everything is read, nothing is printed or answered",
        "stall": "nothing more is taken from the line",
        "slow": "a line takes N ms (default 200): what is answered in turn comes that much later",
        "no-process-id": "GS ( H is not known",
        "no-paper-in-turn": "GS r is not known",
        "no-asb": "GS a is not known",
        "real-time-in-data": "DLE EOT is answered inside pictures and QR codes too",
    }

    def __init__(self, *, out: Path | None = None, **line: Any) -> None:
        """`out`: where slips are written; the rest as every emulator."""
        super().__init__(**line)
        self.tray = Tray(out)
        self.arrived = bytearray()
        """Everything the line ever carried here."""
        self._body = Body()
        self._press = Press()
        self._stream = Stream()
        self._waiting: deque[Order] = deque()
        self._waiting_bytes = 0
        self._out_at_byte: int | None = None
        self._gone_at_byte: int | None = None
        self._out_at_line: int | None = None
        self._asb, self._told = 0, b""
        self._busy_until = 0.0

    def close(self) -> None:
        super().close()
        self.tray.close()

    def take_slip(self, timeout_s: float = 5.0) -> tuple[SlipReport, Sheet]:
        """The next slip in the tray. Raises NoAnswer when none comes."""
        return self.tray.take(timeout_s)

    # --- what a person does to it -----------------------------------------------------------------------------------

    def paper_out(self) -> None:
        self._act(roll=Roll.OUT)

    def paper_out_after(self, count: int) -> None:
        """The roll ends when so many more bytes have arrived."""
        self.call(lambda: setattr(self, "_out_at_byte", len(self.arrived) + count))

    def paper_out_after_lines(self, count: int) -> None:
        """The roll ends when so many more lines have been printed."""
        self.call(lambda: setattr(self, "_out_at_line", self._press.lines + count))

    def hang_up_after(self, count: int) -> None:
        """The plug is pulled when so many more bytes have arrived."""
        self.call(lambda: setattr(self, "_gone_at_byte", len(self.arrived) + count))

    def near_end(self, on: bool) -> None:
        self._act(roll=Roll.NEAR_END if on else Roll.FULL)

    def refill(self) -> None:
        """A new roll; the piece that hung out is torn off, and what is in the buffer goes on printing."""
        self.call(self._tear_off)
        self._act(roll=Roll.FULL)

    def cover(self, open_: bool) -> None:
        self._act(cover_open=open_)

    def offline(self, on: bool) -> None:
        self._act(offline=on)

    def jam_cutter(self, on: bool) -> None:
        """The knife will stick at the next cut; or a person has freed it."""
        self._act(knife_jams=on, **({} if on else {"knife_stuck": False}))

    def power_cycle(self) -> None:
        self.call(self._power_cycle)

    def status(self) -> Status:
        return self.call(self._status)

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "out": deed(lambda rest: self._set_folder(Path(rest))),
            "paper-out": deed(lambda _rest: self.paper_out()),
            "paper-out-after": deed(lambda rest: self.paper_out_after(int(rest))),
            "paper-out-after-lines": deed(lambda rest: self.paper_out_after_lines(int(rest))),
            "hang-up-after": deed(lambda rest: self.hang_up_after(int(rest))),
            "near-end": deed(lambda rest: self.near_end(chosen(rest, "on", "off"))),
            "refill": deed(lambda _rest: self.refill()),
            "cover": deed(lambda rest: self.cover(chosen(rest, "open", "closed"))),
            "offline": deed(lambda rest: self.offline(chosen(rest, "on", "off"))),
            "cutter": deed(lambda rest: self.jam_cutter(chosen(rest, "jam", "ok"))),
            "power-cycle": deed(lambda _rest: self.power_cycle()),
            "status": lambda _rest: self.status(),
            "slips": lambda _rest: Slips(slips=tuple(self.tray.reports)),
        }

    def _act(self, **change: bool | Roll) -> None:
        self.call(lambda: self._change(**change))

    def _change(self, **change: bool | Roll) -> None:
        """Something about the body is different: tell it, and go on printing where that is possible again."""
        for what, value in change.items():
            setattr(self._body, what, value)
        self._tell()
        self._work()

    # --- bytes from the driver --------------------------------------------------------------------------------------

    def received(self, data: bytes) -> None:
        if self.take_fault("swallow") is not None:
            self.arrived += data
            return
        if self._reaches(self._out_at_byte, data):
            data = self._take_until(self._out_at_byte, data)
            self._out_at_byte = None
            self._change(roll=Roll.OUT)
        if self._reaches(self._gone_at_byte, data):
            self._take_until(self._gone_at_byte, data)
            self._gone_at_byte = None
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

    def takes_more(self) -> bool:
        return "stall" not in self.active

    def plugged(self) -> None:
        """Pulling the data cable changes nothing inside a printer: a half command is still half."""

    def _take_bytes(self, data: bytes) -> None:
        self.arrived += data
        self._stream.real_time_in_data = "real-time-in-data" in self.active
        for found in self._stream.feed(data):
            if isinstance(found, RealTime):
                self._real_time(found)
            elif self._waiting_bytes < _BUFFER_BYTES:
                self._waiting.append(found)
                self._waiting_bytes += len(found.raw)
                self._work()

    def _real_time(self, found: RealTime) -> None:
        if found.command == _EOT and found.parameter in (1, 2, 3, 4):
            self.answer(bytes([self._body.status_byte(found.parameter)]))
        elif found.command == _ENQ and found.parameter == 2:
            self._drop_buffer()

    def _drop_buffer(self) -> None:
        self._waiting.clear()
        self._waiting_bytes = 0
        self._press.reset()

    # --- in turn ----------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while self._waiting and not self._body.stopped:
            order = self._waiting.popleft()
            self._waiting_bytes -= len(order.raw)
            self._obey(order)

    def _obey(self, order: Order) -> None:
        if order.name == b"\x1dV":
            self._cut(order)
        elif order.name == b"\x1da":
            self._press.note(order)
            self._switch_asb(order.parameters[0])
        elif order.name in (b"\x1dr", b"\x1dI"):
            self._press.note(order)
            if order.name != b"\x1dr" or "no-paper-in-turn" not in self.active:
                self._in_turn(self._about(order))
        elif order.name == b"\x1d(" and order.parameters[:1] == b"H":
            self._press.note(order)
            self._process_id(order.data)
        else:
            self._print(order)

    def _print(self, order: Order) -> None:
        if order.name == b"\x1b@":
            self._asb = 0
        before = self._press.lines
        self._press.obey(order)
        self._pass_time(self._press.lines - before)
        if self._out_at_line is not None and self._press.lines >= self._out_at_line:
            self._out_at_line = None
            self._change(roll=Roll.OUT)

    def _pass_time(self, lines: int) -> None:
        if "slow" in self.active:
            each = int(self.active["slow"][0] or _SLOW_MS) / 1000
            self._busy_until = max(self._busy_until, time.monotonic()) + lines * each

    def _cut(self, order: Order) -> None:
        if self._body.knife_jams:
            self._waiting.appendleft(order)
            self._waiting_bytes += len(order.raw)
            self._change(knife_stuck=True)
            return
        self._press.note(order)
        if not self._press.is_clean:
            self.tray.put(self._press.take_sheet(cut=True))

    def _process_id(self, data: bytes) -> None:
        if data[:2] == b"00" and "no-process-id" not in self.active:
            self._in_turn(b"\x37\x22" + data[2:6] + b"\x00")

    def _about(self, order: Order) -> bytes:
        n = order.parameters[0]
        if order.name == b"\x1dr":
            return bytes([self._body.paper_byte()])
        return b"\x5f" + _INFO[n] + b"\x00" if n in _INFO else b"\x02"

    def _in_turn(self, data: bytes) -> None:
        """An answer given when everything before it is on paper."""
        self.answer(data, after_s=max(0.0, self._busy_until - time.monotonic()))

    def _switch_asb(self, mask: int) -> None:
        if "no-asb" not in self.active:
            self._asb, self._told = mask, b""
            self._tell()

    def _tell(self) -> None:
        packet = self._body.packet()
        if self._asb and packet != self._told:
            self._told = packet
            self.answer(packet)

    def _tear_off(self) -> None:
        if not self._press.is_clean:
            self.tray.put(self._press.take_sheet(cut=False))

    def _power_cycle(self) -> None:
        self._drop_buffer()
        self._stream.reset()
        self._tear_off()
        self._asb, self._busy_until = 0, 0.0

    def _status(self) -> Status:
        return Status(
            paper=self._body.roll.value,
            cover="open" if self._body.cover_open else "closed",
            cutter="jammed" if self._body.knife_stuck else "ok",
            offline=self._body.stopped,
            buffered=self._waiting_bytes + self._stream.open_bytes,
            lines=self._press.lines,
            slips=len(self.tray.reports),
        )

    def _set_folder(self, folder: Path) -> None:
        self.tray.folder = folder
