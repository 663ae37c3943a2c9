"""Card readers: watch their pad by themselves; each card laid down is read once until it is removed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from devices.values import DeviceEvent, Value


class CardType(StrEnum):
    """What lay on the reader (protocols: type letter at offset 248 of the text block)."""

    RESIDENT = "resident"
    HK_MO_TW_PERMIT = "hk-mo-tw-permit"
    FOREIGN_2017 = "foreign-2017"
    FOREIGN_2023 = "foreign-2023"


class IdentityCard(Value, frozen=True, kw_only=True):
    """The text of one identity card. Never logged, never stored, never sent; lives in the session only."""

    type: CardType
    name: str
    number: str
    birth: date | None = None
    valid_to: date | None = None
    """None: valid for ever (长期) or not stated."""

    def __repr__(self) -> str:
        return f"IdentityCard(type={self.type.value}, …)"


class CardEvent(StrEnum):
    """What happens on the pad of a reader (XFS4IoT: MediaInserted, InvalidMedia, MediaRemoved)."""

    READING = "reading"
    READ = "read"
    UNREADABLE = "unreadable"
    REMOVED = "removed"


class CardSeen(DeviceEvent, frozen=True, kw_only=True):
    """A reader's event; `card` only with READ, `reason` only with UNREADABLE: a plain word (bad-frame, refused,
    no-answer, line-lost, unsupported-card)."""

    device: str
    event: CardEvent
    card: IdentityCard | None = None
    reason: str = ""
