"""What stations tell without asking: receipts of calls, calls for help, what became of a slip."""

from __future__ import annotations

from lobby.contract.boards import Shown
from lobby.contract.channels import Announced
from lobby.contract.message import Event
from lobby.contract.stations import HelpAsked, HelpPhase, SlipPrinted
from lobby.hall import Hall
from lobby.ladder import climbing, voices
from lobby.rules import Archive
from lobby.store.work import AnswerKept, Fact, HelpKept, ReceiptKept


def hear(hall: Hall, settled: Archive, station: str, event: Event) -> None:
    """One event of a station; the same id again has no effect."""
    hall.by = station
    match event:
        case Shown():
            _shown(hall, station, event)
        case Announced():
            voices.announced(hall, event)
        case HelpAsked():
            _help(hall, station, event)
        case SlipPrinted():
            _slip(hall, settled, station, event)


def _shown(hall: Hall, station: str, event: Shown) -> None:
    """Counts for a call that still stands; a receipt alone is not worth a line of the journal."""
    receipts = hall.receipts.get(event.call)
    if receipts is None or receipts.get(station):
        return
    receipts[station] = hall.now
    climbing.shown(hall, event.call, station)
    hall.work.receipts[event.call, station] = ReceiptKept(call=event.call, station=station, shown_at=hall.now)


def _help(hall: Hall, station: str, event: HelpAsked) -> None:
    """The station sees by the id that it was heard, so a withdrawal of nothing is kept too."""
    kept = hall.helps.get(station)
    phase = HelpPhase.NONE if event.withdrawn else HelpPhase.RECEIVED
    if kept is None or kept.help != event.id or (event.withdrawn and kept.phase is not phase):
        hall.keep_help(HelpKept(station=station, help=event.id, phase=phase, since=hall.now))


def _slip(hall: Hall, settled: Archive, station: str, event: SlipPrinted) -> None:
    key = (station, "slip-printed", event.id)
    if settled.answer(*key):
        return
    hall.work.answers[key] = AnswerKept(body=b"", answer=b"", day=hall.day or hall.now.date())
    ticket = hall.tickets.get(event.ticket)
    words = [event.outcome, *(["reprint"] if event.reprint else []), *([event.reason] if event.reason else [])]
    hall.note(Fact.SLIP, ticket=event.ticket if ticket else "", day=ticket and ticket.day, reason=":".join(words)[:200])
