"""Custom KPM150 and KPM300 kiosk printers: model `custom-kpm` (protocols 3.5 [B]).

Their own status tells everything in one answer, the slip in the slot too, and they measure their paper. How they take a
slip back is published nowhere we know of: `retract` is unsupported. The KPM210 is a model of its own.
"""

from __future__ import annotations

import time
from typing import Annotated, ClassVar

from msgspec import Meta

from devices.capability import Capability
from devices.driver import Options
from devices.health import DeviceState
from devices.kinds.printer import PaperLeft
from devices.printers.paper_gauge import PaperGauge
from devices.printers.presenter import Presenter
from devices.printers.receipt_options import EscposOptions
from devices.values import Ending, Outcome
from devices.wire import escpos
from devices.wire.custom_kpm import ASK_PAPER_LEFT, KpmHearing, tell_by_yourself
from devices.wire.escpos_hearing import Hearing


class KpmOptions(EscposOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`auto_status`: the bits of GS E0, 0 for never; which bit tells what is not published [?]. `measure_s`: how often
    an idle printer measures its paper; after each slip it does so anyway."""

    auto_status: Annotated[int, Meta(ge=0, le=255)] = 255
    measure_s: Annotated[float, Meta(gt=0, le=3600)] = 60.0


class CustomKpm(Presenter[KpmOptions]):
    """A presenter whose slot is seen and whose roll is measured."""

    model = "custom-kpm"
    options_type: ClassVar[type[Options]] = KpmOptions
    hearing_type: ClassVar[type[Hearing]] = KpmHearing

    _next_measure = 0.0

    def probe(self) -> None:
        self._gauge = PaperGauge()
        super().probe()

    @property
    def reset(self) -> bytes:
        return escpos.INIT + tell_by_yourself(self.options.auto_status)

    def turn(self) -> float:
        if time.monotonic() >= self._next_measure and self.status.state is DeviceState.READY:
            self._measure()
        return super().turn()

    def _measure(self) -> None:
        """The answer comes in its turn, or never; nobody waits for it."""
        self._next_measure = time.monotonic() + self.options.measure_s
        self.line.write(ASK_PAPER_LEFT)

    def report(self, job: str, ending: Ending) -> None:
        super().report(job, ending)
        if ending.outcome in (Outcome.CONFIRMED, Outcome.ASSUMED):
            self._gauge.slip()
            self._next_measure = 0.0

    def tell(self) -> None:
        super().tell()
        measured, self.hearing.centimetres = self.hearing.centimetres, None
        if measured is not None:
            before = self._gauge.centimetres
            self._gauge.measured(measured)
            if measured != before:
                self.emit(PaperLeft(device=self.device, centimetres=measured, slips=self._gauge.slips_left))

    def capabilities(self) -> frozenset[Capability]:
        return super().capabilities() | {Capability.MEASURES_PAPER}
