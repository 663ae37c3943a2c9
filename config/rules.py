"""The numbers of the hall's rules, with the defaults of practice B-3, B-4 and acceptance part E. All are settings."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from config.values import Seconds, Value

Minutes = Annotated[float, Meta(ge=0, le=1_440)]
Number = Annotated[int, Meta(ge=1, le=99_999)]


class Range(Value, frozen=True, kw_only=True):
    """Numbers of one series that are given in one way, both ends included."""

    first: Number
    last: Number


class Ranges(Value, frozen=True, kw_only=True):
    """Which numbers mean what; they never overlap. Numbers given offline carry the kiosk's mark and need none."""

    walk_in: Annotated[tuple[Range, ...], Meta(min_length=1)] = (
        Range(first=1, last=499),
        Range(first=1_001, last=99_999),
    )
    """Used one after the other; an alarm tells when one ends. Numbers from 1001 on jump over those of the others."""
    pad: tuple[Range, ...] = (Range(first=501, last=599),)
    """The sealed paper pad at the desk."""
    appointment: tuple[Range, ...] = (Range(first=601, last=899),)


class MissRule(StrEnum):
    """Where a person who missed a call stands after coming back; `void`: the number is gone at the miss."""

    AFTER_NEXT = "after-next"
    END = "end"
    VOID = "void"


class Queue(Value, frozen=True, kw_only=True):
    """Numbers of the queue's rules (practice B-3, B-4; acceptance part E)."""

    requeue_after: Annotated[int, Meta(ge=0, le=50)] = 3
    """So many of those who wait go before somebody who comes back after a miss."""
    missed: Annotated[tuple[MissRule, ...], Meta(min_length=1, max_length=20)] = (
        MissRule.AFTER_NEXT,
        MissRule.END,
        MissRule.VOID,
    )
    """What the first, second … miss costs; the last holds for all that follow."""
    request_deadline_s: Seconds = 1.5
    undo_s: Seconds = 5
    next_lock_s: Seconds = 8
    recall_lock_s: Seconds = 15
    min_calls: Annotated[int, Meta(ge=1, le=10)] = 3
    min_span_s: Annotated[float, Meta(ge=0, le=3600)] = 90
    release_s: Seconds = 60
    """So long after its last move a ticket at a window may be taken from it (F055)."""
    ranges: Ranges = Ranges()

    @property
    def misses_until_void(self) -> int | None:
        """With which miss a number is gone; None: with none."""
        return self.missed.index(MissRule.VOID) + 1 if MissRule.VOID in self.missed else None


class Priority(Value, frozen=True, kw_only=True):
    """How far those with priority (ranks 1-4 of practice B-4) may go before others; their class is never shown."""

    one_in: Annotated[int, Meta(ge=1, le=100)] = 3
    """At most one call in so many, while others wait."""
    streak: Annotated[int, Meta(ge=1, le=100)] = 2
    max_delay_min: Minutes = 10
    """Nobody waits longer than this because of others who came later."""
    senior_age: Annotated[int, Meta(ge=50, le=120)] = 70
    """From this age on the card alone gives priority."""


class BookedFirst(StrEnum):
    """When an appointment goes before walk-in numbers: from its slot on, always, or never."""

    IN_SLOT = "in-slot"
    ALWAYS = "always"
    NEVER = "never"


class LateBooked(StrEnum):
    """Where somebody stands who comes later than `late_keep_min`: by the time of arrival, behind the next few, when
    the slot would have ended, or at the end of the half-day."""

    ARRIVAL = "arrival"
    AFTER_NEXT = "after-next"
    END_OF_SLOT = "end-of-slot"
    END_OF_HALF_DAY = "end-of-half-day"


class Appointments(Value, frozen=True, kw_only=True):
    checkin_from_min: Minutes = 30
    """So long before the slot; 1440: the whole day."""
    late_keep_min: Minutes = 15
    max_in_row: Annotated[int, Meta(ge=1, le=100)] = 2
    first: BookedFirst = BookedFirst.IN_SLOT
    late: LateBooked = LateBooked.ARRIVAL


class Platform(StrEnum):
    """Where appointments come from, beside the files that `kapok appointments import` takes."""

    NONE = "none"
    HTTP = "http"


class Bookings(Value, frozen=True, kw_only=True):
    """The booking platform. Its key is a secret: `appointments/platform.token` in the data folder."""

    platform: Platform = Platform.NONE
    url: str = ""
    """E.g. `https://booking.example/api`; plain http on this machine alone."""
    ca_file: str = ""
    """CA certificate of a platform whose own is not among this machine's."""
    poll_s: Annotated[float, Meta(ge=1, le=3_600)] = 60
    timeout_s: Annotated[float, Meta(ge=0.1, le=60)] = 10
    """A platform that takes longer is out of reach."""


class Reminders(Value, frozen=True, kw_only=True):
    """`ahead`, `second`: how many are before a person when a message goes out; the call and the recall follow."""

    ahead: Annotated[int, Meta(ge=1, le=10)] = 5
    second: Annotated[int, Meta(ge=1, le=10)] = 2
    sms_fallback_s: Seconds = 15
    """A call no phone page has shown by then goes out as a message too."""
    again_s: Seconds = 30
    """Somebody a message called and who has not come by then gets it once more."""
    screen_s: Seconds = 1
    """A screen that has not shown a call by then has failed; the other ways do not wait any longer."""


class GatewayKind(StrEnum):
    """The way messages leave the house: none, into a file of the data folder (the demo hall), the documented HTTP
    form of `lobby.messages.sms_http`, or any service that apprise knows."""

    NONE = "none"
    SIMULATED = "simulated"
    SMS_HTTP = "sms-http"
    APPRISE = "apprise"


class Messages(Value, frozen=True, kw_only=True):
    """Reminders and calls as messages to a phone. Tokens and addresses with passwords are secrets: see
    `kapok messages secret`."""

    gateway: GatewayKind = GatewayKind.NONE
    url: str = ""
    """For sms-http: where letters are posted, e.g. `https://sms.example/messages`."""
    timeout_s: Annotated[float, Meta(gt=0, le=30)] = 4
    report_s: Seconds = 60
    """For sms-http: no word of its arrival by then means that it did not arrive."""
    per_number: Annotated[int, Meta(ge=1, le=10)] = 2
    """Live tickets of one day that one number may have messages for."""
    keep_h: Annotated[float, Meta(gt=0, le=72)] = 24
    """So long after its ticket ended a number is forgotten."""
    alarm_percent: Annotated[float, Meta(ge=0, le=100)] = 5
    """More of the latest messages failed: staff are alarmed, and screens say that reminders rest (D-5.10)."""


class Capacity(Value, frozen=True, kw_only=True):
    alarm_waiting: Annotated[int, Meta(ge=1, le=1_000)] = 10
    """People waiting for each open window."""
    alarm_p90_min: Minutes = 30
    stop_margin_min: Minutes = 10
    """Numbers may not be reached when the forecast ends later than closing less this."""
    rebook_first: bool = False
    """Who was not reached when the day closed is registered first for the next day the service opens."""


class Spoken(StrEnum):
    """Languages that are spoken; the value is the BCP 47 tag."""

    PUTONGHUA = "cmn"
    CANTONESE = "yue"
    ENGLISH = "en"


class Voice(Value, frozen=True, kw_only=True):
    """The fallback when screens fail, and for tickets that ask for it; never names (practice B-10)."""

    fallback: bool = False
    languages: tuple[Spoken, ...] = (Spoken.PUTONGHUA, Spoken.CANTONESE)
    rate: Annotated[int, Meta(ge=80, le=300)] = 170
    """Characters a minute."""
    expires_s: Seconds = 15
    most: Annotated[int, Meta(ge=1, le=20)] = 3
    """After a hang only so many of the latest calls are spoken (F085)."""


class Rating(Value, frozen=True, kw_only=True):
    pad_s: Seconds = 20
    edit_h: Annotated[float, Meta(gt=0, le=720)] = 24
