"""Whether those who may go before others went only as far as they may (practice B-4, B-3): told from the journal alone.

A call that passed over somebody ordinary of the same service is held to four promises: the share and the streak of
ranks, the longest delay of the one passed over, and that an appointment's time had come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from config.site import Site
from lobby.queueing.why import Why
from lobby.sim.story import Story
from lobby.store.work import Record


class Fairness:
    """Told every call in order."""

    def __init__(self, site: Site) -> None:
        self._rules = site.priority
        self._ranked: dict[str, list[bool]] = {service.id: [] for service in site.services}
        """Of each call for a service, whether it was for a rank."""
        self._turns: dict[str, list[tuple[datetime, int]]] = {service.id: [] for service in site.services}
        """Whose turn each call was: of the one called, or of who was passed over; when, and the place called."""

    def called(self, record: Record, story: Story, passed: Sequence[Story]) -> Iterator[str]:
        """What this call broke, in words. `passed`: those without precedence whom it passed over, one a service."""
        before_others = record.why is Why.PRIORITY and any(one.service == story.service for one in passed)
        if before_others and not self._share_is_left(self._ranked[story.service]):
            yield f"{story.ticket} was one too many with priority"
        if record.why in (Why.PRIORITY, Why.APPOINTMENT):
            for one in passed:
                if self._waited_too_long(one, record.at):
                    yield f"{story.ticket} went before {one.ticket}, which others had delayed enough"
        if record.why is Why.APPOINTMENT and story.slot is not None and record.at < story.slot:
            yield f"{story.ticket} was called before others and before its time"
        self._remember(record, story, passed)

    def _remember(self, record: Record, story: Story, passed: Sequence[Story]) -> None:
        self._ranked[story.service].append(bool(story.rank))
        if story.ordinary:
            self._turns[story.service].append((record.at, story.place))
        elif passed:
            oldest = min(passed, key=lambda one: one.place)
            self._turns[oldest.service].append((record.at, story.place))

    def _share_is_left(self, ranked: Sequence[bool]) -> bool:
        window = self._rules.one_in * self._rules.streak - 1
        return sum(ranked[-window:]) < self._rules.streak

    def _waited_too_long(self, one: Story, now: datetime) -> bool:
        """Of its service's turns since it waits, so many went to people who came later: without them it would have had
        its own so many turns ago."""
        turns = [(at, place) for at, place in self._turns[one.service] if one.queued_at and at >= one.queued_at]
        later = sum(place > one.place for _, place in turns)
        due = turns[-later][0] if later else now
        return now - due >= timedelta(minutes=self._rules.max_delay_min)
