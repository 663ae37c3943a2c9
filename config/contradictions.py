"""What is right by itself in a site file and can't be together: one line a mistake, by its path, with the nearest right
word."""

from __future__ import annotations

import zoneinfo
from collections import Counter as Tally
from collections.abc import Iterator

from config.nearest import nearest
from config.odd_hours import odd_hours
from config.odd_rules import odd_rules
from config.site import Age, Counter, Role, Site, Station


def contradictions(site: Site) -> Iterator[str]:
    yield from _names_used_twice(site)
    yield from _loose_references(site)
    yield from _odd_stations(site)
    yield from _odd_ages(site)
    yield from odd_hours(site)
    yield from odd_rules(site)
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
        yield from _odd_reserve(counter, services)
    for station in site.stations:
        if station.counter and station.counter not in counters:
            near = nearest(station.counter, counters)
            yield f'stations[{station.id}].counter: no counter "{station.counter}"{near}'
    served = {skill for counter in site.counters for skill in counter.skills}
    yield from (f"services[{name}]: no counter has it among its skills" for name in sorted(services - served))


def _odd_reserve(counter: Counter, services: set[str]) -> Iterator[str]:
    for service in counter.reserve:
        if service not in services:
            yield f'counters[{counter.id}].reserve: no service "{service}"{nearest(service, services)}'
        elif service in counter.skills:
            yield f'counters[{counter.id}].reserve: "{service}" is among its skills already'
    for key, names in (("skills", counter.skills), ("reserve", counter.reserve)):
        yield from (f'counters[{counter.id}].{key}: "{one}" stands there {n} times' for one, n in _twice(names))


def _odd_ages(site: Site) -> Iterator[str]:
    """A child of each age finds something, or children's services are not told apart at all."""
    for service in site.services:
        for age, n in _twice(service.for_children):
            yield f'services[{service.id}].for_children: "{age}" stands there {n} times'
    offered = {age for service in site.services for age in service.for_children}
    missing = [age for age in Age if offered and age not in offered]
    yield from (f'services: none is for_children "{age}", though others are for children' for age in missing)


def _twice(names: tuple[str, ...]) -> list[tuple[str, int]]:
    return [(name, n) for name, n in Tally(names).items() if n > 1]


def _odd_stations(site: Site) -> Iterator[str]:
    kiosks = [station for station in site.stations if station.role is Role.KIOSK]
    yield from (f"stations[{one.id}].number: a kiosk needs a number from 1 to 99" for one in kiosks if not one.number)
    if len({zone.floor for zone in site.zones}) > 1:
        homeless = (one for one in kiosks if not one.zone)
        yield from (f"stations[{one.id}].zone: on which floor is this kiosk? zones are on several" for one in homeless)
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
