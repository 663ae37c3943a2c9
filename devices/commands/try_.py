"""Try one device by hand: read a card, print a test slip, open a door; typed or from a script.

  kapok devices try sdt-serial /dev/ttyUSB0 --option poll_ms=100
  kapok devices try --site /etc/kapok/site.toml --station K-01 printer
  printf 'print\\n' | kapok devices try escpos-serial /dev/ttyS1

`help` tells the words of its kind. What a person brought is masked unless --show is given. Nothing moves that was not
asked for, and a door only after a typed yes. Ends with 0 when the last word went well, 1 when it did not, 2 when there
is no such model, option or device. Run it while the station's own program is stopped: a port has one holder.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from config.site import Device
    from devices.desk.desk import Desk
    from devices.desk.trial import Trial
    from devices.rack import Rack


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", metavar="MODEL|DEVICE", help="a model, or with --site a device of the station")
    parser.add_argument("port", nargs="?", default="", metavar="PORT", help="where it is plugged in")
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="as in the site file")
    parser.add_argument(
        "--beside", action="append", default=[], metavar="MODEL=PORT", help="another device that it needs (a camera)"
    )
    parser.add_argument("--site", type=Path, metavar="FILE")
    parser.add_argument("--station", metavar="ID")
    parser.add_argument("--show", action="store_true", help="mask nothing: only with cards of invented people")
    parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign] # options may stand between
    parser.set_defaults(refuse=parser.error)


def run(arguments: argparse.Namespace) -> int:
    from devices.errors import BadSetting

    try:
        return _try(arguments)
    except BadSetting as mistake:
        print(mistake, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _try(arguments: argparse.Namespace) -> int:
    import logging

    from devices.desk.desk import Desk
    from devices.desk.trial import hold
    from devices.rack import Rack

    logging.getLogger("kapok").addHandler(logging.NullHandler())  # the desk says it
    devices = _from_site(arguments) if arguments.site else _from_words(arguments)
    desk = Desk(prompt="> " if sys.stdin.isatty() else "")
    rack = Rack(devices, desk.hear)
    trial = _trial(rack, devices[-1], desk, show=arguments.show)
    rack.start()
    try:
        return 0 if hold(trial, sys.stdin) else 1
    finally:
        rack.stop()


def _trial(rack: Rack, device: Device, desk: Desk, *, show: bool) -> Trial[Any]:
    from devices.desk.catalogue import kind_of
    from devices.desk.trial import trial_of
    from devices.errors import BadSetting
    from devices.handle import Handle

    [handle] = [handle for handle in rack.all(Handle) if handle.device == device.id]
    trial = trial_of(handle)
    if trial is None:
        kind = kind_of(type(handle))
        raise BadSetting(f"with a {kind} there is nothing to try by hand; `kapok devices check` says how it is")
    return trial(handle, desk, show=show)


def _from_words(arguments: argparse.Namespace) -> list[Device]:
    """The device the words name, last; before it those it needs."""
    from config.site import Device

    if arguments.station:
        arguments.refuse("--station needs --site")
    beside = [_pair(given) for given in arguments.beside]
    return [
        *(Device(id=f"beside-{n}", model=model, port=port) for n, (model, port) in enumerate(beside, 1)),
        Device(id="device", model=arguments.device, port=arguments.port, options=_options(arguments)),
    ]


def _options(arguments: argparse.Namespace) -> dict[str, bool | int | float | str]:
    return {name: _value(text) for name, text in map(_pair, arguments.option)}


def _pair(given: str) -> tuple[str, str]:
    from devices.errors import BadSetting

    name, is_pair, value = given.partition("=")
    if not is_pair:
        raise BadSetting(f"'{given}' is no NAME=VALUE")
    return name, value


def _value(text: str) -> bool | int | float | str:
    """As TOML would read it; what is no TOML is a text."""
    import tomllib

    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return value if isinstance(value, bool | int | float) else str(value)


def _from_site(arguments: argparse.Namespace) -> list[Device]:
    from config.loader import nearest, read_site
    from devices.desk.checking import chosen
    from devices.errors import BadSetting
    from devices.registry import driver

    if not arguments.station:
        arguments.refuse("--site needs --station")
    [station] = chosen(read_site(arguments.site), arguments.station)
    known = {device.id: device for device in station.devices}
    if arguments.device not in known:
        raise BadSetting(f'{station.id} has no device "{arguments.device}"{nearest(arguments.device, known)}')
    device = known.pop(arguments.device)
    kinds = tuple(driver(device.model).needs.values())
    needed = [one for one in known.values() if issubclass(driver(one.model).handle, kinds)]
    return [*needed, _moved(device, arguments)]


def _moved(device: Device, arguments: argparse.Namespace) -> Device:
    """The site file's device with what the words say otherwise."""
    import msgspec

    port = arguments.port or device.port
    return msgspec.structs.replace(device, port=port, options=device.options | _options(arguments))
