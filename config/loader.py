"""Reads a site file: TOML in, a sound `Site` out, or every mistake named by its path and the nearest right word."""

from __future__ import annotations

import difflib
import itertools
import logging
import os
import tomllib
import types
import typing
import urllib.parse
import zoneinfo
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from config.hours import Hours
from config.rules import Bookings, GatewayKind, Messages, Platform
from config.site import Role, Site, Station

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
    if unknown := list(_unknown_keys(parts, Site, "")):
        raise SiteMistake(source, unknown)
    try:
        site = msgspec.convert(parts, Site)
    except msgspec.ValidationError as error:
        raise SiteMistake(source, [_readable(str(error))]) from None
    if mistakes := list(_contradictions(site)):
        raise SiteMistake(source, mistakes)
    return site


def nearest(word: str, right: typing.Iterable[str]) -> str:
    """` (did you mean "x"?)`, or what there is when nothing is near."""
    words = sorted(right)
    if near := difflib.get_close_matches(word, words, 1, 0.5):
        return f' (did you mean "{near[0]}"?)'
    return f" (there is: {', '.join(words)})" if words else ""


def _unknown_keys(content: object, kind: object, path: str) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(content, dict):
        fields = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
        for key, value in content.items():
            if key in fields:
                yield from _unknown_keys(value, fields[key], f"{path}.{key}".lstrip("."))
            else:
                yield f'{path or "top level"}: unknown key "{key}"{nearest(key, fields)}'
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from _unknown_keys(value, _item(kind), f"{path}[{_name_of(value, index)}]")
    elif isinstance(content, dict):
        for inner in typing.get_args(kind):
            if inner is not types.NoneType:
                yield from _unknown_keys(content, inner, path)


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


def _contradictions(site: Site) -> Iterator[str]:
    yield from _names_used_twice(site)
    yield from _loose_references(site)
    yield from _odd_stations(site)
    yield from _odd_hours(site.hours)
    yield from _odd_messages(site.messages)
    yield from _odd_bookings(site.bookings)
    try:
        zoneinfo.ZoneInfo(site.hall.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        near = nearest(site.hall.timezone, zoneinfo.available_timezones()) if site.hall.timezone else ""
        yield f'hall.timezone: no time zone "{site.hall.timezone}"{near}'


def _names_used_twice(site: Site) -> Iterator[str]:
    for where, names in {
        "zones": [zone.id for zone in site.zones],
        "services": [service.id for service in site.services],
        "counters": [counter.id for counter in site.counters],
        "stations": [station.id for station in site.stations],
        **{f"stations[{one.id}].devices": [device.id for device in one.devices] for one in site.stations},
    }.items():
        yield from (f'{where}: the id "{name}" is used {n} times' for name, n in Tally(names).items() if n > 1)
    numbers = Tally(counter.number for counter in site.counters)
    yield from (f"counters: the number {number} is used {n} times" for number, n in numbers.items() if n > 1)


def _loose_references(site: Site) -> Iterator[str]:
    zones = {zone.id for zone in site.zones}
    services = {service.id for service in site.services}
    counters = {counter.id for counter in site.counters}
    placed = [(f"services[{service.id}]", service.zone) for service in site.services]
    placed += [(f"counters[{counter.id}]", counter.zone) for counter in site.counters]
    placed += [(f"stations[{station.id}]", station.zone) for station in site.stations if station.zone]
    for room, zone in placed:
        if zone not in zones:
            yield f'{room}.zone: no zone "{zone}"{nearest(zone, zones)}'
    for counter in site.counters:
        for skill in counter.skills:
            if skill not in services:
                yield f'counters[{counter.id}].skills: no service "{skill}"{nearest(skill, services)}'
    for station in site.stations:
        if station.counter and station.counter not in counters:
            near = nearest(station.counter, counters)
            yield f'stations[{station.id}].counter: no counter "{station.counter}"{near}'
    served = {skill for counter in site.counters for skill in counter.skills}
    yield from (f"services[{name}]: no counter has it among its skills" for name in sorted(services - served))


def _odd_stations(site: Site) -> Iterator[str]:
    kiosks = [station for station in site.stations if station.role is Role.KIOSK]
    yield from (f"stations[{one.id}].number: a kiosk needs a number from 1 to 99" for one in kiosks if not one.number)
    for number, n in Tally(kiosk.number for kiosk in kiosks if kiosk.number).items():
        if n > 1:
            yield f"stations: the kiosk number {number} is used {n} times; it marks offline tickets"
    for station in site.stations:
        yield from (f"stations[{station.id}]: {mistake}" for mistake in _odd_station(station))


def _odd_station(station: Station) -> Iterator[str]:
    if station.role is Role.SERVER or station.id == "server":
        yield "the server is no station; leave it out"
    if station.role in (Role.KIOSK, Role.DISPLAY) and station.panel is None:
        yield "a kiosk or display needs its panel (width_px, height_px, diagonal_inch, view_m)"
    if station.role is Role.DISPLAY and not station.zone and not station.counter:
        yield "a display needs its zone, or the counter whose window screen it is"
    if station.role is Role.COUNTER and not station.counter:
        yield "a station of role counter needs its counter"


def _odd_messages(messages: Messages) -> Iterator[str]:
    """Phone numbers never leave the house in plain text; a gateway on this machine may be asked without TLS."""
    if messages.gateway is not GatewayKind.SMS_HTTP:
        return
    url = urllib.parse.urlsplit(messages.url)
    local = url.hostname in ("127.0.0.1", "localhost", "::1")
    if not url.hostname or url.scheme not in ("http", "https"):
        yield "messages.url: sms-http needs the address letters are posted to, https://…"
    elif url.scheme == "http" and not local:
        yield "messages.url: phone numbers go over https only, unless the gateway is on this machine"


def _odd_bookings(bookings: Bookings) -> Iterator[str]:
    """People's numbers come from the platform, so only its own machine is asked in plain text."""
    if bookings.platform is not Platform.HTTP:
        return
    url = urllib.parse.urlsplit(bookings.url)
    if not url.hostname or url.scheme not in ("http", "https"):
        yield "bookings.url: platform http needs the address it is asked at, https://…"
    elif url.scheme == "http" and url.hostname not in ("127.0.0.1", "localhost", "::1"):
        yield "bookings.url: appointments come over https only, unless the platform is on this machine"


def _odd_hours(hours: Hours) -> Iterator[str]:
    for day, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")):
        spans = hours.of_weekday(day)
        yield from (f"hours.{name}: {span.start} is not before {span.end}" for span in spans if span.start >= span.end)
        for earlier, later in itertools.pairwise(spans):
            if later.start < earlier.end:
                yield f"hours.{name}: {later.start} begins before {earlier.end} has ended"
