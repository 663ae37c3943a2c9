"""No name reaches a screen anybody can see: what the hall says is read word by word after visits of people of all sorts
of names (F084, practice B-8)."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from config.rules import Priority
from devices.kinds.reader import CardType, IdentityCard
from kiosk import flow
from kiosk.people import person_of_card
from lobby.contract import counters as keys
from lobby.contract.catalogue import encode
from lobby.contract.tickets import IssueTicket, TicketIssued
from lobby.subjects import subject_of
from tests.kiosk.stage import Stage
from tests.lobby.halls import RunningHall, running
from tests.scale import Scale

NAMES = (
    "木棉",
    "木棉花",
    "欧阳木棉",
    "皇甫一二三四五",
    "买买提·艾力",
    "古丽娜尔·阿卜杜热合曼",
    "𠮷野木",
    "John Kapok",
    "KAPOK",
    "",
)
SIGNS = "木棉花张李欧阳司马买提艾力古丽娜尔·阿卜杜热合曼𠮷野𬖋 abcXYZ"
SECRET = "ab" * 32


@pytest.mark.fault("F084")
def test_whatever_the_name_nothing_of_it_is_said_in_the_hall(tmp_path: Path, scale: Scale) -> None:
    chance = scale.random
    drawn = ["".join(chance.choices(SIGNS, k=chance.randrange(2, 26))) for _ in range(scale.rounds(ci=15, long=500))]
    names = (*NAMES, *drawn)
    with running(tmp_path) as hall:
        hall.open_all()
        for n, name in enumerate(names):
            _visit(hall, name, f"44009919900307{n:04}")
        said = b"\n".join(encode(message) for message, _ in hall.wire.said)
        answered = b"\n".join(map(encode, hall.wire.answers))
    scale.counted(names=len(names), bytes=len(said))
    for name in filter(None, names):
        for piece in _pieces(name):
            assert piece.encode() not in said + answered, "a name was said"


def _visit(hall: RunningHall, name: str, number: str) -> None:
    """From the card to the window, as the kiosk asks it of the server."""
    card = IdentityCard(type=CardType.RESIDENT, name=name, number=number)
    subject = partial(subject_of, SECRET, date(2026, 11, 23))
    stage = Stage(online=False)
    stage.card(person_of_card(card, subject=subject, priority=Priority(), today=date(2026, 11, 23)))
    stage.tap("service:general")
    wish = stage.last(flow.Issue).wish
    hall.clock.turn(10)
    request = IssueTicket(
        request=f"{number}-issue",
        deadline=hall.deadline(),
        service="general",
        token=f"{number}-token",
        channel=wish.channel,
        subject=wish.subject,
    )
    assert isinstance(hall.ask("kiosk-1", request), TicketIssued)
    for key in (keys.CallNext, keys.Serve, keys.Finish):
        hall.pressed(1, key)


def _pieces(name: str) -> set[str]:
    """Every two signs in a row that are not figures or blanks; and the whole name."""
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    return {piece for piece in pairs if not piece.isascii() and " " not in piece} | ({name} if len(name) > 1 else set())
