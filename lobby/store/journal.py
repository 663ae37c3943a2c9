"""The journal's chain: each line is sealed with SHA-256 over the seal before it and its own bytes, so that an edit,
a missing or an added line breaks every seal after it. A cut tail shows against the head, which is kept apart: in the
database, in each heartbeat and in each backup (F107)."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from lobby.store.work import Record

GENESIS = bytes(32)
TAIL = 1_000
"""Records checked at each start."""
_FETCH = 4_096
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)
_LINES = "SELECT seq, record, hash FROM journal WHERE seq > ? ORDER BY seq"


class Head(Struct, frozen=True, order=True):
    """How far a journal reaches, and the seal of its last line."""

    seq: int = 0
    seal: bytes = GENESIS

    def __str__(self) -> str:
        return f"{self.seq}:{self.seal.hex()}"


def read_head(text: str) -> Head:
    """The head written as `{seq}:{hex}`. Raises ValueError."""
    seq, _, seal = text.partition(":")
    head = Head(int(seq), bytes.fromhex(seal))
    if len(head.seal) != len(GENESIS):
        raise ValueError("a journal's head is its number, a colon and 64 hex digits")
    return head


class Line(Struct, frozen=True):
    seq: int
    record: bytes
    seal: bytes


def seal_all(head: Head, records: Iterable[Record]) -> Iterator[Line]:
    """The lines that continue a journal."""
    seq, seal = head.seq, head.seal
    for record in records:
        seq += 1
        content = _ENCODER.encode(record)
        seal = hashlib.sha256(seal + content).digest()
        yield Line(seq, content, seal)


class Verdict(Struct, frozen=True, kw_only=True):
    """What a verification found. `fault` is empty when everything holds."""

    records: int
    head: Head
    fault: str = ""


def verify(database: sqlite3.Connection, witness: Head | None, *, last: int | None = None) -> Verdict:
    """Follow the chain, all of it or its `last` lines, and compare its end with the `witness` kept apart."""
    start = _start(database, last)
    head = start
    sha256 = hashlib.sha256
    seq, seal = head.seq, head.seal
    cursor = database.execute(_LINES, (seq,))
    while rows := cursor.fetchmany(_FETCH):
        for number, record, kept in rows:
            seq += 1
            if number != seq:
                return _broken(start, seq, f"record {seq} is missing")
            seal = sha256(seal + record).digest()
            if seal != kept:
                return _broken(start, seq, f"record {seq} is not what was sealed")
    return against(database, Verdict(records=seq - start.seq, head=Head(seq, seal)), witness)


def _start(database: sqlite3.Connection, last: int | None) -> Head:
    if last is None:
        return Head()
    (highest,) = database.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
    row = database.execute("SELECT seq, hash FROM journal WHERE seq = ?", (highest - last,)).fetchone()
    return Head(*row) if row else Head()


def _broken(start: Head, seq: int, fault: str) -> Verdict:
    return Verdict(records=seq - start.seq, head=Head(seq), fault=fault)


def against(database: sqlite3.Connection, verdict: Verdict, witness: Head | None) -> Verdict:
    """The verdict once it is compared with a head kept apart."""
    if witness is None or witness.seq == 0:
        return verdict
    reached = verdict.head
    if witness.seq > reached.seq:
        fault = f"the journal ends at record {reached.seq}, but record {witness.seq} had been written: its tail was cut"
        return msgspec.structs.replace(verdict, fault=fault)
    (seal,) = database.execute("SELECT hash FROM journal WHERE seq = ?", (witness.seq,)).fetchone()
    if seal != witness.seal:
        fault = f"record {witness.seq} differs from the head kept apart: the journal was rewritten"
        return msgspec.structs.replace(verdict, fault=fault)
    return verdict


def read(database: sqlite3.Connection, after: int = 0) -> Iterator[tuple[int, Record]]:
    """All records after a number, oldest first."""
    for seq, record, _ in database.execute(_LINES, (after,)):
        yield seq, _DECODER.decode(record)


def backwards(database: sqlite3.Connection) -> Iterator[Record]:
    """All records, newest first."""
    for (record,) in database.execute("SELECT record FROM journal ORDER BY seq DESC"):
        yield _DECODER.decode(record)


def last_moment(database: sqlite3.Connection) -> datetime | None:
    """The time of the last record."""
    row = database.execute("SELECT record FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return _DECODER.decode(row[0]).at if row else None
