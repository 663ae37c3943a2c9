"""Reads a site file: TOML in, a sound `Site` out, or every mistake named by its path and the nearest right word."""

from __future__ import annotations

import logging
import os
import tomllib
import types
import typing
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec

from config.contradictions import contradictions
from config.nearest import nearest as nearest
from config.site import Site

log = logging.getLogger(__name__)


class SiteMistake(Exception):
    """The site file can't be used. The message has one line a mistake: path, what is wrong, the nearest right word."""

    def __init__(self, source: Path, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(f"{source}: {mistake}" for mistake in self.mistakes))


def read_site(source: Path) -> Site:
    """The site in `source`. Raises SiteMistake."""
    return _sound(source, _content(source))


def start_site(source: Path, data: Path) -> Site:
    """The site for a program that starts: a sound file is kept as the last good copy in `data`; a bad one is refused
    at the first start, and later loudly replaced by that copy. Raises SiteMistake when there is no copy."""
    kept = data / "site.last-good.toml"
    try:
        content = _content(source)
        site = _sound(source, content)
    except SiteMistake as mistake:
        if not kept.exists():
            raise
        log.error("The site file is refused; going on with the last good copy %s. Mend it:\n%s", kept, mistake)
        return read_site(kept)
    keep_beside(kept, content)
    return site


def keep_beside(kept: Path, content: bytes) -> None:
    """Replace a file, whole or not at all, also while other programs of the hall do the same. A full disk is logged:
    it keeps nobody from starting."""
    fresh = kept.with_name(f".{kept.name}.{os.getpid()}")
    try:
        if not kept.exists() or kept.read_bytes() != content:
            kept.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(content)
            fresh.replace(kept)
    except OSError as error:
        log.warning("%s can't be kept: %s", kept, error.strerror)


def _content(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        raise SiteMistake(source, [f"can't be read: {error.strerror}"]) from None


def _sound(source: Path, content: bytes) -> Site:
    try:
        parts = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteMistake(source, [f"is not TOML: {error}"]) from None
    if unknown := list(_unknown_words(parts, Site, "")):
        raise SiteMistake(source, unknown)
    try:
        site = msgspec.convert(parts, Site)
    except msgspec.ValidationError as error:
        raise SiteMistake(source, [_readable(str(error))]) from None
    if mistakes := list(contradictions(site)):
        raise SiteMistake(source, mistakes)
    return site


def _unknown_words(content: object, kind: object, path: str) -> Iterator[str]:
    """Keys no setting has, and words that are none of a setting's choices."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(content, dict):
        yield from _unknown_keys(content, kind, path)
    elif isinstance(kind, type) and issubclass(kind, StrEnum) and isinstance(content, str):
        if content not in set(kind):
            yield f'{path}: there is no "{content}"{nearest(content, kind)}'
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from _unknown_words(value, _item(kind), f"{path}[{_name_of(value, index)}]")
    elif isinstance(content, dict):
        for inner in typing.get_args(kind):
            if inner is not types.NoneType:
                yield from _unknown_words(content, inner, path)


def _unknown_keys(content: dict[str, object], kind: type[msgspec.Struct], path: str) -> Iterator[str]:
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in content.items():
        if key in fields:
            yield from _unknown_words(value, fields[key], f"{path}.{key}".lstrip("."))
        else:
            yield f'{path or "top level"}: unknown key "{key}"{nearest(key, fields)}'


def _item(kind: object) -> object:
    """The type of a list's members; looks through Annotated."""
    if typing.get_origin(kind) is typing.Annotated:
        return _item(typing.get_args(kind)[0])
    return next(iter(typing.get_args(kind)), None)


def _name_of(value: object, index: int) -> str:
    return str(value.get("id", index + 1)) if isinstance(value, dict) else str(index + 1)


def _readable(error: str) -> str:
    """msgspec says `Expected `int`, got `str` - at `$.broker.port``; people read the path first."""
    what, _, where = error.partition(" - at ")
    return f"{where.strip('`').removeprefix('$.') or 'top level'}: {what[:1].lower()}{what[1:]}"
