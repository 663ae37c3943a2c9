"""Priority as staff choose it: its ranks (practice B-4) and why. For forms of staff alone, never for a public screen;
the journal has the number and the reason, never what the rank stands for."""

from __future__ import annotations

RANK_WORDS = {1: "rank.1", 2: "rank.2", 3: "rank.3", 4: "rank.4", 0: "rank.0"}
"""What each rank is given for; 0: none."""
NOT_AS_DECLARED = "not-so"
RANK_REASONS = {
    "seen": "hall.why.seen",
    "urgent": "hall.why.urgent",
    NOT_AS_DECLARED: "hall.why.not_so",
}
"""Why a priority is given, changed or taken away: the word in the journal, and what is read."""


def rank_of(typed: str) -> int:
    """Raises ValueError for what is no rank."""
    if not typed.isascii() or not typed.isdecimal() or int(typed) not in RANK_WORDS:
        raise ValueError("no rank")
    return int(typed)
