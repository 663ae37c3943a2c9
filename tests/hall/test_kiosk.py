"""A citizen's visits at a real kiosk on real wires: J01, J02, J04, J09, J15, J16."""

from __future__ import annotations

import os
import re
import time
from functools import partial
from pathlib import Path

import pytest

from kiosk.hall.hands import NotThere
from kiosk.hall.house import House
from tests.given_time import GivenTime
from tests.hall.conftest import KIOSK, Kiosk, own_files, wait_until
from tests.logs import ExpectedLogs
from tests.scale import Scale

CANARY_NAME, CANARY_NUMBER = "欧阳金丝雀", "11010519491231002X"
CANARY_PHONE = "13809416257"
CANARY = f'{{"name": "{CANARY_NAME}", "number": "{CANARY_NUMBER}"}}'


def test_a_card_leads_to_a_number_and_a_slip_with_one_tap(kiosk: Kiosk) -> None:
    kiosk.card()
    kiosk.wait("ChooseView", card_may_go=True)
    kiosk.device("reader", "remove")
    kiosk.tap("service:general")
    shown = kiosk.wait("ReadyView", slip="printed")
    assert re.fullmatch(r"A\d{3}", shown["label"])
    assert not shown["papers_needed"]
    assert kiosk.slip(shown["label"])["qr"] == [shown["ticket_url"]]
    kiosk.tap("done")
    kiosk.wait("HomeView", cleared=True)


def test_a_code_leads_to_a_number(kiosk: Kiosk) -> None:
    kiosk.device("scanner", "code SIMULATED-KAPOK-CODE|good|hall-1|张三丰")
    kiosk.wait("ChooseView")
    assert kiosk.state()["frame"]["person"] == "张＊＊"
    kiosk.tap("service:tax")
    assert kiosk.wait("ReadyView", slip="printed")["label"].startswith("E")
    kiosk.tap("done")
    kiosk.device("scanner", "code SIMULATED-KAPOK-CODE|good|hall-1|张三丰")
    kiosk.wait("ReadingView", stage="code-used")


def test_without_id_two_taps_lead_to_a_number(kiosk: Kiosk) -> None:
    kiosk.take()
    assert kiosk.wait("ReadyView", slip="printed")["papers_needed"]


def test_a_phone_number_leads_to_a_number_and_a_reminder_and_no_file_tells_it(kiosk: Kiosk, house: House) -> None:
    """J03 and 3.5, after a code that did not work."""
    kiosk.device("scanner", "code SIMULATED-KAPOK-CODE|expired|hall-2|张三丰")
    kiosk.tap("phone", *(f"digit:{digit}" for digit in CANARY_PHONE), "next", "service:general")
    kiosk.wait("ReadyView")
    wait_until(lambda: is_reminded(kiosk))
    shown = kiosk.wait("ReadyView", reminder="set")
    assert (shown["phone"], shown["papers_needed"]) == ("138＊＊＊＊6257", True)
    assert kiosk.noted("issue", type="invoke")[-1]["channel"] == "phone"
    assert [path for path in own_files(house) if CANARY_PHONE.encode() in path.read_bytes()] == []


def test_a_slip_shown_to_the_scanner_leads_to_its_ticket(kiosk: Kiosk) -> None:
    kiosk.take()
    shown = kiosk.wait("ReadyView", slip="printed")
    kiosk.tap("done")
    kiosk.device("scanner", f"code {shown['ticket_url']}")
    found = kiosk.wait("MyTicketView")
    assert (found["label"], found["state"]) == (shown["label"], "waiting")


def test_an_english_elder_visit_prints_in_english_and_large(kiosk: Kiosk) -> None:
    kiosk.tap("lang:en", "elder")
    kiosk.take()
    text = kiosk.slip(kiosk.wait("ReadyView", slip="printed")["label"])["text"]
    assert "Valid today" in text
    assert not re.search(r"[\u4e00-\u9fff]", text)


def test_help_reaches_the_hall_and_comes_back_as_received(kiosk: Kiosk) -> None:
    kiosk.tap("help")
    kiosk.wait("HelpView", phase="received")
    kiosk.tap("withdraw-help")
    kiosk.wait("HomeView")
    kiosk.wait_frame(help="none")


@pytest.mark.fault("F008")
def test_a_touch_storm_on_a_service_gives_one_number(kiosk: Kiosk) -> None:
    kiosk.tap("take")
    kiosk.hands.order(do="wait", target="service:general")
    before = len(kiosk.noted("issue", type="invoke"))
    kiosk.hands.order(do="tap", name="service:general", times=50)
    kiosk.wait("ReadyView", slip="printed")
    assert len(kiosk.noted("issue", type="invoke")) == before + 1


@pytest.mark.fault("F012")
def test_paper_that_ends_in_the_middle_of_a_slip_leaves_the_number_valid(kiosk: Kiosk, scale: Scale) -> None:
    rounds = scale.rounds(ci=3, long=60)
    for cut in range(rounds):
        kiosk.device("printer", f"paper-out-after {20 + cut * 200 % 900}")
        before = len(kiosk.noted("issue", type="invoke"))
        kiosk.take()
        shown = kiosk.wait("ReadyView", slip="no-paper")
        assert shown["ticket_url"]
        assert len(kiosk.noted("issue", type="invoke")) == before + 1
        kiosk.tap("remembered")
        kiosk.wait("HomeView", paper=False)
        kiosk.device("printer", "refill")
        kiosk.wait("HomeView", paper=True)
    scale.counted(rounds=rounds)


@pytest.mark.fault("F012")
def test_staff_refills_and_prints_the_same_number_again(kiosk: Kiosk) -> None:
    kiosk.device("printer", "paper-out-after 100")
    kiosk.take()
    label = kiosk.wait("ReadyView", slip="no-paper")["label"]
    kiosk.tap("remembered")
    kiosk.device("printer", "refill")
    kiosk.wait("HomeView", paper=True)
    kiosk.tap("staff", *(f"digit:{digit}" for digit in "246810"), "ok")
    kiosk.wait("StaffView")
    wait_until(lambda: bool(kiosk.state()["fields"]["slips"]))  # asked for when the screen stands
    slip = kiosk.state()["fields"]["slips"][0]
    assert slip["label"] == label
    kiosk.tap("staff:refilled")
    kiosk.tap(f"staff:reprint:{slip['job']}")
    kiosk.wait("StaffView", note="staff.reprinted")
    assert "补打" in kiosk.slip(label)["text"]


def test_paper_that_is_out_before_the_wish_is_said_and_the_number_stands_on_the_screen(kiosk: Kiosk) -> None:
    kiosk.device("printer", "paper-out")
    kiosk.wait("HomeView", paper=False)
    kiosk.take()
    assert kiosk.wait("ReadyView", slip="no-paper")["seconds"] > 10


@pytest.mark.fault("F016")
def test_a_printer_that_swallows_everything_is_unconfirmed_within_five_seconds(
    kiosk: Kiosk, given_time: GivenTime
) -> None:
    kiosk.tap("take")
    kiosk.wait("ChooseView")
    kiosk.device("printer", "fault swallow")  # now: an idle kiosk notices it by itself and prints nothing
    began = time.monotonic()
    kiosk.tap("service:general")
    label = kiosk.wait("ReadyView")["label"]
    wait_until(lambda: bool(kiosk.noted("slip", label=label)))
    noted = kiosk.noted("slip", label=label)[0]
    assert given_time.between(began, noted["t"]) < 6
    assert noted["outcome"] in ("unknown", "failed")
    shown = kiosk.wait("ReadyView", label=label)
    assert shown["slip"] in ("unknown", "failed")


@pytest.mark.fault("F020")
def test_a_card_taken_away_while_it_is_read_is_asked_for_again_and_thrice_offers_other_ways(kiosk: Kiosk) -> None:
    kiosk.device("reader", "fault removed-while-read 600")
    before = len(kiosk.noted("unread"))
    for count, stage in enumerate(("card-unreadable", "card-unreadable", "card-given-up"), before + 1):
        kiosk.card()
        wait_until(partial(is_unread, kiosk, count))
        kiosk.wait("ReadingView", stage=stage)
        assert kiosk.state()["frame"]["person"] == ""
        take_card_away(kiosk)
    kiosk.device("reader", "clear")
    kiosk.tap("no-id", "service:general")
    kiosk.wait("ReadyView")


@pytest.mark.fault("F022")
def test_a_reader_that_hangs_leaves_other_ways_and_comes_back(kiosk: Kiosk) -> None:
    kiosk.device("reader", "fault silent")
    kiosk.wait("HomeView", reader=False)
    kiosk.take()
    kiosk.wait("ReadyView", slip="printed")
    kiosk.tap("done")
    kiosk.device("reader", "clear")
    kiosk.wait("HomeView", reader=True)
    kiosk.card()
    kiosk.wait("ChooseView")


@pytest.mark.fault("F023")
def test_an_expired_card_goes_on_with_a_notice(kiosk: Kiosk) -> None:
    kiosk.card("expired")
    kiosk.wait("ChooseView", expired_card=True)
    kiosk.tap("service:general")
    kiosk.wait("ReadyView")


@pytest.mark.fault("F023")
def test_a_photo_of_a_wrong_length_does_not_matter(kiosk: Kiosk) -> None:
    kiosk.device("reader", "fault photo-length 512")
    kiosk.card()
    kiosk.wait("ChooseView")


@pytest.mark.fault("F026")
def test_a_flood_from_the_scanner_is_unreadable_and_the_next_code_is_read(kiosk: Kiosk) -> None:
    kiosk.device("scanner", "flood 1200")
    kiosk.wait("ReadingView", stage="code-unreadable")

    wait_until(lambda: is_read(kiosk, "SIMULATED-KAPOK-CODE|good|flood|张三"))


def is_read(kiosk: Kiosk, code: str) -> bool:
    """Show a code once, and see whether it is taken for one."""
    kiosk.device("scanner", f"code {code}")
    try:
        kiosk.wait("ChooseView", seconds=0.5)
    except NotThere:
        return False
    return True


@pytest.mark.fault("F027")
def test_injected_words_are_no_code_and_reach_nobody(kiosk: Kiosk) -> None:
    for text in ("'; DROP TABLE tickets;--", "<img src=x onerror=alert(1)>", "kapok/1/+/#", "%s%n{0}", "$(reboot)"):
        kiosk.device("scanner", f"code {text}")
        kiosk.wait("ReadingView", stage="code-foreign")
        kiosk.tap("cancel")
        kiosk.wait("HomeView")
    kiosk.take()
    kiosk.wait("ReadyView")


@pytest.mark.fault("F028")
def test_a_code_in_gb18030_is_accepted_and_broken_bytes_are_not(kiosk: Kiosk) -> None:
    good = "SIMULATED-KAPOK-CODE|good|gbk|张三丰".encode("gb18030")
    kiosk.device("scanner", f"code-hex {good.hex()}")
    kiosk.wait("ChooseView")
    assert kiosk.state()["frame"]["person"] == "张＊＊"
    kiosk.tap("finish")
    kiosk.wait("HomeView")
    kiosk.device("scanner", f"code-hex {bytes(range(0x80, 0x100)).hex()}")
    kiosk.wait("ReadingView", stage="code-foreign")


@pytest.mark.fault("F070")
def test_a_pulled_cable_gives_a_number_of_the_kiosks_own_and_merges_it_later(
    kiosk: Kiosk, given_time: GivenTime
) -> None:
    kiosk.take()
    kiosk.wait("ReadyView")
    kiosk.tap("done")
    kiosk.cut()
    kiosk.take()
    shown = kiosk.wait("ReadyView", offline=True)
    assert re.fullmatch(r"A1-\d{2,}", shown["label"])
    assert shown["ahead"] is None
    wait_until(lambda: bool(kiosk.noted("number-painted", label=shown["label"])))
    painted = kiosk.noted("number-painted", label=shown["label"])[0]
    assert given_time.between(painted["t"] - painted["confirm_to_number_ms"] / 1000, painted["t"]) < 2.0
    kiosk.wait("ReadyView", slip="printed")
    assert "◇" in kiosk.slip(shown["label"])["text"]
    kiosk.tap("done")
    kiosk.mend()
    kiosk.wait_frame(online=True)
    kiosk.home()
    kiosk.device("scanner", f"code {shown['ticket_url']}")
    wait_until(lambda: kiosk.state()["view"] in ("MyTicketView", "NoTicketView"))
    assert kiosk.wait("MyTicketView")["label"] == shown["label"]


@pytest.mark.fault("F025")
def test_no_name_and_no_number_of_a_document_is_left_anywhere(
    kiosk: Kiosk, house: House, expected_logs: ExpectedLogs
) -> None:
    """Read, taken with, stopped in the middle, killed: nothing on disk or in any program's words (3.5)."""
    expected_logs.must(f"{KIOSK} ended with code -9")
    kiosk.card(CANARY)
    kiosk.wait("ChooseView")
    kiosk.tap("service:general")
    kiosk.wait("ReadyView", slip="printed")
    take_card_away(kiosk)
    kiosk.device("reader", "fault removed-while-read 900")
    kiosk.card(CANARY)
    wait_until(lambda: kiosk.state()["overlay"] == "NewPersonView")
    kiosk.kill()
    kiosk.wait("HomeView")
    found = [path for path in own_files(house) if holds_canary(path)]
    assert found == []
    assert len(own_files(house)) > 10


def is_reminded(kiosk: Kiosk) -> bool:
    """As a person would: a hall that did not answer in time is asked once more."""
    reminder = kiosk.state()["fields"]["reminder"]
    if reminder == "failed":
        kiosk.tap("remind")
    return bool(reminder == "set")


def is_unread(kiosk: Kiosk, times: int) -> bool:
    return len(kiosk.noted("unread")) == times


def take_card_away(kiosk: Kiosk) -> None:
    """And wait until the reader has noticed."""
    before = len(kiosk.noted("card", event="removed"))
    kiosk.device("reader", "remove")
    wait_until(lambda: len(kiosk.noted("card", event="removed")) > before)


def holds_canary(path: Path) -> bool:
    data = path.read_bytes()
    names = [CANARY_NAME.encode(encoding) for encoding in ("utf-8", "gb18030", "utf-16-le")]
    return any(secret in data for secret in (*names, CANARY_NUMBER.encode(), CANARY_NUMBER.encode("utf-16-le")))


def test_the_search_for_the_canary_finds_one(tmp_path: Path) -> None:
    for text, encoding in ((CANARY_NAME, "gb18030"), (CANARY_NUMBER, "utf-16-le")):
        path = tmp_path / encoding
        path.write_bytes(os.urandom(64) + text.encode(encoding))
        assert holds_canary(path)
