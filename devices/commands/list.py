"""List the device models Kapok knows: what each is, its options, its wire, its faults.

kapok devices list                 all of them, shortly
kapok devices list lock-8a         one, with what its options and its emulator's faults mean
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devices.desk.catalogue import Model

WIDTH = 120


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("models", nargs="*", metavar="MODEL", help="only these, explained")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as one line of JSON a model")
    form.add_argument("--markdown", action="store_true", help="as the table in devices/README.md")


def run(arguments: argparse.Namespace) -> int:
    import msgspec

    from devices.desk.catalogue import catalogue, entry
    from devices.errors import BadSetting
    from devices.registry import driver

    try:
        models = [entry(driver(name)) for name in arguments.models] or list(catalogue())
    except BadSetting as mistake:
        print(mistake, file=sys.stderr)
        return 2
    if arguments.json:
        print("\n".join(msgspec.json.encode(model).decode() for model in models))
    elif arguments.markdown:
        print(models_table(models))
    else:
        print(models_list(models, explain=bool(arguments.models)))
    return 0


def models_list(models: Iterable[Model], *, explain: bool = False) -> str:
    return "\n\n".join(f"{model.model}\n{_explained(model) if explain else _facts(model)}" for model in models)


def models_table(models: Iterable[Model]) -> str:
    """The table in this floor's README."""
    rows = [
        f"| `{model.model}` | {model.kind} | {model.wire or '–'} | [{_stem(model)}]({model.file}) |" for model in models
    ]
    return "\n".join(["| model | kind | wire | file |", "|---|---|---|---|", *rows])


def _stem(model: Model) -> str:
    return model.file.rpartition("/")[2].removesuffix(".py")


def _facts(model: Model) -> str:
    return _block(_head(model) | {"options": _defaults(model), "faults": ", ".join(model.faults) or "no emulator"})


def _explained(model: Model) -> str:
    meant = {"": model.options_about} if model.options_about else {}
    faults = "\n".join(_wrapped(f"  {name}", what, 20) for name, what in model.faults.items())
    return "\n".join(filter(None, (_block(_head(model) | {"options": _defaults(model)} | meant), "  faults", faults)))


def _head(model: Model) -> dict[str, str]:
    return {
        "kind": model.kind,
        "about": model.about,
        "wire": model.wire or "none that can be decoded",
        "file": f"devices/{model.file}",
        "needs": ", ".join(f"{option} (a {kind} of its station)" for option, kind in model.needs.items()),
    }


def _block(facts: dict[str, str]) -> str:
    return "\n".join(_wrapped(name, fact, 9) for name, fact in facts.items() if fact)


def _wrapped(name: str, fact: str, wide: int) -> str:
    indent = " " * (wide + 2)
    first = f"  {name:<{wide}}" if len(name) < wide else f"  {name}\n{indent}"
    return textwrap.fill(fact, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def _defaults(model: Model) -> str:
    return ", ".join(f"{name}={bytes(default).decode()}" for name, default in model.options.items()) or "none"
