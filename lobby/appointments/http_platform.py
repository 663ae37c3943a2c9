"""A booking platform that speaks HTTP and JSON; the one door of this room to the network.

    GET  {url}/appointments?day=2026-11-23
         → {"appointments": [{"id", "service", "start", "end", "document" | "subject", "code", "state", "hall", "km"}]}
    POST {url}/checked-in   {"id": "…", "at": "2026-11-23T09:41:00+08:00"}
    POST {url}/no-shows     {"ids": ["…"]}

Times are ISO 8601; without a zone they are hall time. `state` is booked (or missing) or cancelled. `Authorization:
Bearer …` goes with each, if the hall has a token. 2xx means taken, 4xx to a POST means never, all else means later.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from config.rules import Bookings
from lobby.appointments.offering import BadRow, Row, field_of
from lobby.appointments.platform import Listing, PlatformAway, PlatformRefused

MOST_BYTES = 32_000_000
_PIECE = 65_536
_LATER = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""Of 4xx, those that say nothing of what was posted."""


class _Day(Struct):
    appointments: list[msgspec.Raw]


def token_file(data: Path) -> Path:
    return data / "appointments" / "platform.token"


def read_token(data: Path) -> str:
    """The hall's key to the platform; empty: it needs none."""
    file = token_file(data)
    return file.read_text("utf-8").strip() if file.exists() else ""


class HttpPlatform:
    """Follows no redirection: appointments go where the site file says, and nowhere else."""

    def __init__(self, settings: Bookings, token: str = "") -> None:
        self._settings = settings
        self._at = urlsplit(settings.url)
        self._headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def appointments(self, day: date) -> Listing:
        status, body = self._ask("GET", f"/appointments?day={day.isoformat()}")
        if status != HTTPStatus.OK:
            raise PlatformAway(f"it answers {status}")
        try:
            raw = msgspec.json.decode(body, type=_Day).appointments
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise PlatformAway("it answers what is no list of appointments") from None
        return Listing(rows=tuple(_row(one) for one in raw))

    def checked_in(self, appointment: str, at: datetime) -> None:
        self._post("/checked-in", {"id": appointment, "at": at})

    def no_shows(self, appointments: Sequence[str]) -> None:
        self._post("/no-shows", {"ids": list(appointments)})

    def _post(self, path: str, content: object) -> None:
        status, _ = self._ask("POST", path, msgspec.json.encode(content))
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _LATER:
            raise PlatformRefused(f"it answers {status}")
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise PlatformAway(f"it answers {status}")

    def _ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body, within the time limit as a whole. Raises PlatformAway."""
        connection = self._connection()
        try:
            connection.connect()
            with _limited(connection, self._settings.timeout_s):
                connection.request(method, self._at.path.rstrip("/") + path, body, self._headers)
                response = connection.getresponse()
                return response.status, _read(response)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise PlatformAway(f"it can't be reached: {type(error).__name__}") from None
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, limit = self._at.hostname or "", self._settings.timeout_s
        if self._at.scheme != "https":
            return http.client.HTTPConnection(host, self._at.port, timeout=limit)
        try:
            trusted = ssl.create_default_context(cafile=self._settings.ca_file or None)
        except OSError as error:
            raise PlatformAway(f"bookings.ca_file can't be read: {error.strerror}") from None
        return http.client.HTTPSConnection(host, self._at.port, timeout=limit, context=trusted)


@contextmanager
def _limited(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """A socket's own limit is for each read: what comes drop by drop would last for ever. After `seconds` it is cut."""
    cut = threading.Timer(seconds, _cut, (connection.sock,))
    cut.start()
    try:
        yield
    finally:
        cut.cancel()
        cut.join()


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):  # it has ended by itself
        sock.shutdown(socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse) -> bytes:
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > MOST_BYTES:
            raise PlatformAway("its answer has no end")
    return bytes(body)


def _row(raw: msgspec.Raw) -> Row | BadRow:
    try:
        return msgspec.json.decode(raw, type=Row)
    except msgspec.MsgspecError as error:
        return BadRow(f"{field_of(error)} is not what it must be")
