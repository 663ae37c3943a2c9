"""After a person has gone, their number is nowhere in the kiosk's memory, and nothing alive holds their name (F007).

What Kapok owns is let go of: cards and names are read once and kept by no widget, flow, queue or cache. What it does
not own is CPython's: memory given back is not overwritten before it is used again, so that a scrap of a name may lie in
it for a while, reachable from nowhere. The next person's visit overwrites it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hall.conftest import KIOSK, Kiosk

NAME, NUMBER = "欧阳金丝雀", "11010519491231002X"
CARD = f'{{"name": "{NAME}", "number": "{NUMBER}"}}'
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


def visit(kiosk: Kiosk, card: str) -> None:
    kiosk.device("reader", f"card {card}")
    kiosk.wait("ChooseView", card_may_go=True)
    kiosk.device("reader", "remove")
    kiosk.tap("service:general")
    kiosk.wait("ReadyView", slip="printed")
    kiosk.tap("done")
    kiosk.wait("HomeView", take_card=False)


@pytest.mark.fault("F007")
def test_the_memory_of_the_kiosk_holds_no_number_of_a_person_who_has_gone(kiosk: Kiosk) -> None:
    pid = kiosk.house.company.pid(KIOSK)
    visit(kiosk, CARD)
    assert found_in(pid, NUMBER) == 0
    visit(kiosk, "elder")
    assert found_in(pid, NUMBER) == 0
    assert found_in(pid, NAME) == 0


def test_the_search_finds_what_is_there(kiosk: Kiosk) -> None:
    assert found_in(kiosk.house.company.pid(KIOSK), kiosk.house.site.hall.name.zh_hans) > 0
