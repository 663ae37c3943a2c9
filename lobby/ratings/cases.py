"""What a bad rating sets going: somebody calls, something is put right, somebody asks again; each with its clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from lobby.askers import Asker
from lobby.contract.message import Refusal
from lobby.contract.ratings import BAD, CaseState
from lobby.hall import Hall, NotDone
from lobby.ratings.kept import CaseKept, RatingKept, Step
from lobby.ratings.working_days import one_working_day_on, working_day_after
from lobby.rules import Archive, Rule
from lobby.store.work import Fact
from lobby.wishes import CaseMoved, LookAtContact, MoveCase

RECTIFIED_WITHIN = 15
"""Working days (practice B-2)."""
KEPT = timedelta(days=400)
"""After its end."""
SOMEBODYS_NUMBER = re.compile(r"(?:\d[ -]?){7}")
"""A phone or a document number in a note."""
S = CaseState

CASE_MOVES: dict[CaseState, tuple[CaseState, ...]] = {
    S.NEW: (S.CONTACTED, S.APPEAL),
    S.CONTACTED: (S.RECTIFYING, S.APPEAL),
    S.RECTIFYING: (S.RECTIFIED, S.APPEAL),
    S.RECTIFIED: (S.CALLED_BACK,),
    S.CALLED_BACK: (S.ARCHIVED, S.RECTIFYING),
    S.APPEAL: (S.CONTACTED, S.ARCHIVED),
    S.ARCHIVED: (),
}
"""The usual way first. Nothing is archived before the person was called back, but for an appeal that found the rating
mistaken."""
_UNRECTIFIED = frozenset({S.NEW, S.CONTACTED, S.RECTIFYING})


def case_key(rating: RatingKept) -> str:
    return f"{rating.day:%Y%m%d}-{rating.reference}"


def follow(hall: Hall, rating: RatingKept, contact: str) -> None:
    """A bad rating has exactly one case; one that was bad keeps it, and the case shows what it says now."""
    key, sealed = case_key(rating), hall.safe.seal(contact) if contact and rating.level in BAD else b""
    if case := hall.shelf.get(CaseKept, key):
        sealed = b"" if case.state is S.ARCHIVED else sealed or case.sealed
        hall.keep(replace(case, level=rating.level, tags=rating.tags, text=rating.text, sealed=sealed))
    elif rating.level in BAD:
        hall.keep(replace(_opened(hall, key, rating), sealed=sealed))
        hall.note(Fact.CASE, day=rating.day, ticket=rating.ticket, reason=f"{key}:{S.NEW}")


def _opened(hall: Hall, key: str, rating: RatingKept) -> CaseKept:
    zone, hours = hall.site.hall.zone_info, hall.site.hours
    return CaseKept(
        key=key,
        reference=rating.reference,
        rating=rating.key,
        ticket=rating.ticket,
        service=rating.service,
        counter=rating.counter,
        level=rating.level,
        tags=rating.tags,
        text=rating.text,
        opened_at=hall.now,
        since=hall.now,
        contact_due=one_working_day_on(hours, hall.now, zone).astimezone(UTC),
        rectify_by=working_day_after(hours, hall.now.astimezone(zone).date(), RECTIFIED_WITHIN),
    )


def move(hall: Hall, _: Archive, asker: Asker, wish: MoveCase) -> CaseMoved:
    case = _case(hall, wish.case)
    if wish.to not in CASE_MOVES[case.state]:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"{wish.case} is {case.state}: it can't become {wish.to}")
    if SOMEBODYS_NUMBER.search(wish.note):
        raise NotDone(Refusal.BAD_REQUEST, "a note holds no phone and no document number")
    step = Step(at=hall.now, by=asker.station, to=wish.to, note=wish.note)
    moved = replace(case, state=wish.to, since=hall.now, steps=(*case.steps, step))
    hall.keep(replace(moved, sealed=b"", until=hall.now.date() + KEPT) if wish.to is S.ARCHIVED else moved)
    hall.note(Fact.CASE, ticket=case.ticket, reason=f"{case.key}:{wish.to}")
    return CaseMoved(request=wish.request, case=case.key, state=wish.to)


def look_at_contact(hall: Hall, _: Archive, __: Asker, wish: LookAtContact) -> CaseMoved:
    """Who looked at a person's number, and when; the number itself never comes this way."""
    case = _case(hall, wish.case)
    if not case.sealed:
        raise NotDone(Refusal.ILLEGAL_MOVE, f"{wish.case} has no number")
    hall.note(Fact.CASE, ticket=case.ticket, reason=f"{case.key}:contact-read")
    return CaseMoved(request=wish.request, case=case.key, state=case.state)


def _case(hall: Hall, key: str) -> CaseKept:
    if case := hall.shelf.get(CaseKept, key):
        return case
    raise NotDone(Refusal.UNKNOWN_TICKET, f"there is no case {key}")


def is_overdue(case: CaseKept, now: datetime, zone: ZoneInfo) -> bool:
    """Nobody has called within a working day, or nothing is put right after fifteen."""
    if case.state is S.NEW and now > case.contact_due:
        return True
    return case.state in _UNRECTIFIED and now.astimezone(zone).date() > case.rectify_by


def look(hall: Hall) -> None:
    """A round: the manager hears of a new case within its two seconds, and of every clock that has run out."""
    zone, cases = hall.site.hall.zone_info, hall.shelf.all(CaseKept).values()
    new = sum(case.state is S.NEW for case in cases)
    late = sum(is_overdue(case, hall.now, zone) for case in cases)
    told = (
        f"bad ratings that wait for a call: {new}" if new else "",
        f"cases of bad ratings that are overdue: {late}" if late else "",
    )
    hall.alarms["cases"] = tuple(filter(None, told))


RULES: dict[type, Rule] = {MoveCase: move, LookAtContact: look_at_contact}
