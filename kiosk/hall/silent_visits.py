"""Visits without a sound and almost without a touch: an appointment checked in by a card, and a number without paper
that is followed on a phone, called on the window's sign and rated afterwards."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk.hall.stage import COUNTER, POST, BrokenPromise, Stage, VisitReport

YOUNG = "440099200709010020"
"""The number on the emulated card `young`; nobody's."""
TELLS_S = 5.0
"""By then a phone, the window's sign and its rating pad know what happened at the window."""


def appointment(stage: Stage, report: VisitReport) -> None:
    """A card is laid, and the number of the appointment is there. Laid again: the number held, taken to the phone."""
    book(stage, YOUNG)
    stage.device("reader", "card young")
    fields = stage.number()
    if fields["booked"] is None:
        raise BrokenPromise("a card with an appointment led to a number of its own")
    stage.picture("appointment-1-checked-in")
    stage.device("reader", "remove")
    stage.took(report, fields)
    stage.printed(report)
    stage.home()
    stage.device("reader", "card young")
    held = stage.kiosk.wait("MyTicketView", state="waiting")["fields"]
    if held["label"] != report.ticket:
        raise BrokenPromise(f"the card that holds {report.ticket} was shown {held['label']}")
    stage.picture("appointment-2-held")
    stage.device("reader", "remove")
    stage.kiosk.touch("to-phone")
    stage.kiosk.wait("OnPhoneView", ticket_url=fields["ticket_url"])
    stage.picture("appointment-3-on-phone")
    stage.home()
    stage.saw(report, stage.call(report.ticket))
    stage.serve_and_finish()
    rated_at_the_window(stage, fields["ticket_url"])
    report.ended = "served"
    report.notes.append("checked in with no touch; rated at the window's pad")


def paperless(stage: Stage, report: VisitReport) -> None:
    """No paper: the number is on the phone, which tells the call; its code, scanned afterwards, leads to the rating."""
    stage.kiosk.touch("take")
    stage.choose()
    fields = stage.number()
    stage.kiosk.touch("no-paper")
    stage.kiosk.wait("ReadyView", slip="paperless")
    stage.picture("paperless-1-ready")
    stage.took(report, fields)
    stage.home()
    seen_on_phone(fields["ticket_url"], "waiting")
    stage.saw(report, stage.call(report.ticket))
    seen_on_phone(fields["ticket_url"], "called")
    stage.sign_picture("paperless-called-sign")
    stage.serve_and_finish()
    stage.device("scanner", f"code {fields['ticket_url']}")
    stage.kiosk.touch("rate")
    stage.kiosk.wait("RatingView", level=0)
    stage.picture("paperless-2-rating")
    stage.kiosk.touch("star:5")
    stage.kiosk.touch("submit")
    until(lambda: bool(stage.kiosk.wait("RatingView")["fields"]["reference"]), "the rating was not kept")
    stage.picture("paperless-3-thanks")
    report.ended = "served"
    report.notes.append("no slip; the phone said waiting, then called; rated at the kiosk")


def book(stage: Stage, document: str) -> None:
    """An appointment that began ten minutes ago, imported as a hall imports a file; until the server has it."""
    now = datetime.now(UTC).astimezone(stage.house.site.hall.zone_info)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    start = max(now - timedelta(minutes=10), midnight)
    end = min(start + timedelta(minutes=30), midnight + timedelta(hours=23, minutes=59))
    file = stage.house.ground.folder / "appointments.csv"
    line = f"demo-1,general,{start:%Y-%m-%d %H:%M},{end:%H:%M},{document}"
    file.write_text(f"id,service,start,end,document\n{line}\n", "utf-8")
    stage.house.lobby_word("appointments", "import", str(file))
    arriving = stage.house.ground.data / "appointments" / "arriving"
    until(lambda: not list(arriving.glob("*.new")), "the server did not take the appointment")


def seen_on_phone(url: str, phase: str) -> None:
    """Raises BrokenPromise when the ticket's page does not say so in time."""
    sign = 'class="rated"' if phase == "rated" else f'data-phase="{phase}"'
    until(lambda: sign in page(url), f"the ticket's page did not say {phase}")


def page(url: str) -> str:
    """What the ticket's page shows now."""
    wanted = urllib.request.Request(f"{url}/state", headers={"Accept-Language": "zh-CN"})
    with urllib.request.urlopen(wanted, timeout=TELLS_S) as answer:
        state: dict[str, Any] = json.load(answer)
    html: str = state["html"]
    return html


def rated_at_the_window(stage: Stage, url: str) -> None:
    """The pad lights up when the service is over; one press, and the phone says thanks."""

    def invited() -> bool:
        state = stage.onlooker.counter(COUNTER)
        return state is not None and bool(state.rating)

    until(invited, "the window did not ask for a rating")
    stage.house.devices[POST, "pad"].tell("press 5")
    seen_on_phone(url, "rated")


def until(holds: Callable[[], bool], otherwise: str) -> None:
    """Raises BrokenPromise when it does not hold within `TELLS_S`."""
    end = time.monotonic() + TELLS_S
    while not holds():
        if time.monotonic() > end:
            raise BrokenPromise(otherwise)
        time.sleep(0.05)
