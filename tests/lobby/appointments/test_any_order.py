"""People with appointments do what they like, at any kiosk, in any order, with restarts in between: one live number a
person and service, one ticket an appointment, and nobody is ever without a number."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import timedelta
from pathlib import Path

from lobby.contract.tickets import CancelTicket, TicketIssued
from lobby.queueing.ticket import ENDED
from lobby.store.backup import verify_journal
from tests.lobby.appointments.booked import TEN, check_in, find, offered, stand_at, subject, told
from tests.lobby.halls import RunningHall, TurnedClock, running
from tests.scale import Scale

PEOPLE = 12
SERVICES = ("general", "social")


def appointments(folder: Path) -> list[tuple[str, str, str]]:
    """Id, subject and service: two a person, over the morning."""
    return [(f"P-{n}-{service}", subject(folder, f"card {n}"), service) for n in range(PEOPLE) for service in SERVICES]


def test_never_a_second_queue(tmp_path: Path, scale: Scale) -> None:
    rounds, random = scale.rounds(ci=240, long=20_000), scale.random
    booked, clock, done = appointments(tmp_path), TurnedClock(), Tally[str]()
    kept = 0
    while kept < rounds:
        with running(tmp_path, clock=clock) as hall:
            told(hall, *(offered(id, TEN + (n % 6) * timedelta(minutes=20), service=service, subject=who, code=id)
                         for n, (id, who, service) in enumerate(booked)))  # fmt: skip
            for _ in range(min(rounds - kept, random.randint(20, 80))):
                kept += 1
                hall.clock.turn(random.choice([0, 0.001, 5, 60]) if clock.now < TEN + timedelta(hours=4) else 0)
                done[one_step(hall, random.choice(booked), random.random())] += 1
                if kept % 8 == 0:
                    must_hold(hall)
            must_hold(hall)
    assert verify_journal(tmp_path, None).fault == ""
    assert min(done["issue"], done["check-in"], done["cancel"], done["held"]) > 0
    scale.counted(operations=kept, **{what.replace("-", "_"): n for what, n in done.items()})


def one_step(hall: RunningHall, booking: tuple[str, str, str], dice: float) -> str:
    id, who, service = booking
    kiosk = "kiosk-1" if dice * 1_000 % 2 < 1 else "kiosk-3"
    if dice < 0.3:
        answer = hall.ask(kiosk, hall.wish(service, subject=who))
        assert isinstance(answer, TicketIssued), "a walk-in number is always to be had"
        return "held" if answer.held_token else "issue"
    if dice < 0.8:
        answer = check_in(hall, id, kiosk, subject=who)
        if isinstance(answer, TicketIssued):
            assert any(one.ticket == answer.view.ticket for one in find(hall, code=id).bookings)
            return "held" if answer.held_token else "check-in"
        return "too-early"
    mine = find(hall, subject=who).tickets
    for held in mine[:1]:
        hall.ask(kiosk, CancelTicket(request=held.view.ticket, deadline=hall.deadline(), ticket=held.view.ticket))
    return "cancel" if mine else "nothing"


def must_hold(hall: RunningHall) -> None:
    """By what the server would load after a crash."""
    live = [one for one in hall.store.load().tickets if one.state not in ENDED]
    assert max(Tally((one.subject, one.service) for one in live).values(), default=1) == 1
    assert max(Tally(one.appointment for one in live if one.appointment).values(), default=1) == 1


def test_the_clock_at_the_end_of_the_slot_changes_nothing_that_was_given(tmp_path: Path) -> None:
    with running(tmp_path) as hall:
        told(hall, offered(code="K"))
        given = check_in(hall)
        stand_at(hall, TEN + timedelta(hours=2))
        again = check_in(hall)
        assert isinstance(given, TicketIssued)
        assert isinstance(again, TicketIssued)
        assert (again.view.label, again.view.slot) == (given.view.label, TEN)
