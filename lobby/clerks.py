"""Who may sign in as a clerk: names and hashes of PINs, in the data folder.

`kapok site clerk NAME` prints a one-time PIN; it is void once the clerk has chosen their own. Locking a name after
wrong tries is the console's.
"""

from __future__ import annotations

import fcntl
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import msgspec

from config.pins import fits, hashed
from lobby.identity import write_secret

PIN_LENGTH = 6
CLERK_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
_NOBODY = hashed("", b"nobody")
"""Compared against for an unknown name, so that both take as long."""


class WrongName(Exception):
    """No clerk can have this name."""


class Duty(StrEnum):
    """What a signed-in person may do: call people; walk the floor with them; run the hall."""

    CLERK = "clerk"
    GUIDE = "guide"
    MANAGER = "manager"


class PinCheck(StrEnum):
    """What a PIN turned out to be. After a one-time PIN the clerk must choose their own before anything else."""

    WRONG = "wrong"
    ONE_TIME = "one-time"
    OWN = "own"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds of one clerk: a hash, and whether it is of a printed PIN."""

    pin: str
    one_time: bool
    duty: Duty = Duty.CLERK


class Clerks:
    """The file of one data folder, read at each call: `kapok site clerk` may add somebody while the server runs.

    A call takes some 50 ms, which is the point of the hash."""

    def __init__(self, data: Path) -> None:
        self._path = data / "clerks.json"

    def add(self, name: str, duty: Duty = Duty.CLERK) -> str:
        """A new one-time PIN for this person; any PIN they had is void. Raises WrongName."""
        if not re.fullmatch(CLERK_NAME, name):
            raise WrongName(f"{name!r} is no clerk's name: Latin letters, figures, `.`, `_`, `-`; at most 32")
        pin = f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}}"
        self._keep(name, Kept(pin=hashed(pin), one_time=True, duty=duty))
        return pin

    def check(self, name: str, pin: str) -> PinCheck:
        kept = self._read().get(name)
        if not fits(pin, kept.pin if kept else _NOBODY) or kept is None:
            return PinCheck.WRONG
        return PinCheck.ONE_TIME if kept.one_time else PinCheck.OWN

    def duty(self, name: str) -> Duty:
        kept = self._read().get(name)
        return kept.duty if kept else Duty.CLERK

    def choose_pin(self, name: str, pin: str) -> None:
        """The clerk's own PIN from now on."""
        self._keep(name, Kept(pin=hashed(pin), one_time=False, duty=self.duty(name)))

    def _read(self) -> dict[str, Kept]:
        if not self._path.exists():
            return {}
        return msgspec.json.decode(self._path.read_bytes(), type=dict[str, Kept])

    def _keep(self, name: str, kept: Kept) -> None:
        with self._alone():
            write_secret(self._path, msgspec.json.encode(self._read() | {name: kept}))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The command and the server may write at the same time."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
