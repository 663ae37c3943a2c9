"""Makes and lists the identities of a hall; each is a file of secrets in the data folder."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec

from config.site import Role, Site
from config.values import NAME
from lobby.certificates import hall_ca
from lobby.contract.message import SERVER
from lobby.identity import Identity, identity_file, is_loopback, read_identity, write_secret
from lobby.subjects import hall_secret

PASSWORD_BYTES = 24


class WrongIdentity(Exception):
    """No identity can be made of this name and role; the text says why, in a sentence."""


def make_identity(site: Site, data: Path, name: str, role: Role, counter: str = "") -> Identity:
    """The identity of a station, made if there is none, the same as before if there is. Raises WrongIdentity.

    The address and the CA are the site's of today, the password stays. `counter`: what a station of role counter that
    is not in the site file acts for.
    """
    _check(site, name, role)
    counter = _counter(site, name, role, counter)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    if identity_file(data, name).exists():
        known = read_identity(data, name)
        if known.role is not role:
            raise WrongIdentity(f"{name} has the role {known.role} already, not {role}; remove its identity first")
        password = known.password
    identity = Identity(
        host=site.broker.host,
        port=site.broker.port,
        user=name,
        password=password,
        ca=_ca(site, data),
        role=role,
        counter=counter,
        subjects=hall_secret(data) if role in (Role.KIOSK, Role.SERVER) else "",
    )
    write_secret(identity_file(data, name), msgspec.json.format(msgspec.json.encode(identity)) + b"\n")
    return identity


def all_identities(data: Path) -> Iterator[Identity]:
    for file in sorted((data / "identities").glob("*.json")):
        yield read_identity(data, file.stem)


def make_all(site: Site, data: Path) -> None:
    """Identities of the server and of every station in the site file."""
    make_identity(site, data, SERVER, Role.SERVER)
    for station in site.stations:
        make_identity(site, data, station.id, station.role)


def _check(site: Site, name: str, role: Role) -> None:
    if not re.fullmatch(NAME, name):
        raise WrongIdentity(f"{name!r} is no name: letters, figures and hyphens, at most 24")
    if (name == SERVER) is not (role is Role.SERVER):
        raise WrongIdentity(f"the server's identity is called \"{SERVER}\", and nobody else's is")
    for station in site.stations:
        if station.id == name and station.role is not role:
            raise WrongIdentity(f"{name} has the role {station.role} in the site file, not {role}")


def _counter(site: Site, name: str, role: Role, asked: str) -> str:
    """The counter this identity acts for; empty for every role but counter."""
    if role is not Role.COUNTER:
        return ""
    in_file = next((station.counter for station in site.stations if station.id == name), "")
    counter = asked or in_file
    if counter not in {one.id for one in site.counters} or in_file not in ("", counter):
        there = ", ".join(one.id for one in site.counters)
        raise WrongIdentity(f"{name} needs the counter it acts for: --counter with one of {there}")
    return counter


def _ca(site: Site, data: Path) -> str:
    if not site.broker.embedded:
        return Path(site.broker.ca_file).read_text("ascii") if site.broker.ca_file else ""
    return "" if is_loopback(site.broker.host) else hall_ca(data)
