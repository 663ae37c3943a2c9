"""Custom KPM210 kiosk printers: model `custom-kpm210` (protocols 3.5 [B]). A slip is cut, then presented by the
ejector; it is taken back only when a job asks for it.

What it does with an older slip still in its slot is published nowhere we know of [?]: whoever prints decides.
"""

from __future__ import annotations

import time
from typing import Annotated, ClassVar

from msgspec import Meta

from devices.capability import Capability
from devices.driver import Options
from devices.errors import NoAnswer
from devices.health import Media
from devices.printers.presenter import Presenter
from devices.printers.receipt_options import EscposOptions
from devices.values import Ending, Outcome
from devices.wire import escpos
from devices.wire.custom_kpm210 import PRESENT, RETRACT, EjectorHearing
from devices.wire.escpos_hearing import Hearing

_LOOK_S = 0.1


class Kpm210Options(EscposOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`poll_s`: the slot is looked at as often. `retract_s`: how long taking a slip back may take."""

    poll_s: Annotated[float, Meta(gt=0, le=10)] = 0.5
    retract_s: Annotated[float, Meta(gt=0, le=30)] = 3.0


class CustomKpm210(Presenter[Kpm210Options]):
    """A presenter that can take a slip back."""

    model = "custom-kpm210"
    options_type: ClassVar[type[Options]] = Kpm210Options
    hearing_type: ClassVar[type[Hearing]] = EjectorHearing
    hearing: EjectorHearing

    @property
    def give_out(self) -> bytes:
        return escpos.CUT + PRESENT

    def tell(self) -> None:
        self._look()
        super().tell()

    def _look(self) -> None:
        """Ask the ejector. It answers in turn: a stopped printer does not, and then the last word stands."""
        if not self.is_open or self.hearing.printer.worst:
            return
        self.line.write(self.hearing.ask_ejector())
        deadline = time.monotonic() + self.options.status_s
        while self.hearing.waits_for_ejector and (left := deadline - time.monotonic()) > 0:
            self.hearing.take(self.listen(left))

    def _retract(self) -> Ending:
        self.ask_and_wait()
        self._look()
        if self.status.media is not Media.PRESENT:
            return Ending(Outcome.FAILED, "slip-jam" if self.status.media is Media.JAMMED else "no-slip")
        self.begin()
        self.retracted = True
        self.line.write(RETRACT)
        ending = self._await_empty_slot()
        self.retracted = ending.outcome is Outcome.CONFIRMED
        self.tell()
        return ending

    def _await_empty_slot(self) -> Ending:
        deadline = time.monotonic() + self.options.retract_s
        while time.monotonic() < deadline:
            self._look()
            if self.status.media is Media.NOT_PRESENT:
                return Ending(Outcome.CONFIRMED)
            if self.status.media is Media.JAMMED:
                return Ending(Outcome.UNKNOWN, "slip-jam")
            self.hearing.take(self.listen(_LOOK_S))
        return Ending(Outcome.UNKNOWN, NoAnswer.reason)

    def capabilities(self) -> frozenset[Capability]:
        return super().capabilities() | {Capability.RETRACTS}
