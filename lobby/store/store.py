"""The server's memory that survives: one writing connection, one transaction a batch, nothing visible before it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from lobby.queueing.numbering import Number
from lobby.queueing.ticket import AT_COUNTER, Ticket
from lobby.store import journal, rows
from lobby.store.journal import Head
from lobby.store.schema import bring_up_to_date
from lobby.store.shelf import Shelved
from lobby.store.work import AnswerKept, CounterKept, DayKept, HelpKept, ReceiptKept, Work

HOUSE = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8192",
)
"""WAL with FULL: 0 of 25 power cuts lost an acknowledged ticket; WAL with NORMAL lost some in 25 of 25 (F043)."""
LONG_LOG, SHORT_LOG = 4_000, 32
"""Pages (4 kB) of the write-ahead log at which it is brought into the database."""
LOCKED_S = 0.2
"""How long another program's lock is waited for: less than any page or screen takes to call the server gone."""
_INSERT_ANSWER = "INSERT INTO answers (station, kind, request, body, answer, day) VALUES (?, ?, ?, ?, ?, ?)"
_FIND_ANSWER = "SELECT body, answer, day FROM answers WHERE request = ? AND kind = ? AND station = ?"
_RAISE_NUMBER = """INSERT INTO numbers VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET highest = max(highest, excluded.highest)"""
_INSERT_LINE = "INSERT INTO journal (seq, record, hash) VALUES (?, ?, ?)"
_KEEP_META = "INSERT OR REPLACE INTO meta VALUES (?, ?)"
_KEEP_DAY = "INSERT OR REPLACE INTO days VALUES (?, ?, ?)"
_KEEP_COUNTER = "INSERT OR REPLACE INTO counters VALUES (?, ?, ?, ?)"
_KEEP_HELP = "INSERT OR REPLACE INTO helps VALUES (?, ?, ?, ?)"
_KEEP_RECEIPT = "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?)"
_CALLS_THAT_MATTER = "SELECT call FROM tickets WHERE state IN ('called', 'serving', 'held', 'missed')"
_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PRIMARY = 0xFF
"""What an extended error code has of the plain one."""


class StoreFull(Exception):
    """The disk has no room for this transaction; nothing of it was written."""


class StoreRefused(Exception):
    """The transaction would have broken what the database holds to be true; nothing of it was written."""


class StoreBusy(Exception):
    """Another program holds the database's lock; nothing was written, later it may be."""


class StoreBroken(Exception):
    """The data can't be trusted or written; the text says what was found."""


class Gap(Struct, frozen=True, kw_only=True):
    """After a restore nobody knows which numbers were given since the backup: up to the day of the restore each series
    starts this far on (I2)."""

    through: date = date.min
    size: int = 0

    def on(self, day: date) -> int:
        """The number below which a series of this day may have been given."""
        return self.size if day <= self.through else 0


class Kept(Struct, frozen=True, kw_only=True):
    """What a start finds: the open days, their tickets, and all else that is true now."""

    days: tuple[DayKept, ...]
    tickets: tuple[Ticket, ...]
    numbers: dict[tuple[date, str, int], int]
    counters: tuple[CounterKept, ...]
    helps: tuple[HelpKept, ...]
    receipts: tuple[ReceiptKept, ...]
    last_record_at: datetime | None
    gap: Gap


class Store:
    """Open from the constructor to `close`; used by one thread. The caller holds the data folder's lock."""

    def __init__(self, path: Path) -> None:
        """Open or make the database, bring its schema up to date, check it. Raises StoreBroken, Full or Busy."""
        try:
            self._database = sqlite3.connect(path, LOCKED_S, isolation_level=None, cached_statements=64)
            for pragma in HOUSE:
                self._database.execute(pragma)
            self.use_room()
            bring_up_to_date(self._database)
            self.head = self._checked()
            self._answered = self._read_answered()
        except sqlite3.Error as error:
            raise _named(error) from error

    def close(self) -> None:
        self._database.close()

    # -- checks at the start -----------------------------------------------------------------------------------------

    def _checked(self) -> Head:
        (found,) = self._database.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise StoreBroken(f"the database is damaged: {found}")
        witness = journal.read_head(self.meta("journal", str(Head())))
        verdict = journal.verify(self._database, witness, last=journal.TAIL)
        if verdict.fault or verdict.head != witness:
            raise StoreBroken(verdict.fault or "the journal has records its head does not know")
        self._check_numbers()
        return verdict.head

    def _check_numbers(self) -> None:
        """A counter below a number that was given would give it again (I2). The server's own numbers are counted by
        ranges, each by a counter that begins at or below it (`lobby.queueing.ranges.counter_of`)."""
        below = self._database.execute(
            """SELECT t.day, t.series, t.number FROM tickets t JOIN days d ON d.day = t.day AND d.closed_at IS NULL
            WHERE t.number > coalesce((
                SELECT max(n.highest) FROM numbers n WHERE n.day = t.day AND n.series = t.series AND CASE t.kiosk
                    WHEN 0 THEN n.kiosk BETWEEN 1 - t.number AND 0 ELSE n.kiosk = t.kiosk END), 0)"""
        ).fetchone()
        if below:
            raise StoreBroken(f"the counter of series {below[1]} stands below number {below[2]}, which was given")

    def _read_answered(self) -> set[int]:
        """Hashes of all requests whose answers are kept: nearly every request is new, and need not be looked for on
        disk."""
        return {hash(key) for key in self._database.execute("SELECT station, kind, request FROM answers")}

    # -- reading -----------------------------------------------------------------------------------------------------

    def meta(self, name: str, default: str = "") -> str:
        row = self._database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    def load(self) -> Kept:
        """All that is true now. Of closed days only the latest has its tickets loaded: people may still rate."""
        select = self._database.execute
        open_days = "SELECT day FROM days WHERE closed_at IS NULL"
        recent_days = f"{open_days} UNION SELECT max(day) FROM days WHERE closed_at IS NOT NULL"
        return Kept(
            days=tuple(rows.day_of(row) for row in select("SELECT * FROM days ORDER BY day DESC LIMIT 8")),
            tickets=tuple(
                rows.ticket_of(row)
                for row in select(f"SELECT {rows.TICKET_COLUMNS} FROM tickets WHERE day IN ({recent_days})")
            ),
            numbers={
                (date.fromisoformat(day), series, kiosk): highest
                for day, series, kiosk, highest in select(f"SELECT * FROM numbers WHERE day IN ({open_days})")
            },
            counters=tuple(rows.counter_of(row) for row in select("SELECT * FROM counters")),
            helps=tuple(rows.help_of(row) for row in select("SELECT * FROM helps")),
            receipts=tuple(
                rows.receipt_of(row) for row in select(f"SELECT * FROM receipts WHERE call IN ({_CALLS_THAT_MATTER})")
            ),
            last_record_at=journal.last_moment(self._database),
            gap=msgspec.json.decode(self.meta("gap", "{}"), type=Gap),
        )

    def answer(self, station: str, kind: str, request: str) -> AnswerKept | None:
        """The answer this request was given before."""
        if hash((station, kind, request)) not in self._answered:
            return None
        row = self._database.execute(_FIND_ANSWER, (request, kind, station)).fetchone()
        return AnswerKept(body=row[0], answer=row[1], day=date.fromisoformat(row[2])) if row else None

    def ticket(self, day: date, number: Number) -> Ticket | None:
        """Any ticket, of closed days too."""
        key = (day.isoformat(), *number)
        select = f"SELECT {rows.TICKET_COLUMNS} FROM tickets WHERE day = ? AND series = ? AND kiosk = ? AND number = ?"
        row = self._database.execute(select, key).fetchone()
        return rows.ticket_of(row) if row else None

    def shelved(self, kind: str) -> list[tuple[str, bytes]]:
        return list(self._database.execute("SELECT key, value FROM shelf WHERE kind = ?", (kind,)))

    def one_shelved(self, kind: str, key: str) -> bytes | None:
        row = self._database.execute("SELECT value FROM shelf WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return bytes(row[0]) if row else None

    # -- writing -----------------------------------------------------------------------------------------------------

    def write(self, work: Work) -> None:
        """The whole of `work` in one durable transaction. Raises StoreFull, StoreRefused, StoreBusy, StoreBroken:
        nothing was written then."""
        lines = list(journal.seal_all(self.head, work.records))
        head = Head(lines[-1].seq, lines[-1].seal) if lines else self.head
        self._transaction(lambda: self._write(work, [(line.seq, line.record, line.seal) for line in lines], head))
        self.head = head
        self._answered.update(map(hash, work.answers))
        if work.closes_a_day:
            self._answered = self._read_answered()

    def _transaction(self, write: Callable[[], object]) -> None:
        try:
            self._database.execute("BEGIN IMMEDIATE")
            write()
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise _named(error) from error

    def _write(self, work: Work, lines: list[tuple[int, bytes, bytes]], head: Head) -> None:
        many = self._database.executemany
        if work.tickets:
            self._write_tickets(work)
        if work.numbers:
            many(_RAISE_NUMBER, [(day.isoformat(), *rest, high) for (day, *rest), high in work.numbers.items()])
        if work.answers:
            many(_INSERT_ANSWER, [(*key, a.body, a.answer, a.day.isoformat()) for key, a in work.answers.items()])
        if lines:
            many(_INSERT_LINE, lines)
            self._database.execute(_KEEP_META, ("journal", str(head)))
        if work.receipts:
            many(_KEEP_RECEIPT, [(r.call, r.station, _iso(r.shown_at)) for r in work.receipts.values()])
        if work.shelf:
            self._write_shelf(work.shelf)
        if work.counters or work.helps or work.days:
            self._write_hall(work)

    def _write_tickets(self, work: Work) -> None:
        """Those that leave a counter before those that come to one, or the database would see two there."""
        changed = sorted(work.tickets.values(), key=lambda ticket: ticket.state in AT_COUNTER)
        new = [rows.ticket_inserted(ticket) for ticket in changed if ticket.id in work.issued]
        old = [rows.ticket_updated(ticket) for ticket in changed if ticket.id not in work.issued]
        if old:
            self._database.executemany(rows.UPDATE_TICKET, old)
        if new:
            self._database.executemany(rows.INSERT_TICKET, new)

    def _write_shelf(self, shelf: Mapping[tuple[str, str], Shelved | None]) -> None:
        gone = [key for key, value in shelf.items() if value is None]
        kept = [
            (kind, key, value.until and value.until.isoformat(), msgspec.json.encode(value))
            for (kind, key), value in shelf.items()
            if value is not None
        ]
        self._database.executemany("DELETE FROM shelf WHERE kind = ? AND key = ?", gone)
        self._database.executemany("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?, ?)", kept)

    def _write_hall(self, work: Work) -> None:
        many = self._database.executemany
        many(_KEEP_COUNTER, [(c.id, c.status, c.reason, c.clerk) for c in work.counters.values()])
        many(_KEEP_HELP, [(h.station, h.help, h.phase, h.since.isoformat()) for h in work.helps.values()])
        days = work.days.values()
        many(_KEEP_DAY, [(d.day.isoformat(), d.opened_at.isoformat(), _iso(d.closed_at)) for d in days])
        if work.closes_a_day:
            self._forget_old_answers()

    def _forget_old_answers(self) -> None:
        """Answers are kept until their day is closed and one day more: those of the two latest days stay."""
        self._database.execute(
            "DELETE FROM answers WHERE day < (SELECT min(day) FROM (SELECT day FROM days ORDER BY day DESC LIMIT 2))"
        )
        self._database.execute(f"DELETE FROM receipts WHERE call NOT IN ({_CALLS_THAT_MATTER})")
        closed = "SELECT max(day) FROM days WHERE closed_at IS NOT NULL"
        self._database.execute(f"DELETE FROM shelf WHERE until < ({closed})")

    def keep(self, words: Mapping[str, str]) -> None:
        """Keep words beside the data, e.g. the epoch. Raises StoreFull, StoreBusy, StoreBroken."""
        self._transaction(lambda: self._database.executemany(_KEEP_META, words.items()))

    def save_room(self) -> None:
        """On a full disk: bring the write-ahead log into the database and keep it short from now on."""
        with suppress(sqlite3.Error):  # no room even for that: the next write says so
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._database.execute(f"PRAGMA wal_autocheckpoint = {SHORT_LOG}")

    def use_room(self) -> None:
        """The disk has room again: the log may grow to its usual length."""
        self._database.execute(f"PRAGMA wal_autocheckpoint = {LONG_LOG}")


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _named(error: sqlite3.Error) -> StoreFull | StoreRefused | StoreBusy | StoreBroken:
    """SQLite's error as what the caller can do next."""
    code = error.sqlite_errorcode & _PRIMARY
    if code in _FULL:
        return StoreFull(str(error))
    if code in _BUSY:
        return StoreBusy(f"another program holds the database: {error}")
    if isinstance(error, sqlite3.IntegrityError):
        return StoreRefused(str(error))
    return StoreBroken(str(error))
