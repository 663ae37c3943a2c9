"""What a device can be asked, whatever its model, and the values it hands up.

Every driver runs on its own thread (see `devices.runner`); what it hands up arrives as one of the events below.
Personal data exists only in `IdentityCard` and `ScannedCode`; their `repr` shows nothing of it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Protocol, dataclass_transform

from msgspec import Struct, field

from devices.health import Health


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True, kw_only=True):
    """Base of every value a device hands up: immutable, keyword-only."""


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


class ScannedCode(Value, frozen=True, kw_only=True):
    """The bytes of one code, untouched (F026–F028): opaque until a verifier accepts them."""

    data: bytes

    def __repr__(self) -> str:
        return f"ScannedCode({len(self.data)} bytes)"


class CardEvent(StrEnum):
    """What happens on the pad of a reader."""

    READING = "reading"
    READ = "read"
    UNREADABLE = "unreadable"
    REMOVED = "removed"


class CardSeen(Value, frozen=True, kw_only=True):
    """A reader's event; `card` only with READ, `reason` only with UNREADABLE: a plain word (bad-frame, refused,
    no-answer, line-lost, unsupported-card)."""

    device: str
    event: CardEvent
    card: IdentityCard | None = None
    reason: str = ""


class CodeSeen(Value, frozen=True, kw_only=True):
    """A scanner's event; `code` is None when what came was too long or otherwise no code (F026)."""

    device: str
    code: ScannedCode | None


class Outcome(StrEnum):
    """What became of a slip. Unknown is an answer of its own: it never leads to a second number by itself (F002)."""

    CONFIRMED = "confirmed"
    ASSUMED = "assumed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class PrintResult(Value, frozen=True, kw_only=True):
    """Outcome of one print job and a plain word why (paper-out, cover-open, cutter, line-lost, no-answer, '')."""

    device: str
    job: str
    outcome: Outcome
    reason: str = ""
    bytes_sent: int = 0


class HealthChanged(Value, frozen=True, kw_only=True):
    """A device's health changed; published at once and with every heartbeat."""

    health: Health


DeviceEvent = CardSeen | CodeSeen | PrintResult | HealthChanged


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Line(Value, frozen=True, kw_only=True):
    """One line of text. `dots`: height of the figures' em in printer dots at 203 dpi (30 = body, 150 = number)."""

    text: str
    dots: int = 30
    bold: bool = False
    align: Align = Align.LEFT


class Fact(Value, frozen=True, kw_only=True):
    """A label and its value on one line: 地点 Where — 一楼A区. `align` RIGHT sets the value at the right edge."""

    label: str
    value: str
    dots: int = 30
    align: Align = Align.LEFT


class Rule(Value, frozen=True, kw_only=True):
    """A horizontal line over the whole width."""

    dashed: bool = False


class Boxed(Value, frozen=True, kw_only=True):
    """Lines in a frame: what must not be overlooked (补打, near closing)."""

    lines: tuple[Line, ...]


class QrCode(Value, frozen=True, kw_only=True):
    """A QR code of `text`, byte mode, centred; `module_dots` dots a module."""

    text: str
    module_dots: int = 9


class Feed(Value, frozen=True, kw_only=True):
    """White space of `dots` dots."""

    dots: int


Block = Line | Fact | Rule | Boxed | QrCode | Feed


class SlipDocument(Value, frozen=True, kw_only=True):
    """What stands on a slip, device-neutral: the driver's profile decides text or bitmap, the content is the same."""

    blocks: tuple[Block, ...]
    width_dots: int = 576


class CardReader(Protocol):
    """Watches its pad by itself and hands up `CardSeen`. Each card laid down is read once until it is removed."""

    device: str

    def start_reading(self) -> None: ...
    def stop_reading(self) -> None: ...


class CodeScanner(Protocol):
    """Hands up `CodeSeen` for every code; `trigger` where the model needs one."""

    device: str

    def trigger(self) -> None: ...


class ReceiptPrinter(Protocol):
    """Prints one slip at a time and hands up exactly one `PrintResult` for each job."""

    device: str

    def print_slip(self, job: str, slip: SlipDocument) -> None: ...
    def clear_after_refill(self) -> None: ...
