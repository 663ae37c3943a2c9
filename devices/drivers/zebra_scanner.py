"""Zebra and Motorola scanners that speak SSI on a serial line: model `zebra-serial`.

A code comes in a packet that must be acknowledged; one that comes again because the acknowledgement was lost is told
once and acknowledged twice. A code longer than 250 bytes does not fit into a packet, and how a scanner parts it is not
confirmed: each packet is told by itself. Untried on a real scanner.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Annotated

from msgspec import Meta

from devices.capability import Capability
from devices.driver import LineDriver, LineOptions
from devices.errors import NoAnswer
from devices.scanners.scanner import IDLE_S, OPENING_S, CodeScanner, declined, in_words, refusal
from devices.wire.scanner import CAP
from devices.wire.scanner_ssi import RESEND, WAKE, WAKE_S, Opcode, Packet, packet
from devices.wire.scanner_ssi_receiver import PacketReceiver

ASKED = 2
ORDER_S = 0.3
"""How long a refusal is waited for."""
REPEAT_S = 5.0
"""A packet that comes again after longer than this is another customer's."""


class ZebraOptions(LineOptions, frozen=True, kw_only=True):
    """`longest`: bytes of the longest code taken. `codes_per_second`: what is more is dropped. `aim`: the scanner puts
    an AIM id before each code. `ask_at_open`: make sure that the scanner answers."""

    longest: Annotated[int, Meta(ge=1, le=8192)] = CAP
    codes_per_second: Annotated[int, Meta(ge=1, le=1000)] = 5
    aim: bool = False
    ask_at_open: bool = True


class ZebraScanner(LineDriver[ZebraOptions], CodeScanner[ZebraOptions]):
    """Looks by itself or during a session, as it is set up."""

    model = "zebra-serial"
    wire = "zebra-ssi"
    options_type = ZebraOptions

    _receiver: PacketReceiver
    _told: Packet | None = None
    """The code told last, and until when the same packet sent again is the same code."""
    _told_until = 0.0
    _revision = ""

    def probe(self) -> None:
        self._receiver, self._told = PacketReceiver(), None
        self.begin_codes(self.options.codes_per_second, has_aim=self.options.aim)
        self.line.drain()
        if self.options.ask_at_open:
            self.recover()

    def turn(self) -> float:
        self._hear(time.monotonic() + IDLE_S)
        return 0.0

    def recover(self) -> None:
        """Ask for its revision, twice if need be; raises NoAnswer or Refused."""
        for _ in range(ASKED):
            answer = self._command(Opcode.REQUEST_REVISION, (Opcode.REPLY_REVISION, Opcode.NAK), OPENING_S / ASKED)
            if answer is not None and answer.opcode == Opcode.NAK:
                raise refusal("to say its revision", Opcode.NAK.name)
            if answer is not None:
                self._revision = in_words(answer.data)
                return
        raise NoAnswer(f"{self.device} did not say its revision in time")

    def trigger(self) -> None:
        self._order(Opcode.START)

    def release(self) -> None:
        self._order(Opcode.STOP)

    def capabilities(self) -> frozenset[Capability]:
        return frozenset({Capability.TRIGGER})

    def facts(self) -> dict[str, str]:
        return {"revision": self._revision} if self._revision else {}

    # --- packets ----------------------------------------------------------------------------------------------------

    def _order(self, opcode: Opcode) -> None:
        """That a scanner acknowledges an order is not confirmed: only a refusal counts."""
        answer = self._command(opcode, (Opcode.ACK, Opcode.NAK), ORDER_S)
        if answer is not None and answer.opcode == Opcode.NAK:
            raise declined(refusal(f"to {opcode.name.lower()}", Opcode.NAK.name))

    def _command(self, opcode: Opcode, answers: Collection[Opcode], within_s: float) -> Packet | None:
        """Send it and give back the first of its answers. Wakes the scanner first: what reaches one that sleeps is
        lost."""
        self.line.write(WAKE)
        self._answer_until(time.monotonic() + WAKE_S, ())
        self.line.write(packet(opcode))
        return self._answer_until(time.monotonic() + within_s, answers)

    def _answer_until(self, deadline: float, answers: Collection[int]) -> Packet | None:
        while time.monotonic() < deadline:
            for heard in self._hear(deadline):
                if heard.opcode in answers:
                    return heard
        return None

    def _hear(self, deadline: float) -> list[Packet]:
        """Listen once; codes are acknowledged and told, the other packets given back."""
        due = self._receiver.due()
        until = deadline if due is None else min(deadline, due)
        data = self.listen(max(0.0, until - time.monotonic()))
        now = time.monotonic()
        heard = self._receiver.feed(data, now) if data else self._receiver.tick(now)
        self._complain()
        for one in heard:
            if one.opcode == Opcode.DECODED:
                self._take(one, now)
        return heard

    def _take(self, code: Packet, now: float) -> None:
        self.line.write(packet(Opcode.ACK))
        if code.is_retransmitted and now < self._told_until and self._told is not None and code.data == self._told.data:
            return
        self._told, self._told_until = code, now + REPEAT_S
        number, text = code.data[:1], code.data[1:]
        short_enough = number and len(text) <= self.options.longest
        self.tell(text if short_enough else None, type_number=number[0] if number else None)

    def _complain(self) -> None:
        """Have sent again what came in pieces, and take it for new even if it is the same as before: better told twice
        than never. Tell once of a flood."""
        receiver = self._receiver
        if receiver.damaged:
            self._told = None
            self.line.write(packet(Opcode.NAK, RESEND))
        if receiver.flooded:
            self.tell(None)
        receiver.damaged = receiver.flooded = False
