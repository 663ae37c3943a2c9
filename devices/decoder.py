"""What a technician's decoder is: bytes of one protocol in, a plain word and its meaning out. No I/O.

One file in `devices/decoders/` is one protocol, by the name its published vectors have. A decoder looks at one message
at a time and says of what it cannot read why not; nothing is guessed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import ClassVar, NamedTuple

Field = str | int | bool | None | Sequence[int] | Sequence[str] | Mapping[str, "str | int | bool | None"]
"""What a field may hold; it goes out as JSON."""


class Sender(StrEnum):
    """Who said it; data: no message but a record (the text of a card, the bytes of a code)."""

    HOST = "host"
    DEVICE = "device"
    DATA = "data"


class Undecodable(Exception):
    """These bytes are no whole message of the protocol; the message says why in words (short, bad checksum, alien),
    and never quotes them."""


class Message(NamedTuple):
    """The first message in some bytes. `kind` is a plain word (find-card, find-ok, unlock, paper-status)."""

    kind: str
    fields: Mapping[str, Field]
    used: int
    """Bytes it takes, counted from the first one given; what follows belongs to the next."""


class Decoder(ABC):
    """One protocol. Peers do not know each other; a message within a message is read by its own codec in `wire`."""

    protocol: ClassVar[str]
    senders: ClassVar[tuple[Sender, ...]] = (Sender.HOST, Sender.DEVICE)
    """Who speaks in this protocol, the likelier first."""
    personal: ClassVar[frozenset[str]] = frozenset()
    """Fields that hold what a person brought: a trace masks them."""

    @abstractmethod
    def decode(self, data: bytes, sender: Sender) -> Message:
        """The first message of `sender` in `data`. Raises Undecodable."""
