"""Be the other end of a device's wire, on a port of its own: for a laptop, a test, a demonstration.

The first line is the port (a path, or socket://… for a device on the network). Each line on the input is then carried
out and answered with one line of JSON, until `quit` or the end of the input; an unknown word is answered with those
there are. All have:

  fault NAME [ARG] [TIMES]   do something wrong: until cleared, or TIMES answers long
  clear                      switch every fault off and plug the line in again
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devices.emulators.emulator import Emulator


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="a driver's model name; `kapok devices list` has them, with their faults")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[=ARG]", help="switched on from the start")
    parser.add_argument("--link", type=Path, help="where the port's path stands (default: a new temporary folder)")
    parser.add_argument("--baud", type=int, help="the line's speed (default: the model's own)")
    parser.add_argument("--unpaced", action="store_true", help="as fast as the machine, not as the line")


def run(arguments: argparse.Namespace) -> int:
    """0, or 2 for a model or fault that does not exist."""
    from devices.emulators.emulator import Unknown
    from devices.errors import BadSetting

    try:
        return _emulate(arguments)
    except (BadSetting, Unknown) as error:
        print(error, file=sys.stderr)
        return 2


def _emulate(arguments: argparse.Namespace) -> int:
    from devices.registry import emulator

    make = emulator(arguments.model)
    with make(link=arguments.link, baud=arguments.baud, paced=not arguments.unpaced) as device:
        for fault in arguments.fault:
            name, _, argument = fault.partition("=")
            device.fault(name, argument)
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda *_: sys.exit(0))
        print(device.port, flush=True)
        obey_lines(device)
    return 0


def obey_lines(device: Emulator) -> None:
    """Carry out control lines until `quit` or the end of the input."""
    import msgspec

    from devices.emulators.emulator import Answer

    for line in sys.stdin:
        if line.strip() == "quit":
            print(msgspec.json.encode(Answer()).decode(), flush=True)
            return
        if line.strip():
            print(msgspec.json.encode(device.control(line)).decode(), flush=True)
