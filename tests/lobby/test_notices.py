"""Notices: three languages or none, urgent ones by two people, a day unlike others by itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from config.hours import Exceptional, Hours
from config.values import Text
from lobby.clerks import Duty
from lobby.contract.boards import Board, Notice
from lobby.contract.message import Answer, Refusal, Refused
from lobby.notices import ConfirmNotice, NoticeChanged, PutNotice, TakeNotice
from lobby.wishes import Clerk
from tests.lobby.halls import RunningHall, journal_of, running, small_hall, text

CLOSED = Text(zh_hans="明天休息", zh_hant="明天休息", en="Closed tomorrow")


def ask(hall: RunningHall, command: PutNotice | ConfirmNotice | TakeNotice, name: str = "he", *, duty: Duty) -> Answer:
    asked = hall.server.door.submit(command, Clerk(name=name, counter="", duty=duty))
    hall.turn(0.1)
    return asked.result(timeout=0)


def shown(hall: RunningHall) -> tuple[Notice, ...]:
    hall.turn(0.1)
    return hall.wire.last(Board, zone="1A").notices


def test_the_manager_puts_and_takes_a_notice_and_nobody_else_may(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        put = PutNotice(request="n1", deadline=hall.deadline(), text=CLOSED)
        refused = ask(hall, put, duty=Duty.CLERK)
        assert isinstance(refused, Refused)
        assert refused.reason is Refusal.NOT_ALLOWED
        again = PutNotice(request="n2", deadline=hall.deadline(), text=CLOSED)
        assert ask(hall, again, duty=Duty.MANAGER) == NoticeChanged(request="n2", notice="n2", stands=True)
        assert shown(hall) == (Notice(id="n2", text=CLOSED),)
        ask(hall, TakeNotice(request="n3", deadline=hall.deadline(), notice="n2"), duty=Duty.MANAGER)
        assert shown(hall) == ()
    assert [r.reason for r in journal_of(tmp_path) if r.what == "notice"] == ["put:n2", "take:n2"]


def test_an_urgent_notice_waits_for_a_second_person(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        put = PutNotice(request="u1", deadline=hall.deadline(), text=text("fire"), urgent=True)
        assert ask(hall, put, "he", duty=Duty.MANAGER) == NoticeChanged(request="u1", notice="u1", stands=False)
        assert shown(hall) == ()
        alone = ConfirmNotice(request="u2", deadline=hall.deadline(), notice="u1")
        assert isinstance(ask(hall, alone, "he", duty=Duty.MANAGER), Refused)
        both = ConfirmNotice(request="u3", deadline=hall.deadline(), notice="u1")
        assert ask(hall, both, "she", duty=Duty.MANAGER) == NoticeChanged(request="u3", notice="u1", stands=True)
        assert shown(hall) == (Notice(id="u1", text=text("fire"), urgent=True),)


def test_a_notice_without_words_in_every_language_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        half = PutNotice(request="h1", deadline=hall.deadline(), text=Text(zh_hans="字", zh_hant="字", en=" "))
        assert isinstance(ask(hall, half, duty=Duty.MANAGER), Refused)


def test_an_exceptional_day_is_announced_on_the_day_before(tmp_path: Path) -> None:
    hours = Hours(always=True, exceptions=(Exceptional(day=date(2026, 11, 24), notice=CLOSED),))
    with running(tmp_path, small_hall(hours=hours)) as hall:
        assert shown(hall) == (Notice(id="2026-11-24", text=CLOSED),)
        hall.turn(48 * 3600)
        assert shown(hall) == ()
