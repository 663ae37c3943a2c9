"""The scripted visits, each as a person would make it; a broken promise is an exception with its sentence."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from kiosk.hall.hands import NotThere
from kiosk.hall.silent_visits import appointment, paperless
from kiosk.hall.stage import COUNTER, BrokenPromise, Stage, VisitReport

Visit = Callable[[Stage, VisitReport], None]
STAFF_PIN = "246810"
"""Of the demo hall's staff corner."""
OFFLINE_S = 3.0
"""The kiosk gives a number of its own within this (request deadline 1.5 s)."""
ASKED_S = 5.0
SHOWINGS = 4
"""How long somebody looks for their ticket, and how often they show their slip."""


def served(stage: Stage, report: VisitReport, name: str) -> None:
    """Called, seen on the screens, served, finished."""
    called = stage.call(report.ticket)
    stage.saw(report, called)
    time.sleep(0.3)
    stage.hall_pictures(f"{name}-called")
    stage.serve_and_finish()
    report.ended = "served"


def through(stage: Stage, report: VisitReport, name: str) -> None:
    """From the choice of a service to the end: number, slip, call, service; a picture at each step."""
    stage.kiosk.wait("ChooseView")
    stage.picture(f"{name}-2-choose")
    stage.choose()
    stage.took(report, stage.number())
    stage.printed(report)
    stage.kiosk.wait("ReadyView", slip="printed")
    stage.picture(f"{name}-3-ready")
    stage.kiosk.touch("done")
    served(stage, report, name)


def card(stage: Stage, report: VisitReport) -> None:
    stage.picture("card-1-home")
    stage.device("reader", "card mumian")
    stage.kiosk.wait("ChooseView")
    stage.device("reader", "remove")
    through(stage, report, "card")


def code(stage: Stage, report: VisitReport) -> None:
    stage.device("scanner", "code SIMULATED-KAPOK-CODE|good|visit-1|欧阳木棉")
    through(stage, report, "code")


def without_id(stage: Stage, report: VisitReport) -> None:
    stage.kiosk.touch("take")
    through(stage, report, "no-id")


def elder(stage: Stage, report: VisitReport) -> None:
    """繁 and 大字 first, then a number; the slip is in large print."""
    stage.kiosk.touch("lang:zh-Hant")
    stage.kiosk.touch("elder")
    stage.picture("elder-1-home")
    stage.kiosk.touch("take")
    through(stage, report, "elder")


def english(stage: Stage, report: VisitReport) -> None:
    stage.kiosk.touch("lang:en")
    stage.picture("english-1-home")
    stage.device("reader", "card foreigner")
    stage.kiosk.wait("ChooseView")
    stage.device("reader", "remove")
    through(stage, report, "english")


def missed(stage: Stage, report: VisitReport) -> None:
    """Called three times, not there; comes back, scans the slip, says so, is called again and served."""
    queue = stage.house.site.queue
    stage.kiosk.touch("take")
    stage.choose()
    fields = stage.number()
    stage.took(report, fields)
    stage.printed(report)
    stage.kiosk.touch("done")
    begin = time.monotonic()
    stage.saw(report, stage.call(report.ticket))
    for _ in range(queue.min_calls - 1):
        time.sleep(queue.recall_lock_s + 0.1)
        stage.call(report.ticket, "recall")
    time.sleep(max(0.0, begin + queue.min_span_s + 0.2 - time.monotonic()))
    stage.clerk.press("no-show")
    report.notes.append(f"limits of the demo: {queue.min_calls} calls within at least {queue.min_span_s:g} s")
    stage.home()
    shown_until_found(stage, fields["ticket_url"], "missed")
    stage.picture("missed-1-my-ticket")
    stage.kiosk.touch("im-here")
    stage.kiosk.wait("MyTicketView", state="waiting")
    stage.picture("missed-2-back-in-queue")
    stage.home()
    stage.call(report.ticket)
    stage.serve_and_finish()
    report.ended = "served"


def shown_until_found(stage: Stage, url: str, state: str) -> None:
    """Somebody who was told that the server cannot be asked just now shows the slip again."""
    for _ in range(SHOWINGS - 1):
        stage.device("scanner", f"code {url}")
        try:
            stage.kiosk.wait("MyTicketView", seconds=ASKED_S, state=state)
        except NotThere:
            if stage.kiosk.state()["view"] != "NoTicketView":
                raise
            stage.home()
        else:
            return
    stage.device("scanner", f"code {url}")
    stage.kiosk.wait("MyTicketView", state=state)


def paper_out(stage: Stage, report: VisitReport) -> None:
    """The roll ends in the middle of a slip; the number stands; staff refill and print it again, marked."""
    stage.device("printer", "paper-out-after 300")
    stage.kiosk.touch("take")
    stage.choose()
    fields = stage.number()
    stage.took(report, fields)
    stage.printed(report)
    time.sleep(0.5)
    stage.picture("paper-1-out")
    stage.home()
    stage.device("printer", "refill")
    staff_corner(stage)
    stage.picture("paper-2-staff")
    stage.kiosk.touch("staff:refilled")
    time.sleep(1.5)
    jobs = [slip["job"] for slip in stage.kiosk.state()["fields"]["slips"] if slip["label"] == report.ticket]
    begin = time.monotonic()
    stage.kiosk.touch(f"staff:reprint:{jobs[0]}")
    again = stage.history("slip", after=begin, seconds=12)
    report.notes.append(f"reprinted with the same number: {again['outcome']}")
    if again["outcome"] != "confirmed":
        raise BrokenPromise(f"the reprint after the refill came to {again['outcome']} ({again['reason']})")
    stage.home()
    served(stage, report, "paper")


def staff_corner(stage: Stage) -> None:
    stage.kiosk.touch("staff")
    stage.kiosk.wait("StaffPinView")
    for digit in STAFF_PIN:
        stage.kiosk.touch(f"digit:{digit}")
    stage.kiosk.touch("ok")
    stage.kiosk.wait("StaffView")


def server_killed(stage: Stage, report: VisitReport) -> None:
    """The server dies between the touch and its answer: one number, whoever gives it."""
    pid = stage.house.company.pid("lobby")
    stage.kiosk.touch("take")
    stage.kiosk.wait("ChooseView")
    os.kill(pid, signal.SIGSTOP)
    stage.choose()
    time.sleep(0.1)
    stage.house.company.kill("lobby")
    fields = stage.number(seconds=OFFLINE_S + 5)
    stage.took(report, fields)
    stage.printed(report)
    stage.picture("killed-1-ready")
    stage.kiosk.touch("done")
    stage.house.wait_for_pulse()
    merged(stage, report)
    report.notes.append(f"the number was given {'by the kiosk' if report.offline else 'by the server'}")


def network_cut(stage: Stage, report: VisitReport) -> None:
    """The kiosk's cable is pulled: its own numbers, honest screens; plugged in again, they join the queue."""
    cable = stage.house.cables["K-01"]
    cable.cut()
    labels = []
    for turn in range(2):
        stage.home()
        stage.kiosk.touch("take")
        stage.choose()
        begin = time.monotonic()
        fields = stage.number(seconds=OFFLINE_S + 5)
        if not fields["offline"]:
            raise BrokenPromise("a number came from a server that can't be reached")
        report.notes.append(f"offline number after {(time.monotonic() - begin) * 1000:.0f} ms")
        stage.took(report, fields)
        stage.printed(report)
        labels.append(fields["label"])
        stage.picture(f"cut-{turn + 1}-ready")
        stage.kiosk.touch("done")
    cable.mend()
    mended = time.monotonic()
    for label in labels:
        report.ticket = label
        merged(stage, report)
    report.notes.append(f"{len(labels)} offline tickets merged {time.monotonic() - mended:.1f} s after the mend")


def merged(stage: Stage, report: VisitReport) -> None:
    """Whoever gave the number, the server knows it in the end: it is called and served."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        state = stage.onlooker.counter(COUNTER)
        if state is not None and state.next_label == report.ticket:
            called = stage.call(report.ticket)
            stage.saw(report, called)
            stage.serve_and_finish()
            report.ended = "served"
            return
        time.sleep(0.1)
    raise BrokenPromise(f"{report.ticket} was not next in the queue within 30 s")


VISITS: dict[str, tuple[str, Visit]] = {
    "card": ("card", card),
    "code": ("code", code),
    "no-id": ("none", without_id),
    "elder, zh-Hant": ("none", elder),
    "English": ("card", english),
    "missed call": ("none", missed),
    "paper out mid slip": ("none", paper_out),
    "appointment": ("card", appointment),
    "no paper": ("none", paperless),
    "server killed": ("none", server_killed),
    "network cut": ("none", network_cut),
}
