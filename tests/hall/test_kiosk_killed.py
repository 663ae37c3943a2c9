"""A kiosk that is killed, frozen or stopped: nobody gets two numbers, none is lost, the page is back in seconds.

And after a person has gone, their number is nowhere in its memory, and nothing alive holds their name.
"""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.given_time import GivenTime
from tests.hall.conftest import KIOSK, Kiosk, wait_until
from tests.hall.memory import found_in
from tests.logs import ExpectedLogs
from tests.scale import Scale

BACK_S, PATIENCE_S = 3.0, 50.0
"""The promise, which a long run on a quiet machine is held to; a busy one has more to do than this."""
NAME, NUMBER = "欧阳金丝雀", "11010519491231002X"
CARD = f'{{"name": "{NAME}", "number": "{NUMBER}"}}'
NOTICED_S = 7.0
"""Five seconds of silence, and what the leader takes to see it."""


def wait_for_restart(kiosk: Kiosk, starts: int) -> None:
    """Until it was started again and answers."""
    wait_until(lambda: kiosk.house.company.starts(KIOSK) > starts, PATIENCE_S)
    kiosk.hands.order(do="wait", seconds=PATIENCE_S)


def issued(kiosk: Kiosk) -> list[str]:
    """Labels the kiosk was ever given, in order, each request once. A wish killed before it was kept has none."""
    given: dict[str, str] = {}
    for line in kiosk.noted("issue", type="ok"):
        given[line["request"]] = line["label"]
    return list(given.values())


@pytest.mark.fault("F001")
def test_a_kiosk_killed_between_touch_and_answer_shows_the_number_again_or_rests(
    kiosk: Kiosk, expected_logs: ExpectedLogs, scale: Scale
) -> None:
    expected_logs.must(f"{KIOSK} ended with code -9")
    rounds = scale.rounds(ci=3, long=1000)
    recovered, slowest = 0, 0.0
    for _ in range(rounds):
        kiosk.tap("take")
        kiosk.hands.order(do="wait", target="service:general")
        starts = kiosk.house.company.starts(KIOSK)
        kiosk.hands.tap("service:general")
        time.sleep(scale.random.random() * 0.02)  # the moment of the fault itself
        began = time.monotonic()
        kiosk.kill()
        wait_for_restart(kiosk, starts)
        wait_until(lambda: kiosk.state()["view"] in ("HomeView", "ReadyView"))
        slowest = max(slowest, time.monotonic() - began)
        assert slowest < (BACK_S if scale.long else PATIENCE_S)
        kiosk.wait_frame(online=True)
        recovered += kiosk.state()["view"] == "ReadyView"
        kiosk.home()
    labels = issued(kiosk)
    assert len(labels) == len(set(labels))
    kiosk.wait("HomeView", waiting=len(labels))  # nobody is called here: the server knows as many, and no more
    wishes = {line["request"] for line in kiosk.noted("issue", type="invoke")}
    scale.counted(rounds=rounds, wishes=len(wishes), numbers=len(labels), shown=recovered, slowest_s=round(slowest, 1))


@pytest.mark.fault("F002")
def test_a_kiosk_killed_while_it_prints_shows_the_number_with_an_unknown_slip_and_prints_no_other(
    kiosk: Kiosk, expected_logs: ExpectedLogs, scale: Scale
) -> None:
    expected_logs.must(f"{KIOSK} ended with code -9")
    rounds = scale.rounds(ci=2, long=200)
    for round_ in range(rounds):
        kiosk.device("printer", "fault stall" if round_ % 2 else "fault swallow")
        kiosk.take()
        label = kiosk.wait("ReadyView", slip="printing")["label"]
        numbers = len(issued(kiosk))
        starts = kiosk.house.company.starts(KIOSK)
        kiosk.kill()
        wait_for_restart(kiosk, starts)
        shown = kiosk.wait("ReadyView", recovered=True)
        assert (shown["label"], shown["slip"]) == (label, "unknown")
        kiosk.wait_frame(online=True)
        assert len(issued(kiosk)) == numbers
        kiosk.make_well()
    scale.counted(rounds=rounds, second_numbers=0)


@pytest.mark.fault("F003")
def test_a_frozen_screen_is_killed_and_back_within_ten_seconds(
    kiosk: Kiosk, expected_logs: ExpectedLogs, scale: Scale, given_time: GivenTime
) -> None:
    expected_logs.must(f"{KIOSK}: its screen thread has stopped")
    expected_logs.must(f"{KIOSK} ended with code -9")
    kiosk.card()
    kiosk.wait("ChooseView")
    starts, began = kiosk.house.company.starts(KIOSK), time.monotonic()
    kiosk.hands.order(do="hold", ms=60_000)
    wait_until(lambda: kiosk.house.company.starts(KIOSK) > starts, PATIENCE_S)
    assert given_time.since(began) < NOTICED_S
    kiosk.device("reader", "remove")
    wait_for_restart(kiosk, starts)
    kiosk.wait("HomeView")
    scale.counted(back_s=round(time.monotonic() - began, 1))


@pytest.mark.fault("F004")
def test_a_stopped_kiosk_is_back_at_home_with_nothing_of_the_session(kiosk: Kiosk, expected_logs: ExpectedLogs) -> None:
    expected_logs.must(f"{KIOSK}: its screen thread has stopped")
    expected_logs.must(f"{KIOSK} ended with code -9")
    kiosk.card()
    kiosk.wait("ChooseView")
    kiosk.device("reader", "remove")
    starts = kiosk.house.company.starts(KIOSK)
    os.kill(kiosk.house.company.pid(KIOSK), signal.SIGSTOP)
    wait_for_restart(kiosk, starts)
    kiosk.wait("HomeView")
    assert kiosk.state()["frame"]["person"] == ""


# --- what is left in its memory (F007) --------------------------------------------------------------------------------


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
