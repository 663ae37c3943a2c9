"""GM65, GM861 and YHY scan modules on a serial line: model `gm65-serial`. Untried on a real module."""

from __future__ import annotations

from devices.errors import BadFrame, NoAnswer, Refused
from devices.scanners.scanner import AskingOptions, AskingScanner, declined, refusal
from devices.wire import scanner_gm65 as gm65

ANSWER_S = 0.8
"""A module answers at once; nobody has said how long it may take."""
ATTEMPTS = 2


class Gm65Options(AskingOptions, frozen=True, kw_only=True):
    """`checked`: send a CRC instead of the AB CD that the published commands have."""

    checked: bool = False


class Gm65Scanner(AskingScanner[Gm65Options]):
    """Looks when triggered or by itself, as it is set up. A trigger's acknowledgement comes before the code it reads,
    on the same line."""

    model = "gm65-serial"
    wire = "gm65-family"
    options_type = Gm65Options

    def identify(self) -> None:
        """Nothing else is known to be harmless: have it stop a read that is not going on."""
        self._look(on=False)

    def trigger(self) -> None:
        self._order(on=True)

    def release(self) -> None:
        self._order(on=False)

    def _order(self, *, on: bool) -> None:
        try:
            self._look(on=on)
        except Refused as error:
            raise declined(error) from error

    def _look(self, *, on: bool) -> None:
        """A damaged acknowledgement is asked for again: looking twice is looking once."""
        for _ in range(ATTEMPTS):
            reply = self.command_or_not(gm65.look(on, checked=self.options.checked), gm65.REPLY, ANSWER_S)
            if not reply:
                return
            try:
                answered, _size = gm65.read_answer(reply)
            except BadFrame:
                continue
            if answered.type != gm65.DONE:
                raise refusal("to look" if on else "to stop", f"type {answered.type:02X}")
            return
        raise NoAnswer(f"{self.device} answers only what is damaged")
