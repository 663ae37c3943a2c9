"""A hall where somebody is served, and the ways to rate that."""

from __future__ import annotations

import itertools
from concurrent.futures import Future
from typing import Any

import msgspec

from lobby.clerks import Duty
from lobby.contract.counters import CallNext, Finish, OpenCounter, Serve
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.ratings import CaseState, Level, Rate, Rated
from lobby.queueing.ticket import Ticket
from lobby.ratings.kept import CaseKept, RatingKept, rating_key
from lobby.wishes import CITIZEN, CaseMoved, Clerk, ClerkCommand, LookAtContact, MoveCase
from tests.lobby.halls import RunningHall

MANAGER = Clerk(name="m07", counter="", duty=Duty.MANAGER)
_ids = itertools.count(1)


def served(hall: RunningHall, counter: int = 2) -> Ticket:
    """A ticket finished at this counter just now."""
    if hall.server.door.snapshot.counter(f"w{counter}").clerk == "":
        hall.pressed(counter, OpenCounter)
    view = hall.issue()
    for key in (CallNext, Serve, Finish):
        hall.pressed(counter, key)
    return ticket(hall, view.ticket)


def ticket(hall: RunningHall, id: str) -> Ticket:
    hall.turn(0.1)
    return next(one for one in hall.server.door.snapshot.by_token.values() if one.id == id)


def submit(hall: RunningHall, command: ClerkCommand, who: Clerk) -> Answer:
    asked: Future[Answer] = hall.server.door.submit(command, who)
    hall.server.step()
    return asked.result(0)


def wish(hall: RunningHall, level: int, **more: Any) -> Rate:
    return Rate(request=f"rate-{next(_ids)}", deadline=hall.deadline(), level=Level(level), **more)


def rate(hall: RunningHall, rated: Ticket, level: int, **more: Any) -> Answer:
    """From the phone."""
    return submit(hall, wish(hall, level, token=rated.token, **more), CITIZEN)


def reference(answer: Answer) -> str:
    assert isinstance(answer, Rated), answer
    return answer.reference


def why_not(answer: Answer) -> Refusal:
    assert isinstance(answer, Refused), answer
    return answer.reason


def kept(hall: RunningHall, rated: Ticket) -> RatingKept | None:
    found = hall.store.one_shelved(RatingKept.kind, rating_key(rated.id, rated.service))
    return None if found is None else msgspec.json.decode(found, type=RatingKept)


def cases(hall: RunningHall) -> tuple[CaseKept, ...]:
    hall.turn(0.1)
    return hall.server.door.snapshot.cases


def move(hall: RunningHall, case: str, to: CaseState, note: str = "", who: Clerk = MANAGER) -> Answer:
    request = MoveCase(request=f"case-{next(_ids)}", deadline=hall.deadline(), case=case, to=to, note=note)
    return submit(hall, request, who)


def look(hall: RunningHall, case: str) -> Answer:
    return submit(hall, LookAtContact(request=f"look-{next(_ids)}", deadline=hall.deadline(), case=case), MANAGER)


def moved(answer: Answer) -> CaseState:
    assert isinstance(answer, CaseMoved), answer
    return answer.state
