"""The clerks of a day: each calls who is next, waits, recalls, gives up, serves, and goes when the shift is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from config.hours import Span
from config.site import Site
from lobby.contract import counters as keys
from lobby.contract.counters import CounterChanged, Outcome
from lobby.contract.message import Refusal
from lobby.sim.answers import must, why
from lobby.sim.crowd import Person
from lobby.sim.day_file import Day
from lobby.sim.stage import Stage
from lobby.sim.timeline import Timeline

CALL_AGAIN_S = 45.0
"""A clerk calls a second and a third time after so long each (practice B-4: three calls within 90 s)."""


class Desk(Struct, kw_only=True):
    """One window. `idle`: its clerk waits for somebody; `busy`: with somebody, called or there."""

    id: str
    skills: tuple[str, ...]
    shifts: tuple[Span, ...]
    staffed: bool = False
    idle: bool = False
    busy: bool = False


class Clerks:
    """Presses every key of the day. `hears`: whether this person comes now; `missed`: told who did not."""

    def __init__(
        self,
        day: Day,
        site: Site,
        stage: Stage,
        timeline: Timeline,
        people: Mapping[str, Person],
        hears: Callable[[Person], bool],
        missed: Callable[[Person], None],
    ) -> None:
        self._between_s, self._stage, self._timeline = day.people.between_s, stage, timeline
        self._people, self._hears, self._missed = people, hears, missed
        shifts = [group.shifts for group in day.counters for _ in range(group.count)]
        self._desks = [
            Desk(id=desk.id, skills=desk.skills, shifts=spans)
            for desk, spans in zip(site.counters, shifts, strict=True)
        ]
        for desk in self._desks:
            for span in desk.shifts:
                timeline.at(timeline.moment(span.start), partial(self._come_to_work, desk))
                timeline.at(timeline.moment(span.end), partial(self._seek, desk))

    def wake(self, service: str) -> None:
        """One clerk who waits for this service calls, in a moment, as a person does."""
        desk = next((desk for desk in self._desks if desk.idle and service in desk.skills), None)
        if desk is not None:
            desk.idle = False
            self._timeline.later(1.0, partial(self._seek, desk))

    def _come_to_work(self, desk: Desk) -> None:
        self._press(desk, keys.OpenCounter)
        desk.staffed, desk.idle = True, False
        self._seek(desk)

    def _seek(self, desk: Desk) -> None:
        """Call who is next; with nobody there wait, or go when the shift is over. The last shift serves who waits."""
        if desk.busy or not desk.staffed:
            return
        now = self._timeline.now.time()
        over = not any(span.start <= now < span.end for span in desk.shifts)
        if over and now < desk.shifts[-1].end:
            self._leave(desk)
            return
        answer = self._stage.press(desk.id, keys.CallNext)
        if isinstance(answer, CounterChanged) and answer.moved is not None:
            self._called(desk, self._people[answer.moved.ticket])
        else:
            must(why(answer) == Refusal.NOBODY_WAITING, answer)
            desk.idle = not over
            if over:
                self._leave(desk)

    def _called(self, desk: Desk, person: Person) -> None:
        desk.busy, desk.idle = True, False
        if self._hears(person):
            self._timeline.later(person.walk_s, partial(self._serve, desk, person))
        else:
            self._timeline.later(CALL_AGAIN_S, partial(self._call_again, desk, person, 2))

    def _call_again(self, desk: Desk, person: Person, call: int) -> None:
        self._press(desk, keys.Recall)
        after = partial(self._call_again, desk, person, call + 1) if call < 3 else partial(self._give_up, desk, person)
        self._timeline.later(CALL_AGAIN_S, after)

    def _give_up(self, desk: Desk, person: Person) -> None:
        self._press(desk, keys.NoShow)
        self._missed(person)
        self._free(desk)

    def _serve(self, desk: Desk, person: Person) -> None:
        self._press(desk, keys.Serve)
        self._timeline.later(person.service_s, partial(self._finish, desk))

    def _finish(self, desk: Desk) -> None:
        self._press(desk, keys.Finish, outcome=Outcome.ACCEPTED)
        self._free(desk)

    def _free(self, desk: Desk) -> None:
        desk.busy = False
        self._timeline.later(self._between_s, partial(self._seek, desk))

    def _leave(self, desk: Desk) -> None:
        self._press(desk, keys.CloseCounter)
        desk.staffed = desk.idle = False

    def _press(self, desk: Desk, key: type[keys.CounterRequest], **more: object) -> None:
        """A key that must work."""
        answer = self._stage.press(desk.id, key, **more)
        must(isinstance(answer, CounterChanged), answer)
