"""A whole hall on this machine: broker, server, emulated devices, a kiosk, displays, the clerk page."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

from config.site import Site
from kiosk.hall.company import has_screen
from kiosk.hall.emulated import NotEmulated
from kiosk.hall.ground import Ground, Occupied
from kiosk.hall.house import CLERK, House, NotOpen
from kiosk.hall.stage import AREA, COUNTER, KIOSK, POST, WINDOW
from kiosk.hall.visits import STAFF_PIN

TRY = (
    (KIOSK, "reader", "card mumian"),
    (KIOSK, "reader", "remove"),
    (KIOSK, "scanner", "code SIMULATED-KAPOK-CODE|good|1|欧阳木棉"),
    (KIOSK, "printer", "paper-out"),
    (KIOSK, "printer", "refill"),
    (POST, "caller", "press f1"),
    (POST, "pad", "press 5"),
    (POST, "sign", "picture sign.png"),
)
FOLDER = Path.home() / ".local" / "share" / "kapok" / "demo"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--headless", action="store_true", help="without a screen; with --script")
    parser.add_argument("--script", choices=["visits"], help="play scripted visits, write a report, and end")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the script's report and pictures go")
    parser.add_argument("--folder", type=Path, metavar="DIR", help=f"the demo's own folder (default: {FOLDER})")
    parser.add_argument("--any-ports", action="store_true", help="take any free ports, not those of the demo's site")


def run(words: argparse.Namespace) -> int:
    try:
        if words.script:
            return _script(_ours(words.out or Path("out"), "--out"))
        return _hall(
            _ours(words.folder or FOLDER, "--folder", mode=0o700), any_ports=words.any_ports, headless=words.headless
        )
    except (Occupied, NotOpen, NotEmulated) as error:
        print(error, file=sys.stderr)
        return 1


def _ours(folder: Path, option: str, mode: int = 0o777) -> Path:
    """The folder, made if need be. Raises NotOpen where this user may not write."""
    reason = ""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
    except OSError as error:
        reason = error.strerror or str(error)
    if reason or not os.access(folder, os.W_OK):
        raise NotOpen(f"{folder} can't be written to ({reason or 'not yours'}). Choose another folder: {option} DIR")
    return folder


def _house(ground: Ground, site: Site, *, headless: bool) -> House:
    return House(ground, site, kiosks=[KIOSK], displays=[AREA, WINDOW], posts=[POST], headless=headless)


def _hall(folder: Path, *, any_ports: bool, headless: bool) -> int:
    """Run until Ctrl C."""
    ground = Ground(folder)
    ground.clear()
    site = ground.lay(any_ports=any_ports)
    house = _house(ground, site, headless=headless)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        house.open()
        print(_addresses(house), flush=True)
        ended.wait()
    finally:
        house.close()
    return 0


def _addresses(house: House) -> str:
    site = house.site
    lines = [
        "",
        f"  {site.hall.name.zh_hans} {site.hall.name.en} is open.",
        "",
        f"  Clerk page     {house.staff_address}/   name: {CLERK}   one-time PIN: {house.pin}   window: {COUNTER}",
        f"  Ticket pages   {site.hall.public_url}/   (the code on each slip leads to one)",
        f"  Broker         127.0.0.1:{site.broker.port}; to join it as a program of your own, make an identity:",
        f"    ./kapok site identity NAME --role observer --site {house.ground.site_file} --data {house.ground.data}",
        f"  Kiosk          {KIOSK}; its staff corner opens with {STAFF_PIN}",
        f"  Displays       {AREA} (hall), {WINDOW} (window {COUNTER})",
        "",
        "  All devices are emulated. Lay a card, show a code, take the paper away; call by key, rate, see the sign:",
        *(f"    echo '{command}' > {house.pipe(station, device)}" for station, device, command in TRY),
        f"  Slips are drawn into {house.slips_folder(KIOSK)}, logs are in {house.ground.folder / 'log'}.",
        "",
    ]
    if not has_screen():
        lines += [
            "  There is no screen here, so the kiosk and the displays run unseen. To see them:",
            "    on a desktop: run ./kapok demo there, or over ssh -X;",
            "    over the network: QT_QPA_PLATFORM=vnc ./kapok demo, then VNC viewers on ports 5900 (kiosk),",
            "      5901 (hall) and 5902 (window); whoever reaches this machine can look;",
            "    as pictures: ./kapok demo --headless --script visits --out out, then look into out/screens.",
            "",
        ]
    return "\n".join([*lines, "  Ctrl C ends it."])


def _script(out: Path) -> int:
    """0 when every visit went as it must and every invariant held."""
    from kiosk.hall.report import WENT_WRONG, play

    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="kapok-demo-")))
        ground = Ground(folder)
        house = _house(ground, ground.lay(any_ports=True), headless=True)
        ends.callback(_keep_logs, folder, out)
        ends.callback(house.close)
        house.open()
        if house.onlooker is None:
            raise NotOpen("nobody listens")
        try:
            report = play(house, house.onlooker, out.resolve())
        except WENT_WRONG as error:
            raise NotOpen(f"The script could not begin: {error}. The programs' words are in {out / 'log'}.") from None
    for visit in report.visits:
        print(f"  {'broken' if visit.error else 'kept':<7} {visit.visit:<20} {visit.ticket:<8} {visit.error}")
    for finding in report.invariants:
        print(f"  {'broken' if finding.broken else 'kept':<7} {finding.invariant:<28} {finding.checked} looked at")
        for line in finding.broken:
            print(f"          {line}")
    print(f"Report, screens and slips are in {out}.")
    return 0 if report.kept else 1


def _keep_logs(folder: Path, out: Path) -> None:
    if (folder / "log").exists():
        shutil.copytree(folder / "log", out / "log", dirs_exist_ok=True)
