"""The phone that was left before the number: the hall is told once there is one, and the person how it went."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from kiosk.flow import Answered, Around, Effect, Event, Record, Remind
from kiosk.phones import Phone
from kiosk.views import ReminderStage
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketView
from lobby.news import NoAnswer, TicketFound


class Reminder(Struct, frozen=True, kw_only=True):
    """`request`: on which the hall is told. `phone` is forgotten as soon as the hall has it; `shown` is masked."""

    shown: str
    stage: ReminderStage
    phone: Phone | None = None
    request: str = ""

    def answered(self, event: Event, ticket: TicketView) -> tuple[Reminder, Record] | None:
        """What the hall said; None: this is about something else."""
        match event:
            case Answered(news=TicketFound() as found) if found.request == self.request:
                return kept(self.shown), Record(what="reminded", label=ticket.label)
            case Answered(news=NoAnswer() as missing) if missing.request == self.request:
                full = missing.reason is Refusal.NOT_ALLOWED
                stage = ReminderStage.FULL if full else ReminderStage.FAILED
                reason = missing.reason.value if missing.reason else ""
                record = Record(what="not-reminded", label=ticket.label, detail=reason)
                return msgspec.structs.replace(self, stage=stage, request=""), record
        return None

    @property
    def failed(self) -> bool:
        return self.stage in (ReminderStage.FAILED, ReminderStage.FULL)

    def said(self, around: Around) -> ReminderStage:
        """Nobody is promised a message that does not go out now (J08)."""
        paused = self.stage is ReminderStage.SET and around.facts.messages_paused
        return ReminderStage.PAUSED if paused else self.stage


def kept(shown: str) -> Reminder:
    return Reminder(shown=shown, stage=ReminderStage.SET)


def reminding(phone: Phone, token: str, around: Around) -> tuple[Reminder, Effect]:
    request = around.now.request
    reminder = Reminder(shown=phone.shown, stage=ReminderStage.SENDING, phone=phone, request=request)
    return reminder, Remind(request=request, token=token, phone=phone.number)
