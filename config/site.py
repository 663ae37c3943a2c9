"""What one hall consists of, as typed values: the site file after it was read and found sound.

`config.loader.read_site` makes a `Site`; everything else only looks at it. Names of stations, zones, services and
counters are used in topics and in the database, so they are short ASCII words (`NAME`).
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, field

from config.hours import Hours
from config.rules import Appointments, Bookings, Capacity, Messages, Priority, Queue, Rating, Reminders, Voice
from config.values import Name, NoName, Port, Seconds, Text, Value


class Role(StrEnum):
    """What a broker identity may do; one station is one identity of one role."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    COUNTER = "counter"
    CABINET = "cabinet"
    OBSERVER = "observer"
    SERVER = "server"


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
    """A waiting area with its own board. Its name says its floor, as people find it: 一楼A区."""

    id: Name
    name: Text
    floor: Annotated[int, Meta(ge=-20, le=200)] = 1
    lift: bool = False
    """A lift stops there: who chose low keys at a kiosk on another floor is sent by it, else to the staff (J21)."""


class Age(StrEnum):
    """How old a child is that somebody does something for: asked in three bands, never more exactly (J20)."""

    TO_5 = "0-5"
    TO_13 = "6-13"
    TO_17 = "14-17"


class Service(Value, frozen=True, kw_only=True):
    """Something a citizen comes for. `series` is the letter of its tickets (no I O Q S Z)."""

    id: Name
    name: Text
    series: Annotated[str, Meta(pattern="^[A-HJ-NPRT-Y]$")]
    zone: Name
    where: Text
    """Where to wait and which windows serve it, as printed on the slip: 一楼A区1–6号窗口."""
    icon: str = "document"
    hours: Hours | None = None
    """None: as the hall."""
    for_children: tuple[Age, ...] = ()
    """Shown to whoever comes for a child of these ages. Where no service is for any, all are shown."""


class Preference(StrEnum):
    """Among a counter's skills: who came first, or the first skill that has somebody."""

    ARRIVAL = "arrival"
    SKILL = "skill"


class Counter(Value, frozen=True, kw_only=True):
    """A window. `number` is what people read; `skills` are service ids in the order the counter prefers them."""

    id: Name
    number: Annotated[int, Meta(ge=1, le=999)]
    zone: Name
    skills: Annotated[tuple[Name, ...], Meta(min_length=1)]
    prefers: Preference = Preference.ARRIVAL
    reserve: tuple[Name, ...] = ()
    """Services it helps out with when nobody waits for its skills."""
    low: bool = False
    """A low counter: somebody in a wheelchair is called to one of these where a service has one."""
    hours: Hours | None = None
    """None: as the hall."""


class Device(Value, frozen=True, kw_only=True):
    """One device of a station: a model name from `devices.registry`, where it is plugged in, its options."""

    id: Name
    model: str
    port: str = ""
    """A pyserial port or URL, e.g. `/dev/serial/by-path/…`, `socket://…`; empty in the demo: an emulator is started."""
    options: dict[str, bool | int | float | str] = field(default_factory=dict)


REACH_MM = 1200.0
"""As high above the floor as an arm reaches from a wheelchair (practice B-2)."""


class Panel(Value, frozen=True, kw_only=True):
    """Physical size of a screen: fixes how large letters must be (practice B-11, D-1)."""

    width_px: Annotated[int, Meta(ge=320, le=7680)]
    height_px: Annotated[int, Meta(ge=320, le=7680)]
    diagonal_inch: Annotated[float, Meta(gt=5, le=150)]
    view_m: Annotated[float, Meta(gt=0.2, le=50)] = 0.6
    bottom_mm: Annotated[float, Meta(ge=0, le=3000)] = 800
    """Height of the panel's lower edge above the floor."""

    @property
    def mm_per_px(self) -> float:
        return self.diagonal_inch * 25.4 / math.hypot(self.width_px, self.height_px)

    @property
    def reach_px(self) -> float:
        """How far down from its upper edge the panel is beyond a sitting person's reach, 1,200 mm (journeys C-0.2)."""
        return max(0.0, self.height_px - (REACH_MM - self.bottom_mm) / self.mm_per_px)


class Speaker(Value, frozen=True, kw_only=True):
    """A loudspeaker of a station, used only where `voice` allows it (practice B-10)."""

    output: str = "default"
    """ALSA's name of the output, e.g. `plughw:0`."""
    clips: str = ""
    """A folder with the recordings, one folder a language; empty: the offline engine speaks."""


class Station(Value, frozen=True, kw_only=True):
    """One machine with one broker identity: a kiosk, an area display, a window screen, a counter's key box."""

    id: Name
    role: Role
    place: Text
    zone: NoName = ""
    """Where it stands; for a display, whose calls it shows."""
    number: Annotated[int, Meta(ge=0, le=99)] = 0
    """A kiosk's number, 1–99: marks its offline series (`A3-07`)."""
    counter: NoName = ""
    """The counter a window screen or key box belongs to; an area display has none."""
    panel: Panel | None = None
    devices: tuple[Device, ...] = ()
    speaker: Speaker | None = None
    sign: bool = False
    """A sign among its devices shows the calls of its counter, and answers for them like a screen."""


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


class Session(Value, frozen=True, kw_only=True):
    """Idle limits of a kiosk session (practice B-9); elder mode doubles them."""

    idle_s: Seconds = 60
    idle_personal_s: Seconds = 30
    warn_s: Seconds = 20
    more_time_s: Seconds = 300
    done_s: Seconds = 10
    out_of_paper_s: Seconds = 20
    new_card_s: Seconds = 10
    print_hold_s: Annotated[float, Meta(ge=0, le=10)] = 2
    """Pause before a slip is printed, so that [不要纸票] can still be pressed."""


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
    priority: Priority = Priority()
    appointments: Appointments = Appointments()
    bookings: Bookings = Bookings()
    reminders: Reminders = Reminders()
    messages: Messages = Messages()
    capacity: Capacity = Capacity()
    voice: Voice = Voice()
    rating: Rating = Rating()
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
