"""The kiosk floor's words: `python -m kiosk WORD …`. One file in `kiosk/commands` = one word."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Callable
from typing import Protocol, cast

from kiosk import commands


class Command(Protocol):
    """What a file in `kiosk/commands` holds: its docstring is its help. It imports what is heavy inside `run`."""

    __doc__: str | None
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def words() -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(commands.__path__))


def command(word: str) -> Command:
    return cast(Command, importlib.import_module(f"kiosk.commands.{word}"))


def usage() -> str:
    lines = (f"  {word:<10}{(command(word).__doc__ or '').splitlines()[0]}" for word in words())
    return "usage: kapok WORD …\n\n" + "\n".join(lines)


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        print(usage())
        return 0
    word, *rest = arguments
    if word not in words():
        print(f"The kiosk has no word {word!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    chosen = command(word)
    parser = argparse.ArgumentParser(prog=f"kapok {word}", description=chosen.__doc__)
    chosen.add(parser)
    return chosen.run(parser.parse_args(rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
