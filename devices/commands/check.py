"""Open and probe every device of a station before opening hours, and say how each is.

Nothing is moved, and nothing that a person brought is shown.

  kapok devices check config/sites/demo.toml --station K-01 --port reader=/tmp/kapok-port-x/port

Ends with 0 when all are ready, 1 when something needs a person, 2 when the site file can't be used. Run it while the
station's own program is stopped: a port has one holder.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.site import Station
    from devices.desk.checking import Checked


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", type=Path, metavar="SITE", help="the site file")
    parser.add_argument("--station", default="", metavar="ID", help="only this one (default: all that have devices)")
    parser.add_argument(
        "--port", action="append", default=[], metavar="DEVICE=PORT", help="instead of the site file's (an emulator's)"
    )
    parser.add_argument("--seconds", type=float, default=5.0, help="how long a device may take (default: 5)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")


def run(arguments: argparse.Namespace) -> int:
    import logging

    from devices.desk.checking import check

    logging.getLogger("kapok").addHandler(logging.NullHandler())  # the table says it all
    stations = _stations(arguments)
    ports = dict(given.split("=", 1) for given in arguments.port)
    checked = [one for station in stations for one in check(station, ports, within_s=arguments.seconds)]
    print(as_json(checked) if arguments.json else table(checked))
    return 0 if checked and all(one.ready for one in checked) else 1


def _stations(arguments: argparse.Namespace) -> list[Station]:
    """Raises SiteMistake with everything that is wrong."""
    from config.loader import SiteMistake, read_site
    from devices.desk.checking import chosen, mistakes
    from devices.errors import BadSetting

    site = read_site(arguments.site)
    try:
        stations = chosen(site, arguments.station)
    except BadSetting as mistake:
        raise SiteMistake(arguments.site, [str(mistake)]) from None
    wrong = [line for station in stations for line in mistakes(station)] + _odd_ports(arguments.port, stations)
    if wrong:
        raise SiteMistake(arguments.site, wrong)
    return stations


def _odd_ports(given: list[str], stations: list[Station]) -> list[str]:
    from config.loader import nearest

    known = [device.id for station in stations for device in station.devices]
    names = [port.partition("=")[0] for port in given]
    odd = [f'--port: no device "{name}"{nearest(name, known)}' for name in names if name not in known]
    return odd + [f"--port {port}: it is DEVICE=PORT" for port in given if "=" not in port]


def as_json(checked: list[Checked]) -> str:
    import msgspec

    return msgspec.json.encode({"ready": all(one.ready for one in checked), "devices": checked}).decode()


def table(checked: list[Checked]) -> str:
    """A line a device; what is to be done stands below it."""
    if not checked:
        return "This site has no device."
    rows = [(one.station, one.id, one.model, one.port or "–", _state(one), _took(one), _facts(one)) for one in checked]
    heads = ("station", "device", "model", "port", "state", "ms", "says of itself")
    wide = [max(len(row[n]) for row in [heads, *rows]) for n in range(len(heads) - 1)]
    lines = []
    for row, one in zip(rows, checked, strict=True):
        lines.append(_line(row, wide))
        lines += [f"    {row[1]}: {words}" for words in _troubles(one)]
    ready = sum(one.ready for one in checked)
    verdict = f"{ready} of {len(checked)} devices are ready" + (
        "." if ready == len(checked) else ", the others need a person."
    )
    return "\n".join([_line(heads, wide), *lines, "", verdict, *_hints(checked)])


def _hints(checked: list[Checked]) -> list[str]:
    """What holds for several devices is said once."""
    if not any(one.reason == "no-port" for one in checked):
        return []
    return [
        "No port: the site file gives none. In the demo hall each kiosk starts emulators for such devices; here start",
        "one with `kapok devices emulate MODEL` and name the port it prints: --port DEVICE=PORT.",
    ]


def _line(row: tuple[str, ...], wide: list[int]) -> str:
    return "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, wide, strict=False)), row[-1]]).rstrip()


def _state(one: Checked) -> str:
    return "no port" if one.reason == "no-port" else one.state.value


def _took(one: Checked) -> str:
    return "–" if one.ms is None else f"{one.ms:.0f}"


def _facts(one: Checked) -> str:
    """What it said of itself, and what its sensors say."""
    senses = {"paper": one.paper.value, "slot": one.media.value}
    facts = one.facts | {name: value for name, value in senses.items() if value != "unknown"}
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def _troubles(one: Checked) -> list[str]:
    from devices.desk.reasons import in_words

    troubles = [f"{one.words} ({one.reason})"] if one.reason not in ("", "no-port") else []
    return troubles + [f"{part.name}: {in_words(part.reason or part.state.value)}" for part in one.parts if part.reason]
