"""Follows a day's journal as an auditor would, without the server's own rules, and says which promises did not hold."""

from __future__ import annotations

from collections.abc import Mapping

from config.site import Site
from lobby.contract.tickets import TicketState
from lobby.queueing.moves import Move
from lobby.queueing.numbering import read_ticket_id
from lobby.queueing.ticket import ENDED
from lobby.queueing.why import Why
from lobby.sim.crowd import Person
from lobby.sim.fairness import Fairness
from lobby.sim.story import Story
from lobby.store.work import Fact, Record

BORN = frozenset({Fact.ISSUE, Fact.MERGE})


class Audit:
    """`take` every record in order, then `end`; what did not hold is in `broken`, in words."""

    def __init__(self, site: Site, people: Mapping[str, Person]) -> None:
        self._people = people
        self._skills = {counter.id: counter.skills for counter in site.counters}
        self._waiting: dict[str, dict[str, int]] = {service.id: {} for service in site.services}
        self._at_counter: dict[str, str] = {}
        self.stories: dict[str, Story] = {}
        self.broken: list[str] = []
        self.misses = 0
        self._fairness = Fairness(site)
        self._booked = site.queue.ranges.appointment

    def take(self, record: Record) -> None:
        if record.what in BORN:
            self._born(record)
        elif record.state is not None and record.ticket in self.stories:
            self._moved(record, self.stories[record.ticket])

    def end(self) -> None:
        """I3: every number came to an end, and every person's number is in the journal."""
        for story in self.stories.values():
            if story.state not in ENDED:
                self.broken.append(f"{story.ticket} is still {story.state} after the day")
        for ticket in self._people.keys() - self.stories.keys():
            self.broken.append(f"{ticket} was given and is not in the journal")

    def _born(self, record: Record) -> None:
        """I2: a number is born once."""
        if record.ticket in self.stories:
            self.broken.append(f"{record.ticket} was given twice")
        person = self._people.get(record.ticket)
        issued_at = person.at if person else record.at
        kind = person.kind if person else "nobody"
        self.stories[record.ticket] = Story(
            ticket=record.ticket, kind=kind, service=record.service, issued_at=issued_at, place=record.place
        )
        story = self.stories[record.ticket]
        story.rank, story.queued_at = record.rank, record.at
        story.booked = self._is_booked(record.ticket)
        story.slot = person.slot if person and story.booked else None
        self._waiting[record.service][record.ticket] = record.place

    def _moved(self, record: Record, story: Story) -> None:
        if record.what == Move.CALL:
            self._called(record, story)
        self._leave(story)
        story.service, story.place = record.service or story.service, record.place or story.place
        story.state, story.counter = record.state or story.state, record.counter
        self.misses += record.what == Move.NO_SHOW
        if story.state is TicketState.WAITING:
            story.queued_at = record.at
            self._waiting[story.service][story.ticket] = story.place
        elif story.state in (TicketState.CALLED, TicketState.SERVING):
            self._arrive(story)

    def _leave(self, story: Story) -> None:
        self._waiting[story.service].pop(story.ticket, None)
        if self._at_counter.get(story.counter) == story.ticket:
            del self._at_counter[story.counter]

    def _arrive(self, story: Story) -> None:
        """I4: one ticket at a window."""
        other = self._at_counter.setdefault(story.counter, story.ticket)
        if other != story.ticket:
            self.broken.append(f"{story.ticket} and {other} were both at {story.counter}")

    def _called(self, record: Record, story: Story) -> None:
        story.first_called_at = story.first_called_at or record.at
        if story.state is not TicketState.WAITING:
            self.broken.append(f"{story.ticket} was called while {story.state}")
        self._in_order(record, story)
        self.broken.extend(self._fairness.called(record, story, self._passed(record, story)))

    def _passed(self, record: Record, story: Story) -> list[Story]:
        """The first without precedence of each service of the window, of those who wait longer."""
        firsts = (self._first_ordinary(skill) for skill in self._skills[record.counter])
        return [one for one in firsts if one is not None and one.place < story.place]

    def _first_ordinary(self, service: str) -> Story | None:
        waiting = (self.stories[id] for id in self._waiting[service])
        return min((one for one in waiting if one.ordinary), key=lambda one: one.place, default=None)

    def _is_booked(self, ticket: str) -> bool:
        read = read_ticket_id(ticket)
        return bool(read and not read[1].kiosk and any(one.first <= read[1].number <= one.last for one in self._booked))

    def _in_order(self, record: Record, story: Story) -> None:
        """I5: nobody who waits for this window has an earlier place, or the journal says why."""
        if record.why not in (None, Why.ORDER):
            return
        for skill in self._skills[record.counter]:
            for id, place in self._waiting[skill].items():
                if place < story.place and not self._is_early(self.stories[id], record):
                    self.broken.append(f"{story.ticket} was called at {record.counter} before {id}")
                    return

    def _is_early(self, other: Story, record: Record) -> bool:
        """Somebody with an appointment is not called before its time while others wait."""
        return other.booked and (other.slot is None or other.slot > record.at)
