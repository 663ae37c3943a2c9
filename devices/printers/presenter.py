"""The base of kiosk printers that hand each slip out at a slot with a sensor: presented, taken, taken back."""

from __future__ import annotations

from devices.capability import Capability
from devices.health import Media
from devices.kinds.printer import SlipPresented, SlipTaken
from devices.printers.receipt_line import ReceiptOptionsT
from devices.printers.receipt_printer import EscposPrinter
from devices.values import Ending, Outcome


class Presenter(EscposPrinter[ReceiptOptionsT]):
    """Tells of each slip that it hangs in the slot and that it left it. A slip is never moved but by a job."""

    _job = ""
    """Whose slip came out last."""
    _shown: str | None = None
    """Whose slip hangs in the slot; None: no slip does."""
    retracted = False
    """What leaves the slot now, or left it last, was taken back."""

    def tell(self) -> None:
        for media in self.hearing.slot_changes():
            self._see(media)
        self._see(self.status.media)
        media = Media.RETRACTED if self.retracted and self.status.media is Media.NOT_PRESENT else self.status.media
        self.set_health(self.status.state, self.status.reason, paper=self.status.paper, media=media)

    def _see(self, media: Media) -> None:
        if media is Media.PRESENT and self._shown != self._job:
            self._shown, self.retracted = self._job, False
            self.emit(SlipPresented(device=self.device, job=self._job))
        elif media is Media.NOT_PRESENT and self._shown is not None:
            job, self._shown = self._shown, None
            if not self.retracted:
                self.emit(SlipTaken(device=self.device, job=job))

    def report(self, job: str, ending: Ending) -> None:
        if ending.outcome is not Outcome.FAILED:
            self._job = job
        super().report(job, ending)

    def capabilities(self) -> frozenset[Capability]:
        return super().capabilities() | {Capability.SEES_SLIP}
