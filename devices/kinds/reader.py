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


class Sex(StrEnum):
    UNKNOWN = "unknown"
    MALE = "male"
    FEMALE = "female"
    NOT_STATED = "not-stated"


class IdentityCard(Value, frozen=True, kw_only=True):
    """What one identity card holds. Never logged, never stored, never sent; lives in the session only.

    From `english_name` on, a field is filled only when the reader's options ask for it and the card has it.
    """

    type: CardType
    name: str
    number: str
    birth: date | None = None
    valid_to: date | None = None
    """None: valid for ever (长期) or not stated."""
    english_name: str = ""
    sex: Sex | None = None
    nation: str = ""
    """The name after GB 3304, without 族; a resident card alone has it."""
    address: str = ""
    issuer: str = ""
    """The authority's name; on a foreigner's card of 2017 its code."""
    valid_from: date | None = None
    nationality: str = ""
    """As on the card: three letters (2017) or three digits (2023)."""
    pass_number: str = ""
    """The travel permit behind a residence permit of Hong Kong, Macau or Taiwan."""
    issue_count: str = ""
    """How often the permit was issued, or a card of 2023 renewed."""
    old_number: str = ""
    """How a card of 2023 is tied to the number of the one before."""
    version: str = ""
    new_address: str | None = None
    """Added after the card was made; '' when the card has none, None when it was not asked or could not be read."""
    card_number: str | None = None
    """The card body's management number, hex; '' and None as with `new_address`."""
    photo: bytes = b""
    """A BMP of 102 x 126; empty when it could not be opened."""
    fingerprints: bytes = b""
    """0, 512 or 1024 bytes as the card gave them."""

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


class SerialSeen(DeviceEvent, frozen=True, kw_only=True):
    """The answer to `read_serial`: the number of the reader's security module, or a plain word why not."""

    device: str
    serial: str = ""
    reason: str = ""
