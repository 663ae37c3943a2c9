"""Sizes on an 80 mm slip, in dots of 1/203 inch (8 dots are 1 mm): what text and picture have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from devices.slip_document import Block, Fact

MARGIN = 24
RULE_DOTS = 3
NUMBER_DOTS = 100
"""From this em on a line is the ticket's number: its height is a promise, so it is set narrower rather than smaller."""


def number_parts(text: str) -> tuple[str, str]:
    """A number's mark and the number: ◇ A3-07 → ◇, A3-07. The mark stands beside it at half its size."""
    start = next((n for n, char in enumerate(text) if char.isalnum()), 0)
    return text[:start].strip(), text[start:]


def in_runs(blocks: Iterable[Block]) -> Iterator[Sequence[Block]]:
    """The blocks, with neighbouring left-aligned facts together: their values share one column."""
    for key, run in groupby(blocks, key=_column):
        if key is None:
            yield from ([block] for block in run)
        else:
            yield list(run)


def _column(block: Block) -> tuple[str, int] | None:
    return (block.align.value, block.dots) if isinstance(block, Fact) else None
