"""List every device model Kapok knows: what it is, its options, its wire, and the faults its emulator can show."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devices.catalogue import Model

WIDTH = 120


def add(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as one line of JSON a model")
    form.add_argument("--markdown", action="store_true", help="as the table in devices/README.md")


def run(arguments: argparse.Namespace) -> int:
    import msgspec

    from devices.catalogue import catalogue

    models = list(catalogue())
    if arguments.json:
        print("\n".join(msgspec.json.encode(model).decode() for model in models))
    else:
        print(models_table(models) if arguments.markdown else models_list(models))
    return 0


def models_list(models: Iterable[Model]) -> str:
    return "\n\n".join(f"{model.model}\n{_facts(model)}" for model in models)


def models_table(models: Iterable[Model]) -> str:
    """The table in this floor's README."""
    rows = [
        f"| `{model.model}` | {model.kind} | {model.wire or '–'} | [{_stem(model)}]({model.file}) "
        f"| {_options(model, '<br>')} |"
        for model in models
    ]
    return "\n".join(["| model | kind | wire | file | options |", "|---|---|---|---|---|", *rows])


def _stem(model: Model) -> str:
    return model.file.rpartition("/")[2].removesuffix(".py")


def _facts(model: Model) -> str:
    facts = {
        "kind": model.kind,
        "about": model.about,
        "wire": model.wire or "none that can be decoded",
        "file": f"devices/{model.file}",
        "options": _options(model, ", ").replace(" = ", "=") or "none",
        "needs": ", ".join(f"{option} (a {kind} of its station)" for option, kind in model.needs.items()),
        "faults": ", ".join(model.faults) or "no emulator",
    }
    return "\n".join(_wrapped(name, fact) for name, fact in facts.items() if fact)


def _wrapped(name: str, fact: str) -> str:
    return textwrap.fill(fact, WIDTH, initial_indent=f"  {name:<9}", subsequent_indent=" " * 11, break_on_hyphens=False)


def _options(model: Model, between: str) -> str:
    return between.join(f"{name} = {bytes(default).decode()}" for name, default in model.options.items())
