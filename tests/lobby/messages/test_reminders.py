"""Five ahead, two ahead: each reminder once, in the person's language, with no more in it than is known (J08)."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from config.values import Language
from lobby.contract import counters as keys
from lobby.contract.tickets import CancelTicket, WaitRange
from lobby.messages.texts import Word, text_of
from lobby.wishes import Clerk, Postpone
from tests.lobby.ladder.silent import PHONE, SCREENS, SilentHall, silent


def served(hall: SilentHall, people: int, counter: int = 2) -> None:
    """So many are called and served, and the server goes round."""
    for _ in range(people):
        hall.call(counter)
        hall.pressed(counter, keys.Serve)
        hall.pressed(counter, keys.Finish)
    hall.wait(4)


def ready(hall: SilentHall, before: int) -> None:
    """Somebody who left a phone number, and so many before."""
    hall.open_all()
    hall.live(*SCREENS)
    for _ in range(before):
        hall.person()
    hall.person(phone=PHONE)


def test_each_reminder_goes_once_on_the_way_to_the_window(tmp_path: Path) -> None:
    with silent(tmp_path) as hall:
        ready(hall, before=7)
        hall.wait(4)
        assert hall.texts == []
        served(hall, 2)
        assert hall.texts == ["【small】A008号：前面还有5人。请到A等候。"]
        served(hall, 2)
        assert len(hall.texts) == 1
        served(hall, 1)
        assert hall.texts[1:] == ["A008号：快到您了，前面还有2人。"]
        served(hall, 2)
        assert len(hall.texts) == 2


def test_a_queue_that_jumps_over_both_brings_one_reminder(tmp_path: Path) -> None:
    with silent(tmp_path) as hall:
        ready(hall, before=8)
        served(hall, 7)
        assert hall.texts == ["A009号：快到您了，前面还有1人。"]
        served(hall, 1)
        assert len(hall.texts) == 1


def test_somebody_sent_back_is_not_reminded_twice(tmp_path: Path) -> None:
    with silent(tmp_path) as hall:
        ready(hall, before=6)
        served(hall, 1)
        assert len(hall.texts) == 1
        last = hall.server.door.snapshot.queues["general"][-1]
        wish = Postpone(request=hall.id(), deadline=hall.deadline(), ticket=last.id)
        for _ in range(5):
            hall.person()
        hall.server.door.submit(wish, Clerk(name="li", counter="w1"))
        hall.server.step()
        for _ in range(6):
            served(hall, 1)
        assert [text for text in hall.texts if "前面还有" in text][1:] == ["A007号：快到您了，前面还有2人。"]


def test_nobody_is_told_by_message_what_the_kiosk_has_just_said(tmp_path: Path) -> None:
    with silent(tmp_path) as hall:
        ready(hall, before=4)
        hall.wait(4)
        assert hall.texts == []
        served(hall, 2)
        assert hall.texts == ["A005号：快到您了，前面还有2人。"]


def test_a_restart_sends_what_is_due_and_nothing_again(tmp_path: Path) -> None:
    with silent(tmp_path) as hall:
        ready(hall, before=6)
        served(hall, 1)
        assert len(hall.texts) == 1
        for _ in range(3):
            hall.call(2)
            hall.pressed(2, keys.Serve)
            hall.pressed(2, keys.Finish)
        clock = hall.clock
    with silent(tmp_path, clock=clock) as hall:
        hall.wait(4)
        assert [text for text in hall.texts if "快到您了" in text] == ["A007号：快到您了，前面还有2人。"]


def test_a_person_who_cancelled_hears_no_more(tmp_path: Path) -> None:
    with silent(tmp_path) as hall:
        ready(hall, before=6)
        hall.ask("kiosk-1", CancelTicket(request=hall.id(), deadline=hall.deadline(), ticket="20261123-A007"))
        served(hall, 6)
        assert hall.texts == []


@pytest.mark.parametrize(
    ("language", "ahead", "minutes", "called"),
    [
        (
            Language.ZH_HANS,
            "【small】A001号：前面还有0人。请到A等候。",
            "【small】A001号：前面还有0人，约8–14分钟。请到A等候。",
            "A001号：请到1号窗口（A）。",
        ),
        (
            Language.ZH_HANT,
            "【small】A001號：前面還有0人。請到A等候。",
            "【small】A001號：前面還有0人，約8–14分鐘。請到A等候。",
            "A001號：請到1號窗口（A）。",
        ),
        (
            Language.EN,
            "[small] A001: 0 ahead. Please wait in A.",
            "[small] A001: 0 ahead, about 8–14 min. Please wait in A.",
            "A001: please go to Window 1 (A).",
        ),
    ],
)
def test_a_message_says_minutes_only_where_they_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language, ahead: str, minutes: str, called: str
) -> None:
    with silent(tmp_path) as hall:
        hall.open_all()
        view, _ = hall.person()
        kept = hall.kept()
        ticket = kept.ticket(view.ticket)
        assert text_of(kept, ticket, Word.AHEAD, language) == ahead
        known = msgspec.structs.replace(kept.view(ticket), wait=WaitRange(low=8, high=14))
        monkeypatch.setattr(kept, "view", lambda _: known)
        assert text_of(kept, ticket, Word.AHEAD, language) == minutes
        hall.call()
        kept = hall.kept()
        assert text_of(kept, kept.ticket(view.ticket), Word.CALLED, language) == called
