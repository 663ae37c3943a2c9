"""What screens show: boards, calls, waits, the server's pulse, and the receipts that screens send back."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from config.site import Role
from config.values import Text
from lobby.contract.message import Event, ServerState, Value
from lobby.contract.tickets import WaitRange


class CallRow(Value, frozen=True, kw_only=True):
    """One line of a board: this number, to that window. Never a name or a matter."""

    call: str
    """Id of the call; a receipt names it."""
    label: str
    counter: int
    called_at: datetime
    calls: int = 1
    marked: bool = False
    """Appointment or priority: shown as a raised *, never why."""


class ServiceStanding(StrEnum):
    """What a number of this service is worth now (J01, D-4.8)."""

    NORMAL = "normal"
    TIGHT = "tight"
    """It may not be reached today; whoever takes one is told, and may rebook."""
    STOPPED = "stopped"
    """No more numbers today; every live one is served or rebooked."""
    BREAK = "break"
    """Lunch: numbers are given and keep their place until `until`."""
    CLOSED = "closed"
    """Not served now; `until` says when it is again today, if it is."""


class ServiceWait(Value, frozen=True, kw_only=True):
    service: str
    waiting: int
    open_counters: int
    wait: WaitRange | None = None
    """What somebody who takes a number now would wait; None: not known."""
    standing: ServiceStanding = ServiceStanding.NORMAL
    since: datetime | None = None
    until: datetime | None = None
    """As in `ServiceState`."""


class Notice(Value, frozen=True, kw_only=True):
    """A static page on the area displays while no call is fresh; `urgent` stands alone on the whole screen."""

    id: str
    text: Text
    urgent: bool = False


class HallPhase(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Board(ServerState, tag="board", frozen=True, kw_only=True):
    """What the area displays of one zone show. `calls`: newest first, the last call of each of at most 12 tickets."""

    topic: ClassVar[str] = "state/server/board/{zone}"

    phase: HallPhase
    calls: tuple[CallRow, ...] = ()
    waits: tuple[ServiceWait, ...] = ()
    notices: tuple[Notice, ...] = ()
    opens_at: datetime | None = None
    """When the hall opens next, while it is closed."""
    messages_paused: bool = False
    """Too many text messages fail: people must not wait for one."""


class ServiceState(ServerState, tag="service", frozen=True, kw_only=True):
    """How many wait for a service; kiosks show it on tiles."""

    topic: ClassVar[str] = "state/server/service/{service}"

    waiting: int
    open_counters: int
    wait: WaitRange | None = None
    standing: ServiceStanding = ServiceStanding.NORMAL
    since: datetime | None = None
    """When its break begins or began: a number taken shortly before is called after it already."""
    until: datetime | None = None
    """When its break ends, when it opens again today, or when it closes today (tight); None: not known."""


class SeriesHigh(Value, frozen=True, kw_only=True):
    series: str
    number: int


class OfflineSeries(ServerState, tag="offline-series", frozen=True, kw_only=True):
    """The highest number merged of a kiosk's own series of this day; only with it may the kiosk issue offline."""

    topic: ClassVar[str] = "state/server/offline-series/{station}"

    day: date
    highest: tuple[SeriesHigh, ...] = ()


class Heartbeat(ServerState, tag="heartbeat", frozen=True, kw_only=True):
    """The server's pulse, every 2 s, with its clock. A retained copy is no sign of life."""

    topic: ClassVar[str] = "state/server/heartbeat"

    now: datetime
    day: date
    phase: HallPhase
    issuing: bool = True
    """False: no new numbers now (disk full, day not open); `why` is a plain word."""
    why: str = ""
    messages_paused: bool = False
    """Too many text messages fail: screens say that reminders rest (J08)."""
    journal: str = ""
    """How far the journal reaches, `{record}:{seal in hex}`: who keeps it can prove a cut tail (F107)."""


class Call(Event, tag="call", frozen=True, kw_only=True):
    """A number was called or recalled, after its commit. `id` is the call's id; displays answer it with `shown`."""

    topic: ClassVar[str] = "event/server/call"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SERVER})

    zone: str
    ticket: str
    row: CallRow


class Shown(Event, tag="shown", frozen=True, kw_only=True):
    """A display painted the row of this call."""

    topic: ClassVar[str] = "event/{station}/shown"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.DISPLAY, Role.COUNTER})

    call: str
    station: str
