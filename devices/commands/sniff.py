"""Stand between a program and its device and tell what passes, live, a person's data masked.

  kapok devices sniff /dev/ttyUSB0 --protocol sdt-samv

The first line is a port of our own: start the program with it instead of the device's. Every byte passes at once and
unchanged. Each message is a line: when, who said it, what it is, what it means, its bytes. Bytes that are no message
are told too. What a person brought is masked, in the bytes and in the meaning; so are bytes that may hold it. Ends when
interrupted, or with 1 when the device is lost.
"""

from __future__ import annotations

import argparse
import json
import queue
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from devices.decoder import Decoder, Sender
    from devices.desk.trace import Trace, Traced
    from devices.transports.line import Line

    Passed = queue.SimpleQueue[tuple[float, Sender | None, bytes | str]]
    """When, who, what; nobody says that it is over, and why."""

LONGEST = 32
"""So many bytes of a message stand on the screen; a file has all of them."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("port", metavar="PORT", help="where the device is plugged in, or socket://HOST:PORT")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--protocol", metavar="P", help="the wire of its model, as `kapok devices list` has it")
    what.add_argument("--raw", action="store_true", help="bytes only; of each piece the first four, unless --show")
    parser.add_argument("--baud", type=int, help="the line's speed (default: that of the protocol's models, else 9600)")
    parser.add_argument("--link", type=Path, help="where the new port's path stands (default: a temporary folder)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write every message there too, as JSON lines")
    parser.add_argument("--show", action="store_true", help="mask nothing: only with cards of invented people")


def run(arguments: argparse.Namespace) -> int:
    """0 when it is told to end, 1 when the device is lost, 2 for a port or protocol that is not there."""
    from devices.desk.decoding import BadRequest, decoder_of
    from devices.errors import LineLost

    try:
        decoder = decoder_of(arguments.protocol) if arguments.protocol else None
        return _sniff(arguments, decoder)
    except (BadRequest, LineLost) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{arguments.out}: {error.strerror}", file=sys.stderr)
        return 2


def _sniff(arguments: argparse.Namespace, decoder: Decoder | None) -> int:
    from devices.desk.passage import Passage
    from devices.desk.trace import Trace

    passed: Passed = queue.SimpleQueue()
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: passed.put((time.time(), None, "")))
    with ExitStack() as open_things:
        out = open_things.enter_context(arguments.out.open("w", encoding="utf-8")) if arguments.out else None
        passage = Passage(
            _opened(arguments.port, arguments.baud or _usual_baud(decoder)),
            tell=lambda sender, data: passed.put((time.time(), sender, data)),
            lost=lambda why: passed.put((time.time(), None, why)),
            link=arguments.link,
        )
        open_things.callback(passage.close)
        print(passage.start().port, flush=True)
        why = _follow(passed, Trace(decoder, show=arguments.show), out)
    if why:
        print(why, file=sys.stderr)
    return 1 if why else 0


def _opened(port: str, baud: int) -> Line:
    from devices.transports.serial import SerialLine
    from devices.transports.tcp import SCHEME, TcpLine

    return TcpLine(port) if port.startswith(SCHEME) else SerialLine(port, baud=baud)


def _usual_baud(decoder: Decoder | None) -> int:
    """The speed of the models that speak this protocol."""
    from devices.driver import LineOptions
    from devices.registry import drivers

    speaking = [driver.options_type for driver in drivers().values() if decoder and driver.wire == decoder.protocol]
    return next((options().baud for options in speaking if issubclass(options, LineOptions)), LineOptions().baud)


def _follow(passed: Passed, trace: Trace, out: TextIO | None) -> str:
    """Tell what passes until it is over; why, when the device is lost."""
    from devices.desk.trace import QUIET_S

    while True:
        try:
            at, sender, what = passed.get(timeout=QUIET_S if trace.holds else None)
        except queue.Empty:
            _tell(trace.quiet(time.time()), out)
            continue
        if sender is None:
            _tell(trace.end(), out)
            return str(what)
        assert isinstance(what, bytes)
        _tell(trace.feed(at, sender, what), out)


def _tell(told: Iterable[Traced], out: TextIO | None) -> None:
    for message in told:
        print("\n".join(on_screen(message)), flush=True)
        if out:
            print(in_file(message), file=out, flush=True)


def on_screen(message: Traced) -> Iterator[str]:
    """`14:03:22.118 host →   find-card  command=20 01` and its bytes below."""
    from devices.decoder import Sender

    at = datetime.fromtimestamp(message.at).astimezone()
    who = "host   →" if message.sender is Sender.HOST else "← device"
    meaning = "  ".join(f"{name}={_readable(value)}" for name, value in message.fields.items())
    what = message.error and f"?? {message.error}"
    what = what or message.kind or f"{message.size} bytes"
    yield f"{at:%H:%M:%S}.{at.microsecond // 1000:03} {who}  {what}  {meaning}".rstrip()
    if message.size:
        yield f"{'':14}{_bytes(message)}"


def _readable(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(_readable, value)) or "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _bytes(message: Traced) -> str:
    data = bytes.fromhex(message.hex)
    more = message.size - len(data[:LONGEST])
    why = "hidden" if message.hidden else "more"
    shown = data[:LONGEST].hex(" ").upper()
    return f"{shown} … {more} bytes {why}".lstrip() if more else shown


def in_file(message: Traced) -> str:
    import msgspec

    return msgspec.json.encode(
        {
            "at": datetime.fromtimestamp(message.at, UTC).isoformat(timespec="milliseconds"),
            "from": message.sender,
            "ok": not message.error,
            "kind": message.kind,
            "fields": message.fields,
            "hex": message.hex,
            "hidden": message.hidden,
            "error": message.error,
        }
    ).decode()
