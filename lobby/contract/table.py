"""The contract as a table for people: every message, its topic, and who may say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lobby.contract.catalogue import MESSAGES
from lobby.contract.message import ROOT, Manner, Message

HEADINGS = ("manner", "message", "topic", "QoS", "kept", "said by")
_ORDER = list(Manner)


def tag_of(kind: type[Message]) -> str:
    """The word in `kind` of every payload."""
    return str(kind.__struct_config__.tag)


def retained(kind: type[Message]) -> bool:
    return kind.manner is Manner.STATE


def table() -> str:
    """A Markdown table, whose columns also line up in a terminal."""
    rows = [HEADINGS, *sorted(_rows(), key=lambda row: _ORDER.index(Manner(row[0])))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def _rows() -> Iterator[tuple[str, ...]]:
    for kind in MESSAGES:
        roles = ", ".join(sorted(kind.roles))
        kept = "retained" if retained(kind) else ""
        yield kind.manner, tag_of(kind), f"{ROOT}/{{hall}}/{kind.topic}", str(kind.qos), kept, roles


def _line(cells: Iterable[str], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
