"""What Kapok can be plugged into, as the code knows it: one entry a model, read from its driver and its emulator."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

import msgspec

from devices.driver import Driver, Options
from devices.registry import drivers, emulators
from devices.values import Value

REQUIRED = "must be given"


class Model(Value, frozen=True, kw_only=True):
    """One model. `about` is how its driver's file begins: what it is and where its facts come from."""

    model: str
    kind: str
    """reader, scanner, printer, lock board …"""
    about: str
    wire: str
    """The protocol, by the name that `decode` and `sniff` know; empty where there are no frames to look at."""
    file: str
    options: dict[str, msgspec.Raw]
    """Each option's default as JSON; `"must be given"` where there is none."""
    options_about: str
    """What each option is, as its driver says it."""
    needs: dict[str, str]
    """Option → kind of the other device that it names."""
    faults: dict[str, str]
    """What its emulator can be told to do wrong; empty without an emulator."""


def catalogue() -> Iterator[Model]:
    """Every model, by its name."""
    for _, driver in sorted(drivers().items()):
        yield entry(driver)


def entry(driver: type[Driver[Any]]) -> Model:
    emulator = emulators().get(driver.model)
    return Model(
        model=driver.model,
        kind=kind_of(driver.handle),
        about=_first_paragraph(driver.__module__),
        wire=driver.wire,
        file=f"drivers/{driver.__module__.rpartition('.')[2]}.py",
        options=_defaults(driver.options_type),
        options_about=_about(driver.options_type),
        needs={option: kind_of(kind) for option, kind in driver.needs.items()},
        faults=dict(sorted(emulator.all_faults().items())) if emulator else {},
    )


def kind_of(handle: type) -> str:
    """`LockBoard` → `lock board`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", handle.__name__).lower()


def _first_paragraph(module: str) -> str:
    words = inspect.cleandoc(sys.modules[module].__doc__ or "").split("\n\n")[0]
    return " ".join(words.split())


def _about(options: type[Options]) -> str:
    """The docstrings of the options and of those they inherit, the model's own first."""
    docs = [
        inspect.cleandoc(one.__doc__ or "")
        for one in options.__mro__
        if issubclass(one, Options) and one is not Options
    ]
    return " ".join(" ".join(doc.split()) for doc in docs if "`" in doc)


def _defaults(options: type[Options]) -> dict[str, msgspec.Raw]:
    return {field.name: msgspec.Raw(msgspec.json.encode(_default(field))) for field in msgspec.structs.fields(options)}


def _default(field: msgspec.structs.FieldInfo) -> object:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return REQUIRED if field.default_factory is msgspec.NODEFAULT else field.default_factory()
