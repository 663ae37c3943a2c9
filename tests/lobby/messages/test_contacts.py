"""A number is kept for its ticket's messages alone: sealed, seldom, and not for long (J03)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.values import Language
from lobby.contract import counters as keys
from lobby.contract.channels import RemindMe
from lobby.contract.message import Refusal, Refused
from lobby.contract.tickets import CancelTicket, TicketChanged
from lobby.messages.contacts import Contact
from lobby.messages.safe import KEY_FILE
from lobby.store import backup
from lobby.store.work import Fact
from tests.lobby.halls import TurnedClock, journal_of, replaced, small_hall
from tests.lobby.ladder.silent import PHONE, SCREENS, SilentHall, silent


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[SilentHall]:
    with silent(tmp_path / "data") as hall:
        hall.open_all()
        yield hall


def contacts(hall: SilentHall) -> list[str]:
    return sorted(hall.kept().shelf.all(Contact))


def test_no_file_of_the_hall_holds_a_number_that_can_be_read(hall: SilentHall, tmp_path: Path) -> None:
    hall.live(*SCREENS)
    hall.person(phone=PHONE)
    hall.call()
    assert hall.letters[0].phone == PHONE
    assert PHONE not in repr(hall.letters[0])
    backup.backup(tmp_path / "data", tmp_path / "b.tar")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 3
    for written in (PHONE, PHONE[3:], PHONE[-8:]):
        assert not [path for path in files if written.encode() in path.read_bytes()]
    told = [record.reason for record in journal_of(tmp_path / "data") if record.what == Fact.CHANNEL]
    assert told[0] == "contact:kept"


def test_a_backup_has_no_key_to_the_numbers_in_it(hall: SilentHall, tmp_path: Path) -> None:
    hall.person(phone=PHONE)
    key = (tmp_path / "data" / KEY_FILE).read_bytes()
    assert KEY_FILE not in backup.backup(tmp_path / "data", tmp_path / "b.tar").files
    assert key not in (tmp_path / "b.tar").read_bytes()


@pytest.mark.parametrize(
    "phone", ["+8613800000000", "+85261234567", "+85361234567", "+886912345678", "+4915112345678", "+12025550123"]
)
def test_numbers_of_the_mainland_and_elsewhere_are_taken(hall: SilentHall, phone: str) -> None:
    _, token = hall.person()
    assert isinstance(hall.leave(token, phone), TicketChanged)


@pytest.mark.parametrize(
    "phone", ["13800000000", "+861380000000", "+8612800000000", "+852612345", "+86138000000001", "+1"]
)
def test_what_is_no_number_is_refused_without_repeating_it(hall: SilentHall, phone: str) -> None:
    _, token = hall.person()
    refused = hall.leave(token, phone)
    assert isinstance(refused, Refused)
    assert (refused.reason, phone in refused.detail) == (Refusal.BAD_REQUEST, False)
    assert contacts(hall) == []


def test_a_number_has_messages_for_two_live_tickets_at_most(hall: SilentHall) -> None:
    (view, first), (_, second), (_, third) = hall.person(), hall.person(), hall.person()
    for token in (first, second, first):
        assert isinstance(hall.leave(token, PHONE), TicketChanged)
    refused = hall.leave(third, PHONE)
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.NOT_ALLOWED
    hall.ask("kiosk-1", CancelTicket(request=hall.id(), deadline=hall.deadline(), ticket=view.ticket))
    hall.wait(4)
    assert isinstance(hall.leave(third, PHONE), TicketChanged)


def test_stop_forgets_the_number_at_once(hall: SilentHall) -> None:
    view, token = hall.person(phone=PHONE)
    assert contacts(hall) == [view.ticket]
    hall.leave(token, "")
    assert contacts(hall) == []
    hall.call()
    assert hall.letters == []


def test_a_number_is_forgotten_a_day_after_its_ticket_ended(hall: SilentHall) -> None:
    view, _ = hall.person(phone=PHONE)
    hall.call()
    hall.pressed(1, keys.Serve)
    hall.pressed(1, keys.Finish)
    hall.wait(4)
    hall.turn(23.9 * 3600)
    assert contacts(hall) == [view.ticket]
    hall.turn(0.2 * 3600)
    assert contacts(hall) == []


def test_a_server_that_was_off_for_days_forgets_when_it_starts(tmp_path: Path) -> None:
    with silent(tmp_path) as hall:
        hall.person(phone=PHONE)
        clock = TurnedClock(hall.clock.now)
    clock.turn(5 * 86_400)
    with silent(tmp_path, clock=clock) as hall:
        hall.turn(4)
        hall.turn(86_400)
        assert contacts(hall) == []


def test_without_its_key_a_number_is_gone_and_the_call_goes_its_other_ways(tmp_path: Path) -> None:
    with silent(tmp_path) as hall:
        hall.person(phone=PHONE)
        clock = hall.clock
    (tmp_path / KEY_FILE).unlink()
    with silent(tmp_path, clock=clock) as hall:
        hall.open_all()
        hall.live(*SCREENS)
        call = hall.call()
        hall.shown(call, *SCREENS)
        assert (hall.letters, contacts(hall)) == ([], [])
        assert hall.states() == {"window": "shown", "area": "shown"}


def test_a_hall_without_a_gateway_takes_no_numbers(tmp_path: Path) -> None:
    with silent(tmp_path, small_hall()) as hall:
        _, token = hall.person()
        refused = hall.leave(token, PHONE)
        assert isinstance(refused, Refused)
        assert refused.reason is Refusal.NOT_ALLOWED


def test_the_same_request_again_is_one_effect_and_another_number_under_it_is_refused(hall: SilentHall) -> None:
    _, token = hall.person()
    wish = RemindMe(request="p1", deadline=hall.deadline(), token=token, phone=PHONE, language=Language.EN)
    assert hall.ask("kiosk-1", wish) == hall.ask("kiosk-1", wish)
    other = hall.ask("kiosk-1", replaced(wish, phone="+8613900000000"))
    assert isinstance(other, Refused)
    assert other.reason is Refusal.OTHER_BODY
