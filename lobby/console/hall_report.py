"""The day's overrides as lines of the report: when, what, of whom, by whom, why (D-4.10)."""

from __future__ import annotations

from collections.abc import Iterable

from config.site import Site
from lobby.console.choices import REASON_WORDS
from lobby.console.hall_forms import reason_read
from lobby.console.hall_page import NONE, clock
from lobby.console.hall_values import ReportRow
from lobby.console.panels import TransferReason
from lobby.console.words import Words
from lobby.queueing.moves import Move
from lobby.queueing.numbering import read_ticket_id
from lobby.stopping.stops import RESUMED, STOPPED
from lobby.store.work import Fact, Record

WHAT: dict[str, str] = {
    Move.ADVANCE: "over.advance",
    Move.WITHDRAW: "over.withdraw",
    Move.RERANK: "over.rerank",
    Move.RELEASE: "over.release",
    Move.TRANSFER: "over.transfer",
    Move.CANCEL: "over.cancel",
    Move.POSTPONE: "over.postpone",
    Fact.ISSUE: "over.issue",
    Fact.STOP_NUMBERS: "over.stop",
    Fact.DAY_CONFIRMED: "over.day",
    Fact.NOTICE: "over.notice.put",
}
NOTICES = {"put": "over.notice.put", "confirm": "over.notice.confirm", "take": "over.notice.take"}


def report(site: Site, records: Iterable[Record], words: Words) -> tuple[ReportRow, ...]:
    return tuple(_row(site, record, words) for record in records)


def _row(site: Site, record: Record, words: Words) -> ReportRow:
    what, why = WHAT[record.what], record.reason
    if why.startswith(RESUMED):
        what = "over.resume"
    if record.what == Fact.STOP_NUMBERS:
        why = why.removeprefix(STOPPED).removeprefix(RESUMED)
    if record.what == Fact.NOTICE:
        verb, _, about = why.partition(":")
        what, why = NOTICES[verb], words("notice.urgent") if about.endswith(":urgent") else ""
    return ReportRow(
        time=clock(site, record.at),
        what=words(what),
        about=_about(site, record, words),
        who=record.by.removeprefix("@"),
        why=_read(why, words) or NONE,
    )


def _read(why: str, words: Words) -> str:
    """Reasons that the keys of a window choose from, or the desk's own."""
    return words(REASON_WORDS[TransferReason(why)]) if why in set(TransferReason) else reason_read(why, words)


def _about(site: Site, record: Record, words: Words) -> str:
    """The number, and the service where it is one's matter."""
    read = read_ticket_id(record.ticket)
    name = next((one.name.say(words.language) for one in site.services if one.id == record.service), "")
    return " ".join(filter(None, (read[1].label if read else "", name))) or NONE
