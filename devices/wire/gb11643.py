"""Citizen identification numbers after GB 11643: is this one possible?

The check digit: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, sum modulo 11 indexes "10X98765432". Residence permits of
Hong Kong, Macau and Taiwan (81, 82, 83) and the foreigners' numbers of 2023 (9…) use the same check.
"""

from __future__ import annotations

import re
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"

_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_FIRST_GENERATION = re.compile(r"[1-9][0-9]{14}", re.ASCII)
_IN_TEXT = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])", re.ASCII)


def check_character(digits: str) -> str:
    """The 18th character of a number of which `digits` are the first 17."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """Form, date and check digit of an 18-character number are right. Which places exist is not asked."""
    return bool(_NUMBER.fullmatch(number) and check_character(number[:17]) == number[17] and _is_date(number[6:14]))


def is_valid_first_generation(number: str) -> bool:
    """Form and date of a 15-digit number are right; people still write them, no chip holds one."""
    return bool(_FIRST_GENERATION.fullmatch(number) and _is_date("19" + number[6:12]))


def holds_number(text: str) -> bool:
    """Somewhere in the text stands a possible 18-character number (what a log must never hold, F025)."""
    return any(is_valid(found.group().upper()) for found in _IN_TEXT.finditer(text))


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True
