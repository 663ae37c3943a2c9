"""The staff corner behind a PIN: how the devices are, paper refilled, a slip printed again (补打) or made void.

door ──► corner
"""

from __future__ import annotations

import msgspec

from devices.values import Outcome
from kiosk.flow import (
    OVER,
    Answered,
    Around,
    Cancel,
    CheckPin,
    Event,
    LeaveFullScreen,
    ListSlips,
    PinChecked,
    Print,
    PrintOutcome,
    Record,
    Refilled,
    SlipsListed,
    Step,
    Tapped,
    Turn,
    stay,
)
from kiosk.views import Look, StaffPinView, StaffSlip, StaffView, View
from lobby.news import GivenSlip, NoAnswer, TicketFound

LONGEST_PIN = 12
AWAY = ("back", "home", "finish", "cancel", "staff:leave")


def asked(around: Around) -> Turn:
    """A site without a PIN keeps the corner shut."""
    return stay(Door()) if around.site.staff_pin else OVER


class Door(Step, frozen=True, kw_only=True):
    """The PIN, a digit at a time; wrong tries shut the door for a while (`session.PinLock`, kept by the visit)."""

    typed: str = ""
    wrong: bool = False
    checking: bool = False

    def __repr__(self) -> str:
        return "Door(…)"

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case PinChecked() if self.checking:
                return opened() if event.fits else stay(Door(wrong=True))
            case Tapped() if event.name in AWAY:
                return OVER
            case Tapped() if not self.checking and not around.lock.shut(around.now.mono):
                return self._typed(event.name)
        return stay(self)

    def _typed(self, name: str) -> Turn:
        word, _, digit = name.partition(":")
        if word == "digit" and digit.isdecimal() and len(self.typed) < LONGEST_PIN:
            return stay(Door(typed=self.typed + digit))
        if name == "delete":
            return stay(Door(typed=self.typed[:-1]))
        if name == "clear":
            return stay(Door())
        if name == "ok" and self.typed:
            return Turn(step=Door(typed=self.typed, checking=True), effects=(CheckPin(pin=self.typed),))
        return stay(self)

    def view(self, around: Around) -> View:
        return StaffPinView(
            typed=len(self.typed), wrong=self.wrong, locked_seconds=around.lock.seconds_left(around.now.mono)
        )


def opened() -> Turn:
    return Turn(step=Corner(), effects=(ListSlips(), Record(what="staff")))


class Corner(Step, frozen=True, kw_only=True):
    """What staff may do at this machine. `note`: the key of a sentence about the last thing done."""

    slips: tuple[GivenSlip, ...] = ()
    note: str = ""
    request: str = ""
    """The void under way."""
    job: str = ""
    """The reprint under way."""

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case Tapped():
                return self._tapped(event.name, around)
            case SlipsListed():
                return stay(msgspec.structs.replace(self, slips=event.slips))
            case PrintOutcome() if event.result.job == self.job:
                good = event.result.outcome in (Outcome.CONFIRMED, Outcome.ASSUMED)
                return self._did("staff.reprinted" if good else "staff.not-reprinted")
            case Answered(news=TicketFound() as found) if found.request == self.request:
                return self._did("staff.voided")
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                return self._did("staff.not-voided")
        return stay(self)

    def _did(self, note: str) -> Turn:
        return Turn(step=Corner(slips=self.slips, note=note), effects=(ListSlips(),))

    def _tapped(self, name: str, around: Around) -> Turn:
        if name in AWAY:
            return OVER
        if name == "staff:refilled":
            return Turn(step=Corner(slips=self.slips, note="staff.refilled"), effects=(Refilled(), ListSlips()))
        if name == "staff:windowed":
            return Turn(step=self, effects=(LeaveFullScreen(),))
        return self._slip(name, around)

    def _slip(self, name: str, around: Around) -> Turn:
        """`staff:reprint:{ticket}` and `staff:void:{ticket}`; one at a time."""
        _, _, rest = name.partition(":")
        verb, _, ticket = rest.partition(":")
        slip = next((one for one in self.slips if one.view.ticket == ticket), None)
        if slip is None or self.job or self.request:
            return stay(self)
        if verb == "reprint":
            return self._reprint(slip, around)
        return self._void(slip, around) if verb == "void" else stay(self)

    def _reprint(self, slip: GivenSlip, around: Around) -> Turn:
        """The same number once more, marked 补打; never a new one (F002)."""
        job = around.now.request
        again = Print(job=job, view=slip.view, token=slip.token, offline=slip.offline, look=Look(), reprint=True)
        step = Corner(slips=self.slips, note="staff.reprinting", job=job)
        return Turn(step=step, effects=(again, Record(what="reprint", label=slip.view.label)))

    def _void(self, slip: GivenSlip, around: Around) -> Turn:
        request = around.now.request
        cancel = Cancel(request=request, ticket=slip.view.ticket, reason=f"slip-{slip.outcome}")
        step = Corner(slips=self.slips, note="staff.voiding", request=request)
        return Turn(step=step, effects=(cancel, Record(what="void", label=slip.view.label)))

    def view(self, around: Around) -> View:
        zone = around.site.hall.zone_info
        return StaffView(
            devices=tuple((one.device, one.state.value, one.reason) for one in around.facts.health),
            slips=tuple(
                StaffSlip(
                    job=slip.view.ticket,
                    label=slip.view.label,
                    given_at=slip.given_at.astimezone(zone).time().replace(microsecond=0),
                    outcome=slip.outcome,
                    state=slip.view.state.value,
                )
                for slip in self.slips
            ),
            note=self.note,
        )
