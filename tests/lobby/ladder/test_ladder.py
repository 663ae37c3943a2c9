"""A silent call takes every way there is to its person, and each way tells how far it came (J08, D-5.10)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from config.rules import Reminders
from lobby.clerks import Duty
from lobby.contract import counters as keys
from lobby.contract.channels import ChannelState, Page
from lobby.contract.message import Refusal, Refused
from lobby.contract.tickets import Mode
from lobby.items import LetterTold
from lobby.ladder.climb import Climb
from lobby.ladder.guides import AcceptEscort
from lobby.ladder.pagers import LendPager
from lobby.ladder.standing import evidence
from lobby.messages.letter import Outcome
from lobby.store.work import Fact
from lobby.wishes import Clerk
from tests.lobby.halls import journal_of
from tests.lobby.ladder.silent import PHONE, SCREENS, SilentHall, silent, silent_site

CLERK = Clerk(name="li", counter="w1")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[SilentHall]:
    with silent(tmp_path) as hall:
        hall.open_all()
        yield hall


def test_each_screen_that_shows_a_call_is_seen_by_its_clerk(hall: SilentHall) -> None:
    hall.live(*SCREENS)
    hall.person()
    call = hall.call()
    assert hall.states() == {"window": "sent", "area": "sent"}
    hall.shown(call, "window-1")
    hall.clock.turn(0.5)
    hall.shown(call, "display-1")
    assert hall.states() == {"window": "shown", "area": "shown"}
    ways = hall.ladder()
    assert (ways["area"].at - ways["window"].at).total_seconds() == pytest.approx(0.5)


def test_the_message_goes_at_once_when_the_page_was_never_opened(hall: SilentHall) -> None:
    hall.live(*SCREENS)
    hall.person(phone=PHONE)
    hall.call()
    assert [(one.phone, one.text) for one in hall.letters] == [(PHONE, "A001号：请到1号窗口（A）。")]
    assert hall.states()["message"] == "sent"


def test_an_open_page_answers_for_the_call_and_no_message_goes(hall: SilentHall) -> None:
    hall.live(*SCREENS)
    _, token = hall.person(phone=PHONE)
    with hall.server.door.phones.watching(token):
        call = hall.call()
        assert hall.states()["phone"] == "sent"
        hall.phone_shown(token, call)
        assert hall.states()["phone"] == "shown"
        hall.wait(60)
    assert hall.letters == []


def test_a_page_that_stays_dark_is_followed_by_a_message_and_once_more(hall: SilentHall) -> None:
    hall.live(*SCREENS)
    _, token = hall.person(phone=PHONE)
    with hall.server.door.phones.watching(token):
        hall.shown(hall.call(), *SCREENS)
        hall.wait(14)
        assert hall.letters == []
        hall.wait(4)
        assert len(hall.letters) == 1
        hall.wait(10)
        assert len(hall.letters) == 1
        hall.wait(60)
    assert len(hall.letters) == 2


def test_a_receipt_for_another_call_or_ticket_says_nothing(hall: SilentHall) -> None:
    hall.live(*SCREENS)
    _, first = hall.person()
    _, other = hall.person()
    call = hall.call()
    hall.phone_shown(other, call)
    hall.phone_shown(first, "no-such-call")
    assert "phone" not in hall.states()


@pytest.mark.parametrize("how", ["dead at the call", "does not show it in time"])
def test_when_the_window_screen_fails_the_message_does_not_wait_and_the_clerk_sees_why(
    hall: SilentHall, how: str
) -> None:
    hall.live(*SCREENS)
    _, token = hall.person(phone=PHONE)
    with hall.server.door.phones.watching(token):
        if how == "dead at the call":
            hall.die("window-1")
        call = hall.call()
        hall.shown(call, "display-1")
        hall.wait(0 if how == "dead at the call" else 4)
    assert hall.texts == ["A001号：请到1号窗口（A）。"]
    way = hall.ladder()["window-1"]
    assert (way.state, way.detail) == (
        ChannelState.FAILED,
        "offline" if how == "dead at the call" else "not-shown",
    )
    assert hall.states()["area"] == "shown"


def test_a_screen_that_shows_the_call_late_is_well_after_all(hall: SilentHall) -> None:
    hall.live(*SCREENS)
    hall.person()
    call = hall.call()
    hall.shown(call, "display-1")
    hall.wait(4)
    assert hall.states() == {"window-1": "failed", "area": "shown", "guide": "sent"}
    hall.shown(call, "window-1")
    assert hall.states() == {"window": "shown", "area": "shown", "guide": "sent"}


def test_when_nothing_else_can_reach_a_person_a_guide_is_called(hall: SilentHall) -> None:
    hall.person()
    hall.call()
    assert hall.ladder()["guide"].detail == "others-failed"
    hall.wait(4)
    told = [line for line in hall.server.door.snapshot.alarms if "A001" in line]
    assert told == ["no screen shows A001, called to window 1: go and tell"]
    hall.pressed(1, keys.Serve)
    hall.wait(4)
    assert not [line for line in hall.server.door.snapshot.alarms if "A001" in line]


def test_a_guide_hears_of_an_accompanied_ticket_with_the_call_itself(hall: SilentHall) -> None:
    hall.live(*SCREENS)
    hall.person(modes=(Mode.LOW_REACH,))
    call = hall.call()
    assert hall.states()["guide"] == "sent"
    (escort,) = hall.server.door.snapshot.escorts
    assert (escort.call, escort.label, escort.counter, escort.need, escort.accepted) == (
        *(call, "A001", 1),
        *(Mode.LOW_REACH, False),
    )
    wish = AcceptEscort(request="g1", deadline=hall.deadline(), call=call)
    hall.server.door.submit(wish, Clerk(name="mei", counter="", duty=Duty.GUIDE))
    hall.server.step()
    assert hall.states()["guide"] == "shown"
    assert hall.server.door.snapshot.escorts[0].accepted


def test_a_pager_is_lent_once_and_vibrates_with_the_call(hall: SilentHall) -> None:
    hall.live(*SCREENS)
    first, _ = hall.person()
    second, _ = hall.person()

    def lend(ticket: str, pager: str) -> object:
        wish = LendPager(request=hall.id(), deadline=hall.deadline(), ticket=ticket, pager=pager)
        asked = hall.server.door.submit(wish, CLERK)
        hall.server.step()
        return asked.result(0)

    lend(first.ticket, "17")
    refused = lend(second.ticket, "17")
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.NOT_ALLOWED
    hall.call()
    page = hall.wire.last(Page)
    assert (page.pager, page.label, page.counter) == ("17", "A001", 1)
    assert hall.states()["pager"] == "sent"
    lend(first.ticket, "")
    assert not isinstance(lend(second.ticket, "17"), Refused)


def test_a_pager_vibrates_once_when_few_are_before_its_holder(hall: SilentHall) -> None:
    fourth = [hall.person()[0] for _ in range(4)][-1]
    wish = LendPager(request=hall.id(), deadline=hall.deadline(), ticket=fourth.ticket, pager="17")
    hall.server.door.submit(wish, CLERK)
    hall.server.step()
    hall.wait(4)
    assert not [said for said, _ in hall.wire.said if isinstance(said, Page)]
    hall.call()
    hall.wait(8)
    pages = [said for said, _ in hall.wire.said if isinstance(said, Page)]
    assert [(page.pager, page.label, page.counter) for page in pages] == [("17", "A004", 0)]


def test_a_message_of_the_call_before_still_tells_its_fate_on_the_recalls_ladder(hall: SilentHall) -> None:
    hall.live(*SCREENS)
    hall.person(phone=PHONE)
    hall.call()
    hall.clock.turn(15)
    hall.pressed(1, keys.Recall)
    hall.server.receive(LetterTold(hall.letters[0].id, Outcome(state=ChannelState.FAILED, detail="timeout"), last=True))
    hall.server.step()
    assert (hall.ladder()["message"].state, hall.ladder()["message"].detail) == (ChannelState.FAILED, "timeout")


def test_the_whole_ladder_stands_in_the_journal_when_a_call_ends(hall: SilentHall, tmp_path: Path) -> None:
    hall.live("display-1")
    view, _ = hall.person(phone=PHONE)
    call = hall.call()
    hall.clock.turn(0.5)
    hall.shown(call, "display-1")
    hall.pressed(1, keys.Serve)
    hall.wait(2)
    ended = [record for record in journal_of(tmp_path) if record.what == Fact.CHANNEL and record.call == call]
    assert [(record.ticket, record.reason) for record in ended] == [
        (view.ticket, "window:failed:0.0:window-1:offline area:shown:0.5 message:sent:0.0")
    ]
    assert hall.kept().shelf.all(Climb) == {}


def test_a_recall_begins_a_new_ladder_but_no_new_message(hall: SilentHall, tmp_path: Path) -> None:
    hall.live(*SCREENS)
    hall.person(phone=PHONE)
    first = hall.call()
    hall.shown(first, "window-1")
    hall.clock.turn(15)
    hall.live(*SCREENS)
    again = hall.pressed(1, keys.Recall).counter.call
    assert hall.states() == {"window": "sent", "area": "sent", "message": "sent"}
    assert len(hall.letters) == 1
    assert [record.call for record in journal_of(tmp_path) if record.what == Fact.CHANNEL][-1] == first
    known = evidence(hall.kept(), again)
    assert (known.shown, known.earlier, known.reached, known.system_fault) == (0, True, True, False)


def test_evidence_tells_a_fault_of_the_house_from_a_person_who_did_not_come(hall: SilentHall) -> None:
    hall.person()
    dark = evidence(hall.kept(), hall.call())
    assert (dark.expected, dark.shown, dark.failed, dark.system_fault) == (2, 0, 2, True)
    hall.live(*SCREENS)
    hall.person()
    call = hall.call(2)
    hall.shown(call, "display-1")
    seen = evidence(hall.kept(), call)
    assert (seen.expected, seen.shown, seen.system_fault) == (1, 1, False)


def test_a_message_that_arrived_is_evidence(hall: SilentHall) -> None:
    hall.person(phone=PHONE)
    call = hall.call()
    assert evidence(hall.kept(), call).system_fault
    hall.server.receive(LetterTold(hall.letters[0].id, Outcome(state=ChannelState.DELIVERED), last=True))
    hall.server.step()
    assert not evidence(hall.kept(), call).system_fault
    assert hall.states()["message"] == "delivered"


def test_a_restart_goes_on_with_the_ladder(tmp_path: Path) -> None:
    with silent(tmp_path) as hall:
        hall.open_all()
        hall.live(*SCREENS)
        _, token = hall.person(phone=PHONE)
        with hall.server.door.phones.watching(token):
            hall.shown(hall.call(), *SCREENS)
        assert hall.letters == []
        clock = hall.clock
    with silent(tmp_path, clock=clock) as hall:
        assert hall.states() == {"window": "shown", "area": "shown", "phone": "sent"}
        hall.wait(16)
        assert hall.texts == ["A001号：请到1号窗口（A）。"]


def test_a_missed_person_is_told_that_the_place_is_kept_unless_it_is_undone(tmp_path: Path) -> None:
    site = silent_site(queue=msgspec.structs.replace(silent_site().queue, min_calls=1, min_span_s=0))
    with silent(tmp_path, site) as hall:
        hall.open_all()
        hall.live(*SCREENS)
        view, _ = hall.person(phone=PHONE)
        hall.shown(hall.call(), *SCREENS)
        hall.clock.turn(120)
        hall.pressed(1, keys.NoShow)
        hall.wait(3)
        hall.pressed(1, keys.Undo, ticket=view.ticket)
        hall.wait(10)
        assert not [text for text in hall.texts if "为您保留" in text]
        hall.pressed(1, keys.NoShow)
        hall.wait(10)
        assert [text for text in hall.texts if "为您保留" in text] == [
            "A001号：已叫1次未到，为您保留。到厅后点“我来了”，或在自助机刷号。"
        ]


def test_the_house_waits_for_a_screen_as_long_as_the_site_says(tmp_path: Path) -> None:
    with silent(tmp_path, silent_site(reminders=Reminders(screen_s=10))) as hall:
        hall.open_all()
        hall.live(*SCREENS)
        hall.person()
        hall.call()
        hall.wait(8)
        assert hall.states() == {"window": "sent", "area": "sent"}
        hall.wait(4)
        assert hall.states() == {"window-1": "failed", "display-1": "failed", "guide": "sent"}
