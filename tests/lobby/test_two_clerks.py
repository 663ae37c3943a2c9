"""Twenty clerks press at the same instant: each number goes to one window; a hundred kiosks lose nothing."""

from __future__ import annotations

import threading
from collections import Counter as Tally
from concurrent.futures import Future
from pathlib import Path

import pytest

from config import site as c
from lobby.contract import counters as keys
from lobby.contract.counters import CounterChanged
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import TicketIssued
from lobby.items import Stop
from lobby.wishes import Clerk, IssueWalkIn
from tests.lobby.halls import RunningHall, journal_of, running, small_hall, station
from tests.scale import Scale

TICKETS = 2_000


def wide_hall(clerks: int) -> c.Site:
    skills = ("general", "social")
    counters = tuple(c.Counter(id=f"w{n}", number=n, zone="1A", skills=skills) for n in range(1, clerks + 1))
    return small_hall(counters=counters, stations=small_hall().stations[:4])


def ask(hall: RunningHall, clerk: int, key: type[keys.CounterRequest], id: str, **more: object) -> Future[Answer]:
    wish = key(request=id, deadline=hall.deadline(), **more)  # type: ignore[arg-type]  # fields of the key
    return hall.server.door.submit(wish, Clerk(name=f"clerk-{clerk}", counter=f"w{clerk}"))


def stop_after(clerks: list[threading.Thread], hall: RunningHall) -> None:
    for clerk in clerks:
        clerk.join()
    hall.server.receive(Stop())


@pytest.mark.fault("F053")
@pytest.mark.parametrize("count", [2, 20])
def test_clerks_behind_a_barrier_never_call_the_same_number(count: int, tmp_path: Path, scale: Scale) -> None:
    rounds = scale.rounds(ci=160, long=TICKETS) // count
    called: list[str] = []
    barrier = threading.Barrier(count)

    def work(hall: RunningHall, clerk: int) -> None:
        ask(hall, clerk, keys.OpenCounter, f"{clerk} opens").result(20)
        for n in range(rounds):
            barrier.wait(20)
            answer = ask(hall, clerk, keys.CallNext, f"{clerk} calls {n}").result(20)
            assert isinstance(answer, CounterChanged)
            assert answer.moved is not None
            called.append(answer.moved.ticket)
            ask(hall, clerk, keys.Serve, f"{clerk} serves {n}").result(20)
            ask(hall, clerk, keys.Finish, f"{clerk} finishes {n}").result(20)

    with running(tmp_path, wide_hall(count)) as hall:
        wishes = (
            IssueWalkIn(request=f"i{n}", deadline=hall.deadline(), service="general", token=f"t{n}")
            for n in range(rounds * count)
        )
        for wish in wishes:
            hall.server.door.submit(wish, Clerk(name="greeter", counter=""))
        clerks = [threading.Thread(target=work, args=(hall, n)) for n in range(1, count + 1)]
        for clerk in clerks:
            clerk.start()
        end = threading.Thread(target=stop_after, args=(clerks, hall))
        end.start()
        hall.server.run()
        end.join()
    assert len(called) == rounds * count
    assert [ticket for ticket, times in Tally(called).items() if times > 1] == []
    in_order = [record.ticket for record in journal_of(tmp_path) if record.what == "call"]
    assert in_order == sorted(in_order, key=lambda ticket: int(ticket[10:]))
    scale.counted(clerks=count, calls=len(called), twice=len(called) - len(set(called)))


@pytest.mark.fault("F053")
@pytest.mark.parametrize("wanted", [keys.CallNext, keys.ReturnMissed])
def test_ten_clerks_claim_one_number_and_one_has_it(
    wanted: type[keys.CounterRequest], tmp_path: Path, scale: Scale
) -> None:
    """D-4.5: the nine others are told plainly that there is nobody, or that the number has moved on."""
    rounds, count = scale.rounds(ci=10, long=1_000), 10
    barrier = threading.Barrier(count)
    answers: list[list[Answer]] = [[] for _ in range(rounds)]

    def claim(hall: RunningHall, clerk: int) -> None:
        ask(hall, clerk, keys.OpenCounter, f"{clerk} opens").result(20)
        for n in range(rounds):
            barrier.wait(20)
            if clerk == 1:
                give(hall, n, missed=wanted is keys.ReturnMissed)
            barrier.wait(20)
            more = {"ticket": id_of(n)} if wanted is keys.ReturnMissed else {}
            answers[n].append(ask(hall, clerk, wanted, f"{clerk} claims {n}", **more).result(20))
            for key in (keys.Serve, keys.Finish):
                ask(hall, clerk, key, f"{clerk} {key.__name__} {n}").result(20)

    with running(tmp_path, wide_hall(count)) as hall:
        clerks = [threading.Thread(target=claim, args=(hall, n)) for n in range(1, count + 1)]
        end = threading.Thread(target=stop_after, args=(clerks, hall))
        for thread in (*clerks, end):
            thread.start()
        hall.server.run()
        end.join()
    plain = Refusal.ILLEGAL_MOVE if wanted is keys.ReturnMissed else Refusal.NOBODY_WAITING
    for given in answers:
        assert sorted(answer.reason for answer in given if isinstance(answer, Refused)) == [plain] * (count - 1)
    moved = [answer.moved for given in answers for answer in given if isinstance(answer, CounterChanged)]
    assert [view.ticket for view in moved if view] == [id_of(n) for n in range(rounds)]
    scale.counted(rounds=rounds, won=len(moved), refused=rounds * count - len(moved))


def id_of(n: int) -> str:
    """The n-th walk-in number; after 499 come those from 1001 on."""
    return f"20261123-A{n + 1 if n < 499 else n + 502:03}"


def give(hall: RunningHall, n: int, *, missed: bool) -> None:
    """One number more; called and given up by the first clerk if it is to be missed."""
    wish = IssueWalkIn(request=f"i{n}", deadline=hall.deadline(), service="general", token=f"t{n}")
    hall.server.door.submit(wish, Clerk(name="greeter", counter="")).result(20)
    if missed:
        ask(hall, 1, keys.CallNext, f"first {n}").result(20)
        ask(hall, 1, keys.NoShow, f"gone {n}", reason=keys.GAVE_UP).result(20)


def test_a_hundred_kiosks_that_lose_every_third_answer_conserve_every_ticket(tmp_path: Path, scale: Scale) -> None:
    kiosks = tuple(station(f"k{n}", c.Role.KIOSK, number=n % 99 + 1) for n in range(100))
    rounds = scale.rounds(ci=10, long=1_000)
    held: dict[str, str] = {}
    with running(tmp_path, small_hall(stations=kiosks)) as hall:
        for _ in range(rounds):
            hall.clock.turn(0.1)
            open_wishes = {kiosk.id: hall.wish(scale.random.choice(["general", "social"])) for kiosk in kiosks}
            while open_wishes:
                hall.wire.answers.clear()
                for kiosk, wish in scale.random.sample(list(open_wishes.items()), len(open_wishes)):
                    hall.hear(kiosk, wish)
                    hall.hear(kiosk, wish)
                hall.server.step()
                heard = {a.request: a for a in hall.wire.answers if scale.random.random() < 2 / 3}
                for kiosk, wish in list(open_wishes.items()):
                    if answer := heard.get(wish.request):
                        assert isinstance(answer, TicketIssued)
                        assert held.setdefault(wish.request, answer.view.ticket) == answer.view.ticket
                        del open_wishes[kiosk]
    issued = [record.ticket for record in journal_of(tmp_path) if record.what == "issue"]
    assert sorted(issued) == sorted(held.values())
    assert len(set(issued)) == len(issued) == rounds * len(kiosks)
    scale.counted(issued=len(issued), lost=0, ghosts=0)
