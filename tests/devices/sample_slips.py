"""Slips as the kiosk prints them (C-0.6), in every mode and language: material for the printer's tests and pictures."""

from __future__ import annotations

from devices.slip_document import Align, Block, Boxed, Fact, Feed, Line, QrCode, Rule, SlipDocument
from devices.values import Value

ADDRESS = "http://kapok.test/t/7mC4kQx2VbN9sT5w"

WORDS = {
    "zh-Hans": {
        "hall": "木棉区政务服务中心", "hall_en": "Service Centre", "service": "综合业务 General",
        "where": "地点 Where", "ahead": "前面 Ahead", "issued": "取号 Issued",
        "place": "一楼A区1–6号窗口", "people": "6人",
        "quiet": "本大厅静音叫号，请看屏幕和手机。", "quiet_en": "Quiet hall: watch the screens.",
        "missed": "叫3次未到为您保留，刷此码“我来了”。", "missed_en": "Missed it? Scan to keep your place.",
        "papers": "办理时可能需要身份证件", "help": "求助：按机器上的“求助” / 12345",
        "valid": "本号当日有效", "reprint": "补打 Reprint", "closing": "今天可能排不到您",
    },
    "zh-Hant": {
        "hall": "木棉區政務服務中心", "hall_en": "Service Centre", "service": "綜合業務 General",
        "where": "地點 Where", "ahead": "前面 Ahead", "issued": "取號 Issued",
        "place": "一樓A區1–6號窗口", "people": "6人",
        "quiet": "本大廳靜音叫號，請看螢幕和手機。", "quiet_en": "Quiet hall: watch the screens.",
        "missed": "叫3次未到為您保留，掃此碼「我來了」。", "missed_en": "Missed it? Scan to keep your place.",
        "papers": "辦理時可能需要身份證件", "help": "求助：按機器上的「求助」 / 12345",
        "valid": "本號當日有效", "reprint": "補打 Reprint", "closing": "今天可能排不到您",
    },
    "en": {
        "hall": "Kapok District Service Centre", "hall_en": "木棉区政务服务中心", "service": "General 综合业务",
        "where": "Where 地点", "ahead": "Ahead 前面", "issued": "Issued 取号",
        "place": "Floor 1, Zone A, Windows 1–6", "people": "6 people",
        "quiet": "Quiet hall: watch the screens.", "quiet_en": "本大厅静音叫号，请看屏幕和手机。",
        "missed": "Missed it? Scan to keep your place.", "missed_en": "叫3次未到为您保留，刷此码“我来了”。",
        "papers": "You may need your ID at the window", "help": "Need help? Press “Help” / 12345",
        "valid": "Valid today only", "reprint": "Reprint 补打", "closing": "You may not be reached today",
    },
}  # fmt: skip


class Sizes(Value, kw_only=True):
    """Ems in dots (mockup 19): normal and elder."""

    hall: int = 40
    number: int = 150
    service: int = 40
    body: int = 30
    small: int = 28


NORMAL = Sizes()
ELDER = Sizes(hall=40, number=164, service=52, body=40, small=40)


def sample_slip(
    language: str = "zh-Hans",
    *,
    sizes: Sizes = NORMAL,
    number: str = "A012",
    reprint: bool = False,
    closing: bool = False,
) -> SlipDocument:
    """A ticket's slip; a number with ◇ is an offline one and has no people ahead."""
    words = WORDS[language]
    blocks: list[Block] = [
        Line(text=words["hall"], dots=sizes.hall, align=Align.CENTER),
        Line(text=words["hall_en"], dots=sizes.small, align=Align.CENTER),
        Rule(),
        Line(text=number, dots=sizes.number, align=Align.CENTER),
        Line(text=words["service"], dots=sizes.service, align=Align.CENTER),
    ]
    if reprint:
        blocks.append(Boxed(lines=(Line(text=words["reprint"], dots=40, align=Align.CENTER),)))
    blocks += [
        Rule(),
        Fact(label=words["where"], value=words["place"], dots=sizes.body),
        *([] if "◇" in number else [Fact(label=words["ahead"], value=words["people"], dots=sizes.body)]),
        Fact(label=words["issued"], value="2026-11-23 09:41", dots=sizes.body),
        Rule(dashed=True),
    ]
    if closing:
        blocks.append(Boxed(lines=(Line(text=words["closing"], dots=sizes.body, align=Align.CENTER),)))
    blocks += [
        Line(text=words["quiet"], dots=sizes.body),
        Line(text=words["quiet_en"], dots=sizes.body),
        Feed(dots=8),
        Line(text=words["missed"], dots=sizes.body),
        Line(text=words["missed_en"], dots=sizes.body),
        QrCode(text=ADDRESS),
        Line(text=words["papers"], dots=sizes.small, align=Align.CENTER),
        Line(text=words["help"], dots=sizes.small, align=Align.CENTER),
        Rule(),
        Fact(label=words["valid"], value="K-03", dots=sizes.small, align=Align.RIGHT),
    ]
    return SlipDocument(blocks=tuple(blocks))
