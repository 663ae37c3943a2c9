"""What the ranges that people were told were worth, beside what a plain average would have told them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from msgspec import Struct

from config.site import Site
from lobby.contract.counters import CounterStatus
from lobby.queueing.moves import Move
from lobby.sim.story import Story
from lobby.store.work import Fact, Record
from lobby.waits.back_test import naive_width


class Estimates(Struct, frozen=True, kw_only=True):
    """`tickets`: people who were told a range and were called; `told`: their share of all who were called. Minutes."""

    tickets: int
    told: float
    coverage: float
    width_min: float
    naive_width_min: float
    """Of a band around the average that - known only after the day - holds the same share."""
    wait_min: float
    """What they waited, in the mean."""


def estimates_of(stories: Sequence[Story]) -> Estimates | None:
    """None: nobody was told a range."""
    called = [story for story in stories if story.wait_s is not None]
    told = [(story, story.quoted, story.wait_s) for story in called if story.quoted and story.wait_s is not None]
    if not told:
        return None
    held = fmean(low <= waited <= high for _, (low, high), waited in told)
    plain = [(story.naive_s or 0.0, waited) for story, _, waited in told]
    return Estimates(
        tickets=len(told),
        told=round(len(told) / len(called), 3),
        coverage=round(held, 4),
        width_min=round(fmean(high - low for _, (low, high), _ in told) / 60, 2),
        naive_width_min=round(naive_width(plain, held) / 60, 2),
        wait_min=round(fmean(waited for _, _, waited in told) / 60, 1),
    )


def naive_waits(site: Site, records: Iterable[Record]) -> dict[str, float]:
    """For each number, people of the same service before it times the mean time of that service so far today, by the
    windows open for it: reckoned from the journal alone. Seconds."""
    average = _Average(site)
    for record in records:
        average.take(record)
    return average.told


class _Average:
    def __init__(self, site: Site) -> None:
        self._skills: Mapping[str, Sequence[str]] = {counter.id: counter.skills for counter in site.counters}
        self._open = {service.id: 0 for service in site.services}
        self._status = dict.fromkeys(self._skills, False)
        self._waiting: dict[str, str] = {}
        self._lines = {service.id: 0 for service in site.services}
        self._called: dict[str, float] = {}
        self._lengths: dict[str, tuple[int, float]] = {}
        self._service: dict[str, str] = {}
        self.told: dict[str, float] = {}

    def take(self, record: Record) -> None:
        if record.what == Fact.COUNTER:
            self._counter(record)
        elif record.ticket and record.state is not None:
            self._ticket(record)

    def _counter(self, record: Record) -> None:
        is_open = record.reason == CounterStatus.OPEN
        if is_open != self._status[record.counter]:
            self._status[record.counter] = is_open
            for skill in self._skills[record.counter]:
                self._open[skill] += 1 if is_open else -1

    def _ticket(self, record: Record) -> None:
        id = record.ticket
        if record.what == Fact.ISSUE:
            self._tell(id, record.service)
        if record.service:
            self._service[id] = record.service
        if was := self._waiting.pop(id, ""):
            self._lines[was] -= 1
        if record.state == "waiting":
            self._waiting[id] = self._service[id]
            self._lines[self._service[id]] += 1
        if record.what == Move.CALL:
            self._called[id] = record.at.timestamp()
        elif record.what == Move.FINISH and id in self._called:
            count, total = self._lengths.get(self._service[id], (0, 0.0))
            self._lengths[self._service[id]] = count + 1, total + record.at.timestamp() - self._called.pop(id)

    def _tell(self, id: str, service: str) -> None:
        count, total = self._lengths.get(service, (0, 0.0))
        if count and self._open[service]:
            self.told[id] = self._lines[service] * (total / count) / self._open[service]
