"""Which numbers are possible, against published examples, and what a log never shows."""

from __future__ import annotations

import io
import logging

import pytest

from devices.log_guard import NoPersonalNumbers
from devices.wire.gb11643 import check_character, holds_number, is_valid, is_valid_first_generation
from tests.devices.vectors import CARDS_AND_CODES, Vector

NUMBERS = [vector for id, vector in CARDS_AND_CODES.items() if id.startswith("gb11643")]


@pytest.mark.parametrize("vector", NUMBERS, ids=[vector.id for vector in NUMBERS])
def test_a_published_number_is_judged_as_published(vector: Vector) -> None:
    judge = is_valid_first_generation if len(vector.text) == 15 else is_valid
    assert judge(vector.text) is vector.expect["valid"]


def test_any_one_wrong_digit_is_noticed() -> None:
    number = "11010119900307803X"
    for place in range(17):
        for digit in "0123456789":
            if digit != number[place]:
                assert not is_valid(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize("digits", ["11010119900230803", "11010119901307803", "11010100000307803"])
def test_a_birthday_that_never_was_is_refused(digits: str) -> None:
    assert not is_valid(digits + check_character(digits))


@pytest.mark.parametrize("text", ["", "1" * 17, "1" * 19, "４４０３０８１９９９０１１０１５１２", "11010119900307803x"])
def test_other_forms_are_no_number(text: str) -> None:
    assert not is_valid(text)
    assert not is_valid_first_generation(text)


def test_a_number_is_found_inside_other_text_and_not_inside_a_longer_figure() -> None:
    assert holds_number("card 11010119900307803x refused")
    assert not holds_number("ticket 4403081999011015123, 440308199901101513")


@pytest.mark.fault("F025")
def test_a_log_record_with_a_number_is_emptied_wherever_it_stands() -> None:
    log, page = _log_on_a_page()
    number = "11010119900307803X"
    log.info("read %s", number)
    log.info("read 11010119900307803X")
    try:
        raise ValueError(number)
    except ValueError:
        log.info("failed", exc_info=True)
    log.info("all is well")
    lines = page.getvalue().splitlines()
    assert number not in page.getvalue()
    assert len(lines) == 4
    assert lines[3] == "all is well"


def _log_on_a_page() -> tuple[logging.Logger, io.StringIO]:
    page = io.StringIO()
    handler = logging.StreamHandler(page)
    handler.addFilter(NoPersonalNumbers())
    log = logging.getLogger("guarded")
    log.setLevel(logging.INFO)
    log.handlers = [handler]
    log.propagate = False
    return log, page
