"""What the phone shows when the service is over: five levels, none chosen, and thanks (practice B-2, J10)."""

from __future__ import annotations

from datetime import datetime

from config.site import Site
from lobby.console.values import Value
from lobby.console.words import Words
from lobby.contract.ratings import Level
from lobby.pictures import HallSnapshot
from lobby.queueing.ticket import Ticket
from lobby.ratings.rating import is_open
from lobby.ratings.tags import TAGS

LEVELS = tuple(Level)
"""The best first."""
_REASONS = {5: "reasons.good", 4: "reasons.good", 3: "reasons.fair", 2: "reasons.bad", 1: "reasons.bad"}


class LevelRow(Value, frozen=True, kw_only=True):
    """One level with its reasons: code and sentence."""

    level: int
    name: str
    stars: str
    reasons: str
    tags: tuple[tuple[int, str], ...]


class RatingPage(Value, frozen=True, kw_only=True):
    """After the service, for `rating.edit_h`. `reference`: it was rated; empty: not yet."""

    phase: str = "rating"
    title: str
    line: str
    levels: tuple[LevelRow, ...]
    hours: int
    reference: str = ""
    thanks: str = ""
    rated_at: datetime | None = None


def rating_page(snapshot: HallSnapshot, ticket: Ticket, site: Site, words: Words, now: datetime) -> RatingPage | None:
    """None: this ticket may not be rated now."""
    if not is_open(ticket, now, site.rating.edit_h):
        return None
    say, rated = Words("rating", words.language), snapshot.rating(ticket)
    return RatingPage(
        title=say("ask"),
        line=words(
            "served.line",
            label=ticket.label,
            window=snapshot.numbers.get(ticket.counter, 0),
            time=ticket.since.astimezone(site.hall.zone_info).strftime("%H:%M"),
        ),
        levels=tuple(_row(level, say) for level in LEVELS),
        hours=round(site.rating.edit_h),
        reference=rated.reference if rated else "",
        thanks=say("thanks", reference=rated.reference) if rated else "",
        rated_at=rated.at if rated else None,
    )


def _row(level: Level, say: Words) -> LevelRow:
    return LevelRow(
        level=level.value,
        name=say(f"level.{level.value}"),
        stars=say("stars", n=level.value),
        reasons=say(_REASONS[level.value]),
        tags=tuple((code, say(f"tag.{code}")) for code in TAGS[level]),
    )
