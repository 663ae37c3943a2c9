"""The words of this floor: `python -m kiosk WORD …`. One file in `kiosk/commands` = one word."""

from __future__ import annotations

import sys

from config.command_line import CommandLine
from kiosk import commands

WORDS = CommandLine(commands)


def main(arguments: list[str]) -> int:
    return WORDS.run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
