"""What a played day came to: its promises held against the journal, and how long people waited."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import quantiles

from msgspec import Struct

from config.site import Site
from lobby.contract.tickets import TicketState
from lobby.queueing.moves import Move
from lobby.queueing.ticket import ENDED
from lobby.sim.crowd import Person
from lobby.store.work import Fact, Record

BORN = frozenset({Fact.ISSUE, Fact.MERGE})


class Story(Struct, kw_only=True):
    """One ticket of the day, as the journal tells it."""

    ticket: str
    kind: str
    service: str
    issued_at: datetime
    first_called_at: datetime | None = None
    state: TicketState = TicketState.WAITING
    place: int = 0
    counter: str = ""

    @property
    def wait_s(self) -> float | None:
        """From the number to the first call (practice B-12); None: never called."""
        return (self.first_called_at - self.issued_at).total_seconds() if self.first_called_at else None


class Waits(Struct, frozen=True, kw_only=True):
    """Seconds from number to first call of one group of people."""

    group: str
    people: int
    p50_s: float
    p90_s: float
    longest_s: float


class Figures(Struct, frozen=True, kw_only=True):
    """The last line of `kapok sim --json`. `broken`: promises that did not hold."""

    tickets: int
    served: int
    missed: int
    broken: int
    wait_p50_s: float
    wait_p90_s: float
    estimate_coverage: float | None = None
    """None: no wait is estimated yet."""


class Report(Struct, frozen=True, kw_only=True):
    figures: Figures
    waits: tuple[Waits, ...]
    broken: tuple[str, ...]
    """What did not hold, in words; at most some of each sort."""
    stories: tuple[Story, ...]
    turned_away: tuple[tuple[str, int], ...]
    """How many got no number, by the server's plain word."""


def report_on(
    site: Site, records: Sequence[Record], people: Mapping[str, Person], turned_away: Sequence[str]
) -> Report:
    """Everything from the journal; of the play only who held which number."""
    replay = _Replay(site, people)
    for record in records:
        replay.take(record)
    replay.end()
    stories = tuple(replay.stories.values())
    broken = tuple(replay.broken)
    return Report(
        figures=_figures(stories, replay.misses, len(broken)),
        waits=_waits_by_group(stories),
        broken=broken,
        stories=stories,
        turned_away=tuple(sorted(Tally(turned_away).items())),
    )


class _Replay:
    """Follows the journal as an auditor would, without the server's own rules."""

    def __init__(self, site: Site, people: Mapping[str, Person]) -> None:
        self._people = people
        self._skills = {counter.id: counter.skills for counter in site.counters}
        self._waiting: dict[str, dict[str, int]] = {service.id: {} for service in site.services}
        self._at_counter: dict[str, str] = {}
        self.stories: dict[str, Story] = {}
        self.broken: list[str] = []
        self.misses = 0

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
        self._waiting[record.service][record.ticket] = record.place

    def _moved(self, record: Record, story: Story) -> None:
        if record.what == Move.CALL:
            self._called(record, story)
        self._leave(story)
        story.service, story.place = record.service or story.service, record.place or story.place
        story.state, story.counter = record.state or story.state, record.counter
        self.misses += record.what == Move.NO_SHOW
        if story.state is TicketState.WAITING:
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
        """I5: nobody who waits for this window has an earlier place."""
        story.first_called_at = story.first_called_at or record.at
        if story.state is not TicketState.WAITING:
            self.broken.append(f"{story.ticket} was called while {story.state}")
        for skill in self._skills[record.counter]:
            first = min(self._waiting[skill].items(), key=lambda item: item[1], default=None)
            if first is not None and first[1] < story.place:
                self.broken.append(f"{story.ticket} was called at {record.counter} before {first[0]}")


def _figures(stories: Sequence[Story], misses: int, broken: int) -> Figures:
    waits = _waits("all", stories)
    return Figures(
        tickets=len(stories),
        served=sum(story.state is TicketState.SERVED for story in stories),
        missed=misses,
        broken=broken,
        wait_p50_s=waits.p50_s,
        wait_p90_s=waits.p90_s,
    )


def _waits_by_group(stories: Sequence[Story]) -> tuple[Waits, ...]:
    """All people, then each class, then each service."""
    kinds = sorted({story.kind for story in stories})
    services = sorted({story.service for story in stories})
    by_kind = [_waits(kind, [story for story in stories if story.kind == kind]) for kind in kinds]
    by_service = [_waits(service, [story for story in stories if story.service == service]) for service in services]
    return (_waits("all", stories), *by_kind, *by_service)


def _waits(group: str, stories: Sequence[Story]) -> Waits:
    waited = sorted(wait for story in stories if (wait := story.wait_s) is not None)
    parts = quantiles(waited, n=10, method="inclusive") if len(waited) > 1 else waited * 9 or [0.0] * 9
    return Waits(
        group=group,
        people=len(waited),
        p50_s=round(parts[4], 1),
        p90_s=round(parts[8], 1),
        longest_s=round(waited[-1] if waited else 0.0, 1),
    )
