"""Who is signed in, kept in the data folder: a server that was killed and came back throws no clerk out."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from lobby.clerks import Duty
from lobby.identity import write_secret

log = logging.getLogger(__name__)
NAME = "sessions.json"


class KeptSession(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds of one session. `key` is the hash of its id, which is in the browser's cookie alone."""

    key: str
    clerk: str
    counter: str
    duty: Duty = Duty.CLERK
    began: datetime
    seen: datetime


class SessionFile:
    """`sessions.json` of one data folder: mode 0600, replaced whole or not at all.

    Where it can't be written it is removed: rather does everybody sign in again after the next start than somebody
    come back who had signed out."""

    def __init__(self, data: Path) -> None:
        self._path = data / NAME

    def read(self) -> tuple[KeptSession, ...]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[KeptSession, ...])
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.DecodeError) as error:
            log.warning("%s can't be read (%s): every clerk signs in again", self._path, error)
            return ()

    def write(self, kept: Iterable[KeptSession]) -> None:
        try:
            write_secret(self._path, msgspec.json.encode(tuple(kept)))
        except OSError as error:
            log.warning("%s can't be written (%s): after the next start every clerk signs in again", self._path, error)
            with suppress(OSError):
                self._path.unlink()
