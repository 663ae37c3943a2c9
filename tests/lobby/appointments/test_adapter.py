"""The adapter against the simulated platform, over real HTTP: what it fetches, what it tells, and every way to fail."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.rules import Bookings, Platform
from config.site import Site
from lobby.appointments import spool
from lobby.appointments.adapter import FIRST_PAUSE_S, LONGEST_PAUSE_S, Adapter
from lobby.appointments.http_platform import HttpPlatform, read_token, token_file
from lobby.appointments.offering import hashing
from lobby.appointments.platform import PlatformAway
from lobby.appointments.simulator import Fault, SimulatedPlatform, Told, invented_document
from lobby.appointments.start import start_appointments
from lobby.certificates import broker_certificate, hall_ca
from lobby.clock import SystemClock
from lobby.contract.bookings import BookingStanding as Standing
from lobby.subjects import hall_secret
from tests.lobby.appointments.booked import (
    ANNA,
    TEN,
    TODAY,
    asking,
    checked_in,
    find,
    offered,
    stand_at,
    subject,
    the_booking,
    told,
)
from tests.lobby.halls import RunningHall, TurnedClock, running, small_hall
from tests.lobby.live import until
from tests.logs import ExpectedLogs

POLL_S = 60.0


def row(id: str = "P-1", day: date = TODAY, **more: object) -> Told:
    return {"id": id, "service": "general", "start": f"{day}T10:00:00", "end": f"{day}T10:30:00", **more}


@contextmanager
def simulated(*rows: Told, day: date | None = TODAY, **more: Any) -> Iterator[SimulatedPlatform]:
    """A platform with these appointments on one day, or whatever the day."""
    platform = SimulatedPlatform(lambda asked: [*rows] if asked == (day or asked) else [], **more)
    platform.start()
    try:
        yield platform
    finally:
        platform.stop()


def site_with(platform: SimulatedPlatform, timeout_s: float = 5) -> Site:
    settings = Bookings(platform=Platform.HTTP, url=platform.url, poll_s=POLL_S, timeout_s=timeout_s)
    return small_hall(bookings=settings)


def adapter(hall: RunningHall, token: str = "") -> Adapter:
    platform = HttpPlatform(hall.site.bookings, token)
    return Adapter(platform, asking(hall), hall.site, hall.clock, hashing(hall_secret(hall.data.path)))


def test_what_the_platform_tells_is_known_at_the_kiosk_and_asked_only_once(tmp_path: Path) -> None:
    rows = row(document=ANNA, code="K-7"), row("P-2", state="cancelled", code="K-8")
    with simulated(*rows) as platform, running(tmp_path, site_with(platform)) as hall:
        assert find(hall, subject=subject(tmp_path)).bookings_unknown, "nobody has asked the platform yet"
        bring = adapter(hall)
        assert bring.go() == POLL_S
        assert the_booking(hall, subject=subject(tmp_path)).standing is Standing.IN_TIME
        assert the_booking(hall, code="K-8").standing is Standing.CANCELLED
        before = hall.store.head
        assert bring.go() == POLL_S
        assert hall.store.head == before, "nothing new, nothing journalled"
        assert not find(hall, subject=subject(tmp_path, invented_document(9))).bookings_unknown


def test_check_ins_and_no_shows_reach_the_platform_once_each(tmp_path: Path) -> None:
    rows = row(code="K-7"), row("P-2", code="K-8"), row("P-3", hall="elsewhere", code="K-9")
    with simulated(*rows) as platform, running(tmp_path, site_with(platform)) as hall:
        bring = adapter(hall)
        bring.go()
        stand_at(hall, TEN)
        checked_in(hall)
        bring.go()
        assert platform.checked_in == {"P-1": "2026-11-23T02:00:00Z"}
        platform.checked_in.clear()
        stand_at(hall, TEN + timedelta(days=1))
        bring.go()
        assert (platform.checked_in, platform.no_shows) == ({}, ["P-2"])
        platform.no_shows.clear()
        bring.go()
        assert platform.no_shows == []


def test_what_it_could_not_be_told_is_told_when_it_is_back_also_after_a_restart(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("out of reach: it answers 500")
    with simulated(row(code="K-7")) as platform:
        with running(tmp_path, site_with(platform)) as hall:
            bring = adapter(hall)
            bring.go()
            checked_in(hall)
            platform.fault = Fault.ERROR
            assert bring.go() == FIRST_PAUSE_S
            clock = hall.clock
        platform.fault = Fault.NONE
        with running(tmp_path, site_with(platform), clock) as hall:
            adapter(hall).go()
            assert list(platform.checked_in) == ["P-1"]


def test_a_platform_that_only_takes_no_reports_still_has_its_appointments_looked_up(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.must("out of reach: it answers 500")
    expected_logs.must("answers again")
    with simulated(row(code="K-7")) as platform, running(tmp_path, site_with(platform)) as hall:
        bring = adapter(hall)
        bring.go()
        checked_in(hall)
        platform.fault = Fault.DEAF
        assert [bring.go() for _ in range(2)] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S]
        assert not find(hall, subject=subject(tmp_path)).bookings_unknown
        platform.fault = Fault.NONE
        bring.go()
        assert list(platform.checked_in) == ["P-1"]


def test_what_a_file_has_told_becomes_the_platforms_by_its_own_word(tmp_path: Path) -> None:
    with simulated(row(code="K-7")) as platform, running(tmp_path, site_with(platform)) as hall:
        told(hall, offered(code="K-7"))
        bring = adapter(hall)
        bring.go()
        assert told(hall, offered(code="K-7")).same == 1
        checked_in(hall)
        bring.go()
        assert list(platform.checked_in) == ["P-1"]


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in (Fault.NONE, Fault.DEAF)])
def test_a_platform_that_fails_is_asked_ever_more_slowly_and_numbers_go_on(
    tmp_path: Path, expected_logs: ExpectedLogs, fault: Fault
) -> None:
    expected_logs.must("the booking platform is out of reach")
    expected_logs.must("the booking platform answers again")
    with simulated(row(document=ANNA)) as platform, running(tmp_path, site_with(platform, timeout_s=0.1)) as hall:
        platform.fault = fault
        bring = adapter(hall)
        pauses = [bring.go() for _ in range(3)]
        assert pauses == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
        found = find(hall, subject=subject(tmp_path))
        assert (found.bookings, found.bookings_unknown) == ((), True)
        assert hall.issue().label == "A001"
        assert checked_in(hall, "", service="general").view.to_verify
        platform.fault = Fault.NONE
        assert any(bring.go() == POLL_S for _ in range(50)), "a busy machine answers late, and not always"
        assert the_booking(hall, subject=subject(tmp_path)).appointment == "P-1"


def test_the_longest_pause_has_an_end(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.must("out of reach: it can't be reached: ConnectionRefusedError")
    nobody = small_hall(bookings=Bookings(platform=Platform.HTTP, url="http://127.0.0.1:9", poll_s=POLL_S))
    with running(tmp_path, nobody) as hall:
        bring = adapter(hall)
        assert [bring.go() for _ in range(12)][-1] == LONGEST_PAUSE_S


def test_a_bad_row_keeps_no_other_back_and_nothing_of_it_is_logged(
    tmp_path: Path, expected_logs: ExpectedLogs, caplog: pytest.LogCaptureFixture
) -> None:
    expected_logs.must("number 1 of a day: id or code is the document's number")
    expected_logs.must("number 2 of a day: start is not what it must be")
    expected_logs.must("P-3: this hall has no such service")
    rows = [row(ANNA, document=ANNA), {**row("P-2", document=ANNA), "start": 7}, row("P-3", service="none", code="K")]
    with simulated(*rows, row("P-4", document=ANNA)) as platform, running(tmp_path, site_with(platform)) as hall:
        bring = adapter(hall)
        bring.go()
        said = len(caplog.records)
        bring.go()
        assert len(caplog.records) == said, "each complaint once a day"
        assert the_booking(hall, subject=subject(tmp_path)).appointment == "P-4"
    assert ANNA[:14] not in caplog.text


def test_the_key_lies_in_the_data_folder_and_a_wrong_one_is_no_answer(tmp_path: Path) -> None:
    assert read_token(tmp_path) == ""
    token_file(tmp_path).parent.mkdir()
    token_file(tmp_path).write_text("s3cret\n")
    with simulated(row(), token="s3cret") as platform:
        settings = site_with(platform).bookings
        assert len(HttpPlatform(settings, read_token(tmp_path)).appointments(TODAY).rows) == 1
        with pytest.raises(PlatformAway, match="401"):
            HttpPlatform(settings).appointments(TODAY)


def test_over_tls_only_a_platform_with_the_right_certificate_is_believed(tmp_path: Path) -> None:
    certificate, key = broker_certificate(tmp_path, "127.0.0.1", datetime.now(UTC))
    (tmp_path / "ca.pem").write_text(hall_ca(tmp_path))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with simulated(row(), tls=tls) as platform:
        settings = site_with(platform).bookings
        trusting = msgspec.structs.replace(settings, ca_file=str(tmp_path / "ca.pem"))
        assert len(HttpPlatform(trusting).appointments(TODAY).rows) == 1
        with pytest.raises(PlatformAway, match="SSLCertVerificationError"):
            HttpPlatform(settings).appointments(TODAY)


def test_a_running_server_is_brought_both_by_threads_that_end(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    mine = row(code="K-7") | {"start": now.isoformat(), "end": (now + timedelta(hours=1)).isoformat()}
    spool.put(tmp_path, "li", [offered("P-2", now, code="K-8")])
    with simulated(mine, day=None) as platform, running(tmp_path, site_with(platform), TurnedClock(now)) as hall:
        stop = start_appointments(hall.server.door, hall.site, tmp_path, SystemClock())
        assert until(lambda: both_are_known(hall))
        stop()
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"appointments", "booking-platform", "booking-simulator"}


def both_are_known(hall: RunningHall) -> bool:
    """And nobody waits for the server any more."""
    found = [find(hall, code=code) for code in ("K-7", "K-8", "K-9")]
    resting = not spool.waiting(hall.data.path) and not found[-1].bookings_unknown
    return resting and all(one.bookings for one in found[:-1])
