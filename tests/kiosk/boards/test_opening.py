"""A closed hall says when it opens again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from msgspec.structs import replace

from config.hours import Exceptional, Hours, Span
from config.values import Language
from kiosk.boards.opening import opening_words

SPANS = (Span(start=time(9), end=time(12)), Span(start=time(13), end=time(17)))
WEEK = Hours(monday=SPANS, tuesday=SPANS, wednesday=SPANS, thursday=SPANS, friday=SPANS)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "9:00 开门"),
        (datetime(2026, 11, 23, 12, 30, tzinfo=UTC), "13:00 开门"),
        (datetime(2026, 11, 23, 17, 30, tzinfo=UTC), "明天 9:00 开门"),
        (datetime(2026, 11, 27, 17, 30, tzinfo=UTC), "星期一 9:00 开门"),
    ],
)
def test_the_next_opening_is_said_in_words(now: datetime, said: str) -> None:
    assert opening_words(WEEK, now, Language.ZH_HANS).replace("一9", "一 9") == said


def test_a_holiday_is_left_out_and_a_working_saturday_counts() -> None:
    hours = replace(
        WEEK,
        exceptions=(Exceptional(day=date(2026, 11, 24)), Exceptional(day=date(2026, 11, 28), spans=SPANS[:1])),
    )
    monday, friday = datetime(2026, 11, 23, 18, tzinfo=UTC), datetime(2026, 11, 27, 18, tzinfo=UTC)
    assert opening_words(hours, monday, Language.EN) == "Opens 9:00 on Wednesday"
    assert opening_words(hours, friday, Language.EN) == "Opens 9:00 tomorrow"


def test_nothing_is_promised_where_no_hours_are_known() -> None:
    assert opening_words(Hours(), datetime(2026, 11, 23, tzinfo=UTC), Language.EN) == ""
