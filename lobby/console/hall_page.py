"""Puts the hall as it is now into the words of the hall desk's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from msgspec.structs import replace

from config.site import Site
from lobby.clerks import Duty
from lobby.console.hall_forms import reason_read
from lobby.console.hall_values import EscortRow, HallPage, ServiceRow, WaitingRow
from lobby.console.one_more import OneMore
from lobby.console.sessions import Session
from lobby.console.situation import milliseconds
from lobby.console.values import Shape
from lobby.console.words import Words
from lobby.contract.boards import HallPhase, ServiceStanding
from lobby.contract.tickets import ASSISTED, Mode
from lobby.pictures import AssistLook, EscortLook, HallSnapshot, ServiceLook
from lobby.queueing.ticket import Ticket

LISTED = 100
"""People listed; in a fuller hall a number is looked for by its service."""
NONE = "–"
STANDINGS = {
    ServiceStanding.NORMAL: "hall.standing.normal",
    ServiceStanding.TIGHT: "hall.standing.tight",
    ServiceStanding.STOPPED: "hall.standing.stopped",
    ServiceStanding.BREAK: "hall.standing.break",
    ServiceStanding.CLOSED: "hall.standing.closed",
}
NEEDS = {Mode.LOW_REACH: "need.low", Mode.VOICE: "need.voice", Mode.HEARING: "need.hearing"}
_WELL = {ServiceStanding.NORMAL, ServiceStanding.BREAK}


def hall_page(
    site: Site, hall: HallSnapshot, session: Session, words: Words, now: datetime, one_more: OneMore
) -> HallPage:
    """What somebody of this duty sees and may do."""
    opened = hall.phase is HallPhase.OPEN
    waiting = sum(len(queue) for queue in hall.queues.values())
    return HallPage(
        title=words("hall.title"),
        pill=words("hall.open" if opened else "hall.closed"),
        open=opened,
        escorts=escorts(hall, words),
        services=tuple(
            replace(_service_row(site, look, session, words), one_more=_one_more(hall, look, words, one_more))
            for look in hall.services
        ),
        waiting=tuple(islice(_waiting(site, hall, words), LISTED)),
        more=words("hall.more", n=waiting - LISTED) if waiting > LISTED else "",
        alarms=hall.alarms,
        notice=session.notice_at(now),
    )


def escorts(hall: HallSnapshot, words: Words) -> tuple[EscortRow, ...]:
    """Calls that want a guide, and people who are looked for, as long as nobody goes."""
    rows = [
        _escort_row(one.call, one, words(NEEDS[one.need] if one.need else "need.unseen"), words)
        for one in hall.escorts
        if not one.accepted
    ]
    rows += [
        _escort_row(one.ticket, one, words("need.missed", need=words(NEEDS[one.need])), words)
        for one in hall.assists
        if not one.accepted
    ]
    return tuple(sorted(rows, key=lambda row: row.since))


def _escort_row(subject: str, one: EscortLook | AssistLook, need: str, words: Words) -> EscortRow:
    window = words("window", n=one.counter) if one.counter else NONE
    return EscortRow(subject=subject, label=one.label, window=window, need=need, since=milliseconds(one.since))


def _one_more(hall: HallSnapshot, look: ServiceLook, words: Words, one_more: OneMore) -> str:
    if not look.wait or not look.waiting:
        return ""
    wait = one_more.wait(hall.waits, look.service)
    return words("hall.one_more", low=wait.low, high=wait.high) if wait else ""


def _service_row(site: Site, look: ServiceLook, session: Session, words: Words) -> ServiceRow:
    service, opened = site.service(look.service), look.standing is not ServiceStanding.CLOSED
    crowded = opened and _crowded(site, look)
    shape = Shape.OK if look.standing in _WELL else Shape.WARN if opened else Shape.OFFLINE
    return ServiceRow(
        id=look.service,
        series=service.series,
        name=service.name.say(words.language),
        waiting=str(look.waiting),
        windows=str(look.open_counters),
        wait=f"{look.wait.low}–{look.wait.high}" if look.wait else NONE,
        ends=_ends(site, look, words),
        shape=shape,
        shape_word=words({Shape.OK: "shape.ok", Shape.WARN: "shape.warn"}.get(shape, "shape.offline")),
        standing=words(STANDINGS[look.standing]),
        note=_note(site, look, words),
        do=_may(look, session),
        marked=crowded or look.standing is ServiceStanding.TIGHT,
        crowded=crowded,
    )


def _may(look: ServiceLook, session: Session) -> str:
    if session.clerk.duty is not Duty.MANAGER or look.standing is ServiceStanding.CLOSED:
        return ""
    return "resume" if look.stopped_by else "stop"


def _ends(site: Site, look: ServiceLook, words: Words) -> str:
    """When those who wait will have been served."""
    if look.never:
        return words("hall.never")
    return clock(site, look.ends) if look.ends else NONE


def _note(site: Site, look: ServiceLook, words: Words) -> str:
    """What there is to know of its standing."""
    if look.stopped_by:
        return words("hall.stopped_by", who=look.stopped_by.removeprefix("@"), why=reason_read(look.stopped_why, words))
    if look.standing is ServiceStanding.TIGHT and look.closes:
        late = look.never or (look.ends is not None and look.ends > look.closes)
        return words("hall.advice" if late else "hall.closes", time=clock(site, look.closes))
    if look.standing is ServiceStanding.BREAK and look.since and look.until:
        return f"{clock(site, look.since)}–{clock(site, look.until)}"
    if look.standing is ServiceStanding.CLOSED and look.opens:
        return words("hall.opens", when=f"{look.opens.astimezone(site.hall.zone_info):%m-%d %H:%M}")
    if look.waiting and not look.open_counters:
        return words("hall.no_window")
    return words("hall.crowded", n=site.capacity.alarm_waiting) if _crowded(site, look) else ""


def _crowded(site: Site, look: ServiceLook) -> bool:
    return look.waiting > site.capacity.alarm_waiting * look.open_counters


def _waiting(site: Site, hall: HallSnapshot, words: Words) -> Iterator[WaitingRow]:
    """In the order in which they came to stand."""
    for ticket in sorted((one for queue in hall.queues.values() for one in queue), key=lambda one: one.order):
        place = hall.ahead_of(ticket) or 0
        yield WaitingRow(
            id=ticket.id,
            label=ticket.label,
            service=site.service(ticket.service).name.say(words.language),
            since=milliseconds(ticket.issued_at),
            place=str(place + 1),
            tags=tuple(_tags(ticket, words)),
            top=place > 0 and ticket.id not in hall.advanced,
            back=ticket.id in hall.advanced,
        )


def _tags(ticket: Ticket, words: Words) -> Iterator[str]:
    if ticket.appointment:
        yield words("hall.tag.booked")
    if ASSISTED & set(ticket.modes):
        yield words("hall.tag.helped")


def clock(site: Site, at: datetime) -> str:
    return f"{at.astimezone(site.hall.zone_info):%H:%M}"
