"""The schema as steps: each runs once, in one transaction with its number (F052). A step that landed never changes."""

from __future__ import annotations

import sqlite3

STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE days (day TEXT PRIMARY KEY, opened_at TEXT NOT NULL, closed_at TEXT) WITHOUT ROWID",
        # Highest number given. Kiosk 0 is the server's own series, others were given offline and merged.
        """CREATE TABLE numbers (
            day TEXT NOT NULL, series TEXT NOT NULL, kiosk INTEGER NOT NULL, highest INTEGER NOT NULL,
            PRIMARY KEY (day, series, kiosk)
        ) WITHOUT ROWID""",
        # I2: one number, one citizen. Label and id follow from the key, so they are as unique; one tree is written.
        """CREATE TABLE tickets (
            day TEXT NOT NULL, series TEXT NOT NULL, kiosk INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number > 0),
            id TEXT NOT NULL, label TEXT NOT NULL, service TEXT NOT NULL, token TEXT NOT NULL,
            station TEXT NOT NULL, channel TEXT NOT NULL, language TEXT NOT NULL, modes TEXT NOT NULL,
            subject TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN
                ('waiting', 'called', 'serving', 'held', 'missed', 'served', 'void', 'cancelled')),
            place INTEGER NOT NULL, counter TEXT NOT NULL, calls INTEGER NOT NULL, misses INTEGER NOT NULL,
            issued_at TEXT NOT NULL, since TEXT NOT NULL, called_at TEXT NOT NULL, call TEXT NOT NULL,
            before TEXT, outcome INTEGER, reason TEXT NOT NULL,
            PRIMARY KEY (day, series, kiosk, number),
            CHECK (id = replace(day, '-', '') || '-' || label),
            CHECK (label = series || CASE kiosk WHEN 0 THEN printf('%03d', number)
                ELSE kiosk || '-' || printf('%02d', number) END),
            CHECK (state NOT IN ('called', 'serving', 'held') OR counter <> ''),
            CHECK (state <> 'waiting' OR counter = '')
        ) WITHOUT ROWID""",
        # I4: at most one called or serving ticket at a counter.
        "CREATE UNIQUE INDEX one_at_a_counter ON tickets (counter) WHERE state IN ('called', 'serving')",
        "CREATE TABLE counters (id TEXT PRIMARY KEY, status TEXT NOT NULL, reason TEXT NOT NULL, clerk TEXT NOT NULL)",
        """CREATE TABLE helps (
            station TEXT PRIMARY KEY, help TEXT NOT NULL, phase TEXT NOT NULL, since TEXT NOT NULL
        ) WITHOUT ROWID""",
        # I6: one request id, one effect.
        """CREATE TABLE answers (
            station TEXT NOT NULL, kind TEXT NOT NULL, request TEXT NOT NULL,
            body BLOB NOT NULL, answer BLOB NOT NULL, day TEXT NOT NULL,
            UNIQUE (request, kind, station)
        )""",
        """CREATE TABLE receipts (
            call TEXT NOT NULL, station TEXT NOT NULL, shown_at TEXT, PRIMARY KEY (call, station)
        ) WITHOUT ROWID""",
        # I11: append-only. `hash` = SHA-256(hash of the line before + record).
        "CREATE TABLE journal (seq INTEGER PRIMARY KEY CHECK (seq > 0), record BLOB NOT NULL, hash BLOB NOT NULL)",
        """CREATE TRIGGER journal_is_never_edited BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
        """CREATE TRIGGER journal_is_never_cut BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    ),
    (
        "ALTER TABLE tickets ADD COLUMN rank INTEGER NOT NULL DEFAULT 0 CHECK (rank BETWEEN 0 AND 4)",
        "ALTER TABLE tickets ADD COLUMN appointment TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE tickets ADD COLUMN slot TEXT",
        "ALTER TABLE tickets ADD COLUMN further TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE tickets ADD COLUMN why TEXT",
        "ALTER TABLE tickets ADD COLUMN quoted TEXT",
        # An appointment is used once: never a second place in the queue.
        """CREATE UNIQUE INDEX one_ticket_an_appointment ON tickets (appointment)
            WHERE appointment <> '' AND state NOT IN ('void', 'cancelled')""",
        # Small facts of one kind each, kept as JSON by their key (`lobby.store.shelf`).
        """CREATE TABLE shelf (
            kind TEXT NOT NULL, key TEXT NOT NULL, until TEXT, value BLOB NOT NULL, PRIMARY KEY (kind, key)
        ) WITHOUT ROWID""",
    ),
    ("ALTER TABLE tickets ADD COLUMN taken TEXT NOT NULL DEFAULT '[]'",),
)


class NewerSchema(Exception):
    """The data were written by a newer Kapok; this one must not touch them."""


def bring_up_to_date(database: sqlite3.Connection) -> None:
    """Run the steps this database has not seen. Raises NewerSchema."""
    (done,) = database.execute("PRAGMA user_version").fetchone()
    if done > len(STEPS):
        raise NewerSchema(f"the data are at schema step {done}, this Kapok knows {len(STEPS)}")
    for number, step in enumerate(STEPS[done:], done + 1):
        database.execute("BEGIN IMMEDIATE")
        for statement in step:
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {number}")
        database.execute("COMMIT")
