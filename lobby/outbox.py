"""What a station must not lose, on its own disk: wishes, numbers of its own series, slips and their outcomes.

SQLite, WAL and synchronous=FULL: what returned is on the disk. One lock, so that any thread may call; a call takes
one commit, some 0.2 ms. Nothing here names a person; rows of days gone by are removed.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from lobby.contract.boards import OfflineSeries
from lobby.contract.tickets import TicketState, TicketView
from lobby.news import GivenSlip, Wish

RECENT = 20
INTENDED = "intended"
UNKNOWN = "unknown"
SERIES_TOLD = "offline-series"
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS wishes (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        request TEXT NOT NULL UNIQUE,
        day TEXT NOT NULL,
        asked_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('asked', 'given', 'own', 'merged', 'abandoned', 'settled')),
        wish BLOB NOT NULL,
        view BLOB,
        series TEXT,
        number INTEGER,
        CHECK ((view IS NOT NULL) = (state IN ('given', 'own', 'merged'))),
        UNIQUE (day, series, number)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS slips (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        job TEXT NOT NULL UNIQUE,
        slip BLOB NOT NULL,
        day TEXT NOT NULL,
        reprint INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        told INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
"""
_ENTRY = "request, day, asked_at, state, wish, view"


class OutboxFailed(Exception):
    """The disk did not take it: nothing was kept, nothing may be shown."""


class WishState(StrEnum):
    """asked: no answer yet · given: the server's number · own: a number of this kiosk, to be merged · merged ·
    abandoned: the citizen was told there is none, what the server may have issued is to be cancelled · settled."""

    ASKED = "asked"
    GIVEN = "given"
    OWN = "own"
    MERGED = "merged"
    ABANDONED = "abandoned"
    SETTLED = "settled"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A wish and what became of it."""

    wish: Wish
    day: date
    asked_at: datetime
    state: WishState
    view: TicketView | None = None


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """One print of one ticket. `outcome`: intended until it is known, then confirmed, assumed, failed or unknown."""

    job: str
    view: TicketView
    token: str
    offline: bool
    reprint: bool
    given_at: datetime
    day: date
    outcome: str = INTENDED
    reason: str = ""


class Outbox:
    """One file of one station. Opens at its first use, and again after a failure: a full disk may get room."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._open: sqlite3.Connection | None = None

    def close(self) -> None:
        with self._lock:
            if self._open:
                self._open.close()
                self._open = None

    # Wishes. Every method raises OutboxFailed.

    def begin(self, wish: Wish, day: date, at: datetime) -> Entry:
        """Keep a wish before anything is sent. A wish kept before comes back as it stands: same request, one effect."""
        with self._transaction() as rows:
            rows.execute(
                "INSERT OR IGNORE INTO wishes (request, day, asked_at, state, wish) VALUES (?, ?, ?, 'asked', ?)",
                (wish.request, day.isoformat(), at.isoformat(), msgspec.json.encode(wish)),
            )
            return _entry(rows.execute(f"SELECT {_ENTRY} FROM wishes WHERE request = ?", (wish.request,)).fetchone())

    def given(self, request: str, view: TicketView) -> None:
        """The server answered with this number."""
        self._set("UPDATE wishes SET state = 'given', view = ? WHERE request = ?", msgspec.json.encode(view), request)

    def give_own(self, entry: Entry, *, series: str, mark: str, above: int, at: datetime) -> TicketView:
        """The next number of this kiosk's own series, above the highest the server told and the highest kept here."""
        with self._transaction() as rows:
            own = rows.execute(
                "SELECT coalesce(max(number), 0) FROM wishes WHERE day = ? AND series = ?",
                (entry.day.isoformat(), series),
            ).fetchone()
            number = max(above, int(own[0])) + 1
            view = _own_view(entry, f"{series}{mark}-{number:02d}", at)
            rows.execute(
                "UPDATE wishes SET state = 'own', view = ?, series = ?, number = ? WHERE request = ?",
                (msgspec.json.encode(view), series, number, entry.wish.request),
            )
        return view

    def move(self, request: str, state: WishState) -> None:
        """Note that a wish was merged, abandoned or settled."""
        kept = "view" if state is WishState.MERGED else "NULL"
        self._set(f"UPDATE wishes SET state = ?, view = {kept} WHERE request = ?", state, request)

    def entries(self, state: WishState) -> tuple[Entry, ...]:
        """All wishes in a state, oldest first."""
        with self._transaction() as rows:
            found = rows.execute(f"SELECT {_ENTRY} FROM wishes WHERE state = ? ORDER BY place", (state,)).fetchall()
        return tuple(_entry(row) for row in found)

    # Slips. Every method raises OutboxFailed.

    def intend(self, slip: Slip) -> None:
        """Keep that this slip is about to be printed."""
        with self._transaction() as rows:
            rows.execute(
                "INSERT OR IGNORE INTO slips (job, slip, day, reprint, outcome) VALUES (?, ?, ?, ?, ?)",
                (slip.job, msgspec.json.encode(slip), slip.day.isoformat(), slip.reprint, INTENDED),
            )

    def finish(self, job: str, outcome: str, reason: str) -> None:
        """Keep what became of a slip; the same outcome again changes nothing."""
        self._set(
            "UPDATE slips SET outcome = ?, reason = ?, told = 0 WHERE job = ? AND outcome <> ?",
            outcome, reason, job, outcome,
        )  # fmt: skip

    def told(self, job: str, outcome: str) -> None:
        """The server has this outcome."""
        self._set("UPDATE slips SET told = 1 WHERE job = ? AND outcome = ?", job, outcome)

    def slips_to_tell(self) -> tuple[Slip, ...]:
        return self._slips("told = 0 AND outcome <> 'intended' ORDER BY place")

    def slips_unfinished(self) -> tuple[Slip, ...]:
        """Slips that were intended when the program ended (F002)."""
        return self._slips("outcome = 'intended' ORDER BY place")

    def recent(self, day: date) -> tuple[GivenSlip, ...]:
        """The latest print of each of the day's tickets, newest first."""
        newest: dict[str, Slip] = {}
        for slip in self._slips("day = ? ORDER BY place DESC", day.isoformat()):
            newest.setdefault(slip.view.ticket, slip)
        return tuple(
            GivenSlip(
                view=one.view, token=one.token, offline=one.offline, given_at=one.given_at, day=one.day,
                outcome=one.outcome,
            )
            for one in list(newest.values())[:RECENT]
        )  # fmt: skip

    def has_slip(self, ticket: str) -> bool:
        """Whether a slip of this ticket was ever intended."""
        return any(slip.view.ticket == ticket for slip in self._slips("TRUE"))

    # What the server told, and housekeeping.

    def remember_series(self, told: OfflineSeries) -> None:
        self._set("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", SERIES_TOLD, msgspec.json.encode(told))

    def series_told(self) -> OfflineSeries | None:
        with self._transaction() as rows:
            row = rows.execute("SELECT value FROM facts WHERE name = ?", (SERIES_TOLD,)).fetchone()
        return msgspec.json.decode(row[0], type=OfflineSeries) if row else None

    def forget_before(self, day: date) -> None:
        """Remove what is done and older than this day; what still is to be merged, cancelled or told stays."""
        with self._transaction() as rows:
            rows.execute("DELETE FROM wishes WHERE day < ? AND state IN ('given', 'merged', 'settled')", (str(day),))
            rows.execute("DELETE FROM slips WHERE day < ? AND told = 1", (str(day),))

    def _slips(self, which: str, *values: str) -> tuple[Slip, ...]:
        with self._transaction() as rows:
            found = rows.execute(f"SELECT slip, outcome, reason FROM slips WHERE {which}", values).fetchall()
        return tuple(
            msgspec.structs.replace(msgspec.json.decode(slip, type=Slip), outcome=outcome, reason=reason)
            for slip, outcome, reason in found
        )

    def _set(self, statement: str, *values: str | bytes) -> None:
        with self._transaction() as rows:
            rows.execute(statement, values)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                rows = self._connection()
                with rows:
                    yield rows
            except (sqlite3.Error, OSError) as error:
                self.close()
                raise OutboxFailed(str(error)) from error

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._open = sqlite3.connect(self._path, check_same_thread=False, timeout=2)
            self._open.execute("PRAGMA journal_mode = WAL")
            self._open.execute("PRAGMA synchronous = FULL")
            self._open.executescript(_SCHEMA)
        return self._open


def _own_view(entry: Entry, label: str, at: datetime) -> TicketView:
    return TicketView(
        ticket=f"{entry.day:%Y%m%d}-{label}",
        label=label,
        service=entry.wish.service,
        state=TicketState.WAITING,
        issued_at=at,
    )


def _entry(row: tuple[str, str, str, str, bytes, bytes | None]) -> Entry:
    _, day, asked_at, state, wish, view = row
    return Entry(
        wish=msgspec.json.decode(wish, type=Wish),
        day=date.fromisoformat(day),
        asked_at=datetime.fromisoformat(asked_at),
        state=WishState(state),
        view=msgspec.json.decode(view, type=TicketView) if view else None,
    )
