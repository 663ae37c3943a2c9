"""K06: the number, and what becomes of its slip: never taken back, never given twice (J15, J16).

A slip goes to the printer a moment after its number is shown, so that nobody who wants none gets one (J06); it goes all
the same when the person leaves before.
"""

from __future__ import annotations

from datetime import time

import msgspec

from kiosk import slips
from kiosk.flow import (
    AWAY,
    OVER,
    Answered,
    Around,
    Effect,
    Event,
    KeepSlip,
    Print,
    PrintOutcome,
    Record,
    Step,
    Tapped,
    Tick,
    Turn,
    stay,
)
from kiosk.hours import in_hall
from kiosk.phones import Phone
from kiosk.remarks import Remarks, closing, hours_of, lunch
from kiosk.routes import where
from kiosk.steps.on_phone import OnPhone
from kiosk.steps.phone import PhonePad
from kiosk.steps.printing import stage_of, unprintable
from kiosk.steps.reminding import Reminder, kept, reminding
from kiosk.views import Booked, PhoneNote, ReadyView, ReminderStage, SlipStage, View
from lobby.contract.boards import ServiceStanding
from lobby.contract.bookings import Booking
from lobby.contract.tickets import TicketView
from lobby.news import TicketGiven, UnfinishedSlip

PRINT_S = 30.0
"""No screen waits longer for a slip."""
NOT_WANTED = "not-wanted"


def ready(
    given: TicketGiven,
    around: Around,
    booking: Booking | None = None,
    *,
    child: bool = False,
    phone: Phone | None = None,
) -> Turn:
    """The number is there: print it if this kiosk can, keep it for the staff if not; and tell the hall the phone."""
    obstacle = unprintable(around)
    step = Ready(
        ticket=given.view,
        token=given.token,
        offline=given.offline,
        job=around.now.request,
        since=around.now.mono,
        slip=obstacle or SlipStage.PRINTING,
        prints_at=around.now.mono + around.site.session.print_hold_s if obstacle is None else None,
        papers_needed=around.session.person is None,
        booking=booking,
        remarks=remarks(given, around, child=child),
    )
    record = Record(
        what="given", request=given.request, label=given.view.label, detail="offline" if given.offline else ""
    )
    effects: tuple[Effect, ...] = (record,)
    if phone is not None:
        step, remind = step.reminding(phone, around)
        effects = (record, remind)
    turn = step.printed(around) if obstacle is None else Turn(step=step, effects=(step.kept(obstacle.value),))
    return Turn(step=turn.step, effects=(*effects, *turn.effects))


def remarks(given: TicketGiven, around: Around, *, child: bool) -> Remarks:
    """What the hours mean for this number; whether it may be reached only the server knows."""
    service = given.view.service
    local = around.now.wall.astimezone(around.site.hall.zone_info)
    hours, line = hours_of(around.site, service), around.facts.line(service)
    tight = line is not None and line.standing is ServiceStanding.TIGHT and not given.offline
    until = in_hall(line.until, around) if line is not None and line.until is not None else closing(hours, local)
    return Remarks(
        lunch=lunch(hours, local, given.view.wait),
        tight=until if tight else None,
        child=child,
        further=given.view.further,
    )


class Ready(Step, frozen=True, kw_only=True):
    """The number, as large as it goes, and what became of the slip. A number is never taken back here."""

    ticket: TicketView
    token: str
    offline: bool
    job: str
    since: float
    """When the number, or the news of its slip, came."""
    slip: SlipStage
    prints_at: float | None = None
    """When the slip goes to the printer, monotonic; None: it went, or never will."""
    papers_needed: bool = False
    recovered: bool = False
    booking: Booking | None = None
    """What it was checked in for."""
    remarks: Remarks = Remarks()
    reminder: Reminder | None = None

    def on(self, event: Event, around: Around) -> Turn:
        match event:
            case PrintOutcome() if event.result.job == self.job:
                return stay(msgspec.structs.replace(self, slip=stage_of(event.result), since=around.now.mono))
            case Tick():
                return self.printed(around)
            case Tapped():
                return self._tapped(event.name, around)
            case Answered() if self.reminder is not None:
                return self._reminded(self.reminder, event, around)
        return stay(self)

    def _tapped(self, name: str, around: Around) -> Turn:
        if name == "no-paper" and name in self._keys(around):
            return self._paperless(around)
        if name == "to-phone" and name in self._keys(around):
            return stay(OnPhone(behind=self, ticket=self.ticket, token=self.token, url=self._url(around)))
        if self.reminder is not None and self.reminder.failed:
            if name == "remind":
                return self._again(self.reminder, around)
            if name == "no-remind":
                return stay(self._without_reminder())
        return OVER if name in AWAY else stay(self)

    # --- the slip -----------------------------------------------------------------------------------------------------

    def printed(self, around: Around) -> Turn:
        """To the printer once the moment has passed."""
        if self.prints_at is None or around.now.mono < self.prints_at:
            return stay(self)
        return Turn(step=msgspec.structs.replace(self, prints_at=None), effects=self.parting(around))

    def parting(self, around: Around) -> tuple[Effect, ...]:
        """Who leaves before has a slip coming."""
        if self.prints_at is None:
            return ()
        look = around.session.look
        slip = Print(
            job=self.job,
            view=self.ticket,
            token=self.token,
            offline=self.offline,
            look=look,
            remarks=self.remarks,
        )
        return (slip,)

    def _paperless(self, around: Around) -> Turn:
        step = msgspec.structs.replace(self, prints_at=None, slip=SlipStage.PAPERLESS, since=around.now.mono)
        return Turn(step=step, effects=(self.kept(NOT_WANTED), Record(what="paperless", label=self.ticket.label)))

    def kept(self, reason: str) -> Effect:
        """Staff may print it all the same."""
        return KeepSlip(job=self.job, view=self.ticket, token=self.token, offline=self.offline, reason=reason)

    # --- the phone that was left before -------------------------------------------------------------------------------

    def reminding(self, phone: Phone, around: Around) -> tuple[Ready, Effect]:
        reminder, effect = reminding(phone, self.token, around)
        return msgspec.structs.replace(self, reminder=reminder), effect

    def _reminded(self, reminder: Reminder, event: Answered, around: Around) -> Turn:
        """However it went, there is time to read it."""
        if (answer := reminder.answered(event, self.ticket)) is None:
            return stay(self)
        reminder, record = answer
        return Turn(step=msgspec.structs.replace(self, reminder=reminder, since=around.now.mono), effects=(record,))

    def _again(self, reminder: Reminder, around: Around) -> Turn:
        """The same phone once more; one that has its tickets already gives way to another."""
        assert reminder.phone is not None
        if reminder.stage is not ReminderStage.FULL:
            step, remind = self.reminding(reminder.phone, around)
            return Turn(step=step, effects=(remind,))
        without = self._without_reminder()
        return stay(PhonePad(behind=without, token=self.token, phone=reminder.phone, note=PhoneNote.FULL))

    def _without_reminder(self) -> Ready:
        return msgspec.structs.replace(self, reminder=None)

    def reminded(self, phone: Phone) -> Ready:
        return msgspec.structs.replace(self, reminder=kept(phone.shown))

    # --- the screen ---------------------------------------------------------------------------------------------------

    def _url(self, around: Around) -> str:
        return slips.ticket_url(around.site.hall, self.token)

    def _keys(self, around: Around) -> tuple[str, ...]:
        """Without a page to keep it on, nobody gives a slip away; a page shows nothing before the server knows it. That
        no reminder could be set is dealt with first."""
        if self.reminder is not None and self.reminder.failed:
            return ("remind", "no-remind")
        if not self._url(around) or self.offline:
            return ()
        return ("to-phone", "no-paper") if self.prints_at is not None else ("to-phone",)

    def ends_at(self, around: Around) -> float:
        """A slip still on its way holds the screen; then there is time to read, twice as long without paper."""
        since = max(self.since, around.session.touched)
        if self.slip is SlipStage.PRINTING:
            return self.since + PRINT_S
        limits = around.site.session
        well = self.slip in (SlipStage.PRINTED, SlipStage.ASSUMED) and not self._unreminded
        shown = limits.done_s if well else limits.out_of_paper_s
        return since + shown * around.session.slowness

    @property
    def _unreminded(self) -> bool:
        return self.reminder is not None and self.reminder.failed

    def holds(self, token: str) -> bool:
        return token == self.token

    def _from_slot(self, around: Around) -> time | None:
        """When it is called at the earliest; nothing is said of what has passed."""
        slot = self.ticket.slot
        return in_hall(slot, around) if slot is not None and slot > around.now.wall else None

    def view(self, around: Around) -> View:
        service = around.site.service(self.ticket.service)
        return ReadyView(
            label=self.ticket.label,
            service=service.name,
            where=where(around.site, around.station, service.id, low=around.session.look.low),
            ahead=None if self.offline else self.ticket.ahead,
            offline=self.offline,
            slip=self.slip,
            ticket_url=self._url(around),
            seconds=self._seconds(around),
            papers_needed=self.papers_needed,
            recovered=self.recovered,
            booked=booked(self.booking, around) if self.booking is not None else None,
            from_slot=self._from_slot(around),
            wait=None if self.offline else self.ticket.wait,
            keys=self._keys(around),
            lunch=self.remarks.lunch,
            child=self.remarks.child,
            further=tuple(around.site.service(one).name for one in self.ticket.further),
            reminder=self.reminder.said(around) if self.reminder is not None else None,
            phone=self.reminder.shown if self.reminder is not None else "",
            most=around.site.messages.per_number,
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
