"""What a played day came to: its promises held against the journal, and how long people waited."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from statistics import quantiles

from msgspec import Struct

from config.site import Site
from lobby.contract.tickets import TicketState
from lobby.sim.audit import Audit
from lobby.sim.crowd import Person
from lobby.sim.estimates import Estimates, estimates_of, naive_waits
from lobby.sim.story import Story
from lobby.store.work import Record


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
    """The share of those who were told a range and called whose wait lay in it; None: nobody was told one."""


class Report(Struct, frozen=True, kw_only=True):
    figures: Figures
    waits: tuple[Waits, ...]
    broken: tuple[str, ...]
    """What did not hold, in words; at most some of each sort."""
    stories: tuple[Story, ...]
    turned_away: tuple[tuple[str, int], ...]
    """How many got no number, by the server's plain word."""
    estimates: Estimates | None = None


def report_on(
    site: Site,
    records: Sequence[Record],
    people: Mapping[str, Person],
    turned_away: Sequence[str],
    quoted: Mapping[str, tuple[int, int]],
) -> Report:
    """Everything from the journal; of the play only who held which number, of the database what they were told."""
    audit = Audit(site, people)
    for record in records:
        audit.take(record)
    audit.end()
    naive = naive_waits(site, records)
    for id, story in audit.stories.items():
        story.quoted, story.naive_s = quoted.get(id), naive.get(id)
    stories = tuple(audit.stories.values())
    broken = tuple(audit.broken)
    estimates = estimates_of(stories)
    return Report(
        figures=_figures(stories, audit.misses, len(broken), estimates),
        estimates=estimates,
        waits=_waits_by_group(stories),
        broken=broken,
        stories=stories,
        turned_away=tuple(sorted(Tally(turned_away).items())),
    )


def _figures(stories: Sequence[Story], misses: int, broken: int, estimates: Estimates | None) -> Figures:
    waits = _waits("all", stories)
    return Figures(
        tickets=len(stories),
        served=sum(story.state is TicketState.SERVED for story in stories),
        missed=misses,
        broken=broken,
        wait_p50_s=waits.p50_s,
        wait_p90_s=waits.p90_s,
        estimate_coverage=estimates.coverage if estimates else None,
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
