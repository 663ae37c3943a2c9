"""Who may say and hear what: the broker's access list and password file, made from the contract and the identities.

The list names what is allowed; the broker denies the rest, `#` and `$SYS` included (I15).
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator

from config.site import Role
from lobby.contract.catalogue import MESSAGES, filter_of
from lobby.contract.message import ROOT, SERVER, Answer, Manner
from lobby.identity import Identity

SALT_BYTES, ROUNDS = 12, 101
"""What mosquitto 2 itself uses; the passwords are 192 random bits, so the rounds protect nothing."""


def access_list(hall: str, identities: Iterable[Identity]) -> str:
    """The access list in mosquitto's words, one block an identity."""
    return "\n".join(_block(hall, identity) for identity in sorted(identities, key=lambda one: one.user))


def password_file(identities: Iterable[Identity]) -> str:
    """mosquitto's password file: PBKDF2-SHA512, one line an identity."""
    return "".join(f"{one.user}:{_hashed(one.password)}\n" for one in sorted(identities, key=lambda one: one.user))


def may_write(hall: str, role: Role, station: str) -> set[str]:
    """Filters of the topics a station of this role may publish: those of the messages whose `roles` name it."""
    names = {} if role is Role.SERVER else {"station": station}
    written = (kind for kind in MESSAGES if role in kind.roles)
    return {_answers(hall) if issubclass(kind, Answer) else filter_of(kind, hall, **names) for kind in written}


def may_read(hall: str, role: Role, station: str) -> set[str]:
    """Filters of the topics a station of this role hears."""
    root = f"{ROOT}/{hall}"
    if role is Role.SERVER:
        return {f"{root}/{manner}/+/#" for manner in (Manner.REQUEST, Manner.EVENT, Manner.STATE)}
    if role is Role.OBSERVER:
        return {f"{root}/{manner}/#" for manner in (Manner.EVENT, Manner.STATE)}
    public = {f"{root}/{manner}/{SERVER}/#" for manner in (Manner.EVENT, Manner.STATE)}
    return public | {f"{root}/{manner}/{station}/#" for manner in (Manner.ANSWER, Manner.COMMAND)}


def _answers(hall: str) -> str:
    return filter_of(Answer, hall)


def _block(hall: str, identity: Identity) -> str:
    return "\n".join([f"user {identity.user}", *_rules(hall, identity), ""])


def _rules(hall: str, identity: Identity) -> Iterator[str]:
    yield from (f"topic write {topic}" for topic in sorted(may_write(hall, identity.role, identity.user)))
    yield from (f"topic read {topic}" for topic in sorted(may_read(hall, identity.role, identity.user)))


def _hashed(password: str) -> str:
    salt = os.urandom(SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS)
    return "$".join(["", "7", str(ROUNDS), base64.b64encode(salt).decode(), base64.b64encode(digest).decode()])
