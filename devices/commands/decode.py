"""Say what bytes of a device's wire mean: one line of JSON for the first message in them.

  kapok devices decode sdt-samv AA AA AA 96 69 00 03 20 01 22
  kapok devices decode --batch FILE      each line {"protocol", "from", "hex"}, one line out for each; - for the input

{"protocol", "ok", "from", "kind", "fields", "rest", "error"}: kind is a plain word for the message, fields its
meaning, rest the hex of what follows it, error why it cannot be read (short, bad checksum, alien …). Protocols have the
names that `kapok devices list` gives as the wire. Ends with 0 if all was read, 1 if something was not, 2 for a protocol
that does not exist or bytes that are no hex. What a person brought is shown in full: give it bytes of your own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("protocol", nargs="?", metavar="PROTOCOL")
    parser.add_argument("hex", nargs="*", metavar="HEX", help="in any case, with or without spaces, with or without 0x")
    parser.add_argument("--from", dest="sender", metavar="host|device|data", help="who says it (default: tries all)")
    parser.add_argument("--batch", metavar="FILE", help="JSON lines instead")
    parser.set_defaults(refuse=parser.error)
    parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign]  # --from may stand between


def run(arguments: argparse.Namespace) -> int:
    if arguments.batch is not None:
        if arguments.protocol:
            arguments.refuse("either PROTOCOL HEX or --batch FILE")
        return _batch(arguments.batch)
    if not arguments.hex:
        arguments.refuse("PROTOCOL and HEX are needed, or --batch FILE")
    return _one(arguments)


def _one(arguments: argparse.Namespace) -> int:
    from devices.desk.decoding import BadRequest, answer, decode

    asked = (arguments.protocol, " ".join(arguments.hex), arguments.sender)
    try:
        decoded = decode(*asked)
    except BadRequest:
        print(answer(*asked).line)
        return 2
    print(decoded.line)
    return 0 if decoded.ok else 1


def _batch(file: str) -> int:
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as lines:
            return _answer_each(lines)
    except OSError as error:
        print(f"{file} can't be read: {error.strerror}", file=sys.stderr)
        return 2


def _answer_each(lines: Iterable[bytes]) -> int:
    """Each line is answered at once, so that another program may ask one by one."""
    from devices.desk.decoding import answer_line

    all_read = True
    for line in lines:
        decoded = answer_line(line)
        all_read &= decoded.ok
        print(decoded.line, flush=True)
    return 0 if all_read else 1
