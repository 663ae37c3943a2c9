"""A data folder in one file and back: the database as of one moment, the hall's secrets, and what proves them whole."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from lobby.store import journal
from lobby.store.folder import DATABASE, LOCK, RESERVE, DataFolder
from lobby.store.journal import Head, Verdict
from lobby.store.shelf import ShelvedT
from lobby.store.store import Gap
from lobby.store.work import Fact, Record

MANIFEST = "manifest.json"
SAFETY_GAP = 5_000
"""Numbers a series skips after a restore: far more than one hall gives of one series in a day."""
_LEFT_OUT = (DATABASE, LOCK, RESERVE, "sessions.", "contacts.", ".")
"""Beginnings of names: what is copied in its own way, made anew or over by then, or left there by other programs.
Without the key of the contacts a backup holds no phone number that anybody can read (J03)."""
_HALL_CA = ("ca.pem", "ca.key")
"""In the broker's folder. Every station holds a copy and trusts nothing else: a new one would shut them all out."""


class Damaged(Exception):
    """The backup is not what was written; nothing was restored."""


class NotEmpty(Exception):
    """There are data already where the backup should go."""


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup holds: SHA-256 of each file, and how far its journal reached."""

    made_at: datetime
    journal: str
    files: dict[str, str]


def open_for_reading(data: Path) -> sqlite3.Connection:
    """The database of a data folder, also while its server runs. Raises FileNotFoundError."""
    path = data / DATABASE
    if not path.exists():
        raise FileNotFoundError(f"{data} holds no data of a server")
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def verify_journal(data: Path, witness: Head | None) -> Verdict:
    """The whole chain, against the head in the database, or against a `witness` kept elsewhere."""
    with closing(open_for_reading(data)) as database:
        database.execute("BEGIN")
        (kept,) = database.execute("SELECT coalesce(max(value), '') FROM meta WHERE name = 'journal'").fetchone()
        own = journal.verify(database, journal.read_head(kept) if kept else None)
        if own.fault or witness is None:
            return own
        return journal.against(database, own, witness)


def shelved(data: Path, kind: type[ShelvedT]) -> Iterator[ShelvedT]:
    """Every value of a kind on the shelf, as last committed."""
    with closing(open_for_reading(data)) as database:
        for (value,) in database.execute("SELECT value FROM shelf WHERE kind = ?", (kind.kind,)):
            yield msgspec.json.decode(value, type=kind)


def history(data: Path, ticket: str = "") -> Iterator[tuple[int, Record]]:
    """The journal's records of one ticket, or all of them, oldest first."""
    with closing(open_for_reading(data)) as database:
        yield from ((seq, record) for seq, record in journal.read(database) if ticket in ("", record.ticket))


def backup(data: Path, target: Path) -> Manifest:
    """Write the folder to `target`, also while its server runs; the backup is checked before it counts.

    Raises FileExistsError, FileNotFoundError, Damaged."""
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        copy = Path(place) / DATABASE
        _copy_database(data, copy)
        verdict = _sound(copy)
        files = {DATABASE: copy, **_copy_secrets(data, Path(place) / "secrets")}
        manifest = Manifest(
            made_at=datetime.now(UTC),
            journal=str(verdict.head),
            files={name: _digest(path) for name, path in files.items()},
        )
        _write(target, files, manifest)
    return manifest


def _copy_database(data: Path, copy: Path) -> None:
    with closing(open_for_reading(data)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")


def _copy_secrets(data: Path, place: Path) -> dict[str, Path]:
    """As of one moment each: a running hall replaces them, and what is written must be what was digested."""
    copies = {}
    for path in _secrets(data):
        name = str(path.relative_to(data))
        copies[name] = place / name
        copies[name].parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copies[name])
    return copies


def _sound(database: Path) -> Verdict:
    with closing(sqlite3.connect(database)) as copy:
        (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        (kept,) = copy.execute("SELECT coalesce(max(value), '') FROM meta WHERE name = 'journal'").fetchone()
        verdict = journal.verify(copy, journal.read_head(kept) if kept else None)
    if found != "ok" or verdict.fault:
        raise Damaged(verdict.fault or f"the database is damaged: {found}")
    return verdict


def _secrets(data: Path) -> Iterator[Path]:
    """Identities, certificates, clerks: what a folder holds beside the database and what programs make anew."""
    for path in sorted(data.rglob("*")):
        relative = path.relative_to(data).parts
        made_anew = relative[0].startswith(_LEFT_OUT) or relative[0] in ("broker", "stations")
        made_anew = made_anew or path.suffix in (".log", ".new")
        if path.is_file() and (path.name in _HALL_CA or not made_anew):
            yield path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(target: Path, files: dict[str, Path], manifest: Manifest) -> None:
    """To a name of its own first, then the real one: a backup is whole or absent. Only its owner may read it."""
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    partial = target.with_name(target.name + ".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name, path in files.items():
                archive.add(path, name, recursive=False)
            content = msgspec.json.format(msgspec.json.encode(manifest))
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        out.flush()
        os.fsync(out.fileno())
    partial.rename(target)


def restore(source: Path, data: Path) -> Gap:
    """Make a data folder of a backup. Numbers given since it are known to nobody, so every series jumps (I2). The
    database comes last: a restore that was broken off can be done again.

    Raises Damaged, NotEmpty, InUse."""
    folder = DataFolder(data)
    folder.lock()
    try:
        if any(data.glob(f"{DATABASE}*")):  # a log left beside it would be taken for the new one's
            raise NotEmpty(f"{data} holds data already; move them away first, they may be newer than the backup")
        with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as place:
            manifest = _unpack(source, Path(place))
            _sound(Path(place) / DATABASE)
            gap = _jump(Path(place) / DATABASE)
            for name in sorted(manifest.files, key=lambda name: name == DATABASE):
                _move_in(Path(place) / name, data / name)
        return gap
    finally:
        folder.release()


def _unpack(source: Path, place: Path) -> Manifest:
    try:
        with tarfile.open(source) as archive:
            _take_out(archive, MANIFEST, place)
            manifest = msgspec.json.decode((place / MANIFEST).read_bytes(), type=Manifest)
            for name in manifest.files:
                _take_out(archive, name, place)
        broken = [name for name, digest in manifest.files.items() if _digest(place / name) != digest]
    except (tarfile.TarError, msgspec.MsgspecError, OSError, EOFError) as error:
        raise Damaged(f"{source} can't be read as a backup: {error}") from None
    if broken or DATABASE not in manifest.files:
        raise Damaged(f"{source} is damaged: {', '.join(broken) or DATABASE}")
    return manifest


def _take_out(archive: tarfile.TarFile, name: str, place: Path) -> None:
    """One file's content, inside `place` alone. By hand, because Debian 12's Python 3.11.2 knows no `filter=` for
    `extractall`. Raises TarError."""
    member = archive.extractfile(name) if name in archive.getnames() else None
    target = (place / name).resolve()
    if member is None or not target.is_relative_to(place.resolve()):
        raise tarfile.TarError(f"no file {name} in it")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with target.open("wb") as file:
        shutil.copyfileobj(member, file)


def _move_in(found: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    found.chmod(0o600)
    found.replace(target)


def _jump(path: Path) -> Gap:
    """A new epoch, and all series far on: the open days' now, those up to today when they begin."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        meta = dict(database.execute("SELECT name, value FROM meta"))
        now = datetime.now(UTC)
        gap = Gap(through=_today(meta, now), size=SAFETY_GAP)
        head = journal.read_head(meta.get("journal", str(Head())))
        record = Record(at=now, what=Fact.RESTORED, by="server", reason=f"gap:{gap.size}")
        (line,) = journal.seal_all(head, [record])
        database.execute("BEGIN IMMEDIATE")
        database.execute("UPDATE numbers SET highest = highest + ? WHERE kiosk <= 0", (gap.size,))
        database.execute("INSERT INTO journal VALUES (?, ?, ?)", (line.seq, line.record, line.seal))
        kept = {
            "journal": str(Head(line.seq, line.seal)),
            "gap": msgspec.json.encode(gap).decode(),
            "epoch": str(int(meta.get("epoch", "0")) + SAFETY_GAP),
        }
        database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", kept.items())
        database.execute("COMMIT")
    return gap


def _today(meta: dict[str, str], now: datetime) -> date:
    return now.astimezone(ZoneInfo(meta.get("timezone", "Asia/Shanghai"))).date()
