"""Plays the script in a house, holds it against what everybody saw, and writes the report with its pictures."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.hall.checker import Evidence, Finding, Line, check
from kiosk.hall.clerk import PageRefused
from kiosk.hall.emulated import NotEmulated
from kiosk.hall.hands import NotThere
from kiosk.hall.house import House, NotOpen
from kiosk.hall.onlooker import Onlooker
from kiosk.hall.stage import COUNTER, KIOSK, OWN_PIN, BrokenPromise, Stage, VisitReport
from kiosk.hall.visits import VISITS
from lobby.contract.boards import Call

WENT_WRONG = (BrokenPromise, NotThere, NotEmulated, NotOpen, PageRefused)


class Report(Struct, frozen=True, kw_only=True):
    """`report.json`: what the visits came to, and whether every promise held."""

    hall: str
    kept: bool
    visits: tuple[VisitReport, ...]
    invariants: tuple[Finding, ...]
    limits: dict[str, float]
    """The demo's shortened limits, in seconds or counts."""
    seconds: float


def play(house: House, onlooker: Onlooker, out: Path) -> Report:
    """All visits, one after the other; what goes wrong in one is written down and the next begins."""
    begin = time.monotonic()
    clerk = house.clerk(COUNTER)
    clerk.sign_in_first(house.pin, OWN_PIN)
    stage = Stage(house, onlooker, clerk, out)
    stage.kiosk.wait("HomeView", seconds=20)
    _wait_until_online(stage)
    visits = [_make(stage, name) for name in VISITS]
    _keep_slips(house, out)
    findings = check(_evidence(house, onlooker, stage))
    kept = not any(visit.error for visit in visits) and not any(finding.broken for finding in findings)
    queue = house.site.queue
    report = Report(
        hall=house.site.hall.id,
        kept=kept,
        visits=tuple(visits),
        invariants=findings,
        limits={"min_calls": queue.min_calls, "min_span_s": queue.min_span_s, "recall_lock_s": queue.recall_lock_s},
        seconds=round(time.monotonic() - begin, 1),
    )
    (out / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    return report


def _make(stage: Stage, name: str) -> VisitReport:
    entry, visit = VISITS[name]
    report = VisitReport(visit=name, entry=entry)
    try:
        stage.home()
        visit(stage, report)
    except WENT_WRONG as error:
        report.error = str(error)
    return report


def _wait_until_online(stage: Stage) -> None:
    until = time.monotonic() + 10
    while not stage.kiosk.state()["frame"]["online"]:
        if time.monotonic() > until:
            raise BrokenPromise("the kiosk did not reach its server")
        time.sleep(0.05)


def _evidence(house: House, onlooker: Onlooker, stage: Stage) -> Evidence:
    calls = tuple(
        (note.at, note.message.ticket, note.message.id) for note in onlooker.notes if isinstance(note.message, Call)
    )
    return Evidence(
        site=house.site,
        journal=_journal(house),
        history=tuple(stage.lines()),
        slips=tuple(_slip(report) for report in house.devices[KIOSK, "printer"].tell("slips")["slips"]),
        calls=calls,
        epoch_s=time.time() - time.monotonic(),
    )


def _slip(report: Line) -> Line:
    """What stands on a slip: the line that is a label and nothing else (◇ marks an offline one), and its code."""
    label = re.search(r"^(?:◇ ?)?([A-Y](?:\d{3,}|\d{1,2}-\d{2,}))(?: ?◇)?$", report["text"], re.MULTILINE)
    return {"label": label[1] if label else "", "qr": " ".join(report["qr"])}


def _journal(house: House) -> tuple[Line, ...]:
    site, data = str(house.ground.site_file), str(house.ground.data)
    command = (sys.executable, "-m", "lobby", "journal", "export", "--site", site, "--data", data)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotOpen(f"the journal can't be read: {done.stderr.strip()}")
    return tuple(json.loads(line) for line in done.stdout.splitlines())


def _keep_slips(house: House, out: Path) -> None:
    shutil.copytree(house.slips_folder(KIOSK), out / "slips", dirs_exist_ok=True)
