"""The technician's bench: `python -m devices list` and `python -m devices emulate MODEL`.

`emulate` prints the port as its first line, then answers each line on its input with one line of JSON, until `quit` or
the end of the input.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from devices.driver import Options
from devices.emulators.emulator import Answer, Emulator, Unknown
from devices.errors import BadSetting
from devices.registry import drivers, emulator, emulators


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 2 when the words ask for something that does not exist."""
    words = _parser().parse_args(arguments)
    try:
        return list_models(markdown=words.markdown) if words.word == "list" else _emulate(words)
    except (BadSetting, Unknown) as error:
        print(error, file=sys.stderr)
        return 2


def list_models(*, markdown: bool) -> int:
    """Every model with its options and their defaults, and the faults its emulator can show."""
    print(models_table() if markdown else models_list())
    return 0


def models_list() -> str:
    return "\n\n".join(
        f"{model}\n  options  {_options(driver.options_type, ', ')}\n  faults   {_faults(model)}"
        for model, driver in sorted(drivers().items())
    )


def models_table() -> str:
    """The table in this room's README."""
    rows = [
        f"| `{model}` | [{driver.__module__.rsplit('.', 1)[1]}](drivers/{driver.__module__.rsplit('.', 1)[1]}.py) "
        f"| {_options(driver.options_type, '<br>')} |"
        for model, driver in sorted(drivers().items())
    ]
    return "\n".join(["| model | file | options |", "|---|---|---|", *rows])


def _options(options: type[Options], between: str) -> str:
    defaults = msgspec.to_builtins(options())
    return between.join(f"{name} = {json.dumps(default)}" for name, default in defaults.items())


def _faults(model: str) -> str:
    return ", ".join(sorted(emulators()[model].all_faults())) if model in emulators() else "no emulator"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kapok devices", description="The technician's bench.")
    words = parser.add_subparsers(dest="word", required=True)
    models = words.add_parser("list", help="every device model Kapok knows, with its options")
    models.add_argument("--markdown", action="store_true", help="as the table of the README")
    emulate = words.add_parser("emulate", help="be the other end of a device's wire, on a port of its own")
    emulate.add_argument("model", help="a driver's model name")
    emulate.add_argument(
        "--fault", action="append", default=[], metavar="NAME[=ARG]", help="switched on from the start"
    )
    emulate.add_argument("--link", type=Path, help="where the port's path stands (default: a new temporary folder)")
    emulate.add_argument("--baud", type=int, help="the line's speed (default: the model's own)")
    emulate.add_argument("--unpaced", action="store_true", help="as fast as the machine, not as the line")
    return parser


def _emulate(words: argparse.Namespace) -> int:
    make = emulator(words.model)
    with make(link=words.link, baud=words.baud, paced=not words.unpaced) as device:
        for fault in words.fault:
            name, _, argument = fault.partition("=")
            device.fault(name, argument)
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda *_: sys.exit(0))
        print(device.port, flush=True)
        obey_lines(device)
    return 0


def obey_lines(device: Emulator) -> None:
    """Carry out control lines until `quit` or the end of the input."""
    for line in sys.stdin:
        if line.strip() == "quit":
            print(msgspec.json.encode(Answer()).decode(), flush=True)
            return
        if line.strip():
            print(msgspec.json.encode(device.control(line)).decode(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
