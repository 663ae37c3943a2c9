"""The base of every ESC/POS receipt printer: asks before, sends, and finds out what became of the slip.

A job ends in one of four ways (protocols 3.4): *confirmed*, the printer said that everything up to our marker is on
paper (GS ( H); *assumed*, it cannot say that, but worked off our bytes and is well; *failed*, nothing was sent;
*unknown*, bytes were sent and then the paper ended, the line was lost, or nothing was heard for 5 s. Unknown is never
resent: what may lie in the printer is cleared, and a person decides.
"""

from __future__ import annotations

import time
from typing import ClassVar

from devices.driver import LineDriver, Options
from devices.errors import NoAnswer
from devices.health import DeviceState
from devices.kinds.printer import PrintResult
from devices.receipt_options import EscposOptions, Proof
from devices.slip_document import SlipDocument
from devices.slips import orders
from devices.slips.encoding import encode_slip
from devices.slips.raster import LONGEST_COMMAND
from devices.values import Ending, Outcome
from devices.verbs.printer import PrinterDriver
from devices.wire import escpos
from devices.wire.escpos_hearing import Hearing, condition

_PIECE = 512
"""Bytes handed to the line between two looks at what the printer says."""
_LEARN_S, _LOOK_S = 0.5, 0.5
_BITS_PER_BYTE = 10


class EscposPrinter(LineDriver[EscposOptions], PrinterDriver[EscposOptions]):
    """What the models share. One job at a time; each begins with ESC @ and ends with a cut and a marker."""

    options_type: ClassVar[type[Options]] = EscposOptions

    _proof = Proof.LEARN
    _attempts = 0
    _sent = 0
    _leftover = 0
    """Bytes of the longest command of a job whose end is unknown: so many the printer may still wait for. 0: clean."""
    _next_poll = 0.0

    # --- life -------------------------------------------------------------------------------------------------------

    def probe(self) -> None:
        orders.warm_up()
        self._hearing = Hearing()
        self._proof = self.options.proof
        self.line.drain()
        filler = escpos.HALF_HEAD + bytes(self._leftover)
        self.line.write(filler + escpos.INIT + escpos.ASB_ON)
        try:
            self._ask_and_wait(extra_s=self._line_s(len(filler)))
        except NoAnswer:
            self._end_half_command()
        if condition(self._hearing.status)[0] is DeviceState.READY:
            self._make_ready()
        self._tell()

    def turn(self) -> float:
        left = self._next_poll - time.monotonic()
        if left <= 0:
            self._ask_and_wait()
        else:
            self._hearing.take(self.listen(left))
        self._tell()
        return 0.0

    def recover(self) -> None:
        self._end_half_command()
        self._tell()

    def clear_after_refill(self) -> None:
        """A person put paper in: drop what the printer still holds and cut, so that only whole slips come out.

        Also for a start after a kill in mid-slip: only the caller knows that one was under way.
        """
        self._clear()
        self._tell()

    # --- printing ---------------------------------------------------------------------------------------------------

    def print_slip(self, job: str, slip: SlipDocument) -> None:
        self._sent = 0
        ending = self.carry_out(lambda: self._print(job, slip), lambda ending: self._report(job, ending))
        if self.is_open:
            self._tell()
        if ending.outcome is Outcome.UNKNOWN and ending.reason == NoAnswer.reason:
            raise NoAnswer(f"{self.device} took a slip and stays silent")

    def _print(self, job: str, slip: SlipDocument) -> Ending:
        self._ask()
        commands = encode_slip(slip, self.options.profile)
        self._wait_for_answers()
        if reason := condition(self._hearing.status)[1]:
            return Ending(Outcome.FAILED, reason)
        self.set_health(DeviceState.BUSY)
        self._make_ready()
        self._attempts += 1
        return self._print_commands(commands, escpos.marker_of(job, self._attempts))

    def _print_commands(self, commands: list[bytes], marker: bytes) -> Ending:
        self._hearing.done.clear()
        in_turn = self._hearing.in_turn
        end = escpos.process_id(marker) if self._proof is Proof.PROCESS_ID else escpos.ASK_PAPER_IN_TURN
        self.begin()
        self._leftover = max(map(len, commands), default=0)
        for piece in _pieces([escpos.INIT + escpos.ASB_ON, *commands, escpos.CUT + end]):
            if ending := self._trouble(half_command=self._leftover):
                return ending
            self._hand_over(piece)
        ending = self._await_proof(marker, in_turn)
        if ending.outcome is not Outcome.UNKNOWN:
            self._leftover = 0
        return ending

    def _hand_over(self, piece: bytes) -> None:
        """Write a piece. A line that takes no more may have its reason in what the printer said meanwhile."""
        try:
            self.line.write(piece)
        except NoAnswer:
            self._hearing.take(self.listen(0))
            raise
        self._sent += len(piece)

    def _trouble(self, timeout_s: float = 0.0, *, half_command: int = 0) -> Ending | None:
        """Listen for so long; an ending when the printer says it cannot go on. What it still holds is dropped, after
        white for the rest of a half command."""
        self._hearing.take(self.listen(timeout_s))
        reason = condition(self._hearing.status)[1]
        if not reason:
            return None
        self.line.write(bytes(half_command) + escpos.CLEAR_AFTER_ERROR)
        return Ending(Outcome.UNKNOWN, reason)

    def _await_proof(self, marker: bytes, in_turn: int) -> Ending:
        """Listen until the printer proves that it printed, tells that it cannot, or the time is over."""
        line_s = self._line_s(self._sent)
        look, deadline = time.monotonic() + line_s + _LOOK_S, time.monotonic() + line_s + self.options.confirm_s
        while (now := time.monotonic()) < deadline:
            trouble = self._trouble(min(look, deadline) - now if now < look else 0.0)
            if proven := self._proven(marker, in_turn):
                return proven
            if trouble:
                return trouble
            if time.monotonic() >= look:
                if self._proof is Proof.HEALTH:
                    return self._ending_by_health()
                self._ask()
                look += _LOOK_S
        return Ending(Outcome.UNKNOWN, NoAnswer.reason)

    def _proven(self, marker: bytes, in_turn: int) -> Ending | None:
        if marker in self._hearing.done:
            return Ending(Outcome.CONFIRMED)
        if self._proof is Proof.IN_TURN and self._hearing.in_turn > in_turn:
            return self._ending_by_health()
        return None

    def _ending_by_health(self) -> Ending:
        """The printer worked off our bytes, as far as it can say: assumed if it is well."""
        self._ask_and_wait()
        reason = condition(self._hearing.status)[1]
        return Ending(Outcome.UNKNOWN, reason) if reason else Ending(Outcome.ASSUMED)

    def broken_off(self, reason: str) -> Ending:
        """Where bytes were sent, the printer's own reason says more."""
        ending = super().broken_off(reason)
        if ending.outcome is Outcome.FAILED:
            return ending
        return ending._replace(reason=condition(self._hearing.status)[1] or reason)

    def _report(self, job: str, ending: Ending) -> None:
        self.emit(
            PrintResult(
                device=self.device, job=job, outcome=ending.outcome, reason=ending.reason, bytes_sent=self._sent
            )
        )

    # --- before a slip ----------------------------------------------------------------------------------------------

    def _make_ready(self) -> None:
        """The printer is well: leave nothing of a broken job in it, and know how it proves what it prints."""
        if self._leftover:
            self._clear()
        if self._proof is Proof.LEARN:
            self._proof = self._learn()

    def _clear(self) -> None:
        """Drop everything a broken job left: fill up a half command, empty the buffer, cut off what hangs out."""
        filler, self._leftover = escpos.HALF_HEAD + bytes(self._leftover), 0
        self.line.write(filler + escpos.CLEAR_AFTER_ERROR + escpos.INIT + escpos.ASB_ON + escpos.CUT)
        self._ask_and_wait(extra_s=self._line_s(len(filler)))

    def _end_half_command(self) -> None:
        """A silent printer may be waiting for the rest of a picture, sent before the line was lost or we were started:
        give it white until it must be whole, and ask again."""
        self.line.write(bytes(LONGEST_COMMAND) + escpos.INIT + escpos.ASB_ON)
        self._ask_and_wait(extra_s=self._line_s(LONGEST_COMMAND))

    def _learn(self) -> Proof:
        """Ask for a marker and for the paper in turn, with nothing before; ESC @ wipes what a printer took for text."""
        marker, in_turn = escpos.marker_of(self.device, 0), self._hearing.in_turn
        self.line.write(escpos.process_id(marker) + escpos.ASK_PAPER_IN_TURN)
        deadline = time.monotonic() + _LEARN_S
        while self._hearing.in_turn == in_turn and (left := deadline - time.monotonic()) > 0:
            self._hearing.take(self.listen(left))
        self.line.write(escpos.INIT + escpos.ASB_ON)
        if marker in self._hearing.done:
            return Proof.PROCESS_ID
        return Proof.IN_TURN if self._hearing.in_turn > in_turn else Proof.HEALTH

    # --- how it is --------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._hearing.take(self.listen(0))
        self._hearing.asked_all()
        self.line.write(escpos.ask_all())
        self._next_poll = time.monotonic() + self.options.poll_s

    def _wait_for_answers(self, extra_s: float = 0.0) -> None:
        """Raises NoAnswer when one of the four answers stays away."""
        deadline = time.monotonic() + self.options.status_s + extra_s
        while self._hearing.is_waiting:
            self._hearing.take(self.receive(deadline))

    def _ask_and_wait(self, extra_s: float = 0.0) -> None:
        self._ask()
        self._wait_for_answers(extra_s)

    def _line_s(self, count: int) -> float:
        """What so many bytes take on the line."""
        return count * _BITS_PER_BYTE / self.options.baud

    def _tell(self) -> None:
        """Hand up how the printer says it is."""
        state, reason = condition(self._hearing.status)
        self.set_health(state, reason, paper=self._hearing.status.paper)


def _pieces(commands: list[bytes]) -> list[bytes]:
    """The same bytes in pieces of at most `_PIECE`, so that a printer's word is heard between them."""
    data = b"".join(commands)
    return [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)]
