"""Who a program is to the broker: one file of secrets a station, in the data folder and nowhere else."""

from __future__ import annotations

import ipaddress
import os
import ssl
from pathlib import Path

import msgspec

from config.site import Role


class NoIdentity(Exception):
    """There is no identity of that name in the data folder; `kapok site identity` makes one."""


class Unsafe(Exception):
    """The identity asks for plain text to an address that is not this machine."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Where the broker is and what opens it. `user` is the station's id. `ca`: PEM text of the hall's CA, or empty.
    `counter`: the counter that a station of role counter acts for."""

    host: str
    port: int
    user: str
    password: str
    ca: str
    role: Role
    counter: str = ""
    subjects: str = ""
    """The hall's secret that makes a subject of a document (`lobby.subjects`); kiosks and the server have it."""

    def __repr__(self) -> str:
        return f"Identity({self.user}, {self.role}, {self.host}:{self.port})"

    def tls(self) -> ssl.SSLContext | None:
        """TLS 1.2+ that trusts the hall's CA alone, or None on loopback. Raises Unsafe."""
        if self.ca:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_verify_locations(cadata=self.ca)
            return context
        if not is_loopback(self.host):
            raise Unsafe(f"{self.host} is not this machine: its broker needs TLS with the hall's own CA")
        return None


def is_loopback(host: str) -> bool:
    """Whether an address means this machine alone; a name other than `localhost` does not."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def identity_file(data: Path, name: str) -> Path:
    return data / "identities" / f"{name}.json"


def read_identity(data: Path, name: str) -> Identity:
    """The identity of a station. Raises NoIdentity."""
    try:
        return msgspec.json.decode(identity_file(data, name).read_bytes(), type=Identity)
    except FileNotFoundError:
        raise NoIdentity(
            f"no identity {name!r} in {data}. A hall's own broker makes all those of its site file when it starts: "
            f"kapok broker. Any other is made with: kapok site identity {name} --role ROLE"
        ) from None
    except msgspec.MsgspecError:
        raise NoIdentity(f"the identity of {name!r} in {data} can't be read; make it anew") from None


def write_secret(path: Path, content: bytes) -> None:
    """Replace a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
