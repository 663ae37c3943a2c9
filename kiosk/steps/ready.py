"""K06: the number, and what becomes of its slip: never taken back, never given twice (J15, J16)."""

from __future__ import annotations

import msgspec

from kiosk import slips
from kiosk.flow import (
    AWAY,
    OVER,
    Around,
    Effect,
    Event,
    KeepSlip,
    Print,
    PrintOutcome,
    Record,
    Step,
    Tapped,
    Turn,
    stay,
)
from kiosk.hours import in_hall
from kiosk.steps.on_phone import OnPhone
from kiosk.steps.printing import stage_of, unprintable
from kiosk.views import Booked, ReadyView, SlipStage, View
from lobby.contract.bookings import Booking
from lobby.contract.tickets import TicketView
from lobby.news import TicketGiven, UnfinishedSlip

PRINT_S = 30.0
"""No screen waits longer for a slip."""


def ready(given: TicketGiven, around: Around, booking: Booking | None = None) -> Turn:
    """The number is there: print it if this kiosk can, keep it for the staff if not."""
    job, obstacle = around.now.request, unprintable(around)
    papers = around.session.person is None
    step = Ready(
        ticket=given.view,
        token=given.token,
        offline=given.offline,
        job=job,
        since=around.now.mono,
        slip=obstacle or SlipStage.PRINTING,
        papers_needed=papers,
        booking=booking,
    )
    detail = "offline" if given.offline else ""
    record = Record(what="given", request=given.request, label=given.view.label, detail=detail)
    return Turn(step=step, effects=(record, slip_effect(step, around)))


def slip_effect(step: Ready, around: Around) -> Effect:
    if step.slip is not SlipStage.PRINTING:
        reason = step.slip.value
        return KeepSlip(job=step.job, view=step.ticket, token=step.token, offline=step.offline, reason=reason)
    return Print(
        job=step.job,
        view=step.ticket,
        token=step.token,
        offline=step.offline,
        look=around.session.look,
    )


class Ready(Step, frozen=True, kw_only=True):
    """K06: the number, as large as it goes, and what became of the slip. A number is never taken back here."""

    ticket: TicketView
    token: str
    offline: bool
    job: str
    since: float
    """When the number, or the news of its slip, came."""
    slip: SlipStage
    papers_needed: bool = False
    recovered: bool = False
    booking: Booking | None = None
    """What it was checked in for."""

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case PrintOutcome() if event.result.job == self.job:
                return stay(msgspec.structs.replace(self, slip=stage_of(event.result), since=around.now.mono))
            case Tapped(name="to-phone") if self._url(around):
                return stay(OnPhone(behind=self, ticket=self.ticket, url=self._url(around)))
            case Tapped() if event.name in AWAY:
                return OVER
        return stay(self)

    def _url(self, around: Around) -> str:
        return slips.ticket_url(around.site.hall, self.token)

    def ends_at(self, around: Around) -> float:
        """A slip still on its way holds the screen; then there is time to read, twice as long without paper."""
        since = max(self.since, around.session.touched)
        if self.slip is SlipStage.PRINTING:
            return self.since + PRINT_S
        limits = around.site.session
        shown = limits.done_s if self.slip in (SlipStage.PRINTED, SlipStage.ASSUMED) else limits.out_of_paper_s
        return since + shown * around.session.slowness

    def holds(self, token: str) -> bool:
        return token == self.token

    def view(self, around: Around) -> View:
        service = around.site.service(self.ticket.service)
        return ReadyView(
            label=self.ticket.label,
            service=service.name,
            where=service.where,
            ahead=None if self.offline else self.ticket.ahead,
            offline=self.offline,
            slip=self.slip,
            ticket_url=self._url(around),
            seconds=self._seconds(around),
            papers_needed=self.papers_needed,
            recovered=self.recovered,
            booked=booked(self.booking, around) if self.booking is not None else None,
            from_slot=in_hall(self.ticket.slot, around) if self.ticket.slot is not None else None,
        )

    def _seconds(self, around: Around) -> int:
        if self.slip is SlipStage.PRINTING:
            return round(around.site.session.done_s * around.session.slowness)
        return max(0, -int(-(self.ends_at(around) - around.now.mono) // 1))


def booked(booking: Booking, around: Around) -> Booked:
    start, end = in_hall(booking.start, around), in_hall(booking.end, around)
    return Booked(standing=booking.standing, start=start, end=end, late_min=booking.late_min)


def recovered(news: TicketGiven | UnfinishedSlip, around: Around) -> Turn:
    """After a restart: this number was given, and what became of its slip nobody knows (F001, F002)."""
    ready = Ready(
        ticket=news.view,
        token=news.token,
        offline=news.offline,
        job=news.job if isinstance(news, UnfinishedSlip) else around.now.request,
        since=around.now.mono,
        slip=SlipStage.UNKNOWN,
        recovered=True,
    )
    return Turn(step=ready, effects=(Record(what="recovered", label=news.view.label),))
