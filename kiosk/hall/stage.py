"""What a scripted visit works with: hands at the kiosk, its emulated devices, the clerk, and eyes on the hall."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from kiosk.hall.clerk import Clerk
from kiosk.hall.hands import Hands, NotThere
from kiosk.hall.house import House
from kiosk.hall.onlooker import Note, Onlooker
from lobby.contract.boards import Call, Shown
from lobby.contract.counters import CounterState

KIOSK, AREA, WINDOW, POST, COUNTER = "K-01", "D-1A", "W-3", "C-3", "3"
SERVICE = "service:general"
OWN_PIN = "135790"
"""What the demo's clerk chooses at the first sign-in."""
FIRST_LANGUAGE = "zh-Hans"
WAYS_HOME = ("done", "remembered", "finish", "home", "cancel", "staff:leave", "back")


class VisitReport(Struct, kw_only=True):
    """One visit in the report. Figures are None where the visit had no such moment."""

    visit: str
    entry: str
    ticket: str = ""
    offline: bool = False
    confirm_to_number_ms: float | None = None
    card_to_number_ms: float | None = None
    print_outcome: str = ""
    print_reason: str = ""
    call_to_screen_ms: float | None = None
    """Key pressed to the first screen's receipt."""
    shown: int | None = None
    expected: int | None = None
    ended: str = ""
    """The ticket's last state."""
    notes: list[str] = []
    error: str = ""


class Called(Struct, frozen=True, kw_only=True):
    """One call as the hall saw it."""

    call: Call
    pressed_at: float
    first_shown_ms: float | None
    shown: int
    expected: int


class BrokenPromise(Exception):
    """A visit did not go as it must; the text says what was expected."""


class Stage:
    """One kiosk, one display, one window screen, one clerk."""

    def __init__(self, house: House, onlooker: Onlooker, clerk: Clerk, out: Path) -> None:
        self.house, self.onlooker, self.clerk, self.out = house, onlooker, clerk, out
        self.kiosk: Hands = house.hands[KIOSK]
        self._locked_until = 0.0
        """The page locks its calling keys for a moment after each call."""

    # --- the kiosk ----------------------------------------------------------------------------------------------------

    def device(self, name: str, command: str) -> dict[str, Any]:
        return self.house.devices[KIOSK, name].tell(command)

    def home(self) -> None:
        """A fresh home page in the hall's first language, whatever stands there."""
        for target in WAYS_HOME:
            if self.kiosk.state()["view"] == "HomeView":
                break
            with suppress(NotThere):
                self.kiosk.tap(target)
        look = self.kiosk.wait("HomeView", seconds=40)["frame"]["look"]
        if look["elder"]:
            self.kiosk.touch("elder")
        if look["language"] != FIRST_LANGUAGE:
            self.kiosk.touch(f"lang:{FIRST_LANGUAGE}")

    def choose(self) -> float:
        """Touch the service; when."""
        self.kiosk.touch(SERVICE)
        return time.monotonic()

    def number(self, *, seconds: float = 10) -> dict[str, Any]:
        """The ticket on the screen, as the screen's fields."""
        fields: dict[str, Any] = self.kiosk.wait("ReadyView", seconds=seconds)["fields"]
        return fields

    def slip(self, label: str, *, seconds: float = 12) -> dict[str, Any]:
        """What the kiosk's history says became of the slip. Raises BrokenPromise when it says nothing."""
        return self.history("slip", seconds=seconds, label=label)

    def history(self, what: str, *, seconds: float = 5, after: float = 0.0, **fields: object) -> dict[str, Any]:
        """The latest line of the kiosk's history with these fields, waited for. Raises BrokenPromise."""
        until = time.monotonic() + seconds
        while True:
            wanted = {"what": what, **fields}.items()
            found = [line for line in self.lines() if line["t"] > after and wanted <= line.items()]
            if found:
                return found[-1]
            if time.monotonic() > until:
                raise BrokenPromise(f"the kiosk's history has no {what} with {fields}")
            time.sleep(0.02)

    def lines(self) -> list[dict[str, Any]]:
        """The kiosk's history so far; a line being written is left out."""
        text = self.house.history_file(KIOSK).read_text("utf-8")
        return [json.loads(line) for line in text.split("\n")[:-1]]

    def picture(self, name: str) -> None:
        self.kiosk.shot(self.out / "screens" / f"{name}.png")

    def hall_pictures(self, name: str) -> None:
        for station, where in ((AREA, "area"), (WINDOW, "window")):
            self.house.hands[station].shot(self.out / "screens" / f"{name}-{where}.png")

    def sign_picture(self, name: str) -> None:
        """The sign over the window, as one sees it."""
        file = (self.out / "screens" / f"{name}.png").resolve()
        self.house.devices[POST, "sign"].tell(f"picture {file}")

    # --- the counter --------------------------------------------------------------------------------------------------

    def call(self, label: str, do: str = "call-next") -> Called:
        """Press a calling key and see it through to the screens. Raises BrokenPromise when another number is called."""
        time.sleep(max(0.0, self._locked_until - time.monotonic()))
        pressed = time.monotonic()
        self.clerk.press(do)
        self._locked_until = pressed + self.house.site.queue.next_lock_s + 0.1
        note = self.onlooker.wait_for(lambda note: isinstance(note.message, Call) and note.at > pressed, 3)
        if note is None or not isinstance(note.message, Call):
            raise BrokenPromise(f"nothing was called after {do}")
        call = note.message
        if call.row.label != label:
            raise BrokenPromise(f"{call.row.label} was called where {label} was next")
        shown = self.onlooker.wait_for(lambda note: _is_receipt(note, call.id), 3)
        settled = self.onlooker.wait_for(lambda note: _all_shown(note, call.id), 2) or self._counter_now(call.id)
        state = settled.message if settled and isinstance(settled.message, CounterState) else None
        return Called(
            call=call,
            pressed_at=pressed,
            first_shown_ms=round((shown.at - pressed) * 1000, 1) if shown else None,
            shown=state.shown if state else 0,
            expected=state.expected if state else 0,
        )

    def serve_and_finish(self, outcome: int = 1) -> None:
        self.clerk.press("serve")
        time.sleep(0.2)
        self.clerk.press(f"finish:{outcome}")

    def _counter_now(self, call: str) -> Note | None:
        notes = [note for note in self.onlooker.notes if isinstance(note.message, CounterState)]
        mine = [note for note in notes if note.about == COUNTER and getattr(note.message, "call", "") == call]
        return mine[-1] if mine else None

    # --- the report ---------------------------------------------------------------------------------------------------

    def took(self, report: VisitReport, fields: dict[str, Any]) -> None:
        """Fill in what taking the number came to, from the kiosk's own history."""
        report.ticket, report.offline = fields["label"], fields["offline"]
        painted = self.history("number-painted", label=fields["label"])
        report.confirm_to_number_ms = painted.get("confirm_to_number_ms")
        report.card_to_number_ms = painted.get("card_to_number_ms")

    def printed(self, report: VisitReport) -> None:
        slip = self.slip(report.ticket)
        report.print_outcome, report.print_reason = slip["outcome"], slip["reason"]

    def saw(self, report: VisitReport, called: Called) -> None:
        report.call_to_screen_ms = called.first_shown_ms
        report.shown, report.expected = called.shown, called.expected

    def token_of(self, fields: dict[str, Any]) -> str:
        """The word in the slip's code, as a scanner reads it."""
        return re.sub(r".*/t/", "", fields["ticket_url"])


def _is_receipt(note: Note, call: str) -> bool:
    return isinstance(note.message, Shown) and note.message.call == call


def _all_shown(note: Note, call: str) -> bool:
    state = note.message
    return isinstance(state, CounterState) and state.call == call and 0 < state.expected <= state.shown
