"""Stop-numbers: a manager ends the giving of numbers of one service for today, and may take that back (J14, D-4.8).

Who holds a number already is served; appointments, pad numbers and what a guide or manager gives still come in.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from lobby.askers import Asker
from lobby.clerks import Duty
from lobby.contract.message import Answer, Refusal
from lobby.hall import Hall, NotDone
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.store.work import Fact
from lobby.wishes import ClerkRequest

LONGEST_REASON = 60
STOPPED, RESUMED = "stopped: ", "resumed: "
"""How the journal's reason begins."""


class Stop(Shelved, frozen=True, kw_only=True):
    """One stopped service; its key is the service's id. It ends with its day."""

    kind: ClassVar[str] = "stop"

    day: date
    at: datetime
    by: str
    reason: str


class NumbersChanged(Answer, tag="numbers-changed", frozen=True, kw_only=True):
    """Whether numbers of this service are given now."""

    service: str
    stopped: bool


class StopNumbers(ClerkRequest, tag="stop-numbers", frozen=True, kw_only=True):
    """No more walk-in numbers of this service today. A second stop changes nothing."""

    answer: ClassVar[type[Answer]] = NumbersChanged
    duties: ClassVar[frozenset[Duty]] = frozenset({Duty.MANAGER})

    service: str
    reason: str


class ResumeNumbers(ClerkRequest, tag="resume-numbers", frozen=True, kw_only=True):
    """Give numbers of this service again."""

    answer: ClassVar[type[Answer]] = NumbersChanged
    duties: ClassVar[frozenset[Duty]] = frozenset({Duty.MANAGER})

    service: str
    reason: str


def stop_of(hall: Hall, service: str) -> Stop | None:
    """The stop that holds now."""
    kept = hall.shelf.get(Stop, service)
    return kept if kept is not None and kept.day == hall.day else None


def stop_numbers(hall: Hall, _: Archive, asker: Asker, wish: StopNumbers) -> NumbersChanged:
    service, reason = hall.service(wish.service).id, _reason(wish.reason)
    if (day := hall.day) is None:
        raise NotDone(Refusal.DAY_NOT_OPEN, "no day is open")
    if stop_of(hall, service) is None:
        stop = Stop(key=service, until=day, day=day, at=hall.now, by=asker.station, reason=reason)
        hall.keep(stop)
        hall.note(Fact.STOP_NUMBERS, day=day, service=service, reason=STOPPED + reason)
    return NumbersChanged(request=wish.request, service=service, stopped=True)


def resume_numbers(hall: Hall, _: Archive, __: Asker, wish: ResumeNumbers) -> NumbersChanged:
    service, reason = hall.service(wish.service).id, _reason(wish.reason)
    if stop_of(hall, service) is not None:
        hall.drop(Stop, service)
        hall.note(Fact.STOP_NUMBERS, day=hall.day, service=service, reason=RESUMED + reason)
    return NumbersChanged(request=wish.request, service=service, stopped=False)


def _reason(said: str) -> str:
    if not (reason := " ".join(said.split())[:LONGEST_REASON]):
        raise NotDone(Refusal.NEEDS_REASON, "who stops or resumes numbers says why")
    return reason


RULES: dict[type, Rule] = {StopNumbers: stop_numbers, ResumeNumbers: resume_numbers}
