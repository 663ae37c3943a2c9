"""Appointments on their way from `kapok appointments import` to the server, which alone writes the database: files in
the data folder, each whole or not there, until the server has committed it. It may start later or stop in between."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from lobby.appointments.asked import AT_ONCE, Offered


class Spooled(Struct, frozen=True, kw_only=True):
    """One file, `*.new`, which no backup takes: it is gone within seconds. `by`: who gave the command."""

    by: str
    offered: tuple[Offered, ...]


class Unreadable(Exception):
    """Not a file this house wrote."""


def spool_folder(data: Path) -> Path:
    return data / "appointments" / "arriving"


def refused_folder(data: Path) -> Path:
    """What the server could not take; the text beside each file says why."""
    return data / "appointments" / "refused"


def put(data: Path, by: str, offered: Sequence[Offered]) -> None:
    """Leave appointments for the server; they are on the disk when this returns. Raises OSError."""
    folder = spool_folder(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = f"{time.time_ns():020}-{os.getpid()}"
    for first in range(0, len(offered), AT_ONCE):
        part = Spooled(by=by, offered=tuple(offered[first : first + AT_ONCE]))
        _write(folder, f"{stem}-{first:06}.new", msgspec.json.encode(part))
    _sync(folder)


def waiting(data: Path) -> list[Path]:
    """In the order they were left."""
    return sorted(spool_folder(data).glob("*.new"))


def read(file: Path) -> Spooled:
    """Raises Unreadable; OSError if it is gone."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Spooled)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable(str(error)) from None


def take_away(file: Path) -> None:
    """The server has committed it."""
    file.unlink(missing_ok=True)


def refuse(data: Path, file: Path, why: Sequence[str], *, whole: bool) -> None:
    """Say beside the file why some of it, or the whole, was not taken."""
    folder = refused_folder(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{file.stem}.txt").write_text("\n".join(why) + "\n", "utf-8")
    if whole:
        file.replace(folder / file.name)


def _write(folder: Path, name: str, content: bytes) -> None:
    fresh = folder / f".{name}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / name)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
