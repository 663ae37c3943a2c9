"""Looking for a text in all the memory of a program.

What Kapok owns is let go of: cards and names are read once and kept by no widget, flow, queue or cache. What it does
not own is CPython's: memory given back is not overwritten before it is used again, so that a scrap of a name may lie in
it for a while, reachable from nowhere. The next person's visit overwrites it.
"""

from __future__ import annotations

import re
from pathlib import Path

CODINGS = ("utf-8", "utf-16-le", "gb18030")


def writable(pid: int) -> list[tuple[int, int]]:
    """Start and end of every stretch of memory the process may write to."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    found = (re.match(r"(\w+)-(\w+) rw", line) for line in lines)
    return [(int(match[1], 16), int(match[2], 16)) for match in found if match]


def found_in(pid: int, text: str) -> int:
    """How often the text stands in the memory of a process, in any coding it may have had there."""
    count = 0
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in writable(pid):
            memory.seek(start)
            stretch = memory.read(end - start)
            count += sum(stretch.count(text.encode(coding)) for coding in CODINGS)
    return count
