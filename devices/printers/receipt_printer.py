"""The base of every ESC/POS receipt printer: asks before, sends, and finds out what became of the slip.

A job ends in one of four ways (protocols 3.4): *confirmed*, the printer said that everything up to our marker is on
paper (GS ( H); *assumed*, it cannot say that, but worked off our bytes and is well; *failed*, nothing was sent;
*unknown*, bytes were sent and then the paper ended, the line was lost, or nothing was heard for 5 s. Unknown is never
resent: what may lie in the printer is cleared, and a person decides.
"""

from __future__ import annotations

import time

from devices.capability import Capability
from devices.errors import NoAnswer
from devices.health import DeviceState
from devices.kinds.printer import PrintResult
from devices.printers.receipt_line import ReceiptLine, ReceiptOptionsT
from devices.printers.receipt_options import Proof
from devices.slip_document import SlipDocument
from devices.slips import orders
from devices.slips.encoding import encode_slip
from devices.values import Ending, Outcome
from devices.verbs.printer import PrinterDriver
from devices.wire import escpos

_PIECE = 512
"""Bytes handed to the line between two looks at what the printer says."""
_LOOK_S = 0.5


class EscposPrinter(ReceiptLine[ReceiptOptionsT], PrinterDriver[ReceiptOptionsT]):
    """What the models share. One job at a time; each begins with ESC @ and ends with a cut and a marker."""

    wire = "escpos"

    _attempts = 0
    _sent = 0

    # --- life -------------------------------------------------------------------------------------------------------

    def probe(self) -> None:
        orders.warm_up()
        self.listen_anew()
        self.greet()
        if self.status.state is DeviceState.READY:
            self.make_ready()
        self.tell()
        self.fall_silent()

    def turn(self) -> float:
        left = self.next_poll - time.monotonic()
        if left <= 0:
            self.ask_and_wait()
            self.let_go()
        else:
            self.hearing.take(self.listen(left))
        self.tell()
        return 0.0

    def recover(self) -> None:
        self.end_half_command()
        self.tell()
        self.fall_silent()

    def clear_after_refill(self) -> None:
        """A person put paper in: drop what the printer still holds and cut, so that only whole slips come out.

        Also for a start after a kill in mid-slip: only the caller knows that one was under way.
        """
        self.empty()
        self.tell()
        self.fall_silent()

    def fall_silent(self) -> None:
        """The talk that began with ESC @ is over for now."""
        self.let_go()

    def let_go(self) -> None:
        """Nothing more is said for now; who holds the line only while it talks gives it to others here."""

    def capabilities(self) -> frozenset[Capability]:
        proves = {Capability.PROVES_PRINT} if self.proof is Proof.PROCESS_ID else set()
        return frozenset({Capability.CUTS} | proves)

    # --- printing ---------------------------------------------------------------------------------------------------

    def print_slip(self, job: str, slip: SlipDocument) -> None:
        self._sent = 0
        ending = self.carry_out(lambda: self._print(job, slip), lambda ending: self.report(job, ending))
        if self.is_open:
            self.tell()
        if ending.outcome is Outcome.UNKNOWN and ending.reason == NoAnswer.reason:
            raise NoAnswer(f"{self.device} took a slip and stays silent")
        if self.is_open:
            self.fall_silent()

    def _print(self, job: str, slip: SlipDocument) -> Ending:
        self.ask()
        commands = encode_slip(slip, self.options.profile)
        self.wait_for_answers()
        if reason := self.status.reason:
            return Ending(Outcome.FAILED, reason)
        self.set_health(DeviceState.BUSY)
        self.make_ready()
        self._attempts += 1
        return self._print_commands(commands, escpos.marker_of(job, self._attempts))

    def _print_commands(self, commands: list[bytes], marker: bytes) -> Ending:
        self.hearing.done.clear()
        in_turn = self.hearing.in_turn
        end = escpos.process_id(marker) if self.proof is Proof.PROCESS_ID else escpos.ASK_PAPER_IN_TURN
        self.begin()
        self.leftover = max(map(len, commands), default=0)
        for piece in _pieces([self.reset, *commands, self.give_out + end]):
            if ending := self._trouble(half_command=self.leftover):
                return ending
            self._hand_over(piece)
        ending = self._await_proof(marker, in_turn)
        if ending.outcome is not Outcome.UNKNOWN:
            self.leftover = 0
        return ending

    @property
    def give_out(self) -> bytes:
        """What ends a slip and brings it to the hand."""
        return escpos.CUT

    def _hand_over(self, piece: bytes) -> None:
        """Write a piece. A line that takes no more may have its reason in what the printer said meanwhile."""
        try:
            self.line.write(piece)
        except NoAnswer:
            self.hearing.take(self.listen(0))
            raise
        self._sent += len(piece)

    def _trouble(self, timeout_s: float = 0.0, *, half_command: int = 0) -> Ending | None:
        """Listen for so long; an ending when the printer says it cannot go on. What it still holds is dropped, after
        white for the rest of a half command."""
        self.hearing.take(self.listen(timeout_s))
        reason = self.status.reason
        if not reason:
            return None
        self.line.write(bytes(half_command) + escpos.CLEAR_AFTER_ERROR)
        return Ending(Outcome.UNKNOWN, reason)

    def _await_proof(self, marker: bytes, in_turn: int) -> Ending:
        """Listen until the printer proves that it printed, tells that it cannot, or the time is over."""
        sent_at = time.monotonic() + self.line_s(self._sent)
        look, deadline = sent_at + min(_LOOK_S, self.options.confirm_s / 2), sent_at + self.options.confirm_s
        while (now := time.monotonic()) < deadline:
            trouble = self._trouble(min(look, deadline) - now if now < look else 0.0)
            if proven := self._proven(marker, in_turn):
                return proven
            if trouble:
                return trouble
            if time.monotonic() >= look:
                if self.proof is Proof.HEALTH:
                    return self._ending_by_health()
                self.ask()
                look += _LOOK_S
        return Ending(Outcome.UNKNOWN, NoAnswer.reason)

    def _proven(self, marker: bytes, in_turn: int) -> Ending | None:
        if marker in self.hearing.done:
            return Ending(Outcome.CONFIRMED)
        if self.proof is Proof.IN_TURN and self.hearing.in_turn > in_turn:
            return self._ending_by_health()
        return None

    def _ending_by_health(self) -> Ending:
        """The printer worked off our bytes, as far as it can say: assumed if it is well."""
        self.ask_and_wait()
        reason = self.status.reason
        return Ending(Outcome.UNKNOWN, reason) if reason else Ending(Outcome.ASSUMED)

    def broken_off(self, reason: str) -> Ending:
        """Where bytes were sent, the printer's own reason says more."""
        ending = super().broken_off(reason)
        if ending.outcome is Outcome.FAILED:
            return ending
        return ending._replace(reason=self.status.reason or reason)

    def report(self, job: str, ending: Ending) -> None:
        self.emit(
            PrintResult(
                device=self.device, job=job, outcome=ending.outcome, reason=ending.reason, bytes_sent=self._sent
            )
        )


def _pieces(commands: list[bytes]) -> list[bytes]:
    """The same bytes in pieces of at most `_PIECE`, so that a printer's word is heard between them."""
    data = b"".join(commands)
    return [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)]
