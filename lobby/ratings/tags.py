"""The reasons a person may tick: eight codes a level, as the national platform numbers them (practice B-2, V20)."""

from __future__ import annotations

from lobby.contract.ratings import Level

TAGS: dict[Level, tuple[int, ...]] = {
    Level.VERY_SATISFIED: tuple(range(510, 518)),
    Level.SATISFIED: tuple(range(406, 414)),
    Level.BASICALLY_SATISFIED: tuple(range(307, 315)),
    Level.DISSATISFIED: tuple(range(207, 215)),
    Level.VERY_DISSATISFIED: tuple(range(108, 116)),
}
"""Their sentences stand in the catalogue `rating` as `tag.{code}`."""


def fit(level: Level, tags: tuple[int, ...]) -> bool:
    """Whether each is a reason of this level, and none is there twice."""
    return len(set(tags)) == len(tags) and set(tags) <= set(TAGS[level])
