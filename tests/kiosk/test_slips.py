"""What stands on a slip: the number, where, when and a code; nothing of a person, no wait (C-0.6, D-3.6)."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import UTC, datetime, time

import msgspec
import pytest
import segno
from PIL import ImageChops

from config.values import Language
from config.wording import say
from devices.slip_document import Align, Block, Boxed, Fact, Line, QrCode, SlipDocument
from devices.slips.measures import MARGIN
from devices.slips.picture import draw_slip
from kiosk.remarks import Remarks
from kiosk.slips import ELDER, NORMAL, WIDTH, Slip, slip_document, ticket_url
from kiosk.views import Look
from lobby.contract.tickets import WaitRange
from tests.kiosk.stage import DEMO, ticket, two_floors

DOTS_A_MM = 8
TOKEN = "ABCDEFGHIJKLMNOP"
STATION = DEMO.station("K-01")


def slip(**changes: object) -> Slip:
    plain = Slip(site=DEMO, station=STATION, view=ticket("A012"), token=TOKEN, offline=False, look=Look())
    return msgspec.structs.replace(plain, **changes)


def lines(document: SlipDocument) -> list[str]:
    def of(block: Block) -> list[str]:
        match block:
            case Line():
                return [block.text]
            case Fact():
                return [f"{block.label} | {block.value}"]
            case Boxed():
                return [f"[{line.text}]" for line in block.lines]
            case QrCode():
                return [f"<{block.text}>"]
        return []

    return [text for block in document.blocks for text in of(block)]


def sizes(document: SlipDocument) -> set[int]:
    return {block.dots for block in document.blocks if isinstance(block, Line | Fact)}


def test_a_slip_in_chinese_says_what_the_pattern_says() -> None:
    assert lines(slip_document(slip())) == [
        "木棉区政务服务中心",
        "Kapok District Service Centre",
        "A012",
        "综合业务 General",
        "地点 Where | 一楼 A 区 1–3 号窗口",
        "前面 Ahead | 6 人",
        "取号 Issued | 2026-11-23 12:00",
        "本大厅静音叫号，请看屏幕和手机。",
        "Quiet hall: watch the screens.",
        "叫 3 次未到为您保留，刷此码“我来了”。",
        "Missed it? Scan to keep your place.",
        "<http://127.0.0.1:18081/t/ABCDEFGHIJKLMNOP>",
        "办理时可能需要身份证件",
        "求助：按机器上的“求助” / 12345",
        "本号当日有效 | K-01",
    ]


def test_a_slip_in_english_is_in_english_alone() -> None:
    text = "\n".join(lines(slip_document(slip(look=Look(language=Language.EN)))))
    assert re.findall(r"[\u4e00-\u9fff]", text) == []
    assert "Where | Floor 1 Zone A, windows 1–3" in text


def test_a_slip_in_traditional_characters_has_english_beneath() -> None:
    text = lines(slip_document(slip(look=Look(language=Language.ZH_HANT))))
    assert "綜合業務 General" in text
    assert "地點 Where | 一樓 A 區 1–3 號窗口" in text


def test_an_offline_slip_is_marked_and_tells_no_place_in_the_queue() -> None:
    text = lines(slip_document(slip(view=ticket("A1-007", ahead=None), offline=True)))
    assert "◇A1-007" in text
    assert not [line for line in text if line.startswith("前面")]


def test_a_reprint_says_so_in_a_frame_and_is_else_the_same() -> None:
    once, again = lines(slip_document(slip())), lines(slip_document(slip(reprint=True)))
    assert [line for line in again if line not in once] == ["[补打 Reprint]"]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("elder", [False, True])
def test_no_text_is_smaller_than_promised_and_the_number_is_as_large(language: Language, elder: bool) -> None:
    """3.5 mm and 12 mm of figure at 203 dpi, in elder mode 5 mm and 15 mm (mockup 19)."""
    document = slip_document(slip(look=Look(language=language, elder=elder)))
    wanted = ELDER if elder else NORMAL
    assert min(sizes(document)) == (40 if elder else 28)
    number = next(block for block in document.blocks if isinstance(block, Line) and block.text == "A012")
    assert number.dots == wanted.number


@pytest.mark.parametrize("label", ["A012", "A3-07", "A12-1007", "A100000"])
@pytest.mark.parametrize("offline", [False, True])
@pytest.mark.parametrize(("elder", "figure_mm"), [(False, 12), (True, 15)])
def test_every_number_is_printed_between_the_margins_at_its_full_height(
    label: str, offline: bool, elder: bool, figure_mm: int
) -> None:
    """Also one of this kiosk's own and one past 999: the printer sets it narrower, never lower."""
    document = slip_document(slip(view=ticket(label), offline=offline, look=Look(elder=elder)))
    number = next(block for block in document.blocks if isinstance(block, Line) and label in block.text)
    alone = draw_slip(SlipDocument(blocks=(number,), width_dots=WIDTH))
    left, top, right, bottom = ImageChops.invert(alone.convert("L")).getbbox() or (0, 0, 0, 0)
    assert bottom - top >= figure_mm * DOTS_A_MM - 1
    assert left >= MARGIN
    assert right <= WIDTH - MARGIN


def test_the_kiosks_number_ends_the_slip_at_the_right_edge() -> None:
    last = slip_document(slip()).blocks[-1]
    assert isinstance(last, Fact)
    assert (last.value, last.align) == ("K-01", Align.RIGHT)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("offline", [False, True])
def test_no_slip_promises_minutes(language: Language, offline: bool) -> None:
    text = "\n".join(lines(slip_document(slip(look=Look(language=language), offline=offline))))
    assert not re.search(r"分钟|分鐘|minute|预计|預計|\bWait\b", text)


def test_the_code_is_of_version_three() -> None:
    token = base64.b32encode(secrets.token_bytes(10)).decode()
    code = segno.make(ticket_url(DEMO.hall, token), error="m", mode="byte", boost_error=False, micro=False)
    assert int(str(code.version)) <= 3


def test_a_hall_without_pages_prints_no_code() -> None:
    site = msgspec.structs.replace(DEMO, hall=msgspec.structs.replace(DEMO.hall, public_url=""))
    assert not [block for block in slip_document(slip(site=site)).blocks if isinstance(block, QrCode)]


@pytest.mark.parametrize("language", Language)
def test_no_words_are_missing(language: Language) -> None:
    keys = ("where", "ahead", "people", "issued", "quiet", "missed", "offline", "papers", "help", "today", "reprint")
    assert all(say("slip", f"slip.{key}", language, count=1, calls=3, phone="12345") for key in keys)


@pytest.mark.parametrize(
    ("changes", "remarks", "said"),
    [
        ({"wait": WaitRange(low=15, high=20)}, Remarks(), "预计 Wait | 约 15–20 分钟"),
        ({}, Remarks(lunch=(time(12), time(13))), "12:00–13:00 午休，您的号保留到 13:00 继续。"),
        ({}, Remarks(child=True), "请带：孩子户口簿或出生证明、监护人身份证。"),
        ({}, Remarks(child=True), "代办·儿童 For a child"),
        ({}, Remarks(further=("tax",)), "另办：税务"),
        ({"slot": datetime(2026, 11, 23, 2, 0, tzinfo=UTC)}, Remarks(), "到 10:00 起叫号"),
    ],
)
def test_what_is_known_of_a_number_stands_on_its_slip(changes: dict[str, object], remarks: Remarks, said: str) -> None:
    assert said in lines(slip_document(slip(view=ticket("A012", **changes), remarks=remarks)))
    assert said not in lines(slip_document(slip()))


def test_a_day_that_may_be_too_short_is_told_in_a_box() -> None:
    boxes = [block for block in slip_document(slip(remarks=Remarks(tight=time(17)))).blocks if isinstance(block, Boxed)]
    assert [line.text for line in boxes[0].lines] == [
        "今天可能排不到您。17:00 前未叫到可免排队改约。",
        "You may not be reached today. If not called by 17:00 you can rebook without queueing.",
    ]


@pytest.mark.parametrize(("lift", "way"), [(True, "坐直梯到一楼 A 区"), (False, "一楼 A 区有楼梯，请求助")])
@pytest.mark.parametrize("reprint", [False, True])
def test_the_slip_of_who_chose_low_keys_leads_past_the_stairs(lift: bool, way: str, reprint: bool) -> None:
    """J21: beside the place, in their language and in English; no other slip says it."""
    site = two_floors(lift=lift)
    far = slip(site=site, station=site.station("K-01"), reprint=reprint)
    low = lines(slip_document(msgspec.structs.replace(far, look=Look(low=True))))
    assert low[low.index(way) - 1].startswith("地点 Where | ")
    assert low[low.index(way) + 1].startswith("Take the lift to Floor 1 Zone A" if lift else "Stairs to Floor 1 Zone A")
    assert way not in lines(slip_document(far))
    assert way not in lines(slip_document(slip(look=Look(low=True))))


def test_an_offline_slip_and_a_second_one_promise_no_wait() -> None:
    view = ticket("A012", wait=WaitRange(low=15, high=20))
    for given in (slip(view=view, offline=True), slip(view=view, reprint=True)):
        assert not any("预计" in line for line in lines(slip_document(given)))
