"""The words of a floor: `python -m FLOOR WORD …`. One file in the floor's `commands` folder = one word."""

from __future__ import annotations

import argparse
import difflib
import importlib
import keyword
import pkgutil
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Protocol, cast

from config.loader import SiteMistake


class Command(Protocol):
    """What such a file holds: its docstring is its help, `-` in a word is `_` in its file's name (`try_.py` is the word
    try, which Python keeps for itself). It imports what is heavy inside `run`."""

    __doc__: str | None
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class CommandLine:
    """All words of one floor, found by themselves. `called`: what a person types before them."""

    def __init__(self, commands: ModuleType, *, called: str = "kapok") -> None:
        self._commands = commands
        self._called = called

    def words(self) -> list[str]:
        return sorted(
            found.name.rstrip("_").replace("_", "-") for found in pkgutil.iter_modules(self._commands.__path__)
        )

    def command(self, word: str) -> Command:
        file = f"{word}_" if keyword.iskeyword(word) else word.replace("-", "_")
        return cast(Command, importlib.import_module(f"{self._commands.__name__}.{file}"))

    def usage(self) -> str:
        wide = max(map(len, self.words()), default=0) + 2
        lines = (f"  {word:<{wide}}{(self.command(word).__doc__ or '').splitlines()[0]}" for word in self.words())
        return f"usage: {self._called} WORD …\n\n" + "\n".join(lines)

    def run(self, arguments: list[str]) -> int:
        """Carry out a command line; 2 for a word that is none and for a site file that can't be used."""
        if not arguments or arguments[0] in ("-h", "--help"):
            print(self.usage())
            return 0
        word, *rest = arguments
        if word not in self.words():
            near = difflib.get_close_matches(word, self.words(), 1, 0.5)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            print(f"There is no word {word!r} here.{hint}\n\n{self.usage()}", file=sys.stderr)
            return 2
        chosen = self.command(word)
        parser = argparse.ArgumentParser(
            prog=f"{self._called} {word}",
            description=chosen.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        chosen.add(parser)
        try:
            return chosen.run(parser.parse_args(rest))
        except SiteMistake as mistake:
            print(mistake, file=sys.stderr)
            return 2
