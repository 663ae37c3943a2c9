"""What one hall consists of, as typed values: the site file after it was read and found sound.

`config.loader.read_site` makes a `Site`; everything else only looks at it. Names of stations, zones, services and
counters are used in topics and in the database, so they are short ASCII words (`NAME`).
"""

from __future__ import annotations

import math
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, dataclass_transform
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

NAME = r"^[A-Za-z0-9][A-Za-z0-9-]{0,23}$"
Name = Annotated[str, Meta(pattern=NAME)]
NoName = Annotated[str, Meta(pattern=f"^$|{NAME}")]
"""A name, or empty where there is none."""
Seconds = Annotated[float, Meta(gt=0, le=86_400)]
Port = Annotated[int, Meta(ge=1, le=65_535)]


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every value in the site file: immutable, unknown keys refused.."""


class Language(StrEnum):
    """Languages people read; the value is the catalogue's folder and the BCP 47 tag with a hyphen."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


class Text(Value, frozen=True, kw_only=True):
    """One name in every language the hall speaks."""

    zh_hans: str
    zh_hant: str
    en: str

    def say(self, language: Language) -> str:
        return {Language.ZH_HANS: self.zh_hans, Language.ZH_HANT: self.zh_hant, Language.EN: self.en}[language]


class Role(StrEnum):
    """What a broker identity may do; one station is one identity of one role."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    COUNTER = "counter"
    CABINET = "cabinet"
    OBSERVER = "observer"
    SERVER = "server"


class Span(Value, frozen=True, kw_only=True):
    """Opening hours of one stretch of a day, hall time, `start` < `end`."""

    start: time
    end: time


class Hours(Value, frozen=True, kw_only=True):
    """Weekly hours; a day without spans is closed. `always` overrides them (the demo hall never closes)."""

    always: bool = False
    monday: tuple[Span, ...] = ()
    tuesday: tuple[Span, ...] = ()
    wednesday: tuple[Span, ...] = ()
    thursday: tuple[Span, ...] = ()
    friday: tuple[Span, ...] = ()
    saturday: tuple[Span, ...] = ()
    sunday: tuple[Span, ...] = ()

    def of_weekday(self, weekday: int) -> tuple[Span, ...]:
        """Spans of a weekday, Monday = 0."""
        days = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)
        return days[weekday]

    def opens_after(self, moment: datetime) -> time | None:
        """When the hall opens next on the day of `moment` (hall time); None: not any more that day."""
        starts = (span.start for span in self.of_weekday(moment.weekday()))
        return min((start for start in starts if start > moment.time()), default=None)


class CodeProvider(StrEnum):
    """Who verifies the codes people show (红棉码); `simulated` takes only invented tokens, for the demo hall."""

    NONE = "none"
    SIMULATED = "simulated"


class Hall(Value, frozen=True, kw_only=True):
    """The hall itself. `id` is the hall's level in every topic."""

    id: Name
    name: Text
    timezone: str = "Asia/Shanghai"
    help_phone: str = "12345"
    public_url: str = ""
    """Where a citizen's phone reaches the ticket pages, e.g. `https://hall.example`; empty: no QR on slips."""
    code_provider: CodeProvider = CodeProvider.NONE

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Zone(Value, frozen=True, kw_only=True):
    """A waiting area with its own board."""

    id: Name
    name: Text


class Service(Value, frozen=True, kw_only=True):
    """Something a citizen comes for. `series` is the letter of its tickets (no I O Q S Z)."""

    id: Name
    name: Text
    series: Annotated[str, Meta(pattern="^[A-HJ-NPRT-Y]$")]
    zone: Name
    where: Text
    """Where to wait and which windows serve it, as printed on the slip: 一楼A区1–6号窗口."""
    icon: str = "document"


class Counter(Value, frozen=True, kw_only=True):
    """A window. `number` is what people read; `skills` are service ids in the order the counter prefers them."""

    id: Name
    number: Annotated[int, Meta(ge=1, le=999)]
    zone: Name
    skills: Annotated[tuple[Name, ...], Meta(min_length=1)]


class Device(Value, frozen=True, kw_only=True):
    """One device of a station: a model name from `devices.registry`, where it is plugged in, its options."""

    id: Name
    model: str
    port: str = ""
    """A pyserial port or URL, e.g. `/dev/serial/by-path/…`, `socket://…`; empty in the demo: an emulator is started."""
    options: dict[str, bool | int | float | str] = {}


class Panel(Value, frozen=True, kw_only=True):
    """Physical size of a screen: fixes how large letters must be (practice B-11, D-1)."""

    width_px: Annotated[int, Meta(ge=320, le=7680)]
    height_px: Annotated[int, Meta(ge=320, le=7680)]
    diagonal_inch: Annotated[float, Meta(gt=5, le=150)]
    view_m: Annotated[float, Meta(gt=0.2, le=50)] = 0.6

    @property
    def mm_per_px(self) -> float:
        return self.diagonal_inch * 25.4 / math.hypot(self.width_px, self.height_px)


class Station(Value, frozen=True, kw_only=True):
    """One machine with one broker identity: a kiosk, an area display, a window screen, a counter's key box."""

    id: Name
    role: Role
    place: Text
    zone: NoName = ""
    number: Annotated[int, Meta(ge=0, le=99)] = 0
    """A kiosk's number, 1–99: marks its offline series (`A3-07`)."""
    counter: NoName = ""
    """The counter a window screen or key box belongs to; an area display has none."""
    panel: Panel | None = None
    devices: tuple[Device, ...] = ()


class Broker(Value, frozen=True, kw_only=True):
    """The MQTT broker. `embedded`: Kapok configures and starts its own mosquitto; else the hall's own at `host`."""

    embedded: bool = True
    host: str = "127.0.0.1"
    port: Port = 18_830
    ca_file: str = ""
    """CA certificate of a hall's own broker; the embedded one makes its own CA when `host` is not loopback."""


class Console(Value, frozen=True, kw_only=True):
    """The two web listeners: the staff pages with sign-in, and the public ticket pages."""

    staff_host: str = "127.0.0.1"
    staff_port: Port = 8080
    public_host: str = "127.0.0.1"
    public_port: Port = 8081


class Queue(Value, frozen=True, kw_only=True):
    """Numbers of the queue's rules (practice B-3, B-4; acceptance part E)."""

    requeue_after: Annotated[int, Meta(ge=0, le=50)] = 3
    misses_until_void: Annotated[int, Meta(ge=1, le=20)] = 3
    request_deadline_s: Seconds = 1.5
    undo_s: Seconds = 5
    next_lock_s: Seconds = 8
    recall_lock_s: Seconds = 15
    min_calls: Annotated[int, Meta(ge=1, le=10)] = 3
    min_span_s: Annotated[float, Meta(ge=0, le=3600)] = 90


class Session(Value, frozen=True, kw_only=True):
    """Idle limits of a kiosk session (practice B-9); elder mode doubles them."""

    idle_s: Seconds = 60
    idle_personal_s: Seconds = 30
    warn_s: Seconds = 20
    more_time_s: Seconds = 300
    done_s: Seconds = 10
    out_of_paper_s: Seconds = 20
    new_card_s: Seconds = 10
    print_hold_s: Annotated[float, Meta(ge=0, le=10)] = 0
    """Pause before a slip is printed, so that [不要纸票] can still be pressed; 0 while that key does not exist."""


class Storage(Value, frozen=True, kw_only=True):
    """The server's data folder. The reserve is released first when the disk is full (F044)."""

    reserve_mb: Annotated[int, Meta(ge=0, le=10_000)] = 32


class Site(Value, frozen=True, kw_only=True):
    """A whole hall."""

    hall: Hall
    hours: Hours
    zones: Annotated[tuple[Zone, ...], Meta(min_length=1)]
    services: Annotated[tuple[Service, ...], Meta(min_length=1)]
    counters: Annotated[tuple[Counter, ...], Meta(min_length=1)]
    stations: tuple[Station, ...] = ()
    broker: Broker = Broker()
    console: Console = Console()
    queue: Queue = Queue()
    session: Session = Session()
    storage: Storage = Storage()
    staff_pin: str = ""
    """Hash of the PIN of the kiosks' staff corner, made by `kapok site pin`; empty: the corner is shut."""

    def zone(self, id: str) -> Zone:
        return next(zone for zone in self.zones if zone.id == id)

    def service(self, id: str) -> Service:
        return next(service for service in self.services if service.id == id)

    def counter(self, id: str) -> Counter:
        return next(counter for counter in self.counters if counter.id == id)

    def station(self, id: str) -> Station:
        return next(station for station in self.stations if station.id == id)
