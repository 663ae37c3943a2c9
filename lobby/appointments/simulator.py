"""A booking platform to try a hall with: the HTTP shape of `http_platform`, invented people, and faults on order.

Its documents begin with 000000, an area no resident number has, so that they are nobody's; their check characters are
right, so that an emulated reader can show them as cards.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from config.site import Site
from lobby.appointments.offering import check_character

SLOT = timedelta(minutes=30)
MOST_BYTES = 1_000_000


class Fault(StrEnum):
    NONE = "none"
    SLOW = "slow"
    """No answer for a long time."""
    DRIP = "drip"
    """An answer drop by drop, without an end."""
    ERROR = "error"
    """Every answer is 500."""
    DEAF = "deaf"
    """It tells, and takes no report: 500."""
    GARBAGE = "garbage"
    OFFLINE = "offline"
    """Connections are cut without an answer."""


Told = dict[str, Any]
"""One appointment in JSON's terms: this is the other side of the wire."""


class SimulatedPlatform:
    """Serves on loopback from `start` to `stop`. `day_of` makes a day's appointments when it is first asked for."""

    def __init__(
        self, day_of: Callable[[date], list[Told]], *, port: int = 0, token: str = "", tls: ssl.SSLContext | None = None
    ) -> None:
        self.fault = Fault.NONE
        self.token = token
        self.days: dict[str, list[Told]] = {}
        self.checked_in: dict[str, str] = {}
        self.no_shows: list[str] = []
        self.asked = 0
        self.ended = threading.Event()
        self._day_of = day_of
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        self._server.daemon_threads = True
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="booking-simulator")

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def of_day(self, day: str) -> list[Told]:
        if day not in self.days:
            self.days[day] = self._day_of(date.fromisoformat(day))
        return self.days[day]

    def known(self) -> set[str]:
        return {one["id"] for listed in self.days.values() for one in listed}


def _handler_of(platform: SimulatedPlatform) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"platform": platform})


class _Handler(BaseHTTPRequestHandler):
    """The names of its methods are http.server's."""

    platform: SimulatedPlatform
    timeout = 5

    def do_GET(self) -> None:  # http.server's name
        at = urlsplit(self.path)
        if self._is_well():
            day = parse_qs(at.query).get("day", [""])[0]
            self._say(HTTPStatus.OK, {"appointments": self.platform.of_day(day)})

    def do_POST(self) -> None:  # http.server's name
        told = json.loads(self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MOST_BYTES)))
        if self.platform.fault is Fault.DEAF:
            self._say(HTTPStatus.INTERNAL_SERVER_ERROR, {})
        elif self._is_well():
            self._say(self._take(told), {})

    def _take(self, told: Told) -> HTTPStatus:
        ids = told.get("ids", [told.get("id")])
        if not set(ids) <= self.platform.known():
            return HTTPStatus.NOT_FOUND
        if self.path.endswith("/checked-in"):
            self.platform.checked_in[told["id"]] = told["at"]
        else:
            self.platform.no_shows += [id for id in ids if id not in self.platform.no_shows]
        return HTTPStatus.OK

    def _is_well(self) -> bool:
        """Play the fault; whether an answer is still to be given."""
        platform = self.platform
        platform.asked += 1
        match platform.fault:
            case Fault.SLOW:
                platform.ended.wait(30)
            case Fault.DRIP:
                self._drip()
            case Fault.ERROR:
                self._say(HTTPStatus.INTERNAL_SERVER_ERROR, {})
            case Fault.GARBAGE:
                self._send(HTTPStatus.OK, b'{"appointments": [{"id"')
            case Fault.NONE if platform.token and self.headers.get("Authorization") != f"Bearer {platform.token}":
                self._say(HTTPStatus.UNAUTHORIZED, {})
            case Fault.NONE | Fault.DEAF:
                return True
        self.close_connection = True
        return False

    def _drip(self) -> None:
        """A heading that never ends; the other side has to."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            while not self.platform.ended.wait(0.02):
                self.wfile.write(b".")

    def _say(self, status: HTTPStatus, content: Told) -> None:
        self._send(status, json.dumps(content).encode())

    def _send(self, status: HTTPStatus, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
        """Silent: a path may name a day, a body somebody."""


def invented_day(site: Site, count: int) -> Callable[[date], list[Told]]:
    """`count` appointments a day, from nine on, four a slot, all services in turn; the first is cancelled, the last is
    for another hall."""

    def day_of(day: date) -> list[Told]:
        return [_invented(site, day, number, count) for number in range(count)]

    return day_of


def _invented(site: Site, day: date, number: int, count: int) -> Told:
    start = datetime.combine(day, time(9)) + SLOT * (number // 4)
    other = number == count - 1 and count > 1
    return {
        "id": f"SIM-{day:%Y%m%d}-{number + 1:03}",
        "service": site.services[number % len(site.services)].id,
        "start": start.isoformat(),
        "end": (start + SLOT).isoformat(),
        "document": invented_document(number),
        "code": f"KAPOK-{day:%m%d}-{number + 1:03}",
        "state": "cancelled" if number == 0 and count > 1 else "booked",
        "hall": "榕树街道政务服务中心" if other else "",
        "km": 2.1 if other else None,
    }


def invented_document(number: int) -> str:
    """E.g. 000000199001010018."""
    first = f"00000019900101{number % 1_000:03}"
    return first + check_character(first)
