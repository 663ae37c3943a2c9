"""How a person, a document and a phone number are shown: enough to know oneself by, nothing more (practice B-8)."""

from __future__ import annotations

import re

STAR = "＊"
DOTS = "·•・‧∙"
"""Interpuncts that part a Uyghur, Tibetan or Mongol name; the card has `·`."""
LONGEST = 3
"""A mask never shows a longer name than this many signs a part."""
# fmt: off
COMPOUND = frozenset({
    "欧阳", "歐陽", "太史", "端木", "上官", "司马", "司馬", "东方", "東方", "独孤", "獨孤", "南宫", "南宮", "万俟",
    "闻人", "聞人", "夏侯", "诸葛", "諸葛", "尉迟", "尉遲", "公羊", "赫连", "赫連", "澹台", "澹臺", "皇甫", "宗政",
    "濮阳", "濮陽", "公冶", "太叔", "申屠", "公孙", "公孫", "慕容", "仲孙", "仲孫", "钟离", "鍾離", "长孙", "長孫",
    "宇文", "司徒", "鲜于", "鮮于", "司空", "闾丘", "閭丘", "子车", "子車", "亓官", "司寇", "巫马", "巫馬", "公西",
    "颛孙", "顓孫", "壤驷", "壤駟", "公良", "漆雕", "乐正", "樂正", "宰父", "谷梁", "拓跋", "夹谷", "夾谷", "轩辕",
    "軒轅", "令狐", "段干", "百里", "呼延", "东郭", "東郭", "南门", "南門", "羊舌", "微生", "公户", "公戶", "公玉",
    "公仪", "公儀", "梁丘", "公仲", "公上", "公门", "公門", "公山", "公坚", "公堅", "左丘", "公伯", "西门", "西門",
    "公祖", "第五", "公乘", "贯丘", "貫丘", "公皙", "南荣", "南榮", "东里", "東里", "东宫", "東宮", "仲长", "仲長",
    "子书", "子書", "子桑", "即墨", "达奚", "達奚", "褚师", "褚師", "纳兰", "納蘭", "归海", "歸海",
})
# fmt: on


def name(full: str) -> str:
    """张三丰 → 张＊＊, 欧阳修 → 欧阳＊, 买买提·艾力 → 买＊＊·艾＊, John Smith → J＊＊＊ S＊＊＊."""
    full = " ".join(full.split())
    if not full:
        return ""
    if any(dot in full for dot in DOTS):
        return "·".join(_part(part) for part in re.split(f"[{DOTS}]", full) if part.strip())
    if full[0].isascii() or (full[0].isalpha() and not _han(full[0])):
        return " ".join(_part(word) for word in full.split(" "))
    return _chinese(full.replace(" ", ""))


def _chinese(full: str) -> str:
    kept = 2 if full[:2] in COMPOUND and len(full) > 2 else 1
    return full[:kept] + _stars(len(full) - kept)


def _part(part: str) -> str:
    part = part.strip()
    return part[0] + _stars(len(part) - 1)


def _stars(hidden: int) -> str:
    return STAR * max(1, min(LONGEST, hidden))


def _han(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff"


def document(number: str) -> str:
    """The last four signs only: first ones tell the birthplace, middle ones the birthday."""
    return number.strip()[-4:]


def phone(number: str) -> str:
    """13812345678 → 138＊＊＊＊5678, 91234123 → 9＊＊＊＊123."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == 11:
        return f"{digits[:3]}{STAR * 4}{digits[-4:]}"
    if len(digits) == 8:
        return f"{digits[0]}{STAR * 4}{digits[-3:]}"
    return STAR * 4 + digits[-3:] if len(digits) > 6 else STAR * 4
