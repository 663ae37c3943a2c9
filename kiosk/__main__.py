"""`python -m kiosk WORD …`: the kiosk floor's programs. One word = one file in `kiosk/commands/`, found by itself."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import kiosk.commands


def words() -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(kiosk.commands.__path__))


def main(arguments: list[str]) -> int:
    """Run the word's `main(arguments) -> exit code`. Only that file is imported, so a word costs what it needs."""
    if not arguments or arguments[0] not in words():
        print(f"usage: python -m kiosk {{{'|'.join(words())}}} …", file=sys.stderr)
        return 2
    code: int = importlib.import_module(f"kiosk.commands.{arguments[0]}").main(arguments[1:])
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
