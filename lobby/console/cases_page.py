"""What the duty manager sees of bad ratings: what was said, how far the hall is, which clock runs, what comes next."""

from __future__ import annotations

from datetime import datetime

from config.site import Site
from lobby.console.values import Value
from lobby.console.words import Words
from lobby.contract.ratings import CaseState
from lobby.pictures import HallSnapshot
from lobby.ratings.cases import CASE_MOVES, is_overdue
from lobby.ratings.kept import CaseKept, Step

WAY = (
    CaseState.NEW,
    CaseState.CONTACTED,
    CaseState.RECTIFYING,
    CaseState.RECTIFIED,
    CaseState.CALLED_BACK,
    CaseState.ARCHIVED,
)
"""The six steps; an appeal stands beside them."""


class Mark(Value, frozen=True, kw_only=True):
    """One step of the way: `done`, `now` or `todo`."""

    name: str
    look: str


class Next(Value, frozen=True, kw_only=True):
    state: str
    name: str


class Done(Value, frozen=True, kw_only=True):
    """What somebody did."""

    time: str
    who: str
    name: str
    note: str


class CaseRow(Value, frozen=True, kw_only=True):
    key: str
    reference: str
    opened: str
    window: int
    service: str
    level: int
    name: str
    stars: str
    tags: tuple[str, ...]
    text: str
    way: tuple[Mark, ...]
    appeal: bool
    overdue: bool
    due: str
    contact: bool
    moves: tuple[Next, ...]
    done: tuple[Done, ...]


class CasesPage(Value, frozen=True, kw_only=True):
    """Overdue ones first, then by age; `archived` is a number only."""

    rows: tuple[CaseRow, ...]
    archived: int


def cases_page(hall: HallSnapshot, site: Site, words: Words, now: datetime) -> CasesPage:
    zone = site.hall.zone_info
    open_ones = [case for case in hall.cases if case.state is not CaseState.ARCHIVED]
    open_ones.sort(key=lambda case: (not is_overdue(case, now, zone), case.opened_at))
    rows = tuple(_row(case, hall, site, words, now) for case in open_ones)
    return CasesPage(rows=rows, archived=len(hall.cases) - len(open_ones))


def _row(case: CaseKept, hall: HallSnapshot, site: Site, words: Words, now: datetime) -> CaseRow:
    rating = Words("rating", words.language)
    return CaseRow(
        key=case.key,
        reference=case.reference,
        opened=_moment(case.opened_at, site),
        window=hall.numbers.get(case.counter, 0),
        service=site.service(case.service).name.say(words.language),
        level=case.level.value,
        name=rating(f"level.{case.level.value}"),
        stars=rating("stars", n=case.level.value),
        tags=tuple(f"{code} {rating(f'tag.{code}')}" for code in case.tags),
        text=case.text,
        way=_way(case, words),
        appeal=case.state is CaseState.APPEAL,
        overdue=is_overdue(case, now, site.hall.zone_info),
        due=_due(case, site, words),
        contact=bool(case.sealed),
        moves=tuple(Next(state=to.value, name=words(f"to.{to.value}")) for to in CASE_MOVES[case.state]),
        done=tuple(_done(step, site, words) for step in case.steps),
    )


def _moment(at: datetime, site: Site) -> str:
    return at.astimezone(site.hall.zone_info).strftime("%m-%d %H:%M")


def _way(case: CaseKept, words: Words) -> tuple[Mark, ...]:
    """An appeal keeps the step it left."""
    reached = [step.to for step in case.steps if step.to in WAY]
    at = WAY.index(case.state if case.state in WAY else reached[-1] if reached else CaseState.NEW)
    looks = ("done" if n < at else "now" if n == at else "todo" for n in range(len(WAY)))
    return tuple(Mark(name=words(f"state.{state.value}"), look=look) for state, look in zip(WAY, looks, strict=True))


def _due(case: CaseKept, site: Site, words: Words) -> str:
    if case.state is CaseState.NEW:
        return words("due.contact", time=_moment(case.contact_due, site))
    if case.state in (CaseState.CONTACTED, CaseState.RECTIFYING):
        return words("due.rectify", date=f"{case.rectify_by:%m-%d}")
    return ""


def _done(step: Step, site: Site, words: Words) -> Done:
    name = words(f"state.{step.to.value}")
    return Done(time=_moment(step.at, site), who=step.by.removeprefix("@"), name=name, note=step.note)
