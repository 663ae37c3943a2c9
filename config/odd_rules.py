"""Contradictions among the numbers of the hall's rules and the addresses it speaks to."""

from __future__ import annotations

import itertools
import urllib.parse
from collections.abc import Iterator

from config.rules import Bookings, GatewayKind, Messages, MissRule, Platform, Ranges
from config.site import Site


def odd_rules(site: Site) -> Iterator[str]:
    yield from _odd_ranges(site.queue.ranges)
    yield from _odd_misses(site.queue.missed)
    if site.reminders.second >= site.reminders.ahead:
        yield f"reminders.second: {site.reminders.second} is not below ahead = {site.reminders.ahead}"
    if len(set(site.voice.languages)) < len(site.voice.languages):
        yield "voice.languages: a language stands there twice"
    if site.voice.fallback and not site.voice.languages:
        yield "voice.languages: the fallback needs one to speak"
    yield from _odd_messages(site.messages)
    yield from _odd_bookings(site.bookings)


def _odd_ranges(ranges: Ranges) -> Iterator[str]:
    """Each number means one thing; walk-in numbers rise all day."""
    named = [
        (f"queue.ranges.{use}[{n}]", one)
        for use, those in (("walk_in", ranges.walk_in), ("pad", ranges.pad), ("appointment", ranges.appointment))
        for n, one in enumerate(those, 1)
    ]
    yield from (f"{path}: {one.first} is above {one.last}" for path, one in named if one.first > one.last)
    for (path, one), (other_path, other) in itertools.combinations(named, 2):
        if one.first <= other.last and other.first <= one.last:
            common = f"{max(one.first, other.first)}–{min(one.last, other.last)}"
            yield f"{other_path}: {common} belongs to {path} already"
    yield from (
        f"queue.ranges.{use}: {later.first} comes before {earlier.first}, and they are used one after the other"
        for use, those in (("walk_in", ranges.walk_in), ("appointment", ranges.appointment))
        for earlier, later in itertools.pairwise(those)
        if later.last < earlier.first
    )


def _odd_misses(missed: tuple[MissRule, ...]) -> Iterator[str]:
    if MissRule.VOID in missed[:-1]:
        yield "queue.missed: nothing comes after void"


def _odd_messages(messages: Messages) -> Iterator[str]:
    """Phone numbers never leave the house in plain text; a gateway on this machine may be asked without TLS."""
    if messages.gateway is GatewayKind.SMS_HTTP:
        yield from _odd_address(
            "messages.url",
            messages.url,
            "sms-http needs the address letters are posted to, https://…",
            "phone numbers go over https only, unless the gateway is on this machine",
        )


def _odd_bookings(bookings: Bookings) -> Iterator[str]:
    """People's numbers come from the platform, so only its own machine is asked in plain text."""
    if bookings.platform is Platform.HTTP:
        yield from _odd_address(
            "bookings.url",
            bookings.url,
            "platform http needs the address it is asked at, https://…",
            "appointments come over https only, unless the platform is on this machine",
        )


def _odd_address(path: str, address: str, none: str, plain: str) -> Iterator[str]:
    url = urllib.parse.urlsplit(address)
    if not url.hostname or url.scheme not in ("http", "https"):
        yield f"{path}: {none}"
    elif url.scheme == "http" and url.hostname not in ("127.0.0.1", "localhost", "::1"):
        yield f"{path}: {plain}"
