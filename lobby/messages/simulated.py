"""The demo hall's gateway: a file in the data folder that shows what would have been sent, the number masked."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from lobby.contract.channels import ChannelState
from lobby.messages.letter import Letter, Outcome

FILE = "messages.jsonl"


class Written(Struct, frozen=True, kw_only=True):
    """One line of the file."""

    at: datetime
    to: str
    text: str


class SimulatedGateway:
    """A gateway (`lobby.messages.letter.Gateway`) that delivers everything at once."""

    reports = False

    def __init__(self, data: Path) -> None:
        self._file, self._lock = data / FILE, threading.Lock()

    def send(self, letter: Letter) -> Outcome:
        line = Written(at=datetime.now(UTC), to=masked(letter.phone), text=letter.text)
        with self._lock, self._file.open("ab") as file:
            file.write(msgspec.json.encode(line) + b"\n")
        return Outcome(state=ChannelState.DELIVERED, ref=letter.id)

    def report(self, ref: str) -> Outcome:
        return Outcome(state=ChannelState.DELIVERED, ref=ref)


def masked(phone: str) -> str:
    """`+8613800005678` → `+86138****5678`, as the kiosk shows it."""
    return f"{phone[:-8]}****{phone[-4:]}" if len(phone) > 9 else "****"
