"""CSV files as they really come: good lines are taken, bad ones named by their number, no document is repeated."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

from lobby.appointments.csv_file import FileRead, NoAppointments, read_csv
from lobby.appointments.offering import hashing
from lobby.subjects import hall_secret
from tests.lobby.appointments.booked import ANNA, HALF_AN_HOUR, TEN, TODAY, subject
from tests.lobby.halls import small_hall

HEADING = "id,service,start,end,document,code,state"
GOOD = f"P-1,general,2026-11-23 10:00,10:30,{ANNA},K-7,"


def read(folder: Path, *lines: str, encoding: str = "utf-8") -> FileRead:
    content = "\r\n".join(lines).encode(encoding)
    return read_csv(content, small_hall(), TODAY, hashing(hall_secret(folder)))


def test_a_line_becomes_an_appointment_and_the_document_a_subject_of_its_day(tmp_path: Path) -> None:
    (one,) = read(tmp_path, HEADING, GOOD).offered
    assert (one.id, one.service, one.start.astimezone(UTC), one.code) == ("P-1", "general", TEN, "K-7")
    assert one.end - one.start == HALF_AN_HOUR
    assert one.subject == subject(tmp_path)


@pytest.mark.parametrize(
    "start",
    ["2026/11/23 10:00", "2026-11-23T10:00:00", "2026-11-23T02:00:00Z", "2026-11-22T21:00:00-0500", "2026.11.23 10:00"],
)
def test_times_are_read_as_spreadsheets_and_platforms_write_them(tmp_path: Path, start: str) -> None:
    (one,) = read(tmp_path, HEADING, f"P-1,general,{start},2026-11-23 11:00,,K-7,").offered
    assert one.start == TEN


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_files_of_chinese_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    heading = "姓名,ID,service,start,end,code,hall,km"
    line = "木棉,P-1,x,2026-11-23 10:00,10:30,K-7,榕树街道政务服务中心,2.1"
    (one,) = read(tmp_path, heading, line, encoding=encoding).offered
    assert (one.hall, one.km) == ("榕树街道政务服务中心", 2.1)


BAD = [
    ("P-2,genral,2026-11-23 10:00,10:30,,K,", 'service is none of this hall\'s (did you mean "general"?)'),
    ("P-2,general,23 Nov 10:00,10:30,,K,", "start is no time; write it as 2026-11-23 10:00"),
    ("P-2,general,2026-11-31 10:00,10:30,,K,", "start is no time there is"),
    ("P-2,general,2026-11-23 10:00,25:30,,K,", "end is no time there is"),
    ("P-2,general,2026-11-23 10:00,10:00,,K,", "end is not after start"),
    ("P-2,general,2026-11-22 10:00,10:30,,K,", "its day is over; leave it out"),
    ("P-2,general,2026-11-23 10:00,10:30,,,", "give a document, a subject or a code"),
    ("P-2,general,2026-11-23 10:00,10:30,4.40105E+17,K,", "rounded by a spreadsheet"),
    (f"P-2,general,2026-11-23 10:00,10:30,{ANNA[:-1]}0,K,", "rounded by a spreadsheet"),
    (f"{ANNA},general,2026-11-23 10:00,10:30,{ANNA},K,", "id or code is the document's number"),
    (f"P-2,general,2026-11-23 10:00,10:30,{ANNA},{ANNA.lower()} ,", "id or code is the document's number"),
    ("P-2,general,2026-11-23 10:00,10:30,,K,maybe", "state is neither booked nor cancelled"),
    ("P 2!,general,2026-11-23 10:00,10:30,,K,", "id is not what it must be"),
    ('"P-2,general,2026-11-23 10:00,10:30,,K,', "its quotes are not closed"),
    ("P-1,general,2026-11-23 10:00,10:30,,K,", "an earlier line has this id"),
    ("P-2", "start is no time"),
    ("\x00\ufffd,,,,,,x", "start is no time"),
]


@pytest.mark.parametrize(("line", "said"), BAD, ids=[said[:30] for _, said in BAD])
def test_a_bad_line_is_named_and_the_others_are_taken(tmp_path: Path, line: str, said: str) -> None:
    after = "P-9,social,2026-11-24 09:00,09:30,,K-9,cancelled"
    found = read(tmp_path, HEADING, GOOD, "", line, after)
    assert [(one.id, one.cancelled) for one in found.offered] == [("P-1", False), ("P-9", True)]
    (mistake,) = found.mistakes
    assert mistake.startswith("line 4: ")
    assert said in mistake
    assert ANNA[:14] not in mistake


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no id, no service, no start, no end"),
        (GOOD.encode(), "its first line must name the columns"),
        (b"id,service,start\n", "there is no end"),
        (b"\xff\xfe\x00\xd8\xff\xff", "it is not text"),
        (b'"id,service\n', "line 1: its quotes are not closed"),
    ],
)
def test_what_is_no_such_file_is_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(NoAppointments) as refused:
        read_csv(content, small_hall(), TODAY, hashing(hall_secret(tmp_path)))
    assert said in str(refused.value)
    assert ANNA not in str(refused.value)
