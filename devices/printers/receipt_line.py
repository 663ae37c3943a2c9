"""How every ESC/POS receipt printer is talked to: asked how it is, emptied, made ready for the next slip."""

from __future__ import annotations

import time
from typing import ClassVar, TypeVar

from devices.driver import LineDriver, Options
from devices.errors import NoAnswer
from devices.printers.receipt_options import BITS_PER_BYTE, EscposOptions, Proof
from devices.slips.raster import LONGEST_COMMAND
from devices.wire import escpos
from devices.wire.escpos_hearing import Hearing
from devices.wire.printer_status import PrinterStatus

_LEARN_S = 0.5

ReceiptOptionsT = TypeVar("ReceiptOptionsT", bound=EscposOptions)


class ReceiptLine(LineDriver[ReceiptOptionsT]):
    """The talk before and after a slip. `hearing_type` is the dialect the model speaks."""

    options_type: ClassVar[type[Options]] = EscposOptions
    hearing_type: ClassVar[type[Hearing]] = Hearing

    proof = Proof.LEARN
    leftover = 0
    """Bytes of the longest command of a job whose end is unknown: so many the printer may still wait for. 0: clean."""
    next_poll = 0.0

    def listen_anew(self) -> None:
        """The line is fresh: nothing said before counts."""
        self.hearing = self.hearing_type()
        self.proof = self.options.proof

    @property
    def status(self) -> PrinterStatus:
        """What the printer said of itself last."""
        return self.hearing.status

    @property
    def reset(self) -> bytes:
        """ESC @, and what makes the printer tell of changes by itself, which ESC @ ends."""
        return escpos.INIT + self.hearing.speak_up

    # --- how it is --------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        self.hearing.take(self.listen(0))
        self.line.write(self.hearing.questions())
        self.next_poll = time.monotonic() + self.options.poll_s

    def wait_for_answers(self, extra_s: float = 0.0) -> None:
        """Raises NoAnswer when an answer stays away."""
        deadline = time.monotonic() + self.options.status_s + extra_s
        while self.hearing.is_waiting:
            self.hearing.take(self.receive(deadline))

    def ask_and_wait(self, extra_s: float = 0.0) -> None:
        self.ask()
        self.wait_for_answers(extra_s)

    def tell(self) -> None:
        """Hand up how the printer says it is."""
        status = self.status
        self.set_health(status.state, status.reason, paper=status.paper, media=status.media)

    def line_s(self, count: int) -> float:
        """What so many bytes take on the line."""
        return count * BITS_PER_BYTE / self.options.baud

    # --- before a slip ----------------------------------------------------------------------------------------------

    def make_ready(self) -> None:
        """The printer is well: leave nothing of a broken job in it, and know how it proves what it prints."""
        if self.leftover:
            self.empty()
        if self.proof is Proof.LEARN:
            self.proof = self._learn()

    def empty(self) -> None:
        """Drop everything a broken job left: fill up a half command, empty the buffer, cut off what hangs out."""
        filler, self.leftover = escpos.HALF_HEAD + bytes(self.leftover), 0
        self.line.write(filler + escpos.CLEAR_AFTER_ERROR + self.reset + escpos.CUT)
        self.ask_and_wait(extra_s=self.line_s(len(filler)))

    def end_half_command(self) -> None:
        """A silent printer may be waiting for the rest of a picture, sent before the line was lost or we were started:
        give it white until it must be whole, and ask again."""
        self.line.write(bytes(LONGEST_COMMAND) + self.reset)
        self.ask_and_wait(extra_s=self.line_s(LONGEST_COMMAND))

    def greet(self) -> None:
        """The first words on a fresh line, which may end inside a command. Raises NoAnswer."""
        self.line.drain()
        filler = escpos.HALF_HEAD + bytes(self.leftover)
        self.line.write(filler + self.reset)
        try:
            self.ask_and_wait(extra_s=self.line_s(len(filler)))
        except NoAnswer:
            self.end_half_command()

    def _learn(self) -> Proof:
        """Ask for a marker and for the paper in turn, with nothing before; ESC @ wipes what a printer took for text."""
        marker, in_turn = escpos.marker_of(self.device, 0), self.hearing.in_turn
        self.line.write(escpos.process_id(marker) + escpos.ASK_PAPER_IN_TURN)
        deadline = time.monotonic() + _LEARN_S
        while self.hearing.in_turn == in_turn and (left := deadline - time.monotonic()) > 0:
            self.hearing.take(self.listen(left))
        self.line.write(self.reset)
        if marker in self.hearing.done:
            return Proof.PROCESS_ID
        return Proof.IN_TURN if self.hearing.in_turn > in_turn else Proof.HEALTH
