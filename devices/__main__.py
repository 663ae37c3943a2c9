"""The words of the technician's bench: `python -m devices WORD …`. One file in `devices/commands` = one word."""

from __future__ import annotations

import sys

from config.command_line import CommandLine
from devices import commands

WORDS = CommandLine(commands, called="kapok devices")


def main(arguments: list[str]) -> int:
    return WORDS.run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
