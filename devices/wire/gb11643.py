"""Citizen identification numbers after GB 11643: is this one possible, and if not, why?

The check digit: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, sum modulo 11 indexes "10X98765432". Residence permits of
Hong Kong, Macau and Taiwan (81, 82, 83) and the foreigners' numbers of 2023 (9…) use the same check.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"

_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_FIRST_GENERATION = re.compile(r"[1-9][0-9]{14}", re.ASCII)
_FOREIGN_2017 = re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII)
_IN_TEXT = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])", re.ASCII)


class Form(StrEnum):
    """Whose number it is, told by how it looks."""

    RESIDENT = "resident"
    HONG_KONG_PERMIT = "hong-kong-permit"
    MACAU_PERMIT = "macau-permit"
    TAIWAN_PERMIT = "taiwan-permit"
    FOREIGN_2023 = "foreign-2023"
    FOREIGN_2017 = "foreign-2017"
    FIRST_GENERATION = "first-generation"


_PREFIXES = {
    "810000": Form.HONG_KONG_PERMIT,
    "820000": Form.MACAU_PERMIT,
    "830000": Form.TAIWAN_PERMIT,
}


def check_character(digits: str) -> str:
    """The 18th character of a number of which `digits` are the first 17."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """Form, date and check digit of an 18-character number are right. Which places exist is not asked."""
    return len(number) == 18 and not what_is_wrong(number)


def is_valid_first_generation(number: str) -> bool:
    """Form and date of a 15-digit number are right; people still write them, no chip holds one."""
    return bool(_FIRST_GENERATION.fullmatch(number) and _is_date("19" + number[6:12]))


def is_valid_foreign_2017(number: str) -> bool:
    """Three letters and twelve digits, as on a permanent residence card of 2017; how they are checked is not public."""
    return bool(_FOREIGN_2017.fullmatch(number))


def what_is_wrong(number: str) -> str:
    """Why an 18-character number is not possible, in words that hold nothing of it but its last character; '' when it
    is possible."""
    if len(number) != 18:
        return f"short: {18 - len(number)} characters missing" if len(number) < 18 else "alien: more than 18 characters"
    if not _NUMBER.fullmatch(number):
        return "alien: a character that cannot stand there"
    if not _is_date(number[6:14]):
        return "alien: its birthday is no date"
    right = check_character(number[:17])
    return "" if number[17] == right else f"bad checksum: {number[17]}, should be {right}"


def form_of(number: str) -> Form:
    """What sort of number a possible one is."""
    if len(number) == 15:
        return Form.FIRST_GENERATION if number.isdigit() else Form.FOREIGN_2017
    return _PREFIXES.get(number[:6], Form.FOREIGN_2023 if number[0] == "9" else Form.RESIDENT)


def holds_number(text: str) -> bool:
    """Somewhere in the text stands a possible 18-character number (what a log must never hold, F025)."""
    return any(is_valid(found.group().upper()) for found in _IN_TEXT.finditer(text))


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True
