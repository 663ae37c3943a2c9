"""What the hall desk's page shows, as plain values."""

from __future__ import annotations

from lobby.console.reasons import Choice
from lobby.console.values import Notice, Shape, Value


class ServiceRow(Value, frozen=True, kw_only=True):
    """One service. `do`: what this person may do with its numbers, `stop` or `resume`; empty: nothing."""

    id: str
    series: str
    name: str
    waiting: str
    windows: str
    wait: str
    ends: str
    shape: Shape
    shape_word: str
    standing: str
    note: str = ""
    do: str = ""
    marked: bool = False
    """It needs somebody."""
    crowded: bool = False
    """Because too many wait for its windows."""
    one_more: str = ""
    """What one more window would do."""


class WaitingRow(Value, frozen=True, kw_only=True):
    """Somebody who waits. `since`: when the number was taken, milliseconds since 1970."""

    id: str
    label: str
    service: str
    since: int
    place: str
    tags: tuple[str, ...] = ()
    top: bool = False
    """It may be moved to the top."""
    back: bool = False
    """It was, and may be put back."""


class EscortRow(Value, frozen=True, kw_only=True):
    """Somebody a guide should go to. `subject`: the call's id, or the ticket's of who is looked for."""

    subject: str
    label: str
    window: str
    need: str
    since: int


class AtWindow(Value, frozen=True, kw_only=True):
    """A number at a window. `release`: it has stood still for long enough to be taken away."""

    id: str
    label: str
    state: str
    since: int
    release: bool = False


class WindowRow(Value, frozen=True, kw_only=True):
    """One window, for the manager."""

    window: str
    clerk: str
    shape: Shape
    shape_word: str
    state: str
    tickets: tuple[AtWindow, ...] = ()


class WindowsPage(Value, frozen=True, kw_only=True):
    """The living part of the manager's windows."""

    open: str
    rows: tuple[WindowRow, ...]
    notice: Notice | None = None


class HallPage(Value, frozen=True, kw_only=True):
    """The page's living part."""

    title: str
    pill: str
    open: bool
    escorts: tuple[EscortRow, ...] = ()
    """Who nobody goes to yet, oldest first."""
    services: tuple[ServiceRow, ...] = ()
    waiting: tuple[WaitingRow, ...] = ()
    more: str = ""
    """How many more wait than are listed."""
    alarms: tuple[str, ...] = ()
    notice: Notice | None = None


class PadForm(Value, frozen=True, kw_only=True):
    """A number of the paper pad."""

    services: tuple[Choice, ...]
    range: str
    id: str
    service: str = ""
    number: str = ""
    given: str = ""
    """When, as it was typed."""
    error: str = ""


class ReportRow(Value, frozen=True, kw_only=True):
    time: str
    what: str
    about: str
    who: str
    why: str
